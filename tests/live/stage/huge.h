/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Huge pages of every kind: transparent, mTHP, the huge zero page, hugetlb. */
#ifndef STAGE_HUGE_H
#define STAGE_HUGE_H

#include "anonymous.h"

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

#define THP_SYSFS "/sys/kernel/mm/transparent_hugepage/"

/* Bytes that one page-table entry of the second level maps; 0: no THP. */
static size_t pmd_size(void)
{
	long size = number_in(THP_SYSFS "hpage_pmd_size");

	return size > 0 ? (size_t)size : 0;
}

static char *huge_place(size_t length)
{
	char *va = map_at_place(length, MAP_PRIVATE | MAP_ANONYMOUS, -1);

	if (va == MAP_FAILED || madvise(va, length, MADV_HUGEPAGE))
		return NULL;
	return va;
}

/* One transparent huge page at *va, or the reason why not. */
static const char *huge_page(char **va)
{
	char *page;

	if (!pmd_size())
		return REFUSED "no transparent huge pages";
	page = huge_place(pmd_size());
	if (!page)
		return refused("MADV_HUGEPAGE");
	write_pages(page, pmd_size() / page_size());
	if (smaps_kib(page, "AnonHugePages") * 1024 != (long)pmd_size())
		madvise(page, pmd_size(), MADV_COLLAPSE);
	if (smaps_kib(page, "AnonHugePages") * 1024 != (long)pmd_size())
		return REFUSED "no huge page was to be had";
	*va = page;
	return NULL;
}

static const char *make_huge(const char *name)
{
	char *va;
	const char *reason = huge_page(&va);

	if (reason)
		return reason;
	claim(name, va, pmd_size() / page_size(), "present exclusive,huge");
	return NULL;
}

/* One page given back: the rest stays one folio, but is mapped page by page. */
static const char *make_huge_broken(const char *name)
{
	char *va;
	const char *reason = huge_page(&va);
	size_t pages = pmd_size() / page_size();

	if (reason)
		return reason;
	if (madvise(va + 7 * page_size(), page_size(), MADV_DONTNEED))
		return refused("MADV_DONTNEED");
	/* Or khugepaged would mend it. */
	if (madvise(va, pmd_size(), MADV_NOHUGEPAGE))
		return refused("MADV_NOHUGEPAGE");
	if (smaps_kib(va, "AnonHugePages") != 0)
		return wrong("AnonHugePages", smaps_kib(va, "AnonHugePages"));
	claim(name, va, 7, "present exclusive");
	claim(name, va + 7 * page_size(), 1, "absent -");
	claim(name, va + 8 * page_size(), pages - 8, "present exclusive");
	return NULL;
}

static const char *make_huge_zero(const char *name)
{
	size_t pages = pmd_size() / page_size();
	char *va = pmd_size() ? huge_place(pmd_size()) : NULL;

	if (!va)
		return REFUSED "no transparent huge pages";
	read_page(va);
	if (pages_in_core(va, pages) != (long)pages)
		return REFUSED "the read fault gave a small zero page";
	if (smaps_kib(va, "Rss") != 0)
		return wrong("Rss", smaps_kib(va, "Rss"));
	if (page_node(va) != -EFAULT)
		return wrong("move_pages", page_node(va));
	claim(name, va, pages, "zero huge");
	return NULL;
}

/* smaps does not tell mTHP from small pages; the counter of its size does. */
#define MTHP "hugepages-64kB/"
#define MTHP_SIZE (64 << 10)

static const char *make_mthp(const char *name)
{
	long before = number_in(THP_SYSFS MTHP "stats/anon_fault_alloc");
	char *va;

	if (before < 0)
		return REFUSED "no 64K pages in this kernel";
	va = huge_place(MTHP_SIZE);
	if (!va)
		return refused("MADV_HUGEPAGE");
	write_pages(va, 1);
	if (number_in(THP_SYSFS MTHP "stats/anon_fault_alloc") == before ||
	    smaps_kib(va, "Rss") * 1024 != MTHP_SIZE)
		return REFUSED "the kernel gave no 64K page";
	claim(name, va, MTHP_SIZE / page_size(), "present exclusive");
	return NULL;
}

/* Two hugetlb pages at *va, the first one written. */
static const char *hugetlb_pages(char **va, int flags)
{
	size_t size = pmd_size() ? pmd_size() : 2 << 20;

	*va = map_at_place(2 * size, flags | MAP_ANONYMOUS | MAP_HUGETLB, -1);
	if (*va == MAP_FAILED)
		return refused("mmap MAP_HUGETLB");
	if (smaps_kib(*va, "KernelPageSize") * 1024 != (long)size)
		return REFUSED "the default hugetlb size is not the PMD size";
	write_pages(*va, size / page_size());
	return NULL;
}

static const char *make_hugetlb_private(const char *name)
{
	char *va;
	const char *reason = hugetlb_pages(&va, MAP_PRIVATE);
	size_t pages = pmd_size() / page_size();

	if (reason)
		return reason;
	if (smaps_kib(va, "Private_Hugetlb") != kib_of(pages))
		return wrong("Private_Hugetlb",
			     smaps_kib(va, "Private_Hugetlb"));
	claim(name, va, pages, "present exclusive,huge");
	claim(name, va + pmd_size(), pages, "absent -");
	return NULL;
}

static const char *make_hugetlb_shared(const char *name)
{
	char *va;
	const char *reason = hugetlb_pages(&va, MAP_SHARED);
	size_t pages = pmd_size() / page_size();

	if (reason)
		return reason;
	if (smaps_kib(va, "Private_Hugetlb") != kib_of(pages))
		return wrong("Private_Hugetlb",
			     smaps_kib(va, "Private_Hugetlb"));
	claim(name, va, pages, "present file,exclusive,huge");
	claim(name, va + pmd_size(), pages, "unresolved -");
	return NULL;
}

static const struct act huge_acts[] = {
	{ "huge-page", make_huge },
	{ "huge-page-broken", make_huge_broken },
	{ "huge-zero-page", make_huge_zero },
	{ "mthp-64k", make_mthp },
	{ "hugetlb-private", make_hugetlb_private },
	{ "hugetlb-shared", make_hugetlb_shared },
	{ NULL, NULL },
};

#endif

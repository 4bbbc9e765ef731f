// SPDX-License-Identifier: LGPL-2.1-or-later
/* Lines of smaps, by name: their number and order differ between kernels. */
#include "smaps.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "digits.h"

static const struct {
	const char *name;
	size_t length;
	size_t item;
} items[] = {
#define ITEM(name, item) \
	{ name, sizeof(name) - 1, offsetof(struct vminfo_smaps, item) }
	ITEM("KernelPageSize", page_size),
	ITEM("Rss", rss),
	ITEM("Pss", pss),
	ITEM("Pss_Dirty", pss_dirty),
	ITEM("Shared_Clean", shared_clean),
	ITEM("Shared_Dirty", shared_dirty),
	ITEM("Private_Clean", private_clean),
	ITEM("Private_Dirty", private_dirty),
	ITEM("Referenced", referenced),
	ITEM("Anonymous", anonymous),
	ITEM("KSM", ksm),
	ITEM("LazyFree", lazy_free),
	ITEM("AnonHugePages", anon_huge),
	ITEM("ShmemPmdMapped", shmem_huge),
	ITEM("FilePmdMapped", file_huge),
	ITEM("Shared_Hugetlb", shared_hugetlb),
	ITEM("Private_Hugetlb", private_hugetlb),
	ITEM("Swap", swap),
	ITEM("SwapPss", swap_pss),
	ITEM("Locked", locked),
#undef ITEM
};

static const struct {
	char name[3];
	uint32_t flag;
} flags[] = {
	{ "pf", VMINFO_VM_PFNMAP },	 { "mm", VMINFO_VM_MIXEDMAP },
	{ "io", VMINFO_VM_IO },		 { "lo", VMINFO_VM_LOCKED },
	{ "ht", VMINFO_VM_HUGETLB },	 { "hg", VMINFO_VM_HUGEPAGE },
	{ "nh", VMINFO_VM_NOHUGEPAGE },	 { "mg", VMINFO_VM_MERGEABLE },
	{ "dc", VMINFO_VM_DONTFORK },	 { "gu", VMINFO_VM_GUARD },
	{ "gd", VMINFO_VM_GROWSDOWN },	 { "um", VMINFO_VM_UFFD_MISSING },
	{ "uw", VMINFO_VM_UFFD_WP },	 { "ui", VMINFO_VM_UFFD_MINOR },
	{ "dd", VMINFO_VM_DONTDUMP },
};

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static uint64_t *item_of(struct vminfo_smaps *smaps, size_t offset)
{
	return (uint64_t *)(void *)((char *)smaps + offset);
}

void smaps_clear(struct vminfo_smaps *smaps)
{
	for (size_t i = 0; i < LENGTH(items); i++)
		*item_of(smaps, items[i].item) = VMINFO_NONE;
	smaps->flags = VMINFO_NONE;
	smaps->thp_eligible = VMINFO_NONE;
}

static uint64_t flag_of(const char *name)
{
	for (size_t i = 0; i < LENGTH(flags); i++) {
		if (flags[i].name[0] == name[0] &&
		    flags[i].name[1] == name[1])
			return flags[i].flag;
	}
	return 0;
}

/* " rd wr mr", with a blank at the end. */
static int decode_flags(const char *text, struct vminfo_smaps *smaps)
{
	smaps->flags = 0;
	while (*(text += strspn(text, " "))) {
		if (strcspn(text, " ") == 2)
			smaps->flags |= flag_of(text);
		text += strcspn(text, " ");
	}
	return 0;
}

static int decode_bytes(const char *text, uint64_t *item)
{
	struct digits rest = { .at = text, .end = text + strlen(text) };
	uint64_t kib;

	digits_take_blanks(&rest);
	if (!digits_take(&rest, 10, &kib) || strcmp(rest.at, " kB") ||
	    kib >= UINT64_MAX >> 10)
		return -EINVAL;
	*item = kib << 10;
	return 0;
}

/* It has no unit.  What else a kernel may say one day is not known. */
static int decode_eligible(const char *text, struct vminfo_smaps *smaps)
{
	text += strspn(text, " ");
	if (!strcmp(text, "0") || !strcmp(text, "1"))
		smaps->thp_eligible = *text == '1';
	return 0;
}

int smaps_decode(const char *line, struct vminfo_smaps *smaps)
{
	size_t name = strcspn(line, ": ");

	/* A heading has a blank before its first colon. */
	if (!name || line[name] != ':')
		return -EINVAL;
	if (name == 7 && !memcmp(line, "VmFlags", 7))
		return decode_flags(line + name + 1, smaps);
	if (name == 11 && !memcmp(line, "THPeligible", 11))
		return decode_eligible(line + name + 1, smaps);
	for (size_t i = 0; i < LENGTH(items); i++) {
		if (items[i].length == name &&
		    !memcmp(items[i].name, line, name))
			return decode_bytes(line + name + 1,
					    item_of(smaps, items[i].item));
	}
	return 0;
}

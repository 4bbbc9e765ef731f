// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * folios            owns folios of every kind, mapped whole, in parts, and by
 *                   others
 * folios gigantic   owns one of 1 GiB
 *
 * One line for each piece: "PID VA PAGES HUGE ORDER MAPCOUNT NAME" (VA is
 * hexadecimal; HUGE is 0 or 1: mapped by one entry); "skip NAME refused: ..."
 * for what this kernel would not do, "broken NAME ..." if something else came
 * out.  Then "ready"; it ends at the end of its input, and its children with
 * it.
 *
 * Whoever forks comes first: a child has all that was made before it.
 */
/* The acts take from the stage what they need, and nothing else. */
#pragma GCC diagnostic ignored "-Wunused-function"
#include <dirent.h>

#include "folios/alone.h"
#include "folios/shared.h"

/* A folio of exactly that size: the counter of the size tells. */
static const char *own_mthp(const char *name, size_t kib)
{
	char counter[128], what[128];
	size_t pages = kib * 1024 / page_size();
	int order = __builtin_ctzl(pages);
	long before;
	char *va;

	snprintf(counter, sizeof(counter),
		 THP_SYSFS "hugepages-%zukB/stats/anon_fault_alloc", kib);
	before = number_in(counter);
	va = huge_place(kib * 1024);
	if (!va)
		return refused("MADV_HUGEPAGE");
	write_pages(va, 1);
	if (number_in(counter) == before ||
	    smaps_kib(va, "Rss") != (long)kib)
		return REFUSED "the kernel gave no such page";
	snprintf(what, sizeof(what), "0 %d 1 %s", order, name);
	own(getpid(), va, pages, what);
	return NULL;
}

/* Each size that this kernel has for anonymous memory, but one entry's. */
static void own_all_mthp(void)
{
	DIR *sizes = opendir(THP_SYSFS);
	struct dirent *size;
	char name[32], path[320];
	size_t kib;

	while (sizes && (size = readdir(sizes))) {
		if (sscanf(size->d_name, "hugepages-%zukB", &kib) != 1 ||
		    kib * 1024 >= pmd_size())
			continue;
		snprintf(path, sizeof(path), THP_SYSFS "%s/enabled",
			 size->d_name);
		if (access(path, F_OK))
			continue;
		snprintf(name, sizeof(name), "mthp-%zuk", kib);
		report(name, own_mthp(name, kib));
	}
	if (sizes)
		closedir(sizes);
}

static void perform(const struct act *acts)
{
	for (; acts->name; acts++)
		report(acts->name, acts->make(acts->name));
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1) {
		report(argv[1], own_gigantic(argv[1]));
	} else {
		perform(shared_acts);
		perform(alone_acts);
		own_all_mthp();
	}
	puts("ready");
	while (getchar() != EOF)
		;
	return 0;
}

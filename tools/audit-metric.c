// SPDX-License-Identifier: LGPL-2.1-or-later
/* What can be measured of memory: names, units, rights. */
#include "audit-metric.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAMES "CAP_SYS_ADMIN"
#define KPAGE "CAP_SYS_ADMIN, CAP_DAC_READ_SEARCH"
#define ENTRIES "CAP_SYS_ADMIN or smaps"
#define OBJECTS "CAP_CHECKPOINT_RESTORE, CAP_FOWNER"

/* name, kind, how it is taken; see audit-metric.h */
const struct audit_metric audit_metrics[] = {
	{ "pages", REPORT_COUNT, audit_take_pages,
	  .text = "pages" },
	{ "size", REPORT_SIZE, audit_take_size,
	  .text = "bytes of these" },
	{ "mappings", REPORT_NUMBER, audit_take_mappings,
	  .better = AUDIT_LESS, .text = "mappings that it is in" },
	{ "present", REPORT_COUNT, audit_take_state,
	  .arg = VMINFO_PRESENT, .text = "pages mapped to a frame of RAM" },
	{ "not-present", REPORT_COUNT, audit_take_not_present,
	  .better = AUDIT_LESS, .text = "all others" },
	{ "zero", REPORT_COUNT, audit_take_state,
	  .arg = VMINFO_ZERO, .text = "pages of the zero page" },
	{ "swapped", REPORT_COUNT, audit_take_swapped,
	  .wants = AUDIT_WANTS_SHMEM, .needs = ENTRIES, .better = AUDIT_LESS,
	  .arg = AUDIT_ALL_SWAP,
	  .text = "pages in swap, also of shared memory" },
	{ "swapped-private", REPORT_COUNT, audit_take_swapped,
	  .wants = AUDIT_WANTS_SHMEM, .needs = ENTRIES, .better = AUDIT_LESS,
	  .arg = AUDIT_OWN_SWAP, .text = "pages in slots of the process" },
	{ "swapped-shmem", REPORT_COUNT, audit_take_swapped,
	  .wants = AUDIT_WANTS_SHMEM, .needs = ENTRIES, .better = AUDIT_LESS,
	  .arg = AUDIT_SHMEM_SWAP,
	  .text = "pages that shared memory has in swap" },
	{ "swap", REPORT_SIZE, audit_take_swap,
	  .wants = AUDIT_WANTS_SHMEM, .needs = ENTRIES, .better = AUDIT_LESS,
	  .text = "bytes in swap" },
	{ "swap-area:", REPORT_SIZE, audit_take_swap_area,
	  .wants = AUDIT_WANTS_SHMEM, .needs = FRAMES, .better = AUDIT_LESS,
	  .more = AUDIT_AND_NAME,
	  .text = "bytes in slots of that file or device" },
	{ "cached", REPORT_COUNT, audit_take_state,
	  .wants = AUDIT_WANTS_BACKING, .needs = OBJECTS, .arg = VMINFO_CACHED,
	  .text = "pages that an object has in RAM, not mapped" },
	{ "absent", REPORT_COUNT, audit_take_state,
	  .wants = AUDIT_WANTS_BACKING, .needs = OBJECTS, .arg = VMINFO_ABSENT,
	  .text = "pages without memory" },
	{ "unresolved", REPORT_COUNT, audit_take_state,
	  .wants = AUDIT_WANTS_BACKING, .needs = OBJECTS,
	  .arg = VMINFO_UNRESOLVED,
	  .text = "pages of an object that did not say" },
	{ "unmapped", REPORT_COUNT, audit_take_state,
	  .better = AUDIT_LESS, .arg = VMINFO_UNMAPPED,
	  .text = "pages of a range that no mapping has" },
	{ "guard", REPORT_COUNT, audit_take_state,
	  .arg = VMINFO_GUARD, .text = "pages of guard regions" },
	{ "marker", REPORT_COUNT, audit_take_state,
	  .needs = FRAMES, .arg = VMINFO_MARKER,
	  .text = "userfaultfd write-protect markers without memory" },
	{ "poisoned", REPORT_COUNT, audit_take_state,
	  .needs = FRAMES, .better = AUDIT_LESS, .arg = VMINFO_POISONED,
	  .text = "poisoned pages" },
	{ "migrating", REPORT_COUNT, audit_take_state,
	  .needs = FRAMES, .arg = VMINFO_MIGRATING,
	  .text = "pages being moved" },
	{ "device", REPORT_COUNT, audit_take_state,
	  .needs = FRAMES, .arg = VMINFO_DEVICE,
	  .text = "pages in memory of a device" },
	{ "special", REPORT_COUNT, audit_take_state,
	  .needs = FRAMES, .arg = VMINFO_SPECIAL,
	  .text = "special entries that cannot be told further" },
	{ "pfnmap", REPORT_COUNT, audit_take_state,
	  .arg = VMINFO_PFNMAP,
	  .text = "pages that the kernel tells nothing about" },
	{ "nonpresent", REPORT_COUNT, audit_take_state,
	  .arg = VMINFO_NONPRESENT,
	  .text = "swap or special: which, is hidden" },
	{ "unknown", REPORT_COUNT, audit_take_unknown,
	  .better = AUDIT_LESS, .text = "pages whose state is not certain" },
	{ "rss", REPORT_SIZE, audit_take_rss,
	  .better = AUDIT_LESS, .text = "bytes of present pages" },
	{ "pss", REPORT_SIZE, audit_take_pss,
	  .wants = AUDIT_WANTS_SHARES, .needs = KPAGE, .better = AUDIT_LESS,
	  .text = "the same, each by how often it is mapped" },
	{ "uss", REPORT_SIZE, audit_take_uss,
	  .wants = AUDIT_WANTS_SHARES, .needs = KPAGE, .better = AUDIT_LESS,
	  .text = "the same, of pages that are mapped once" },
	{ "rss-anon", REPORT_SIZE, audit_take_kind,
	  .wants = AUDIT_WANTS_KINDS, .needs = KPAGE, .better = AUDIT_LESS,
	  .arg = TALLY_ANON, .text = "bytes of anonymous pages" },
	{ "rss-file", REPORT_SIZE, audit_take_kind,
	  .wants = AUDIT_WANTS_KINDS, .needs = KPAGE, .better = AUDIT_LESS,
	  .arg = TALLY_FILE, .text = "bytes of pages of files" },
	{ "rss-shmem", REPORT_SIZE, audit_take_kind,
	  .wants = AUDIT_WANTS_KINDS, .needs = KPAGE, .better = AUDIT_LESS,
	  .arg = TALLY_SHMEM, .text = "bytes of pages of shared memory" },
	{ "rss-hugetlb", REPORT_SIZE, audit_take_kind,
	  .wants = AUDIT_WANTS_KINDS, .needs = KPAGE, .arg = TALLY_HUGETLB,
	  .text = "bytes of hugetlb pages" },
	{ "shared", REPORT_COUNT, audit_take_shared,
	  .wants = AUDIT_WANTS_SHARES, .needs = KPAGE,
	  .text = "present pages that are mapped more than once" },
	{ "mapcount", REPORT_NUMBER, audit_take_mapcount,
	  .wants = AUDIT_WANTS_SHARES, .needs = KPAGE,
	  .text = "how often each present page is mapped" },
	{ "ksm", REPORT_COUNT, audit_take_marked,
	  .wants = AUDIT_WANTS_FLAGS, .needs = KPAGE, .arg = AUDIT_KSM,
	  .text = "present pages that KSM has merged" },
	{ "locked", REPORT_COUNT, audit_take_marked,
	  .wants = AUDIT_WANTS_SMAPS, .better = AUDIT_MORE, .arg = AUDIT_LOCKED,
	  .text = "pages of mappings locked by mlock" },
	{ "unlocked", REPORT_COUNT, audit_take_unmarked,
	  .wants = AUDIT_WANTS_SMAPS, .better = AUDIT_LESS, .arg = AUDIT_LOCKED,
	  .text = "all others" },
	{ "dontdump", REPORT_COUNT, audit_take_marked,
	  .wants = AUDIT_WANTS_SMAPS, .better = AUDIT_MORE,
	  .arg = AUDIT_DONTDUMP, .text = "pages left out of core dumps" },
	{ "dumpable", REPORT_COUNT, audit_take_unmarked,
	  .wants = AUDIT_WANTS_SMAPS, .better = AUDIT_LESS,
	  .arg = AUDIT_DONTDUMP, .text = "all others" },
	{ "huge-pages", REPORT_COUNT, audit_take_huge_pages,
	  .better = AUDIT_MORE, .text = "present pages mapped as huge ones" },
	{ "huge-percent", REPORT_PERCENT, audit_take_huge_percent,
	  .better = AUDIT_MORE,
	  .text = "of the present pages, how many are, rounded down" },
	{ "order-", REPORT_SIZE, audit_take_order,
	  .wants = AUDIT_WANTS_ORDERS, .needs = KPAGE, .more = AUDIT_AND_NUMBER,
	  .text = "bytes in folios of 2^N frames" },
	{ "runs", REPORT_NUMBER, audit_take_runs,
	  .needs = FRAMES, .better = AUDIT_LESS,
	  .text = "physical runs, if all of it is present" },
	{ "longest-run", REPORT_SIZE, audit_take_longest,
	  .needs = FRAMES, .better = AUDIT_MORE,
	  .text = "bytes of the longest run of present pages" },
	{ "shortest-run", REPORT_SIZE, audit_take_shortest,
	  .needs = FRAMES, .better = AUDIT_MORE,
	  .text = "bytes of the shortest run, if all is present" },
	{ "alignment", REPORT_SIZE, audit_take_alignment,
	  .needs = FRAMES, .better = AUDIT_MORE,
	  .text = "power of two that divides where each part begins" },
	{ "min-pa", REPORT_SIZE, audit_take_min_pa,
	  .needs = FRAMES, .is_place = true,
	  .text = "lowest physical address, if all is present" },
	{ "max-pa", REPORT_SIZE, audit_take_max_pa,
	  .needs = FRAMES, .is_place = true,
	  .text = "physical address of the highest byte, if all is present" },
	{ "segments", REPORT_NUMBER, audit_take_segments,
	  .wants = AUDIT_WANTS_SEGMENTS, .needs = FRAMES, .better = AUDIT_LESS,
	  .text = "pieces of the scatter list that the profile makes" },
	{ "nodes", REPORT_NUMBER, audit_take_nodes,
	  .wants = AUDIT_WANTS_NODES, .better = AUDIT_LESS, .of_nodes = true,
	  .text = "nodes of memory that it is on" },
	{ "node", REPORT_NUMBER, audit_take_node,
	  .wants = AUDIT_WANTS_NODES, .better = AUDIT_SAME, .of_nodes = true,
	  .text = "the node of each page" },
	{ .name = NULL },
};

/* "9": at most two digits, and no more. */
static bool read_order(const char *text, uint64_t *order)
{
	size_t digits = strspn(text, "0123456789");

	if (!digits || digits > 2 || text[digits])
		return false;
	*order = strtoul(text, NULL, 10);
	return *order < 64;
}

static bool is_meant(const struct audit_metric *metric, const char *name,
		     struct audit_use *use)
{
	size_t length = strlen(metric->name);

	*use = (struct audit_use){ .metric = metric, .name = name };
	if (metric->more == AUDIT_NO_MORE)
		return strcmp(metric->name, name) == 0;
	if (strncmp(metric->name, name, length) != 0)
		return false;
	use->text = name + length;
	if (metric->more == AUDIT_AND_NAME)
		return *use->text;
	return read_order(use->text, &use->number);
}

int audit_metric_find(const char *name, struct audit_use *use)
{
	struct audit_use found;

	for (const struct audit_metric *m = audit_metrics; m->name; m++) {
		if (!is_meant(m, name, &found))
			continue;
		*use = found;
		return 0;
	}
	return -EINVAL;
}

const char *audit_metric_unit(const struct audit_metric *metric)
{
	switch (metric->kind) {
	case REPORT_COUNT:
		return "pages";
	case REPORT_SIZE:
		return metric->is_place ? "address" : "bytes";
	case REPORT_PERCENT:
		return "percent";
	default:
		return "number";
	}
}

const char *audit_metric_argument(const struct audit_metric *metric)
{
	if (metric->more == AUDIT_AND_NUMBER)
		return "N";
	return metric->more == AUDIT_AND_NAME ? "NAME" : "";
}

/* --- what was found ------------------------------------------------------- */

/* Never rounded. */
static char *put_number(const struct audit_metric *metric, uint64_t number,
			char *to)
{
	bool kib = metric->kind == REPORT_SIZE && number &&
		   number % 1024 == 0 && !metric->is_place;
	int n;

	if (metric->is_place)
		n = sprintf(to, "0x%" PRIx64, number);
	else
		n = sprintf(to, "%" PRIu64, kib ? number / 1024 : number);
	to += n;
	if (kib)
		return stpcpy(to, " KiB");
	return metric->kind == REPORT_PERCENT ? stpcpy(to, "%") : to;
}

char *audit_metric_found(const struct audit_metric *metric,
			 const struct audit_value *value,
			 char text[AUDIT_FOUND_ROOM])
{
	const char *between = value->each ? " and " : " to ";
	char *to = text;

	if (value->most == UINT64_MAX && !value->least && value->why)
		return strcpy(text, "?");
	to = put_number(metric, value->least, to);
	if (value->most == UINT64_MAX && value->least != value->most)
		strcpy(to, " or more");
	else if (value->least != value->most)
		put_number(metric, value->most, stpcpy(to, between));
	return text;
}

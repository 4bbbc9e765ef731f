// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a mapping is, as far as it decides what its entries mean. */
#include <errno.h>
#include <string.h>

#include "walk.h"

/* Pages of a mapping that is read before its traits are known. */
#define MOST_ASSUMED 512u

/* The kernel shows no entries of these, whatever is mapped there. */
static bool is_known_pfnmap(const struct vminfo_mapping *mapping)
{
	return mapping->kind == VMINFO_KERNEL &&
	       (!strcmp(mapping->name, "[vvar]") ||
		!strcmp(mapping->name, "[vvar_vclock]") ||
		!strcmp(mapping->name, "[vsyscall]"));
}

static bool has_huge_pages(const struct vminfo_walk *walk)
{
	uint64_t base = walk->source.page_size;
	uint64_t size = walk->mapping.page_size;

	return size != VMINFO_NONE && size > base && size % base == 0;
}

static void set_hugetlb(struct vminfo_walk *walk)
{
	if (has_huge_pages(walk))
		walk->traits.hugetlb_pages = walk->mapping.page_size /
					     walk->source.page_size;
}

/*
 * Without the ioctls smaps tells; without smaps, neither is known, and empty
 * entries of an object are unresolved in any case.
 */
static int ask_smaps(struct vminfo_walk *walk)
{
	int ret;

	walk->file = "smaps";
	ret = walk_find_smaps_of(walk, &walk->mapping);
	if (ret < 0 && ret != -ENODATA)
		return ret;
	walk->file = "maps";
	if (ret < 0)
		return 1;
	if (walk->smaps.items.flags != VMINFO_NONE)
		walk->traits.pfnmap =
			walk->smaps.items.flags & VMINFO_VM_PFNMAP;
	if (walk->smaps.items.page_size != VMINFO_NONE)
		walk->mapping.page_size = walk->smaps.items.page_size;
	set_hugetlb(walk);
	return 1;
}

/*
 * PAGEMAP_SCAN, asked for any page at all, gives none only where there is no
 * mapping, or where the kernel does not look.  A mapping may have been gone for
 * a moment, so that it is asked again once it is there.  1: done; 0: it is
 * another mapping by now; negative errno.
 */
static int ask_scan(struct vminfo_walk *walk, bool *small)
{
	const struct populated *p = walk->window.populated;
	int ret = populated_is_walked(p, walk->at, small);

	if (ret == 0) {
		ret = mappings_check(&walk->mappings, &walk->mapping);
		if (ret <= 0)
			return ret;
		ret = populated_is_walked(p, walk->at, small);
	}
	if (ret == -EFAULT) {
		walk->source.scan = false;
		return ask_smaps(walk);
	}
	if (ret < 0)
		return ret;
	walk->traits.pfnmap = ret == 0;
	return 1;
}

static int ask_kernel(struct vminfo_walk *walk)
{
	bool small = false;
	int ret = ask_scan(walk, &small);

	/* It is no hugetlb: the look at the mapping afterwards is enough. */
	if (ret <= 0 || !walk->source.scan || (small && !walk->source.frozen))
		return ret;
	ret = mappings_check(&walk->mappings, &walk->mapping);
	if (ret > 0)
		set_hugetlb(walk);
	return ret;
}

/*
 * Entries that are there are shown, and the look at the mapping afterwards has
 * its page size: most mappings, which are small, need no question.  Not if
 * objects are to be asked, since a device would be taken for one; and not of a
 * large one, which would be read twice.
 */
static bool may_assume(const struct vminfo_walk *walk)
{
	uint64_t left = mappings_last_of(&walk->mapping) - walk->at;

	return !walk->source.frozen && !walk->backing.asked &&
	       !has_huge_pages(walk) &&
	       left / walk->source.page_size < MOST_ASSUMED;
}

int walk_ask_assumed(struct vminfo_walk *walk)
{
	bool small;

	if (!walk->traits.assumed || !window_is_empty(&walk->window))
		return 1;
	return ask_scan(walk, &small);
}

bool walk_assumed_wrong(const struct vminfo_walk *walk)
{
	return walk->traits.assumed && has_huge_pages(walk);
}

int walk_find_traits(struct vminfo_walk *walk)
{
	walk->traits = (struct walk_traits){ 0 };
	if (walk->mapping.kind == VMINFO_ANONYMOUS)
		return 1;
	walk->traits.pfnmap = is_known_pfnmap(&walk->mapping);
	if (walk->traits.pfnmap)
		return 1;
	if (!walk->source.scan || !walk->mappings.query)
		return ask_smaps(walk);
	walk->traits.assumed = may_assume(walk);
	return walk->traits.assumed ? 1 : ask_kernel(walk);
}

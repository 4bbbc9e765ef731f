// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a mapping is, as far as it decides what its entries mean; its smaps. */
#include <errno.h>
#include <string.h>

#include "maps.h"
#include "smaps.h"
#include "walk.h"

static int open_smaps(struct vminfo_walk *walk)
{
	struct walk_smaps *s = &walk->smaps;
	int ret;

	if (s->open)
		return 0;
	if (walk->process->smaps < 0)
		return -ENODATA;
	ret = lines_init(&s->lines, walk->process->smaps);
	if (ret < 0)
		return ret;
	s->open = true;
	s->valid = s->has_heading = false;
	return lines_rewind(&s->lines);
}

void walk_close_smaps(struct vminfo_walk *walk)
{
	if (walk->smaps.open)
		lines_free(&walk->smaps.lines);
	walk->smaps.open = walk->smaps.valid = walk->smaps.has_heading = false;
}

/* Reads the items below a heading, up to the next one. */
static int read_items(struct walk_smaps *s)
{
	struct vminfo_mapping heading;
	struct line line;
	int ret;

	s->va = s->next_va;
	s->length = s->next_length;
	s->has_heading = false;
	smaps_clear(&s->items);
	while ((ret = lines_next(&s->lines, &line)) > 0) {
		if (smaps_decode(line.text, &s->items) == 0)
			continue;
		ret = maps_decode(line.text, line.length, &heading);
		if (ret < 0)
			return ret;
		s->next_va = heading.va;
		s->next_length = heading.length;
		s->has_heading = true;
		break;
	}
	s->valid = ret >= 0;
	return ret < 0 ? ret : 1;
}

/* 1: the next record is read; 0: there is none; negative errno. */
static int next_record(struct walk_smaps *s)
{
	struct vminfo_mapping heading;
	struct line line;
	int ret;

	if (s->has_heading)
		return read_items(s);
	if (s->valid)
		return 0;
	ret = lines_next(&s->lines, &line);
	if (ret <= 0)
		return ret;
	ret = maps_decode(line.text, line.length, &heading);
	if (ret < 0)
		return ret;
	s->next_va = heading.va;
	s->next_length = heading.length;
	return read_items(s);
}

int walk_find_smaps(struct vminfo_walk *walk, uint64_t va)
{
	struct walk_smaps *s = &walk->smaps;
	int ret = open_smaps(walk);

	while (ret >= 0 && (!s->valid || s->va < va)) {
		ret = next_record(s);
		if (ret == 0)
			return -ENODATA;
	}
	if (ret < 0)
		return ret;
	return s->va == va ? 0 : -ENODATA;
}

int vminfo_walk_smaps(struct vminfo_walk *walk, uint64_t va,
		      struct vminfo_smaps *smaps)
{
	int ret = process_check(walk->process);

	if (ret == 0)
		ret = walk_find_smaps(walk, va);
	if (ret == -ENODATA)
		return ret;
	if (ret < 0)
		return context_fail(walk->process->context, ret, "%d/smaps",
				    (int)walk->process->pid);
	*smaps = walk->smaps.items;
	return 0;
}

/* The kernel shows no entries of these, whatever is mapped there. */
static bool is_known_pfnmap(const struct vminfo_mapping *mapping)
{
	return mapping->kind == VMINFO_KERNEL &&
	       (!strcmp(mapping->name, "[vvar]") ||
		!strcmp(mapping->name, "[vvar_vclock]") ||
		!strcmp(mapping->name, "[vsyscall]"));
}

static void set_hugetlb(struct vminfo_walk *walk)
{
	uint64_t base = walk->source.page_size;
	uint64_t size = walk->mapping.page_size;

	if (size > base && size % base == 0)
		walk->traits.hugetlb_pages = size / base;
}

/*
 * Without the ioctls smaps tells; without smaps, neither is known, and empty
 * entries of an object are unresolved in any case.
 */
static int ask_smaps(struct vminfo_walk *walk)
{
	int ret = walk_find_smaps(walk, walk->mapping.va);

	if (ret == -ENODATA)
		return 1;
	if (ret < 0)
		return ret;
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
 * mapping, which is checked afterwards, or where the kernel does not look.
 */
static int ask_kernel(struct vminfo_walk *walk)
{
	int ret = mappings_check(&walk->mappings, &walk->mapping);

	if (ret <= 0)
		return ret;
	set_hugetlb(walk);
	if (walk->traits.hugetlb_pages)
		return 1;
	ret = populated_is_walked(walk->window.populated, walk->at);
	if (ret == -EFAULT) {
		walk->source.scan = false;
		return ask_smaps(walk);
	}
	walk->traits.pfnmap = ret == 0;
	return ret < 0 ? ret : 1;
}

int walk_find_traits(struct vminfo_walk *walk)
{
	walk->traits = (struct walk_traits){ 0 };
	if (walk->mapping.kind == VMINFO_ANONYMOUS)
		return 1;
	walk->traits.pfnmap = is_known_pfnmap(&walk->mapping);
	if (walk->traits.pfnmap)
		return 1;
	if (walk->source.scan && walk->mappings.query)
		return ask_kernel(walk);
	return ask_smaps(walk);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a mapping is, as far as it decides what its entries mean; its smaps. */
#include <errno.h>
#include <string.h>

#include "maps.h"
#include "smaps.h"
#include "walk.h"

/* Pages of a mapping that is read before its traits are known. */
#define MOST_ASSUMED 512u

void walk_close_smaps(struct vminfo_walk *walk)
{
	walk->smaps.open = walk->smaps.valid = walk->smaps.has_next = false;
}

int walk_reserve_smaps(struct vminfo_walk *walk)
{
	if (walk->smaps.lines.buffer)
		return 0;
	return lines_init(&walk->smaps.lines, walk->process->smaps);
}

static int open_smaps(struct vminfo_walk *walk)
{
	struct walk_smaps *s = &walk->smaps;
	int ret;

	if (s->open && walk->process->smaps_reader == walk)
		return 0;
	walk_close_smaps(walk);
	if (walk->process->smaps.fd < 0)
		return -ENODATA;
	ret = walk_reserve_smaps(walk);
	if (ret < 0)
		return ret;
	s->open = true;
	walk->process->smaps_reader = walk;
	s->valid = s->has_next = false;
	return lines_rewind(&s->lines);
}

static int take_heading(struct walk_smaps *s, const struct line *line)
{
	int ret = maps_decode(line->text, line->length, &s->next);

	s->has_next = ret == 0;
	return ret;
}

static bool has_item(const struct growing *text, const char *line)
{
	size_t name = strcspn(line, ":") + 1;
	const char *kept = text->rows;

	for (size_t at = 0; at < text->n; at += strlen(kept + at) + 1) {
		if (!strncmp(kept + at, line, name))
			return true;
	}
	return false;
}

/* Each item once; no kernel has so many that some are left out. */
static int keep_item(struct walk_smaps *s, const struct line *line)
{
	char *to;

	if (!s->keep || s->kept == RECORDING_MOST_ITEMS ||
	    has_item(&s->text, line->text))
		return 0;
	to = growing_add(&s->text, line->length + 1, 1);
	if (!to)
		return -ENOMEM;
	memcpy(to, line->text, line->length);
	s->kept++;
	return 0;
}

/* Reads the items below a heading, up to the next one. */
static int read_items(struct walk_smaps *s)
{
	struct line line;
	size_t place = 0;
	int ret;

	s->heading = s->next;
	s->has_next = false;
	s->text.n = s->kept = 0;
	smaps_clear(&s->items);
	for (;;) {
		if (!s->keep)
			smaps_take(&s->lines, &place, &s->items);
		ret = lines_next(&s->lines, &line);
		if (ret <= 0)
			break;
		if (smaps_decode_next(line.text, &place, &s->items) < 0) {
			ret = take_heading(s, &line);
			break;
		}
		ret = keep_item(s, &line);
		if (ret < 0)
			break;
	}
	s->valid = ret >= 0;
	return ret < 0 ? ret : 1;
}

/* 1: the next record is read; 0: there is none; negative errno. */
static int next_record(struct walk_smaps *s)
{
	struct line line;
	int ret;

	if (s->has_next)
		return read_items(s);
	if (s->valid)
		return 0;
	ret = lines_next(&s->lines, &line);
	if (ret <= 0)
		return ret;
	ret = take_heading(s, &line);
	return ret < 0 ? ret : read_items(s);
}

int walk_find_smaps(struct vminfo_walk *walk, uint64_t va)
{
	struct walk_smaps *s = &walk->smaps;
	int ret = open_smaps(walk);

	while (ret >= 0 && (!s->valid || s->heading.va < va)) {
		ret = next_record(s);
		if (ret == 0)
			return -ENODATA;
	}
	if (ret < 0)
		return ret;
	return s->heading.va == va ? 0 : -ENODATA;
}

/* Smaps is read ahead, so what it had may have been another one. */
int walk_find_smaps_of(struct vminfo_walk *walk,
		       const struct vminfo_mapping *mapping)
{
	for (int look = 0; look < 2; look++) {
		int ret = walk_find_smaps(walk, mapping->va);

		if (ret < 0 && ret != -ENODATA)
			return ret;
		if (ret == 0 &&
		    mappings_are_same(mapping, &walk->smaps.heading))
			return 0;
		walk_close_smaps(walk);
	}
	return -ENODATA;
}

int vminfo_walk_smaps(struct vminfo_walk *walk, uint64_t va,
		      struct vminfo_smaps *smaps)
{
	const struct vminfo_mapping *inside = vminfo_walk_mapping(walk);
	int ret = process_check(walk->process);

	if (ret == 0 && inside && inside->va == va)
		ret = walk_find_smaps_of(walk, inside);
	else if (ret == 0)
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

	if (size != VMINFO_NONE && size > base && size % base == 0)
		walk->traits.hugetlb_pages = size / base;
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
 * mapping, which is checked afterwards, or where the kernel does not look.
 * 1, or negative errno.
 */
static int ask_scan(struct vminfo_walk *walk, bool *small)
{
	int ret = populated_is_walked(walk->window.populated, walk->at, small);

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
	if (ret < 0 || !walk->source.scan || (small && !walk->source.frozen))
		return ret;
	ret = mappings_check(&walk->mappings, &walk->mapping);
	if (ret > 0)
		set_hugetlb(walk);
	return ret;
}

static bool has_huge_pages(const struct vminfo_walk *walk)
{
	uint64_t size = walk->mapping.page_size;

	return size != VMINFO_NONE && size > walk->source.page_size;
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
	int ret;

	if (!walk->traits.assumed || !window_is_empty(&walk->window))
		return 0;
	ret = ask_scan(walk, &small);
	return ret < 0 ? ret : 0;
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

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Lists the pages that some frames are in. */
#include <inttypes.h>
#include <stdio.h>

#include "mapcount-kind.h"
#include "reverse-notes.h"
#include "reverse-search.h"

/* NULL: not known. */
static const char *find_group(struct reverse_search *s, uint64_t inode)
{
	const char *path = NULL;

	if (s->visit.target->recorded)
		vminfo_context_recorded_memcg(s->visit.context, inode, &path);
	else if (reverse_is_own_procfs(s))
		path = memcg_paths_find(s->groups, inode);
	return path;
}

static void set_frame(struct reverse_search *s,
		      const struct reverse_frame *frame)
{
	struct reverse_row *row = &s->row;
	struct vminfo_region region;
	int ret;

	row->frame = frame;
	reverse_name_flags(row);
	row->memcg = NULL;
	if (frame->is.known & VMINFO_FRAME_HAS_MEMCG && frame->is.memcg)
		row->memcg = find_group(s, frame->is.memcg);
	ret = vminfo_context_region(s->visit.context,
				    frame->is.pfn * row->row.page_size,
				    &region);
	row->region = ret > 0 ? region.name : NULL;
	row->region_hidden = ret < 0;
}

static void tell_page(struct reverse_search *s, const struct place *place)
{
	const struct place_mapping *mapping = places_mapping(&s->places, place);
	const struct scan_process *process = places_process(&s->places, place);
	struct vminfo_mapping is = mapping->is;
	struct row *row = &s->row.row;

	is.name = places_name(&s->places, mapping);
	row->mapping = &is;
	row->pid = process->pid;
	row->command = process->name;
	row->va = place->va;
	row->pages = place->pages;
	row->state = place->state;
	row->attributes = row->doubts = place->attributes;
	snprintf(row->dev, sizeof(row->dev), "%02" PRIx32 ":%02" PRIx32,
		 is.dev_major, is.dev_minor);
	report_row(s->report, row);
	row->mapping = NULL;
}

static void tell_pages(struct reverse_search *s,
		       const struct reverse_frame *frame)
{
	struct places_of of = places_of(&s->places, frame->is.pfn);

	for (size_t i = 0; i < of.count; i++)
		tell_page(s, &of.list[i]);
	/* More than these, or none: that is not known. */
	if (!of.count || frame->proof > REVERSE_KNOWN)
		report_row(s->report, &s->row.row);
}

static bool has_large_folio(const struct reverse_search *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->frames[i].is.known & VMINFO_FRAME_HAS_ORDER &&
		    s->frames[i].is.order && s->frames[i].is.mapcount)
			return true;
	return false;
}

/* Only if something depends on it. */
static void find_kind(struct reverse_search *s)
{
	if (s->asked_kind || s->scan.hidden || !reverse_is_own_procfs(s) ||
	    !has_large_folio(s))
		return;
	s->asked_kind = true;
	s->scan.counts_each = mapcount_is_of_each_page(s->visit.context) ==
			      ANSWER_YES;
}

void reverse_tell(struct reverse_search *s)
{
	find_kind(s);
	for (size_t i = 0; i < s->count; i++) {
		struct reverse_frame *frame = &s->frames[i];

		reverse_frame_judge(frame, &s->places, &s->scan);
		set_frame(s, frame);
		if (s->how->group == REVERSE_FRAME)
			report_row(s->report, &s->row.row);
		else
			tell_pages(s, frame);
		reverse_note(s->report, &s->row, s->total++);
		if (frame->proof > REVERSE_KNOWN)
			s->unknown++;
		else
			s->proofs |= 1u << frame->proof;
	}
}

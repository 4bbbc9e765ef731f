// SPDX-License-Identifier: LGPL-2.1-or-later
/* The lines of a recording that are of pages: +FIRST COUNT ENTRY ... */
#include <errno.h>
#include <inttypes.h>

#include "pagemap-bits.h"
#include "pagemap.h"
#include "recording-entry.h"
#include "recording-lines.h"

/* 32 TiB of small pages: some seconds. */
#define MOST_WORK ((uint64_t)1 << 33)
#define WORK_OF_ENTRY 16u

/* First and count, from the start of the mapping on. */
static int take_place(struct reader *r, struct recorded_pages *p)
{
	const struct recorded_mapping *m = r->mapping;
	uint64_t page_size = r->recording->machine.page_size;
	uint64_t have = (m->last - m->va) / page_size + 1;
	const char *place = r->at;
	uint64_t first;
	int ret;

	r->at++;
	if (reader_at_end(r) || r->at != place + 1)
		return reader_fail(r, place + 1, "the first page is missing");
	ret = reader_number(r, &first, "the first page");
	if (ret == 0)
		ret = reader_number(r, &p->count, "the number of pages");
	if (ret < 0)
		return ret;
	if (!p->count || first >= have || p->count > have - first)
		return reader_fail(r, place,
				   "the mapping has %" PRIu64 " pages", have);
	p->page = m->va / page_size + first;
	return 0;
}

static int check_place(struct reader *r, const char *place, uint64_t page)
{
	if (r->process->cut_error)
		return reader_fail(r, place, "no page was seen from cut on");
	if (!r->has_pages || page > r->last_page)
		return 0;
	return reader_fail(r, place, "pages ascend and do not overlap");
}

/*
 * A line can have more pages than anybody has time to look at.  Of huge pages
 * one in many is looked at, of special entries each frame.
 */
static int check_work(struct reader *r, const char *place,
		      const struct recorded_pages *p)
{
	const struct recorded_machine *machine = &r->recording->machine;
	uint64_t work = p->count;

	/* Nobody reads the words of these. */
	if (p->marks & RECORDED_BACKED)
		work = 1;
	if (p->marks & RECORDED_HUGE && machine->pmd_size)
		work /= machine->pmd_size / machine->page_size;
	if (p->step == PAGEMAP_SLOT &&
	    pagemap_type(p->word) >= machine->special_start)
		work = work < MOST_WORK ? work * WORK_OF_ENTRY : MOST_WORK;
	if (work >= MOST_WORK - r->work)
		return reader_fail(r, place,
				   "more pages than a process can have");
	r->work += work;
	return 0;
}

int take_pages(struct reader *r)
{
	struct recorded_pages pages = { 0 }, *kept;
	struct growing *table = &r->recording->pages;
	struct recorded_part *part = &r->mapping->pages;
	const char *place = r->at;
	int ret = take_place(r, &pages);

	if (ret == 0)
		ret = check_place(r, place, pages.page);
	if (ret == 0)
		ret = entry_take(r, &pages);
	if (ret == 0)
		ret = check_work(r, place, &pages);
	if (ret < 0)
		return ret;
	if (pages.marks & RECORDED_BACKED) {
		table = &r->recording->backed;
		part = &r->mapping->backed;
	}
	kept = growing_add(table, 1, sizeof(*kept));
	if (!kept)
		return reader_no_memory(r);
	*kept = pages;
	part->n++;
	r->has_pages = true;
	r->last_page = pages.page + (pages.count - 1);
	return 0;
}

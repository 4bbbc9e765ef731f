// SPDX-License-Identifier: LGPL-2.1-or-later
/* What went out to swap and what came in between two looks at a process. */
#include "paging-compare.h"

#include "paging-moved.h"

/*
 * What it means that a page was in one place and is in another.  The object of
 * a page that was not mapped before may have been in swap already.  A page of
 * the process' own that makes way for one of the object, or for none, was given
 * back: it did not come in.
 */
enum {
	OUT = 1, IN = 2,		/* it did */
	MAYBE_OUT = 4, MAYBE_IN = 8,	/* it cannot be told */
	BY_SLOT = 16,			/* out, unless the slot was elsewhere */
};

#define EITHER (MAYBE_OUT | MAYBE_IN)

static const uint8_t meanings[PAGING_PLACES][PAGING_PLACES] = {
	[PAGING_UNMAPPED] = {
		[PAGING_SLOT] = BY_SLOT,
		[PAGING_OBJECT] = MAYBE_OUT,
		[PAGING_UNKNOWN] = MAYBE_OUT,
	},
	[PAGING_EMPTY] = {
		[PAGING_SLOT] = BY_SLOT,
		[PAGING_OBJECT] = OUT,
		[PAGING_UNKNOWN] = MAYBE_OUT,
	},
	[PAGING_OWN] = {
		[PAGING_SLOT] = OUT,
		[PAGING_UNKNOWN] = MAYBE_OUT,
	},
	[PAGING_SHARED] = {
		[PAGING_SLOT] = OUT,
		[PAGING_OBJECT] = OUT,
		[PAGING_UNKNOWN] = MAYBE_OUT,
	},
	[PAGING_NOT_SWAPPED] = {
		[PAGING_SLOT] = OUT,
		[PAGING_OBJECT] = OUT,
		[PAGING_UNKNOWN] = MAYBE_OUT,
	},
	[PAGING_SLOT] = {
		[PAGING_OWN] = IN,
		[PAGING_NOT_SWAPPED] = MAYBE_IN,
		[PAGING_SLOT] = BY_SLOT,
		[PAGING_UNKNOWN] = EITHER,
	},
	[PAGING_OBJECT] = {
		[PAGING_OWN] = IN,
		[PAGING_SHARED] = IN,
		[PAGING_NOT_SWAPPED] = MAYBE_IN,
		[PAGING_SLOT] = OUT,
		[PAGING_UNKNOWN] = MAYBE_IN,
	},
	[PAGING_UNKNOWN] = {
		[PAGING_OWN] = MAYBE_IN,
		[PAGING_SHARED] = MAYBE_IN,
		[PAGING_NOT_SWAPPED] = MAYBE_IN,
		[PAGING_SLOT] = MAYBE_OUT,
		[PAGING_OBJECT] = MAYBE_OUT,
		[PAGING_UNKNOWN] = EITHER,
	},
};

/*
 * Both lists at once: pieces of which each look says one thing.
 */

struct walk {
	const struct paging_list *lists[2];
	size_t at[2];
	uint64_t page;			/* where it goes on */
	struct paging_stretch was;	/* the piece in both looks */
	struct paging_stretch is;
};

/* The part of a stretch from a page on; what no stretch has is unmapped. */
static struct paging_stretch rest_of(struct walk *walk, int which)
{
	const struct paging_list *list = walk->lists[which];
	struct paging_stretch rest = { .page = walk->page,
				       .pages = UINT64_MAX - walk->page,
				       .slot = VMINFO_NONE };
	const struct paging_stretch *next;
	uint64_t skipped;

	while (walk->at[which] < list->count &&
	       list->list[walk->at[which]].page +
	       list->list[walk->at[which]].pages <= walk->page)
		walk->at[which]++;
	if (walk->at[which] == list->count)
		return rest;
	next = &list->list[walk->at[which]];
	if (next->page > walk->page) {
		rest.pages = next->page - walk->page;
		return rest;
	}
	skipped = walk->page - next->page;
	rest = *next;
	rest.page += skipped;
	rest.pages -= skipped;
	if (rest.slot != VMINFO_NONE)
		rest.slot += skipped;
	return rest;
}

static bool next_piece(struct walk *walk)
{
	walk->was = rest_of(walk, 0);
	walk->is = rest_of(walk, 1);
	if (walk->was.pages > walk->is.pages)
		walk->was.pages = walk->is.pages;
	else
		walk->is.pages = walk->was.pages;
	walk->page += walk->is.pages;
	return walk->at[0] < walk->lists[0]->count ||
	       walk->at[1] < walk->lists[1]->count;
}

/*
 * Pieces.
 */

struct comparison {
	struct paging_counts *counts;
	enum paging_scope scope;
	struct paging_moved moved;
	struct paging_list after;	/* with what was seen of them */
};

static bool is_same_slot(const struct paging_stretch *was,
			 const struct paging_stretch *is)
{
	return was->place == PAGING_SLOT && is->place == PAGING_SLOT &&
	       (was->slot == VMINFO_NONE || is->slot == VMINFO_NONE ||
		(was->slot == is->slot && was->area == is->area));
}

static void note_left(struct comparison *comparison, const struct walk *walk)
{
	if (walk->was.place != PAGING_SLOT)
		return;
	if (walk->is.place == PAGING_UNMAPPED ||
	    walk->is.place == PAGING_EMPTY ||
	    (walk->is.place == PAGING_SLOT &&
	     !is_same_slot(&walk->was, &walk->is)))
		paging_moved_add(&comparison->moved, &walk->was);
}

static void add(struct comparison *comparison, struct paging_stretch *stretch,
		enum paging_seen seen)
{
	stretch->seen = (uint8_t)seen;
	paging_list_add(&comparison->after, stretch);
}

/* Slots that are new here, and that were nowhere before. */
static enum paging_seen judge_new(struct comparison *comparison,
				  const struct paging_stretch *was,
				  uint64_t pages)
{
	bool may_be_moved = comparison->scope == PAGING_PART &&
			was->place != PAGING_SLOT;

	comparison->counts->more_out |= may_be_moved;
	if (!may_be_moved)
		comparison->counts->out += pages;
	return may_be_moved ? PAGING_MAYBE_SEEN : PAGING_SEEN;
}

/* A slot where there was none, or another: new, or moved here. */
static void judge_slots(struct comparison *comparison,
			const struct paging_stretch *was,
			const struct paging_stretch *all)
{
	struct paging_stretch is = *all;
	uint64_t left = all->pages;

	while (left) {
		const struct paging_stretch *from;

		is.pages = left;
		from = paging_moved_find(&comparison->moved, &is, &is.pages);
		left -= is.pages;
		add(comparison, &is, from ? (enum paging_seen)from->seen :
				     judge_new(comparison, was, is.pages));
		is.page += is.pages;
		is.slot += is.pages;
	}
}

static void judge_came(struct comparison *comparison,
		       const struct paging_stretch *was,
		       struct paging_stretch *is)
{
	if (is_same_slot(was, is)) {
		add(comparison, is, (enum paging_seen)was->seen);
	} else if (is->slot != VMINFO_NONE) {
		judge_slots(comparison, was, is);
	} else if (comparison->moved.nameless) {
		comparison->counts->more_out = true;
		add(comparison, is, PAGING_MAYBE_SEEN);
	} else {
		add(comparison, is, judge_new(comparison, was, is->pages));
	}
}

static void judge_in(struct paging_counts *counts,
		     const struct paging_stretch *was)
{
	counts->in += was->pages;
	if (was->seen == PAGING_SEEN)
		counts->refaults += was->pages;
	counts->more_refaults |= was->seen == PAGING_MAYBE_SEEN;
}

/* What was seen of a page that stays in swap, or may be there. */
static enum paging_seen seen_of(const struct walk *walk, uint8_t meaning)
{
	if (meaning & OUT)
		return PAGING_SEEN;
	if (meaning & MAYBE_OUT)
		return PAGING_MAYBE_SEEN;
	return walk->is.place == PAGING_OBJECT ||
	       walk->is.place == PAGING_UNKNOWN
		? (enum paging_seen)walk->was.seen : PAGING_NOT_SEEN;
}

static void judge(struct comparison *comparison, struct walk *walk)
{
	struct paging_counts *counts = comparison->counts;
	uint8_t meaning = meanings[walk->was.place][walk->is.place];

	if (meaning & BY_SLOT) {
		judge_came(comparison, &walk->was, &walk->is);
		return;
	}
	if (meaning & OUT)
		counts->out += walk->is.pages;
	if (meaning & IN)
		judge_in(counts, &walk->was);
	counts->more_out |= meaning & MAYBE_OUT;
	counts->more_in |= meaning & MAYBE_IN;
	counts->more_refaults |= meaning & MAYBE_IN &&
				 walk->was.seen != PAGING_NOT_SEEN;
	if (walk->is.place != PAGING_UNMAPPED)
		add(comparison, &walk->is, seen_of(walk, meaning));
}

void paging_count_now(const struct paging_list *list,
		      struct paging_counts *counts)
{
	uint64_t pages[PAGING_PLACES] = { 0 };

	for (size_t i = 0; i < list->count; i++)
		pages[list->list[i].place] += list->list[i].pages;
	counts->swapped = pages[PAGING_SLOT] + pages[PAGING_OBJECT];
	counts->more_swapped = pages[PAGING_UNKNOWN];
	counts->most = counts->swapped + pages[PAGING_OWN] +
		       pages[PAGING_SHARED] + pages[PAGING_NOT_SWAPPED] +
		       pages[PAGING_UNKNOWN];
}

void paging_compare(const struct paging_list *before, struct paging_list *after,
		    enum paging_scope scope, struct paging_counts *counts)
{
	struct comparison comparison = { .counts = counts, .scope = scope };
	struct walk walk = { .lists = { before, after } };

	*counts = (struct paging_counts){ 0 };
	while (next_piece(&walk))
		note_left(&comparison, &walk);
	paging_moved_sort(&comparison.moved);
	walk = (struct walk){ .lists = { before, after } };
	while (next_piece(&walk))
		judge(&comparison, &walk);
	paging_moved_free(&comparison.moved);
	paging_list_free(after);
	*after = comparison.after;
	paging_count_now(after, counts);
}

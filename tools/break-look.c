// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks at the two pages between which a run ends, and at their neighbours. */
#include <errno.h>
#include <stddef.h>

#include "break-reason.h"

#define BATCH 64u

/* What a page near by says of the frame that another one should have. */
struct claim {
	uint64_t place;		/* VMINFO_NONE: nothing */
	uint64_t mapping_va;
};

/* A page that is looked for, and the nearest claims from both sides. */
struct sought {
	uint64_t va;
	struct break_side *side;
	struct claim below;
	struct claim above;
};

struct looking {
	const struct break_ask *ask;
	uint64_t va;		/* without its tag */
	struct break_joint joint;
	struct sought sought[2];	/* the page before, and the next */
	struct vminfo_walk *walk;
	const struct vminfo_mapping *mapping;	/* NULL: in a gap */
};

/* Its pages are as far from each other as their addresses.  Not zero pages:
   these are in nobody's place. */
static bool is_in_large(const struct vminfo_page *page,
			const struct vminfo_frame *frame)
{
	return page->state == VMINFO_PRESENT &&
	       frame->known & VMINFO_FRAME_HAS_ORDER && frame->order;
}

static uint64_t place_beside(const struct looking *l, uint64_t va,
			     const struct vminfo_page *page,
			     const struct vminfo_frame *frame)
{
	uint64_t head = page->value & (UINT64_MAX << frame->order);
	uint64_t frames = UINT64_C(1) << frame->order;
	uint64_t pages = (va - page->va) / l->joint.page_size;
	uint64_t index = page->value - head + pages;

	if (va < page->va)
		index = page->value - head -
			(page->va - va) / l->joint.page_size;
	return index < frames ? head + index : VMINFO_NONE;
}

static void take_claim(const struct looking *l, struct sought *sought,
		       const struct vminfo_page *page,
		       const struct vminfo_frame *frame)
{
	struct claim claim = {
		.place = place_beside(l, sought->va, page, frame),
		.mapping_va = l->mapping->va,
	};

	if (claim.place == VMINFO_NONE)
		return;
	if (page->va < sought->va)
		sought->below = claim;
	else if (sought->above.place == VMINFO_NONE)
		sought->above = claim;
}

static void take_side(const struct looking *l, struct break_side *side,
		      const struct vminfo_page *page,
		      const struct vminfo_frame *frame)
{
	side->page = *page;
	side->frame = *frame;
	side->mapped = l->mapping;
	if (l->mapping)
		side->mapping = *l->mapping;
	/* It is borrowed. */
	side->mapping.name = NULL;
}

static void take_page(struct looking *l, const struct vminfo_page *page,
		      const struct vminfo_frame *frame)
{
	for (size_t i = 0; i < 2; i++) {
		if (page->va == l->sought[i].va)
			take_side(l, l->sought[i].side, page, frame);
		if (l->mapping && is_in_large(page, frame))
			take_claim(l, &l->sought[i], page, frame);
	}
}

static int take_pages(struct looking *l)
{
	struct vminfo_page pages[BATCH];
	struct vminfo_frame frames[BATCH];
	ssize_t n;

	while ((n = vminfo_walk_pages(l->walk, pages, frames, BATCH)) > 0) {
		/* A batch never crosses a mapping. */
		l->mapping = vminfo_walk_mapping(l->walk);
		for (ssize_t i = 0; i < n; i++)
			take_page(l, &pages[i], &frames[i]);
	}
	return (int)n;
}

/* As far as a huge page around either of them goes. */
static int look_around(struct looking *l)
{
	uint64_t size = l->joint.pmd_size ? l->joint.pmd_size :
					    l->joint.page_size;
	struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = l->sought[0].va & ~(size - 1),
		.want = VMINFO_WANT_GAPS | VMINFO_WANT_FRAMES,
		.members = VMINFO_FRAME_HAS_FLAGS | VMINFO_FRAME_HAS_ORDER,
	};
	int ret;

	options.length = (l->va | (size - 1)) - options.start + 1;
	ret = vminfo_walk_new(l->ask->process, &options, &l->walk);
	if (ret < 0)
		return ret;
	ret = take_pages(l);
	vminfo_walk_free(l->walk);
	return ret;
}

/* If two folios claim it, nobody knows. */
static void settle_place(struct sought *sought)
{
	struct break_side *side = sought->side;
	uint64_t below = sought->below.place, above = sought->above.place;

	if (sought->below.mapping_va != side->mapping.va)
		below = VMINFO_NONE;
	if (sought->above.mapping_va != side->mapping.va)
		above = VMINFO_NONE;
	if (below == VMINFO_NONE)
		side->place = above;
	else if (above == VMINFO_NONE || above == below)
		side->place = below;
	else
		side->place = VMINFO_NONE;
}

/* --- what was seen before ------------------------------------------------- */

/*
 * What a driver maps may be where somebody else said, and of a frame that is
 * hidden nobody can say that it is another one.
 */
static bool is_elsewhere(const struct looking *l, const struct break_side *side,
			 uint64_t va, uint64_t pa)
{
	const struct vminfo_page *page = &side->page;

	if (pa == VMINFO_NONE || page->state == VMINFO_PFNMAP)
		return false;
	if (page->state != VMINFO_PRESENT)
		return true;
	return page->value != VMINFO_NONE &&
	       page->value * l->joint.page_size + (va - page->va) != pa;
}

static bool has_changed(const struct looking *l)
{
	const struct break_ask *ask = l->ask;
	uint64_t pa_before = VMINFO_NONE;

	if (ask->expected != VMINFO_NONE)
		pa_before = ask->expected - 1;
	return is_elsewhere(l, &l->joint.before, l->va - 1, pa_before) ||
	       is_elsewhere(l, &l->joint.after, l->va, ask->pa) ||
	       (ask->state && ask->state != l->joint.after.page.state);
}

/* It broke, and now there is nothing that breaks it. */
static bool is_mended(const struct break_ask *ask,
		      const struct break_answer *answer)
{
	return answer->reason == BREAK_LIMIT &&
	       (ask->expected != VMINFO_NONE || ask->pa != VMINFO_NONE);
}

static void answer_simply(struct break_answer *answer, enum break_reason reason)
{
	*answer = (struct break_answer){ .reason = reason, .order = -1 };
}

/* -------------------------------------------------------------------------- */

static void seek(struct looking *l)
{
	const struct break_side none = {
		.page = { .state = VMINFO_UNMAPPED, .value = VMINFO_NONE },
		.place = VMINFO_NONE,
	};
	const struct claim nothing = { .place = VMINFO_NONE };
	uint64_t mask = l->joint.page_size - 1;

	l->joint.before = l->joint.after = none;
	l->sought[0] = (struct sought){ (l->va - 1) & ~mask, &l->joint.before,
					nothing, nothing };
	l->sought[1] = (struct sought){ l->va & ~mask, &l->joint.after,
					nothing, nothing };
}

int break_reason_look(const struct break_ask *ask, struct break_answer *answer)
{
	struct looking l = {
		.ask = ask,
		.va = vminfo_process_untagged(ask->process, ask->va),
		.joint.page_size = vminfo_context_page_size(ask->context),
		.joint.pmd_size = vminfo_context_pmd_size(ask->context),
	};
	int ret;

	if (!l.va)
		return -EINVAL;
	if (ask->expected != VMINFO_NONE && ask->expected == ask->pa) {
		answer_simply(answer, BREAK_LIMIT);
		return 0;
	}
	seek(&l);
	ret = look_around(&l);
	if (ret < 0)
		return ret;
	settle_place(&l.sought[0]);
	settle_place(&l.sought[1]);
	if (has_changed(&l)) {
		answer_simply(answer, BREAK_CHANGED);
		return 0;
	}
	break_reason_judge(&l.joint, answer);
	if (is_mended(ask, answer))
		answer_simply(answer, BREAK_CHANGED);
	return 0;
}

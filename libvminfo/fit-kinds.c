// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * How segments end by their size, and which starts of windows are alike then.
 *
 * By seg_max a segment ends anywhere.  Without, where its length has no more
 * than 32 bits, at a multiple of the page or of virt_boundary, which splits
 * nothing: the longest one starts just beyond such a multiple.
 */
#include "fit-starts.h"

#define LARGEST_CUT ((uint64_t)1 << 31)

static void add_kind(struct fit_starts *s, struct fit_kind kind)
{
	s->kinds[s->kind_count++] = kind;
}

/* Any with so many segments, and the first with the most bytes in these. */
static void add_any_kind(struct fit_starts *s, uint64_t align, uint64_t most)
{
	struct fit_kind any = { .of = align, .most = most };

	add_kind(s, any);
	if (align >= s->grain)
		return;
	any.of = s->grain;
	any.beyond = align;
	add_kind(s, any);
}

/*
 * A segment ends by its size only at multiples of virt_boundary.  If the size
 * itself is none, then this is so at most once, in the first leg.
 */
static void add_kinds_cut(struct fit_starts *s, uint64_t align)
{
	uint64_t of = s->virt_boundary, beyond = (0 - s->step) & (of - 1);

	if (s->max_segs > 1 && !(beyond & (align - 1)))
		add_kind(s, (struct fit_kind){
			.of = align > of ? align : of,
			.beyond = beyond,
			.least = 2,
			.most = beyond ? 2 : s->max_segs,
		});
	add_any_kind(s, align, 1);
	if (beyond)
		s->leg_most = 1;
}

/*
 * Just below its natural end a segment may end by its size, but not from such
 * a multiple on.
 */
static void add_kinds_nearly_uncut(struct fit_starts *s, uint64_t align,
				   uint64_t seg_max)
{
	add_kind(s, (struct fit_kind){
		.of = align > s->grain ? align : s->grain,
		.least = 2,
		.most = s->max_segs,
	});
	add_any_kind(s, align, 1);
	if (seg_max & (s->virt_boundary - 1))
		s->leg_most = 1;
}

static void add_kinds_whole(struct fit_starts *s, uint64_t align)
{
	add_any_kind(s, align, 1);
	s->leg_most = 1;
}

static void choose_step(struct fit_starts *s, uint64_t seg_max,
			uint64_t page_size)
{
	s->grain = page_size;
	if (s->virt_boundary > page_size && s->virt_boundary <= LARGEST_CUT)
		s->grain = s->virt_boundary;
	s->step = FIT_NATURAL_END - s->grain;
	if (seg_max && seg_max <= s->step) {
		s->step = seg_max;
		s->grain = 1;
	}
	s->slack = seg_max ? seg_max - s->step : s->grain - 1;
}

void fit_kinds_choose(struct fit_starts *s,
		      const struct vminfo_dma_constraints *c,
		      uint64_t page_size)
{
	uint64_t align = c->align ? c->align : 1;
	bool by_size, rarely;

	s->leg_most = UINT64_MAX;
	choose_step(s, c->seg_max, page_size);
	by_size = c->seg_max == s->step;
	rarely = c->seg_max &&
		 (c->single ||
		  (s->virt_boundary > 1 && s->slack < s->grain - 1));
	if (by_size && !c->single)
		add_kinds_cut(s, align);
	else if (by_size || s->virt_boundary > LARGEST_CUT)
		add_kinds_whole(s, align);
	else if (rarely)
		add_kinds_nearly_uncut(s, align, c->seg_max);
	else
		add_any_kind(s, align, s->max_segs);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* The largest window for a device, against a model that tries each. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dma.h"
#include "fault.h"
#include "fit-window.h"

#define PAGE 16u
#define HUGE 64u
#define PIECES 24u
#define ROOM (PIECES * 2 * HUGE)	/* bytes of all pieces, and of holes */

/* --- a model: each byte, and each pair of a start and an end -------------- */

struct world {
	struct dma_piece pieces[PIECES];
	uint64_t truth[PIECES];		/* pa, with the bits that are hidden */
	size_t n;
	struct vminfo_dma_constraints constraints;
};

struct byte {
	int64_t bus;
	bool fit;		/* to be in a window at all */
};

struct model {
	const struct vminfo_dma_constraints *constraints;
	uint64_t va;		/* of the first byte */
	size_t n;
	struct byte bytes[ROOM];
};

static bool allows(const struct vminfo_dma_constraints *c, int node)
{
	return !c->node_words || (node >= 0 && c->nodes[0] >> node & 1);
}

/* One more byte, and of which piece. */
static void add_byte(struct model *m, const struct world *w, size_t i,
		     uint64_t at)
{
	const struct vminfo_dma_constraints *c = &w->constraints;
	const struct dma_piece *piece = &w->pieces[i];
	struct byte *byte = &m->bytes[piece->va + at - m->va];

	byte->bus = (int64_t)(w->truth[i] + at) + c->bus_offset;
	byte->fit = piece->memory == VMINFO_YES && allows(c, piece->node) &&
		    byte->bus >= 0 &&
		    (!c->mask || (uint64_t)byte->bus <= c->mask);
}

static void model_of(struct model *m, const struct world *w)
{
	const struct dma_piece *last = &w->pieces[w->n - 1];

	m->constraints = &w->constraints;
	m->va = w->pieces[0].va;
	m->n = last->va + last->length - m->va;
	assert_true(m->n <= ROOM);
	for (size_t i = 0; i < m->n; i++)
		m->bytes[i].fit = false;
	for (size_t i = 0; i < w->n; i++)
		for (uint64_t at = 0; at < w->pieces[i].length; at++)
			add_byte(m, w, i, at);
}

struct growth {
	uint64_t run;
	uint64_t segment;
	uint64_t segments;
};

static bool is_multiple(int64_t n, uint64_t of)
{
	return !of || (uint64_t)n % of == 0;
}

/* Whether a window that starts before byte i is good with it, too. */
static bool grows(const struct model *m, struct growth *g, size_t i)
{
	const struct vminfo_dma_constraints *c = m->constraints;
	int64_t bus = m->bytes[i].bus, follows = m->bytes[i - 1].bus + 1;
	bool joined = bus == follows;

	if (!joined && g->run < c->min_run)
		return false;
	if (!joined)
		g->run = 0;
	g->run++;
	if (joined && !(c->boundary && is_multiple(bus, c->boundary)) &&
	    g->segment != c->seg_max) {
		g->segment++;
		return true;
	}
	g->segment = 1;
	g->segments++;
	return !c->single && is_multiple(bus, c->virt_boundary) &&
	       is_multiple(follows, c->virt_boundary) &&
	       (!c->max_segs || g->segments <= c->max_segs);
}

/* Bytes of the largest window that starts at a byte. */
static size_t largest_from(const struct model *m, size_t start)
{
	struct growth g = { .run = 1, .segment = 1, .segments = 1 };
	size_t i = start + 1;

	if (!m->bytes[start].fit ||
	    !is_multiple(m->bytes[start].bus, m->constraints->align))
		return 0;
	while (i < m->n && m->bytes[i].fit && grows(m, &g, i))
		i++;
	return i - start;
}

static struct fit_window largest_of(const struct model *m)
{
	struct fit_window best = { 0 };

	for (size_t i = 0; i < m->n; i++) {
		size_t length = largest_from(m, i);

		if (length > best.length)
			best = (struct fit_window){ m->va + i, length, false };
	}
	return best;
}

/* --- what is found, and what the library says of it ----------------------- */

static struct fit_window find(const struct world *w)
{
	struct fit_window window;
	struct fit fit;

	fit_begin(&fit, &w->constraints, PAGE);
	for (size_t i = 0; i < w->n; i++)
		assert_int_equal(fit_add(&fit, &w->pieces[i]), 0);
	assert_int_equal(fit_end(&fit, &window), 0);
	fit_free(&fit);
	return window;
}

static void ask_about_hole(struct dma *dma, uint64_t va, uint64_t length)
{
	if (length)
		dma_add(dma, &(struct dma_piece){
			.va = va,
			.length = length,
			.memory = VMINFO_NO,
			.node = -1,
		});
}

static void ask_about(struct dma *dma, const struct dma_piece *piece,
		      uint64_t offset, uint64_t length)
{
	dma_add(dma, &(struct dma_piece){
		.va = piece->va + offset,
		.length = length,
		.pa = (piece->pa + offset) & piece->known,
		.known = piece->known,
		.memory = piece->memory,
		.state = VMINFO_PRESENT,
		.node = piece->node,
	});
}

/* The verdict on a window. */
static uint32_t verdict_on(const struct world *w, uint64_t va, uint64_t length)
{
	static struct vminfo_dma_report report;
	uint64_t at = va, end = va + length;
	struct dma dma;

	dma_begin(&dma, &w->constraints, PAGE, &report);
	for (size_t i = 0; i < w->n && at < end; i++) {
		const struct dma_piece *piece = &w->pieces[i];
		uint64_t until = piece->va + piece->length;

		if (until <= at)
			continue;
		if (piece->va >= end)
			break;
		if (piece->va > at)
			ask_about_hole(&dma, at, piece->va - at);
		if (piece->va > at)
			at = piece->va;
		if (until > end)
			until = end;
		ask_about(&dma, piece, at - piece->va, until - at);
		at = until;
	}
	ask_about_hole(&dma, at, end - at);
	dma_end(&dma);
	return report.verdict;
}

/* --- chance --------------------------------------------------------------- */

static uint64_t seed;

static uint64_t chance(uint64_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (seed >> 33) % n;
}

static uint64_t power(uint64_t most)
{
	return (uint64_t)1 << chance(most);
}

/* Each of them in one of so many cases. */
static void choose_constraints(struct vminfo_dma_constraints *c, uint64_t rare)
{
	static const uint64_t nodes[] = { 1 };
	static const int64_t offsets[] = {
		0, 0, 0, 0x200, -0x400, 0x18, -0x2108,
	};

	*c = (struct vminfo_dma_constraints){
		.min_run = chance(rare) ? 0 : chance(100),
		.align = chance(rare) ? 0 : power(7),
		.mask = chance(rare) ? 0 : 0x2000 + chance(0x500),
		.boundary = chance(rare) ? 0 : power(9),
		.virt_boundary = chance(rare) ? 0 : power(6),
		.seg_max = chance(rare) ? 0 : 1 + chance(80),
		.max_segs = chance(rare) ? 0 : 1 + chance(8),
		.nodes = nodes,
		.node_words = chance(2 * rare) == 0,
		.bus_offset = offsets[chance(7)],
	};
	c->single = chance(4) == 0 ||
		    !(c->min_run | c->align | c->mask | c->virt_boundary |
		      c->max_segs);
}

/* Where a piece starts in a page it starts in its frame, but for few. */
static uint64_t choose_pa(uint64_t va)
{
	if (chance(8) == 0)
		return 0x2000 + chance(0x400);
	return 0x2000 + chance(64) * PAGE + va % PAGE;
}

static uint64_t choose_length(uint64_t va)
{
	if (chance(6) == 0)
		return 1 + chance(2 * PAGE);
	return PAGE - va % PAGE + chance(3) * PAGE;
}

static void choose_piece(struct world *w, size_t i, uint64_t va)
{
	struct dma_piece *piece = &w->pieces[i];
	const struct dma_piece *last = i ? &w->pieces[i - 1] : NULL;
	bool follows = last && last->va + last->length == va && chance(3);

	w->truth[i] = follows ? w->truth[i - 1] + last->length : choose_pa(va);
	*piece = (struct dma_piece){
		.va = va,
		.length = choose_length(va),
		.pa = w->truth[i],
		.known = UINT64_MAX,
		.memory = chance(20) ? VMINFO_YES : VMINFO_NO,
		.node = chance(16) == 0,
	};
}

static void choose_world(struct world *w)
{
	uint64_t va = 0x1000 + chance(2 * PAGE);

	w->n = 1 + chance(PIECES);
	for (size_t i = 0; i < w->n; i++) {
		choose_piece(w, i, va);
		va += w->pieces[i].length;
		if (chance(16) == 0)
			va += 1 + chance(PAGE);
	}
	choose_constraints(&w->constraints, 2 + chance(3));
}

/* --- all is known --------------------------------------------------------- */

static void neither_side_has_more(const struct world *w,
				  const struct fit_window *found)
{
	assert_int_not_equal(verdict_on(w, found->va - 1, found->length + 1),
			     VMINFO_YES);
	assert_int_not_equal(verdict_on(w, found->va, found->length + 1),
			     VMINFO_YES);
}

static void the_largest_window_is_that_of_all_pairs(void **state)
{
	static struct world w;
	static struct model m;

	(void)state;
	for (uint64_t i = 1; i < 20000; i++) {
		struct fit_window found, right;

		seed = i;
		choose_world(&w);
		model_of(&m, &w);
		right = largest_of(&m);
		found = find(&w);
		assert_int_equal(found.length, right.length);
		assert_int_equal(found.va, right.va);
		assert_false(found.may_be_larger);
		if (!found.length)
			continue;
		assert_int_equal(verdict_on(&w, found.va, found.length),
				 VMINFO_YES);
		neither_side_has_more(&w, &found);
	}
}

/* --- some is hidden, or unknown ------------------------------------------- */

/* Its place inside of a page, or of a huge page, is known. */
static void hide(struct dma_piece *piece)
{
	piece->known = (chance(2) ? PAGE : HUGE) - 1;
	piece->pa &= piece->known;
	if (piece->length > piece->known + 1 - piece->pa)
		piece->length = piece->known + 1 - piece->pa;
}

static void make_unknown(struct dma_piece *piece)
{
	piece->memory = VMINFO_UNKNOWN;
	if (chance(2))
		piece->known = piece->pa = 0;
}

static void choose_unknown_world(struct world *w)
{
	uint64_t va = 0x1000 + chance(2 * PAGE), hidden = 1 + chance(4);

	w->n = 1 + chance(PIECES);
	for (size_t i = 0; i < w->n; i++) {
		struct dma_piece *piece = &w->pieces[i];

		choose_piece(w, i, va);
		if (chance(hidden) == 0)
			hide(piece);
		if (chance(20) == 0)
			make_unknown(piece);
		if (chance(20) == 0)
			piece->node = -1;
		va += piece->length + (chance(16) ? 0 : 1 + chance(PAGE));
	}
	choose_constraints(&w->constraints, 2 + chance(3));
	if (chance(3))
		w->constraints.mask = 0;
	w->constraints.bus_offset = chance(8) ? 0 : 0x200;
}

/* Constraints alone say that none is larger. */
static bool is_most(const struct vminfo_dma_constraints *c, uint64_t length)
{
	uint64_t segment = c->seg_max ? c->seg_max : UINT64_MAX;

	if (c->boundary && c->boundary < segment)
		segment = c->boundary;
	return (c->single && length == segment) ||
	       (c->max_segs && length == segment * c->max_segs) ||
	       (c->virt_boundary > c->boundary && length == 2 * c->boundary);
}

static bool is_in_one_piece(const struct world *w, uint64_t va, uint64_t length)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct dma_piece *piece = &w->pieces[i];

		if (va >= piece->va &&
		    va + length <= piece->va + piece->length)
			return true;
	}
	return false;
}

/* Of all windows that have one byte more. */
static void none_is_larger(const struct world *w, const struct model *m,
			   const struct fit_window *found)
{
	uint64_t more = found->length + 1;

	for (uint64_t va = m->va; va + more <= m->va + m->n; va++) {
		uint32_t verdict = verdict_on(w, va, more);

		/* Runs that may have ended are given up early there. */
		if (verdict == VMINFO_YES)
			assert_true(w->constraints.virt_boundary > 1 &&
				    !is_in_one_piece(w, va, more));
		if (verdict != VMINFO_NO)
			assert_true(found->may_be_larger ||
				    is_most(&w->constraints, found->length));
	}
}

static void what_is_hidden_is_never_claimed(void **state)
{
	static struct world w;
	static struct model m;
	size_t sure = 0;

	(void)state;
	for (uint64_t i = 1; i < 10000; i++) {
		struct fit_window found;

		seed = i;
		choose_unknown_world(&w);
		model_of(&m, &w);
		found = find(&w);
		none_is_larger(&w, &m, &found);
		sure += !found.may_be_larger;
		if (!found.length)
			continue;
		assert_int_equal(verdict_on(&w, found.va, found.length),
				 VMINFO_YES);
		assert_true(largest_from(&m, found.va - m.va) >= found.length);
	}
	assert_true(sure > 1000);
}

/* --- segments that are as long as their length can say -------------------- */

#define GIB ((uint64_t)1 << 30)

static uint64_t one_of(const uint64_t *list, size_t n)
{
	return list[chance(n)];
}
#define ONE_OF(...) one_of((const uint64_t[]){ __VA_ARGS__ }, \
	sizeof((const uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t))

static void choose_large_world(struct world *w)
{
	uint64_t va = 0x10000000, pa = 64 * GIB;

	w->n = 1 + chance(5);
	for (size_t i = 0; i < w->n; i++) {
		uint64_t length = ONE_OF(1, PAGE, 4 * GIB - 1, 4 * GIB,
					 4 * GIB + 1, 4 * GIB - PAGE, GIB,
					 1 + chance(12 * GIB));

		if (chance(2))
			pa = 64 * GIB + chance(64) * GIB +
			     ONE_OF(0, 0, PAGE, 1, PAGE - 1, 2 * GIB);
		w->pieces[i] = (struct dma_piece){
			.va = va, .length = length, .pa = pa,
			.known = UINT64_MAX, .memory = VMINFO_YES,
		};
		va += length;
		pa += length;
	}
	w->constraints = (struct vminfo_dma_constraints){
		.single = chance(6) == 0,
		.min_run = ONE_OF(0, 0, 4 * GIB),
		.align = ONE_OF(0, 0, 1, 4, PAGE, 2 * PAGE, 256 * PAGE),
		.boundary = ONE_OF(0, 0, 0, 2 * GIB, 8 * GIB),
		.virt_boundary = ONE_OF(0, 0, 2, 4, PAGE, 256 * PAGE, 2 * GIB,
					4 * GIB, 8 * GIB),
		.seg_max = ONE_OF(0, 0, 0, 4 * GIB - 1, 4 * GIB - 2,
				  4 * GIB - PAGE,
				  4 * GIB - PAGE + 1, 4 * GIB - PAGE + 2,
				  4 * GIB - 2 * PAGE,
				  4 * GIB, GIB, 3 * GIB + 7, 99 * GIB),
		.max_segs = ONE_OF(0, 1, 1, 2, 3, 5),
	};
}

/*
 * Of a size just below 4 GiB only one kind of start is tried that goes on
 * behind its first segment, if it matters by what segments end.  Of a boundary
 * beyond 4 GiB there is none.
 */
static bool is_exact(const struct vminfo_dma_constraints *c)
{
	uint64_t grain = c->virt_boundary > PAGE &&
			 c->virt_boundary <= 2 * GIB ? c->virt_boundary : PAGE;

	if (c->seg_max && c->seg_max <= 4 * GIB - grain)
		return true;
	if (c->virt_boundary > 2 * GIB)
		return false;
	if (!c->seg_max || c->seg_max >= 4 * GIB)
		return true;
	return !c->single &&
	       (c->virt_boundary <= 1 || c->seg_max == 4 * GIB - 1);
}

static void none_nearby_is_larger(const struct world *w,
				  const struct fit_window *found)
{
	static const uint64_t beyond[] = { 0, 1, 4, PAGE - 1, PAGE, 2 * GIB };
	const struct dma_piece *last = &w->pieces[w->n - 1];
	uint64_t more = found->length + 1;

	for (size_t i = 0; i < w->n; i++)
		for (size_t j = 0; j < sizeof(beyond) / sizeof(*beyond); j++) {
			uint64_t va = w->pieces[i].va + beyond[j];

			if (va + more <= last->va + last->length)
				assert_int_not_equal(verdict_on(w, va, more),
						     VMINFO_YES);
		}
}

static void a_segment_stays_below_4_gib(void **state)
{
	static struct world w;

	(void)state;
	for (uint64_t i = 1; i < 20000; i++) {
		struct fit_window found;

		seed = i;
		choose_large_world(&w);
		found = find(&w);
		if (found.length)
			assert_int_equal(verdict_on(&w, found.va, found.length),
					 VMINFO_YES);
		if (!is_exact(&w.constraints))
			continue;
		if (found.length)
			neither_side_has_more(&w, &found);
		none_nearby_is_larger(&w, &found);
	}
}

/* --- one by one ----------------------------------------------------------- */

#define KNOWN(at, bytes, address) \
	{ .va = at, .length = bytes, .pa = address, .known = UINT64_MAX, \
	  .memory = VMINFO_YES, .node = -1 }
#define HIDDEN(at, bytes, in, bits) \
	{ .va = at, .length = bytes, .pa = in, .known = (1ull << bits) - 1, \
	  .memory = VMINFO_YES, .node = -1 }
#define MAYBE(at, bytes) \
	{ .va = at, .length = bytes, .memory = VMINFO_UNKNOWN, .node = -1 }

static struct fit_window find_in(const struct dma_piece *pieces, size_t n,
				 const struct vminfo_dma_constraints *c)
{
	struct world w = { .n = n, .constraints = *c };
	struct fit_window window;

	for (size_t i = 0; i < n; i++)
		w.pieces[i] = pieces[i];
	window = find(&w);
	/* But for the end of the address space. */
	if (window.va + window.length)
		assert_int_equal(verdict_on(&w, window.va, window.length),
				 VMINFO_YES);
	return window;
}

#define FIND(pieces, ...) find_in(pieces, sizeof(pieces) / sizeof(*pieces), \
	&(struct vminfo_dma_constraints){ __VA_ARGS__ })

static void is_at(struct fit_window window, uint64_t va, uint64_t length)
{
	assert_int_equal(window.va, va);
	assert_int_equal(window.length, length);
}

static void of_no_memory_there_is_no_window(void **state)
{
	const struct dma_piece gone[] = {
		{ .va = 0x1000, .length = 0x1000, .memory = VMINFO_NO },
	};
	struct fit_window window = find_in(NULL, 0,
		&(struct vminfo_dma_constraints){ .single = 1 });

	(void)state;
	is_at(window, 0, 0);
	assert_false(window.may_be_larger);
	window = FIND(gone, .single = 1);
	is_at(window, 0, 0);
	assert_false(window.may_be_larger);
}

static void of_windows_as_large_the_first_is_found(void **state)
{
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x1000, 0x5000), KNOWN(0x2000, 0x1000, 0x9000),
		KNOWN(0x4000, 0x1000, 0x1000),
	};

	(void)state;
	is_at(FIND(pieces, .single = 1), 0x1000, 0x1000);
}

static void nothing_lies_across_a_hole(void **state)
{
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x1000, 0x5000), KNOWN(0x2001, 0x1000, 0x6000),
		KNOWN(0x3001, 1, 0x7000),
	};

	(void)state;
	is_at(FIND(pieces, .single = 1), 0x2001, 0x1001);
	is_at(FIND(pieces, .max_segs = 8), 0x2001, 0x1001);
	is_at(FIND(pieces, .mask = UINT64_MAX), 0x2001, 0x1001);
}

static void the_last_byte_of_the_address_space_is_one(void **state)
{
	const uint64_t end = 0xfffffffffffff000;
	const struct dma_piece pieces[] = {
		KNOWN(end - 0x1000, 0x1000, 0x5000),
		KNOWN(end, 0x1000, 0x6000),
	};

	(void)state;
	is_at(FIND(pieces, .single = 1), end - 0x1000, 0x2000);
	is_at(FIND(pieces, .boundary = 0x1000, .max_segs = 1),
	      end - 0x1000, 0x1000);
	is_at(FIND(pieces, .boundary = 0x1000, .max_segs = 2, .align = 0x800),
	      end - 0x1000, 0x2000);
}

static void addresses_of_a_bus_do_not_wrap(void **state)
{
	const struct dma_piece low[] = { KNOWN(0x1000, 0x1000, 0x5000) };
	const struct dma_piece high[] = {
		KNOWN(0x1000, 0x1000, UINT64_MAX / 2 + 1 - 0x100),
	};
	const struct dma_piece last[] = { KNOWN(0x1000, 0x1000, -0x1000ull) };
	const struct dma_piece over[] = { KNOWN(0x1000, 0x1000, -0x1ull) };

	(void)state;
	is_at(FIND(low, .single = 1, .bus_offset = -0x5000), 0x1000, 0x1000);
	is_at(FIND(low, .single = 1, .bus_offset = -0x5001), 0x1001, 0xfff);
	is_at(FIND(low, .single = 1, .bus_offset = -0x5fff), 0x1fff, 1);
	is_at(FIND(low, .single = 1, .bus_offset = -0x6000), 0, 0);
	is_at(FIND(low, .single = 1, .bus_offset = INT64_MIN), 0, 0);
	is_at(FIND(high, .single = 1, .bus_offset = INT64_MAX), 0x1000, 0x101);
	is_at(FIND(last, .single = 1), 0x1000, 0x1000);
	is_at(FIND(last, .single = 1, .bus_offset = 1), 0x1000, 0xfff);
	is_at(FIND(last, .single = 1, .bus_offset = 0xfff), 0x1000, 1);
	is_at(FIND(last, .single = 1, .bus_offset = 0x1000), 0, 0);
	is_at(FIND(over, .single = 1), 0x1000, 1);
	is_at(FIND(over, .single = 1, .bus_offset = 1), 0, 0);
}

static void the_mask_cuts_inside_of_a_page(void **state)
{
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x1000, 0x5000), KNOWN(0x2000, 0x1000, 0x3000),
	};

	(void)state;
	is_at(FIND(pieces, .mask = 0x57ff), 0x2000, 0x1000);
	is_at(FIND(pieces, .mask = 0x5fff), 0x1000, 0x2000);
	is_at(FIND(pieces, .mask = 0x5ffe), 0x2000, 0x1000);
	is_at(FIND(pieces, .mask = 0x3000), 0x2000, 1);
	is_at(FIND(pieces, .mask = 0x2fff), 0, 0);
}

static void a_node_that_is_not_known_is_in_no_window(void **state)
{
	const uint64_t nodes[] = { 1 };
	struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x1000, 0x5000), KNOWN(0x2000, 0x1000, 0x6000),
		KNOWN(0x3000, 0x2000, 0x7000),
	};
	struct fit_window window;

	(void)state;
	pieces[0].node = pieces[1].node = 0;
	window = FIND(pieces, .nodes = nodes, .node_words = 1);
	is_at(window, 0x1000, 0x2000);
	assert_true(window.may_be_larger);
	pieces[2].node = 1;
	window = FIND(pieces, .nodes = nodes, .node_words = 1);
	is_at(window, 0x1000, 0x2000);
	assert_false(window.may_be_larger);
}

static void each_node_has_its_bit(void **state)
{
	static const uint64_t nodes[] = {
		1ull << 63 | 1, 1ull << 62 | 2, UINT64_MAX,
	};
	struct dma_piece pieces[] = { KNOWN(0x1000, 0x1000, 0x5000) };

	(void)state;
	for (int node = 0; node < 192; node++) {
		bool allowed = node == 0 || node == 63 || node == 64 + 1 ||
			       node == 64 + 62;

		pieces[0].node = node;
		is_at(FIND(pieces, .nodes = nodes, .node_words = 2),
		      allowed ? 0x1000 : 0, allowed ? 0x1000 : 0);
	}
}

/* The second cut would be none of the multiples. */
static void a_size_that_is_no_multiple_cuts_once(void **state)
{
	const struct dma_piece pieces[] = { KNOWN(0x1000, 0x4000, 0x5000) };

	(void)state;
	is_at(FIND(pieces, .virt_boundary = 0x1000, .seg_max = 0x1800),
	      0x1800, 0x3000);
	is_at(FIND(pieces, .virt_boundary = 0x1000, .seg_max = 0x1800,
		   .align = 0x1000), 0x1000, 0x1800);
	is_at(FIND(pieces, .virt_boundary = 0x1000, .seg_max = 0x1000),
	      0x1000, 0x4000);
}

/* Elsewhere than this it is not tried whether the largest is found. */
static void sizes_beyond_4_gib_go_across_joints(void **state)
{
	const struct dma_piece pieces[] = {
		KNOWN(0x100000000, GIB, 7 * GIB),
		KNOWN(0x100000000 + GIB, GIB, 20 * GIB),
	};

	(void)state;
	is_at(FIND(pieces, .virt_boundary = 4 * GIB), 0x100000000, 2 * GIB);
	is_at(FIND(pieces, .virt_boundary = 8, .seg_max = 4 * GIB - 1),
	      0x100000000, 2 * GIB);
}

/* What ends segments is mostly the natural end, which splits nothing. */
static void a_size_just_below_4_gib_is_nearly_none(void **state)
{
	const struct dma_piece pieces[] = {
		KNOWN(0x100000000, 16 * GIB, 32 * GIB),
	};
	const uint64_t natural = 4 * GIB - PAGE;

	(void)state;
	is_at(FIND(pieces, .single = 1, .seg_max = natural), 0x100000000,
	      natural);
	is_at(FIND(pieces, .single = 1, .seg_max = natural + 1), 0x100000000,
	      16 * GIB);
	is_at(FIND(pieces, .single = 1, .seg_max = UINT32_MAX), 0x100000000,
	      16 * GIB);
	is_at(FIND(pieces, .max_segs = 1, .seg_max = UINT32_MAX), 0x100000001,
	      UINT32_MAX);
	is_at(FIND(pieces, .max_segs = 1, .seg_max = natural + 8), 0x100000001,
	      natural + 8);
	is_at(FIND(pieces, .max_segs = 2, .seg_max = natural + 8), 0x100000001,
	      2 * natural + PAGE - 1);
	is_at(FIND(pieces, .max_segs = 2, .seg_max = natural + 3), 0x100000001,
	      2 * natural + 6);
	is_at(FIND(pieces, .virt_boundary = PAGE, .seg_max = natural + 3),
	      0x100000000, 16 * GIB);
	is_at(FIND(pieces, .virt_boundary = 4, .seg_max = natural + 3),
	      0x100000000, 16 * GIB);
}

static void a_size_just_below_4_gib_may_end_segments(void **state)
{
	const struct dma_piece odd[] = { KNOWN(0x1008, 0x1000, 0x5008) };
	const struct dma_piece two[] = { KNOWN(0x1000, 5 * GIB, 5 * GIB) };
	const struct dma_piece joint[] = {
		KNOWN(0x1000, 3 * GIB, 7 * GIB),
		KNOWN(0x1000 + 3 * GIB, 6 * GIB, 20 * GIB + 4),
	};
	const uint64_t natural = 4 * GIB - PAGE;

	(void)state;
	is_at(FIND(odd, .single = 1, .seg_max = natural + 1), 0x1008, 0x1000);
	is_at(FIND(two, .single = 1, .seg_max = natural + 1), 0x1000, 5 * GIB);
	is_at(FIND(two, .single = 1, .seg_max = natural + 1, .max_segs = 1),
	      0x1000 + 1, natural + 1);
	for (uint64_t more = 1; more <= 3; more++)
		is_at(FIND(joint, .virt_boundary = 4,
			   .seg_max = natural + more),
		      0x1000, 3 * GIB + natural + more);
	is_at(FIND(joint, .virt_boundary = 4, .seg_max = natural + 4),
	      0x1000, 9 * GIB);
}

static void a_start_that_saves_a_segment_is_found(void **state)
{
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x1100, 0x5000), KNOWN(0x2100, 0x3000, 0x9000),
	};

	(void)state;
	is_at(FIND(pieces, .max_segs = 2, .seg_max = 0x1000), 0x1100, 0x2000);
	is_at(FIND(pieces, .max_segs = 3, .seg_max = 0x1000), 0x1100, 0x3000);
	is_at(FIND(pieces, .max_segs = 3, .seg_max = 0x1000, .align = 0x400),
	      0x2100, 0x3000);
	is_at(FIND(pieces, .max_segs = 2, .boundary = 0x800), 0x1000, 0x1000);
}

/* Its first segment elsewhere has more bytes than one that it has here. */
static void a_start_that_loses_a_long_segment_is_found(void **state)
{
	const uint64_t segment = 4 * GIB - PAGE;
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 2 * segment, 0x10000),
		KNOWN(0x1000 + 2 * segment, 8 * GIB, 1),
	};

	(void)state;
	is_at(FIND(pieces, .max_segs = 2), 0x1000 + segment - (PAGE - 1),
	      2 * (segment + PAGE - 1));
}

static void as_many_segments_as_a_number_can_say_are_many(void **state)
{
	const struct dma_piece pieces[] = {
		KNOWN(0x800, 0x40, 0x3000), KNOWN(0x1000, 0x20, 0x5000),
		KNOWN(0x1020, 0x1000, 0x9000),
	};

	(void)state;
	is_at(FIND(pieces, .max_segs = UINT64_MAX), 0x1000, 0x1020);
	is_at(FIND(pieces, .max_segs = 1 + (1ull << 59), .seg_max = 32),
	      0x1000, 0x1020);
	is_at(FIND(pieces, .max_segs = UINT64_MAX, .seg_max = 32,
		   .boundary = 0x800), 0x1000, 0x1020);
}

static void hidden_pages_are_one_window_where_it_can_be_proved(void **state)
{
	const struct dma_piece pieces[] = {
		HIDDEN(0x1000, 0x1000, 0, 12), HIDDEN(0x2000, 0x1000, 0, 12),
		HIDDEN(0x3000, 0x1000, 0, 12),
	};
	struct fit_window window = FIND(pieces, .virt_boundary = 0x1000);

	(void)state;
	is_at(window, 0x1000, 0x3000);
	assert_false(window.may_be_larger);
	window = FIND(pieces, .virt_boundary = 0x2000);
	is_at(window, 0x1000, 0x1000);
	assert_true(window.may_be_larger);
	is_at(FIND(pieces, .max_segs = 2), 0x1000, 0x2000);
	is_at(FIND(pieces, .min_run = 0x1000), 0x1000, 0x3000);
	is_at(FIND(pieces, .min_run = 0x1001), 0x1000, 0x1000);
	is_at(FIND(pieces, .single = 1), 0x1000, 0x1000);
	window = FIND(pieces, .align = 0x1000);
	is_at(window, 0x1000, 0x3000);
	assert_false(window.may_be_larger);
	window = FIND(pieces, .align = 0x2000);
	is_at(window, 0, 0);
	assert_true(window.may_be_larger);
	window = FIND(pieces, .mask = UINT64_MAX);
	is_at(window, 0, 0);
	assert_true(window.may_be_larger);
	window = FIND(pieces, .single = 1, .bus_offset = 0x1000);
	is_at(window, 0, 0);
	assert_true(window.may_be_larger);
}

/* Or else a segment might end where nobody can tell. */
static void hidden_pages_are_no_more_than_one_segment_may_be(void **state)
{
	const struct dma_piece pieces[] = {
		HIDDEN(0x1000, 0x1000, 0, 12), HIDDEN(0x2000, 0x1000, 0, 12),
		HIDDEN(0x200000, 0x200000, 0, 21),
		HIDDEN(0x400000, 0x1000, 0, 12),
	};

	(void)state;
	is_at(FIND(pieces, .virt_boundary = 0x1000, .seg_max = 0x1000),
	      0x200000, 0x200000);
	is_at(FIND(pieces, .virt_boundary = 0x1000, .seg_max = 0x200000),
	      0x200000, 0x200000);
	is_at(FIND(pieces, .virt_boundary = 0x1000, .seg_max = 0x201000),
	      0x200000, 0x201000);
}

/* A run that ends for sure is another one than those before. */
static void a_run_that_ends_sets_hidden_pages_apart(void **state)
{
	const struct dma_piece pieces[] = {
		HIDDEN(0x1000, 0x1000, 0, 12),
		HIDDEN(0x2000, 0x1000, 0x1000, 21),
		HIDDEN(0x3000, 0x2000, 0x8000, 21),
	};

	(void)state;
	is_at(FIND(pieces, .virt_boundary = 0x1000, .seg_max = 0x2000),
	      0x1000, 0x4000);
}

static void what_is_unfit_ends_windows_in_doubt(void **state)
{
	const struct dma_piece gone[] = {
		MAYBE(0x1000, 0x1000),
		{ .va = 0x2000, .length = 0x1000, .memory = VMINFO_NO },
		KNOWN(0x3000, 0x1000, 0x5000),
	};
	const struct dma_piece hole[] = {
		HIDDEN(0x1000, 0x1000, 0, 12), KNOWN(0x3000, 0x1000, 0x5000),
		KNOWN(0x4000, 0x1000, 0x9000),
	};

	(void)state;
	assert_false(FIND(gone, .single = 1).may_be_larger);
	assert_false(FIND(hole, .max_segs = 1).may_be_larger);
}

static void what_may_be_larger_is_told(void **state)
{
	const struct dma_piece large[] = {
		KNOWN(0x1000, 0x1000, 0x5000), MAYBE(0x2000, 0x1000),
		KNOWN(0x8000, 0x3000, 0x9000),
	};
	const struct dma_piece small[] = {
		KNOWN(0x1000, 0x1000, 0x5000), MAYBE(0x2000, 0x1000),
		KNOWN(0x8000, 0x2000, 0x9000),
	};

	(void)state;
	assert_false(FIND(large, .single = 1).may_be_larger);
	assert_false(FIND(small, .single = 1).may_be_larger);
	assert_true(FIND(small, .single = 1, .mask = 0xafff,
			 .bus_offset = 1).may_be_larger);
	/* Nothing is larger than what constraints allow. */
	assert_false(FIND(small, .single = 1, .seg_max = 0x1000).may_be_larger);
}

static void what_is_unknown_does_not_join_runs_far_apart(void **state)
{
	const struct dma_piece near[] = {
		KNOWN(0x1000, 0x2000, 0x5000), MAYBE(0x3000, 0x1000),
		KNOWN(0x4000, 0x1000, 0x8000), KNOWN(0x8000, 0x3000, 0x9000),
	};
	const struct dma_piece far[] = {
		KNOWN(0x1000, 0x2000, 0x5000), MAYBE(0x3000, 0x1000),
		KNOWN(0x4000, 0x1000, 0x9000), KNOWN(0x8000, 0x3000, 0x9000),
	};
	const struct dma_piece after[] = {
		KNOWN(0x1000, 0x1000, 0x5000), MAYBE(0x2000, 0x1000),
		KNOWN(0x3000, 0x3000, 0x8000), KNOWN(0x8000, 0x3000, 0x9000),
	};

	(void)state;
	assert_true(FIND(near, .single = 1).may_be_larger);
	assert_false(FIND(far, .single = 1).may_be_larger);
	assert_true(FIND(after, .single = 1).may_be_larger);
	assert_true(FIND(far, .max_segs = 2).may_be_larger);
}

static void what_surely_ends_windows_ends_those_in_doubt(void **state)
{
	const struct dma_piece start[] = {
		KNOWN(0x1000, 0x2000, 0x5000), KNOWN(0x3000, 0x800, 0x9800),
		MAYBE(0x3800, 0x800), KNOWN(0x8000, 0x2800, 0x9000),
	};
	const struct dma_piece end[] = {
		KNOWN(0x1000, 0x1800, 0x5000), KNOWN(0x2800, 0x800, 0x9000),
		MAYBE(0x3000, 0x1000), KNOWN(0x8000, 0x2800, 0x9000),
	};

	(void)state;
	assert_false(FIND(start, .virt_boundary = 0x1000).may_be_larger);
	assert_false(FIND(end, .virt_boundary = 0x1000).may_be_larger);
	assert_true(FIND(start, .virt_boundary = 0x800).may_be_larger);
	assert_true(FIND(end, .virt_boundary = 0x800).may_be_larger);
}

static void a_boundary_of_one_byte_is_none(void **state)
{
	const struct dma_piece pieces[] = {
		HIDDEN(0x1800, 0x800, 0x800, 12), HIDDEN(0x2000, 0x1000, 0, 12),
	};
	struct fit_window window = FIND(pieces, .align = 0x1000,
					.virt_boundary = 1);

	(void)state;
	is_at(window, 0x2000, 0x1000);
	assert_false(window.may_be_larger);
}

/* On a bus that is shifted, what is hidden is, too. */
static void what_is_hidden_may_go_on_on_the_bus(void **state)
{
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x1000, 0x5000), HIDDEN(0x2000, 0x1000, 0, 12),
	};
	const struct dma_piece hidden[] = { HIDDEN(0x2000, 0x1000, 0, 12) };

	(void)state;
	assert_true(FIND(pieces, .single = 1, .bus_offset = 16).may_be_larger);
	assert_true(FIND(pieces, .single = 1, .bus_offset = -16).may_be_larger);
	assert_true(FIND(hidden, .single = 1,
			 .bus_offset = -0x1000).may_be_larger);
}

/* How many segments were counted up to the last one of a million. */
static uint64_t looked_at(struct vminfo_dma_constraints c)
{
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x80000, 0x5000), KNOWN(0x81000, 0x80000, 0x5000),
		KNOWN(0x101000, 0x1000, 0x80001),
	};
	struct fit_window window;
	struct fit fit;

	fit_begin(&fit, &c, 4096);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(fit_add(&fit, &pieces[i]), 0);
	assert_int_equal(fit_end(&fit, &window), 0);
	fit_free(&fit);
	return fit.starts.segments;
}

#define LOOKED_AT(...) \
	looked_at((struct vminfo_dma_constraints){ __VA_ARGS__ })

static void nobody_looks_on_where_none_can_be_larger(void **state)
{
	(void)state;
	assert_int_equal(LOOKED_AT(.single = 1, .boundary = 1), 1);
	assert_int_equal(LOOKED_AT(.single = 1, .boundary = 16, .seg_max = 8),
			 2);
	assert_int_equal(LOOKED_AT(.single = 1, .seg_max = 8), 0x10000);
	assert_int_equal(LOOKED_AT(.max_segs = 3, .boundary = 1), 4);
	assert_int_equal(LOOKED_AT(.max_segs = 3, .boundary = 2, .seg_max = 1),
			 4);
	assert_int_equal(LOOKED_AT(.virt_boundary = 2, .boundary = 1), 3);
	/* Then nobody counts them. */
	assert_int_equal(LOOKED_AT(.virt_boundary = 1, .boundary = 1), 3);
	assert_int_equal(LOOKED_AT(.mask = UINT64_MAX, .boundary = 1), 3);
}

/* --- memory --------------------------------------------------------------- */

static int add_scattered(struct fit *fit, uint64_t pages, uint64_t known)
{
	int ret = 0;

	for (uint64_t i = 1; i <= pages && ret == 0; i++)
		ret = fit_add(fit, &(struct dma_piece){
			.va = i * PAGE, .length = PAGE,
			.pa = (i * 2 * PAGE) & known, .known = known,
			.memory = VMINFO_YES,
		});
	return ret;
}

/* How many places there is room for at last; there are never more starts than
   that. */
static size_t places_of(const struct vminfo_dma_constraints *c, uint64_t known)
{
	struct fit_window window;
	struct fit fit;
	size_t room;

	fit_begin(&fit, c, PAGE);
	assert_int_equal(add_scattered(&fit, 10000, known), 0);
	if (!c->max_segs)
		assert_true(fit.starts.count <= 2);
	room = fit.starts.room;
	assert_int_equal(fit_end(&fit, &window), 0);
	fit_free(&fit);
	return room;
}

static void few_places_are_held(void **state)
{
	const struct vminfo_dma_constraints single = { .single = 1 };
	const struct vminfo_dma_constraints run = { .min_run = 2 };
	const struct vminfo_dma_constraints joints = { .virt_boundary = PAGE };
	const struct vminfo_dma_constraints segments = { .max_segs = 100 };
	const struct vminfo_dma_constraints many = { .max_segs = 9000 };

	(void)state;
	assert_int_equal(places_of(&single, UINT64_MAX), 64);
	assert_int_equal(places_of(&run, UINT64_MAX), 64);
	assert_int_equal(places_of(&joints, UINT64_MAX), 64);
	assert_int_equal(places_of(&joints, PAGE - 1), 64);
	assert_true(places_of(&segments, UINT64_MAX) <= 256);
	assert_true(places_of(&many, UINT64_MAX) >= 9000);
}

/* One to have it all, one that saves its first segment, which is a part, and
   one to have the last. */
static void few_places_are_held_for_a_long_leg(void **state)
{
	const struct vminfo_dma_constraints c = {
		.max_segs = 2000, .seg_max = PAGE,
	};
	const struct dma_piece pieces[] = {
		KNOWN(0x1001, 1000 * PAGE - 1, 0x10001),
		KNOWN(0x1000 + 1000 * PAGE, PAGE, 0x1000),
	};
	struct fit fit;

	(void)state;
	fit_begin(&fit, &c, PAGE);
	assert_int_equal(fit_add(&fit, &pieces[0]), 0);
	assert_int_equal(fit_add(&fit, &pieces[1]), 0);
	assert_int_equal(fit.starts.count, 3);
	fit_free(&fit);
}

static void without_memory_there_is_no_answer(void **state)
{
	const struct vminfo_dma_constraints c = { .max_segs = 1000 };
	struct fit_window window = { .va = 1 };
	struct fit fit;

	(void)state;
	for (unsigned long i = 1; i <= 3; i++) {
		fit_begin(&fit, &c, PAGE);
		fault_memory(i);
		assert_int_equal(add_scattered(&fit, 2000, UINT64_MAX),
				 -ENOMEM);
		fault_memory(0);
		assert_int_equal(fit_end(&fit, &window), -ENOMEM);
		fit_free(&fit);
	}
	/* The only leg is one when all is over. */
	fit_begin(&fit, &c, PAGE);
	assert_int_equal(add_scattered(&fit, 1, UINT64_MAX), 0);
	fault_memory(1);
	assert_int_equal(fit_end(&fit, &window), -ENOMEM);
	fault_memory(0);
	fit_free(&fit);
	assert_int_equal(window.va, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_largest_window_is_that_of_all_pairs),
		cmocka_unit_test(what_is_hidden_is_never_claimed),
		cmocka_unit_test(a_segment_stays_below_4_gib),
		cmocka_unit_test(of_no_memory_there_is_no_window),
		cmocka_unit_test(of_windows_as_large_the_first_is_found),
		cmocka_unit_test(nothing_lies_across_a_hole),
		cmocka_unit_test(the_last_byte_of_the_address_space_is_one),
		cmocka_unit_test(addresses_of_a_bus_do_not_wrap),
		cmocka_unit_test(the_mask_cuts_inside_of_a_page),
		cmocka_unit_test(a_node_that_is_not_known_is_in_no_window),
		cmocka_unit_test(each_node_has_its_bit),
		cmocka_unit_test(a_size_that_is_no_multiple_cuts_once),
		cmocka_unit_test(sizes_beyond_4_gib_go_across_joints),
		cmocka_unit_test(a_size_just_below_4_gib_is_nearly_none),
		cmocka_unit_test(a_size_just_below_4_gib_may_end_segments),
		cmocka_unit_test(a_start_that_saves_a_segment_is_found),
		cmocka_unit_test(a_start_that_loses_a_long_segment_is_found),
		cmocka_unit_test(
			as_many_segments_as_a_number_can_say_are_many),
		cmocka_unit_test(
			hidden_pages_are_one_window_where_it_can_be_proved),
		cmocka_unit_test(
			hidden_pages_are_no_more_than_one_segment_may_be),
		cmocka_unit_test(a_run_that_ends_sets_hidden_pages_apart),
		cmocka_unit_test(what_is_unfit_ends_windows_in_doubt),
		cmocka_unit_test(what_may_be_larger_is_told),
		cmocka_unit_test(what_is_unknown_does_not_join_runs_far_apart),
		cmocka_unit_test(what_surely_ends_windows_ends_those_in_doubt),
		cmocka_unit_test(a_boundary_of_one_byte_is_none),
		cmocka_unit_test(what_is_hidden_may_go_on_on_the_bus),
		cmocka_unit_test(nobody_looks_on_where_none_can_be_larger),
		cmocka_unit_test(few_places_are_held),
		cmocka_unit_test(few_places_are_held_for_a_long_leg),
		cmocka_unit_test(without_memory_there_is_no_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

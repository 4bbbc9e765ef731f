// SPDX-License-Identifier: LGPL-2.1-or-later
/* Verdicts for devices, against a model that knows each byte. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dma-parts.h"
#include "dma-runs.h"

#define PAGE 16u
#define HUGE 64u
#define START 0x1000u
#define ROOM 4096u

/* --- a model: where each byte really is ----------------------------------- */

struct model_page {
	uint64_t pa;
	uint64_t known;		/* bits of it that are told */
	enum vminfo_verdict memory;
	int node;
};

struct model {
	struct model_page pages[64];
	size_t n;
	uint64_t first;		/* byte of the first page where it starts */
	uint64_t length;
	struct vminfo_dma_constraints constraints;
	/* What the bytes say. */
	struct vminfo_dma_segment segments[ROOM];
	size_t count;
	bool is[VMINFO_DMA_RULES];
};

static uint64_t pa_of(const struct model *m, uint64_t i)
{
	uint64_t at = m->first + i;

	return m->pages[at / PAGE].pa + at % PAGE +
	       (uint64_t)m->constraints.bus_offset;
}

static bool in_memory(const struct model *m, uint64_t i)
{
	return m->pages[(m->first + i) / PAGE].memory == VMINFO_YES;
}

static bool is_multiple(uint64_t n, uint64_t of)
{
	return !of || n % of == 0;
}

static bool run_ends(const struct model *m, uint64_t i)
{
	return pa_of(m, i) != pa_of(m, i - 1) + 1 ||
	       in_memory(m, i) != in_memory(m, i - 1);
}

static bool is_cut(const struct model *m, uint64_t i)
{
	const struct vminfo_dma_constraints *c = &m->constraints;

	return (c->boundary && pa_of(m, i) % c->boundary == 0) ||
	       (c->seg_max &&
		m->segments[m->count - 1].length == c->seg_max);
}

static void start(struct model *m, uint64_t i)
{
	m->segments[m->count++] = (struct vminfo_dma_segment){
		.va = START + m->first + i,
		.pa = pa_of(m, i),
	};
}

static bool allows(const struct model *m, int node)
{
	const struct vminfo_dma_constraints *c = &m->constraints;

	return !c->node_words || c->nodes[0] >> node & 1;
}

static void judge_byte(struct model *m, uint64_t i)
{
	const struct vminfo_dma_constraints *c = &m->constraints;
	uint64_t pa = pa_of(m, i);

	if (!in_memory(m, i))
		m->is[VMINFO_DMA_MEMORY] = false;
	if ((c->mask && pa > c->mask) || pa > UINT64_MAX / 2)
		m->is[VMINFO_DMA_MASK] = false;
	if (!allows(m, m->pages[(m->first + i) / PAGE].node))
		m->is[VMINFO_DMA_NODES] = false;
}

/* The first byte of a segment that is not the first one. */
static void judge_start(struct model *m, uint64_t i)
{
	const struct vminfo_dma_constraints *c = &m->constraints;

	if (!is_multiple(pa_of(m, i), c->virt_boundary) ||
	    !is_multiple(pa_of(m, i - 1) + 1, c->virt_boundary))
		m->is[VMINFO_DMA_VIRT_BOUNDARY] = false;
	m->is[VMINFO_DMA_SINGLE] &= !c->single;
	start(m, i);
}

/* All that is so, byte by byte. */
static void work_out(struct model *m)
{
	const struct vminfo_dma_constraints *c = &m->constraints;
	uint64_t run = 0;

	m->count = 0;
	for (size_t i = 0; i < VMINFO_DMA_RULES; i++)
		m->is[i] = true;
	m->is[VMINFO_DMA_ALIGN] = is_multiple(pa_of(m, 0), c->align);
	start(m, 0);
	for (uint64_t i = 0; i < m->length; i++) {
		if (i && run_ends(m, i) && run < c->min_run)
			m->is[VMINFO_DMA_MIN_RUN] = false;
		if (i && run_ends(m, i))
			run = 0;
		if (i && (run_ends(m, i) || is_cut(m, i)))
			judge_start(m, i);
		m->segments[m->count - 1].length++;
		run++;
		judge_byte(m, i);
	}
	m->is[VMINFO_DMA_MAX_SEGS] = !c->max_segs || m->count <= c->max_segs;
}

/* --- what we say ---------------------------------------------------------- */

struct said {
	struct vminfo_dma_report report;
	struct vminfo_dma_segment segments[ROOM];
};

static bool goes_on(const struct model *m, size_t i)
{
	const struct model_page *a = &m->pages[i], *b = &m->pages[i + 1];

	return i + 1 < m->n && a->known == UINT64_MAX &&
	       b->known == UINT64_MAX && a->memory == b->memory &&
	       a->node == b->node && a->pa + PAGE == b->pa;
}

/*
 * Pages in a huge one are one piece if all that is known is its place in it; so
 * are those of which nothing is known.
 */
static size_t pages_of_piece(const struct model *m, size_t i)
{
	size_t n = 1;

	if (!m->pages[i].known) {
		while (i + n < m->n && !m->pages[i + n].known &&
		       m->pages[i + n].memory == m->pages[i].memory)
			n++;
		return n;
	}
	if (m->pages[i].known == HUGE - 1) {
		while (i + n < m->n && m->pages[i + n].known == HUGE - 1 &&
		       m->pages[i + n].pa % HUGE)
			n++;
		return n;
	}
	while (goes_on(m, i + n - 1))
		n++;
	return n;
}

static void add_piece(struct dma *dma, const struct model *m, size_t i,
		      size_t pages)
{
	const struct model_page *page = &m->pages[i];
	uint64_t first = i * PAGE, end = (i + pages) * PAGE;

	if (first < m->first)
		first = m->first;
	if (end > m->first + m->length)
		end = m->first + m->length;
	dma_add(dma, &(struct dma_piece){
		.va = START + first,
		.length = end - first,
		.pa = (page->pa + (first - i * PAGE)) & page->known,
		.known = page->known,
		.memory = page->memory,
		.state = VMINFO_PRESENT,
		.node = page->known ? page->node : -1,
	});
}

static void say(const struct model *m, struct said *said)
{
	struct dma dma;

	said->report.segments = said->segments;
	said->report.room = ROOM;
	assert_int_equal(dma_check_constraints(&m->constraints), 0);
	dma_begin(&dma, &m->constraints, PAGE, &said->report);
	for (size_t i = 0, pages; i < m->n; i += pages) {
		pages = pages_of_piece(m, i);
		add_piece(&dma, m, i, pages);
	}
	dma_end(&dma);
}

/* --- chance --------------------------------------------------------------- */

static uint64_t seed;

static uint64_t chance(uint64_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (seed >> 33) % n;
}

static bool often(void)
{
	return chance(4) != 0;
}

static uint64_t power(void)
{
	return chance(2) ? 0 : (uint64_t)1 << chance(10);
}

static void choose_constraints(struct vminfo_dma_constraints *c)
{
	static const uint64_t nodes[] = { 1 };
	static const int64_t offsets[] = { 0, 0x200, -0x400, 0x18 };

	*c = (struct vminfo_dma_constraints){
		.single = chance(2) != 0,
		.min_run = chance(2) * chance(100),
		.align = power(),
		.mask = chance(2) ? 0 : 0x2000 + chance(0x800),
		.boundary = power(),
		.virt_boundary = power(),
		.seg_max = chance(2) ? 0 : 1 + chance(100),
		.max_segs = chance(2) ? 0 : 1 + chance(12),
		.nodes = nodes,
		.node_words = chance(4) == 0,
		.bus_offset = offsets[chance(4)],
	};
}

static void choose_range(struct model *m)
{
	uint64_t last = (m->n - 1) * PAGE + chance(PAGE);

	m->first = chance(PAGE);
	if (last < m->first)
		last = m->first;
	m->length = last - m->first + 1;
}

/* Mostly one after the other, so that there is something to join. */
static void choose_pages(struct model *m)
{
	uint64_t pa = 0x2000;

	m->n = 1 + chance(24);
	for (size_t i = 0; i < m->n; i++) {
		if (chance(3) == 0)
			pa = 0x2000 + chance(64) * PAGE;
		m->pages[i] = (struct model_page){
			.pa = pa,
			.known = UINT64_MAX,
			.memory = VMINFO_YES,
			.node = chance(10) == 0,
		};
		pa += PAGE;
	}
	choose_range(m);
}

/* Some, of which the place inside of a page or of a huge page is known. */
static void hide(struct model *m)
{
	for (size_t i = 0; i < m->n; i++) {
		if (often())
			continue;
		m->pages[i].known = PAGE - 1;
		if (chance(2) || i + 4 > m->n)
			continue;
		for (size_t in = 0; in < 4; in++, i++) {
			m->pages[i].pa = (m->pages[i].pa & ~(HUGE - 1ull)) +
					 in * PAGE;
			if (in)
				m->pages[i].pa = m->pages[i - 1].pa + PAGE;
			m->pages[i].known = HUGE - 1;
			m->pages[i].node = m->pages[i - in].node;
		}
		i--;
	}
}

/* --- all is known --------------------------------------------------------- */

static void segments_are_equal(const struct model *m, const struct said *said)
{
	assert_int_equal(said->report.segments_needed, m->count);
	assert_int_equal(said->report.segments_least, m->count);
	assert_int_equal(said->report.segments_most, m->count);
	for (size_t i = 0; i < m->count; i++) {
		assert_int_equal(said->segments[i].va, m->segments[i].va);
		assert_int_equal(said->segments[i].bus, m->segments[i].pa);
		assert_int_equal(said->segments[i].pa, m->segments[i].pa -
				 (uint64_t)m->constraints.bus_offset);
		assert_int_equal(said->segments[i].length,
				 m->segments[i].length);
	}
}

static void verdicts_are_equal(const struct model *m,
			       const struct vminfo_dma_report *report)
{
	bool all = true;

	for (size_t i = 0; i < VMINFO_DMA_RULES; i++) {
		assert_int_equal(report->findings[i].verdict,
				 m->is[i] ? VMINFO_YES : VMINFO_NO);
		all &= m->is[i];
	}
	assert_int_equal(report->verdict, all ? VMINFO_YES : VMINFO_NO);
}

static void what_is_known_is_as_each_byte_says(void **state)
{
	static struct model m;
	static struct said said;

	(void)state;
	for (seed = 1; seed < 20000; seed++) {
		uint64_t kept = seed;

		choose_pages(&m);
		choose_constraints(&m.constraints);
		work_out(&m);
		say(&m, &said);
		segments_are_equal(&m, &said);
		verdicts_are_equal(&m, &said.report);
		seed = kept;
	}
}

/* The same by another way, which does not ask for nodes. */
static void say_at_once(const struct model *m, struct said *said)
{
	const struct dma_range range = {
		START + m->first, START + m->first + (m->length - 1),
	};
	struct dma_block block;
	uint64_t words[64];
	struct dma dma;

	for (size_t i = 0; i < m->n; i++)
		words[i] = m->pages[i].pa / PAGE;
	said->report.segments = said->segments;
	said->report.room = ROOM;
	dma_begin(&dma, &m->constraints, PAGE, &said->report);
	dma_divide(&block, START, words, m->n);
	dma_add_block(&dma, &block, &range);
	dma_end(&dma);
}

static void what_is_known_of_many_pages_is_as_each_byte_says(void **state)
{
	static struct model m;
	static struct said said;

	(void)state;
	for (seed = 1; seed < 20000; seed++) {
		uint64_t kept = seed;

		choose_pages(&m);
		choose_constraints(&m.constraints);
		m.constraints.node_words = 0;
		work_out(&m);
		say_at_once(&m, &said);
		segments_are_equal(&m, &said);
		verdicts_are_equal(&m, &said.report);
		seed = kept;
	}
}

/* --- some is hidden ------------------------------------------------------- */

static void nothing_is_claimed(const struct model *m,
			       const struct vminfo_dma_report *report)
{
	for (size_t i = 0; i < VMINFO_DMA_RULES; i++) {
		if (report->findings[i].verdict == VMINFO_YES)
			assert_true(m->is[i]);
		if (report->findings[i].verdict == VMINFO_NO)
			assert_false(m->is[i]);
	}
	assert_true(report->segments_least <= m->count);
	assert_true(report->segments_most >= m->count);
}

static void what_is_hidden_is_never_claimed_wrongly(void **state)
{
	static struct model m;
	static struct said said;
	size_t verdicts[4] = { 0 };

	(void)state;
	for (seed = 1; seed < 40000; seed++) {
		uint64_t kept = seed;

		choose_pages(&m);
		hide(&m);
		choose_constraints(&m.constraints);
		work_out(&m);
		say(&m, &said);
		nothing_is_claimed(&m, &said.report);
		for (size_t i = 0; i < VMINFO_DMA_RULES; i++)
			verdicts[said.report.findings[i].verdict]++;
		seed = kept;
	}
	assert_true(verdicts[VMINFO_NO] > 1000);
	assert_true(verdicts[VMINFO_UNKNOWN] > 1000);
}

/* Pages that are memory, of which nobody knows that, nor where they are. */
static void doubt_pages(struct model *m)
{
	for (size_t i = 0; i < m->n; i++) {
		if (often() && i)
			continue;
		m->pages[i].known = 0;
		m->pages[i].memory = VMINFO_UNKNOWN;
	}
}

static void believe_pages(struct model *m)
{
	for (size_t i = 0; i < m->n; i++)
		m->pages[i].memory = VMINFO_YES;
}

static void what_is_in_doubt_is_never_claimed_wrongly(void **state)
{
	static struct model m;
	static struct said said;

	(void)state;
	for (seed = 1; seed < 40000; seed++) {
		uint64_t kept = seed;

		choose_pages(&m);
		hide(&m);
		doubt_pages(&m);
		choose_constraints(&m.constraints);
		say(&m, &said);
		believe_pages(&m);
		work_out(&m);
		nothing_is_claimed(&m, &said.report);
		assert_int_not_equal(said.report.verdict, VMINFO_YES);
		seed = kept;
	}
}

/* --- pages that are not there --------------------------------------------- */

static void what_is_not_in_memory_makes_nothing_a_yes(void **state)
{
	static struct model m;
	static struct said said;

	(void)state;
	for (seed = 1; seed < 20000; seed++) {
		uint64_t kept = seed;
		size_t bad;

		choose_pages(&m);
		choose_constraints(&m.constraints);
		bad = chance((m.first + m.length - 1) / PAGE + 1);
		m.pages[bad].known = 0;
		m.pages[bad].memory = seed % 2 ? VMINFO_NO : VMINFO_UNKNOWN;
		say(&m, &said);
		assert_int_equal(
			said.report.findings[VMINFO_DMA_MEMORY].verdict,
			m.pages[bad].memory);
		for (size_t i = 0; i < VMINFO_DMA_RULES; i++)
			assert_int_not_equal(said.report.findings[i].verdict,
					     VMINFO_YES);
		if (seed % 2)
			assert_int_equal(said.report.verdict, VMINFO_NO);
		seed = kept;
	}
}

static void only_a_frame_of_its_own_is_memory(void **state)
{
	static const enum vminfo_verdict expected[] = {
		[VMINFO_PRESENT] = VMINFO_YES,
		[VMINFO_ZERO] = VMINFO_NO,
		[VMINFO_SWAPPED] = VMINFO_NO,
		[VMINFO_SHMEM_SWAPPED] = VMINFO_NO,
		[VMINFO_CACHED] = VMINFO_NO,
		[VMINFO_UNRESOLVED] = VMINFO_NO,
		[VMINFO_ABSENT] = VMINFO_NO,
		[VMINFO_UNMAPPED] = VMINFO_NO,
		[VMINFO_GUARD] = VMINFO_NO,
		[VMINFO_MARKER] = VMINFO_NO,
		[VMINFO_POISONED] = VMINFO_NO,
		[VMINFO_MIGRATING] = VMINFO_UNKNOWN,
		[VMINFO_DEVICE] = VMINFO_NO,
		[VMINFO_SPECIAL] = VMINFO_UNKNOWN,
		[VMINFO_PFNMAP] = VMINFO_UNKNOWN,
		[VMINFO_NONPRESENT] = VMINFO_UNKNOWN,
	};

	(void)state;
	for (uint32_t i = 1; i < sizeof(expected) / sizeof(*expected); i++)
		assert_int_equal(dma_state_verdict(i, 0), expected[i]);
	assert_null(vminfo_state_name(VMINFO_NONPRESENT + 1));
	assert_int_equal(dma_state_verdict(VMINFO_PRESENT, VMINFO_HIDDEN),
			 VMINFO_YES);
	assert_int_equal(dma_state_verdict(VMINFO_PRESENT, VMINFO_MAYBE_ZERO),
			 VMINFO_UNKNOWN);
	assert_int_equal(dma_state_verdict(VMINFO_PRESENT, VMINFO_CHANGED),
			 VMINFO_UNKNOWN);
}

/* --- one by one ----------------------------------------------------------- */

static struct said *judge(const struct vminfo_dma_constraints *constraints,
			  const struct dma_piece *pieces, size_t n)
{
	static struct said said;
	struct dma dma;

	said = (struct said){ .report.segments = said.segments,
			      .report.room = ROOM };
	dma_begin(&dma, constraints, 4096, &said.report);
	for (size_t i = 0; i < n; i++)
		dma_add(&dma, &pieces[i]);
	dma_end(&dma);
	return &said;
}

#define KNOWN(at, bytes, address) \
	{ .va = at, .length = bytes, .pa = address, .known = UINT64_MAX, \
	  .memory = VMINFO_YES, .state = VMINFO_PRESENT }
#define HIDDEN(at, bytes, in, bits) \
	{ .va = at, .length = bytes, .pa = in, .known = (1ull << bits) - 1, \
	  .memory = VMINFO_YES, .state = VMINFO_PRESENT, .node = -1 }

static void a_break_is_found_at_its_byte(void **state)
{
	const struct vminfo_dma_constraints c = { .single = 1 };
	const struct dma_piece pieces[] = {
		KNOWN(0x1010, 0xff0, 0x5010), KNOWN(0x2000, 1, 0x9000),
	};
	const struct said *said = judge(&c, pieces, 2);
	const struct vminfo_dma_finding *single =
		&said->report.findings[VMINFO_DMA_SINGLE];

	(void)state;
	assert_int_equal(said->report.verdict, VMINFO_NO);
	assert_int_equal(single->va, 0x2000);
	assert_int_equal(single->pa, 0x9000);
	assert_int_equal(single->expected, 0x6000);
	assert_int_equal(single->state, VMINFO_PRESENT);
	assert_int_equal(said->report.runs, 2);
	assert_int_equal(said->report.longest, 0xff0);
	assert_int_equal(said->report.runs_of_order[11], 1);
	assert_int_equal(said->report.runs_of_order[0], 1);
}

static void the_last_byte_of_the_address_space_is_one(void **state)
{
	const struct vminfo_dma_constraints c = { .single = 1, .max_segs = 1 };
	const struct dma_piece pieces[] = {
		KNOWN(UINT64_MAX - 0xfff, 0x1000, 0x7000),
	};
	const struct said *said = judge(&c, pieces, 1);

	(void)state;
	assert_int_equal(said->report.verdict, VMINFO_YES);
	assert_int_equal(said->report.segments_needed, 1);
	assert_int_equal(said->segments[0].length, 0x1000);
}

static void a_hidden_huge_page_is_one_run(void **state)
{
	const struct vminfo_dma_constraints single = {
		.single = 1, .align = 0x200000, .boundary = 0x100000000,
	};
	const struct vminfo_dma_constraints mask = { .mask = UINT32_MAX };
	const struct vminfo_dma_constraints more = { .align = 0x400000 };
	const struct vminfo_dma_constraints cut = {
		.single = 1, .boundary = 0x100000,
	};
	const struct dma_piece pieces[] = { HIDDEN(0x200000, 0x200000, 0, 21) };

	(void)state;
	assert_int_equal(judge(&single, pieces, 1)->report.verdict, VMINFO_YES);
	assert_int_equal(judge(&mask, pieces, 1)->report.verdict,
			 VMINFO_UNKNOWN);
	assert_int_equal(judge(&more, pieces, 1)->report.verdict,
			 VMINFO_UNKNOWN);
	assert_int_equal(judge(&cut, pieces, 1)->report.verdict, VMINFO_NO);
}

static void what_lies_between_known_frames_can_be_proven_broken(void **state)
{
	const struct vminfo_dma_constraints c = { .single = 1 };
	const struct dma_piece broken[] = {
		KNOWN(0x1000, 0x1000, 0x5000), HIDDEN(0x2000, 0x1000, 0, 12),
		KNOWN(0x3000, 0x1000, 0x8000),
	};
	const struct dma_piece perhaps[] = {
		KNOWN(0x1000, 0x1000, 0x5000), HIDDEN(0x2000, 0x1000, 0, 12),
		KNOWN(0x3000, 0x1000, 0x7000),
	};
	const struct said *said = judge(&c, broken, 3);

	(void)state;
	assert_int_equal(said->report.verdict, VMINFO_NO);
	assert_int_equal(said->report.segments_least, 2);
	assert_int_equal(said->report.segments_most, 3);
	assert_int_equal(said->report.segments_needed, VMINFO_NONE);
	assert_int_equal(said->report.runs, VMINFO_NONE);
	said = judge(&c, perhaps, 3);
	assert_int_equal(said->report.verdict, VMINFO_UNKNOWN);
	assert_int_equal(said->report.segments_least, 1);
}

static void addresses_of_a_bus_do_not_wrap(void **state)
{
	const struct vminfo_dma_constraints below = { .bus_offset = -0x6000 };
	const struct vminfo_dma_constraints at_0 = { .bus_offset = -0x5000 };
	const struct vminfo_dma_constraints above = {
		.bus_offset = INT64_MAX, .mask = UINT64_MAX,
	};
	const struct dma_piece low[] = { KNOWN(0x1000, 0x1000, 0x5000) };
	const struct dma_piece high[] = {
		KNOWN(0x1000, 0x1000, UINT64_MAX / 2 + 0x800),
	};
	const struct dma_piece hidden[] = { HIDDEN(0x1000, 0x1000, 0, 12) };
	const struct said *said;

	(void)state;
	assert_int_equal(judge(&below, low, 1)->report.verdict, VMINFO_NO);
	said = judge(&at_0, low, 1);
	assert_int_equal(said->report.verdict, VMINFO_YES);
	assert_int_equal(said->segments[0].bus, 0);
	assert_int_equal(said->segments[0].pa, 0x5000);
	assert_int_equal(judge(&above, high, 1)->report.verdict, VMINFO_NO);
	assert_int_equal(judge(&below, hidden, 1)->report.verdict,
			 VMINFO_UNKNOWN);
}

static void the_first_byte_above_the_mask_is_told(void **state)
{
	const struct vminfo_dma_constraints c = { .mask = 0x57ff };
	const struct dma_piece pieces[] = { KNOWN(0x1000, 0x1000, 0x5000) };
	const struct said *said = judge(&c, pieces, 1);

	(void)state;
	assert_int_equal(said->report.findings[VMINFO_DMA_MASK].va, 0x1800);
	assert_int_equal(said->report.findings[VMINFO_DMA_MASK].pa, 0x5800);
	assert_int_equal(said->report.findings[VMINFO_DMA_MASK].bytes, 0x800);
}

/* Where a run is cut into pieces is ours alone. */
static void a_place_in_a_run_goes_on_from_the_byte_before(void **state)
{
	const struct vminfo_dma_constraints mask = { .mask = 0x5fff };
	const struct vminfo_dma_constraints cut = {
		.seg_max = 0x1000, .single = 1,
	};
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x1000, 0x5000), KNOWN(0x2000, 0x1000, 0x6000),
	};
	const struct said *said = judge(&mask, pieces, 2);

	(void)state;
	assert_int_equal(said->report.findings[VMINFO_DMA_MASK].va, 0x2000);
	assert_int_equal(said->report.findings[VMINFO_DMA_MASK].expected,
			 0x6000);
	said = judge(&mask, &pieces[1], 1);
	assert_int_equal(said->report.findings[VMINFO_DMA_MASK].expected,
			 VMINFO_NONE);
	said = judge(&cut, pieces, 2);
	assert_int_equal(said->report.findings[VMINFO_DMA_SINGLE].va, 0x2000);
	assert_int_equal(said->report.findings[VMINFO_DMA_SINGLE].expected,
			 0x6000);
}

static void only_the_bytes_below_0_and_above_the_mask_are_counted(void **state)
{
	const struct vminfo_dma_constraints below = { .bus_offset = -0x5800 };
	const struct vminfo_dma_constraints both = {
		.bus_offset = -0x5800, .mask = 0x1ff,
	};
	const struct vminfo_dma_constraints few = {
		.bus_offset = -0x5400, .mask = 0x1ff,
	};
	const struct vminfo_dma_constraints ends = { .bus_offset = -0x6001 };
	const struct vminfo_dma_constraints above = {
		.bus_offset = INT64_MAX, .mask = 0x1ff,
	};
	const struct dma_piece pieces[] = { KNOWN(0x1000, 0x1000, 0x5000) };
	const struct dma_piece high[] = {
		KNOWN(0x1000, 0x1000, UINT64_MAX / 2 + 2),
	};
	const struct vminfo_dma_finding *mask;

	(void)state;
	mask = &judge(&below, pieces, 1)->report.findings[VMINFO_DMA_MASK];
	assert_int_equal(mask->va, 0x1000);
	assert_int_equal(mask->pa, 0x5000);
	assert_int_equal(mask->bytes, 0x800);
	mask = &judge(&ends, pieces, 1)->report.findings[VMINFO_DMA_MASK];
	assert_int_equal(mask->va, 0x1000);
	assert_int_equal(mask->bytes, 0x1000);
	mask = &judge(&both, pieces, 1)->report.findings[VMINFO_DMA_MASK];
	assert_int_equal(mask->bytes, 0xe00);
	mask = &judge(&above, high, 1)->report.findings[VMINFO_DMA_MASK];
	assert_int_equal(mask->va, 0x1000);
	assert_int_equal(mask->bytes, 0x1000);
	mask = &judge(&few, pieces, 1)->report.findings[VMINFO_DMA_MASK];
	assert_int_equal(mask->va, 0x1000);
	assert_int_equal(mask->bytes, 0xe00);
}

/* Nothing of it fits into 32 bits. */
static void bytes_behind_4_gib_are_counted(void **state)
{
	const struct vminfo_dma_constraints low = { .mask = 0x2ffffffff };
	const struct vminfo_dma_constraints below = {
		.bus_offset = -0x200000000,
	};
	const struct dma_piece pieces[] = {
		KNOWN(0x100000000, 0x400000000, 0x100000000),
	};
	const struct vminfo_dma_finding *mask;

	(void)state;
	mask = &judge(&low, pieces, 1)->report.findings[VMINFO_DMA_MASK];
	assert_int_equal(mask->va, 0x300000000);
	assert_int_equal(mask->pa, 0x300000000);
	assert_int_equal(mask->bytes, 0x200000000);
	mask = &judge(&below, pieces, 1)->report.findings[VMINFO_DMA_MASK];
	assert_int_equal(mask->va, 0x100000000);
	assert_int_equal(mask->bytes, 0x100000000);
}

static void limits_behind_4_gib_are_no_small_ones(void **state)
{
	const struct vminfo_dma_constraints run = { .min_run = 0x100001000 };
	const struct vminfo_dma_constraints ends = {
		.virt_boundary = 0x100000000,
	};
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x2000, 0x5000), KNOWN(0x3000, 0x1000, 0x9000),
	};

	(void)state;
	assert_int_equal(judge(&run, pieces, 2)->report.verdict, VMINFO_NO);
	assert_int_equal(judge(&ends, pieces, 2)->report.verdict, VMINFO_NO);
}

static void nodes_and_alignment_are_told_of_first_bytes(void **state)
{
	const uint64_t node_1[] = { 2 };
	const struct vminfo_dma_constraints c = {
		.align = 0x2000, .nodes = node_1, .node_words = 1,
	};
	const struct dma_piece pieces[] = { KNOWN(0x1010, 0x1000, 0x5010) };
	const struct vminfo_dma_finding *f =
		judge(&c, pieces, 1)->report.findings;

	(void)state;
	assert_int_equal(f[VMINFO_DMA_ALIGN].verdict, VMINFO_NO);
	assert_int_equal(f[VMINFO_DMA_ALIGN].va, 0x1010);
	assert_int_equal(f[VMINFO_DMA_ALIGN].pa, 0x5010);
	assert_int_equal(f[VMINFO_DMA_NODES].verdict, VMINFO_NO);
	assert_int_equal(f[VMINFO_DMA_NODES].va, 0x1010);
	assert_int_equal(f[VMINFO_DMA_NODES].pa, 0x5010);
	assert_int_equal(f[VMINFO_DMA_NODES].bytes, 0x1000);
}

/* Two addresses that nobody knows may be the same one. */
static void of_what_is_not_known_at_all_nothing_is_above_the_mask(void **state)
{
	const struct vminfo_dma_constraints c = { .mask = 0xfff };
	const struct dma_piece pieces[] = {
		{ .va = 0x1000, .length = 0x10000, .node = -1,
		  .memory = VMINFO_UNKNOWN, .state = VMINFO_PFNMAP },
	};
	const struct said *said = judge(&c, pieces, 1);

	(void)state;
	assert_int_equal(said->report.findings[VMINFO_DMA_MASK].verdict,
			 VMINFO_UNKNOWN);
	assert_int_equal(said->report.findings[VMINFO_DMA_MASK].bytes, 0x10000);
	assert_int_equal(said->report.verdict, VMINFO_UNKNOWN);
}

static void places_are_told_by_physical_addresses(void **state)
{
	const struct vminfo_dma_constraints c = {
		.single = 1, .mask = 0x18fff, .bus_offset = 0x10000,
	};
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x1000, 0x5000), KNOWN(0x2000, 0x1000, 0x8800),
		KNOWN(0x3000, 0x1000, 0x9800),
	};
	const struct said *said = judge(&c, pieces, 3);
	const struct vminfo_dma_finding *findings = said->report.findings;

	(void)state;
	assert_int_equal(findings[VMINFO_DMA_SINGLE].pa, 0x8800);
	assert_int_equal(findings[VMINFO_DMA_SINGLE].expected, 0x6000);
	assert_int_equal(findings[VMINFO_DMA_SINGLE].bytes, 0);
	assert_int_equal(findings[VMINFO_DMA_MASK].va, 0x2800);
	assert_int_equal(findings[VMINFO_DMA_MASK].pa, 0x9000);
	assert_int_equal(findings[VMINFO_DMA_MASK].bytes, 0x1800);
	assert_int_equal(said->segments[1].pa, 0x8800);
	assert_int_equal(said->segments[1].bus, 0x18800);
}

static void a_segment_stays_below_4_gib(void **state)
{
	const struct vminfo_dma_constraints c = { .single = 1 };
	const struct vminfo_dma_constraints two = { .max_segs = 2 };
	const struct vminfo_dma_constraints far = {
		.virt_boundary = (uint64_t)1 << 40,
	};
	const struct dma_piece pieces[] = {
		KNOWN(0, 0x200000000, 0x100000010),
	};
	const struct said *said = judge(&c, pieces, 1);

	(void)state;
	/* It is one run: the list is long because its numbers are short. */
	assert_int_equal(said->report.verdict, VMINFO_YES);
	assert_int_equal(said->report.segments_needed, 3);
	assert_int_equal(said->segments[0].length, 0xfffffff0);
	assert_int_equal(said->segments[1].length, 0xfffff000);
	assert_int_equal(said->segments[2].length, 0x1010);
	assert_int_equal(judge(&two, pieces, 1)->report.verdict, VMINFO_NO);
	assert_int_equal(judge(&far, pieces, 1)->report.verdict, VMINFO_NO);
}

static void a_limit_that_no_segment_reaches_splits_nothing(void **state)
{
	const struct vminfo_dma_constraints whole = {
		.single = 1, .seg_max = 0x100000000,
	};
	const struct vminfo_dma_constraints nearly = {
		.single = 1, .seg_max = 0xfffff800,
	};
	const struct vminfo_dma_constraints less = {
		.single = 1, .seg_max = 0xfffff000 - 1,
	};
	const struct vminfo_dma_constraints all_bits = {
		.single = 1, .seg_max = UINT32_MAX,
	};
	const struct dma_piece pieces[] = {
		KNOWN(0, 0x200000000, 0x100000000),
	};
	const struct dma_piece odd[] = { KNOWN(1, 0x200000000, 0x100000001) };

	(void)state;
	assert_int_equal(judge(&whole, pieces, 1)->report.verdict, VMINFO_YES);
	assert_int_equal(judge(&nearly, pieces, 1)->report.verdict,
			 VMINFO_YES);
	assert_int_equal(judge(&less, pieces, 1)->report.verdict, VMINFO_NO);
	/* A segment from there on ends with its 32 bits, just at the limit. */
	assert_int_equal(judge(&all_bits, odd, 1)->report.verdict, VMINFO_YES);
}

/* The largest multiple that an entry reaches is 2 GiB. */
static void a_segment_ends_on_a_multiple_if_one_is_below_4_gib(void **state)
{
	const struct vminfo_dma_constraints reached = {
		.virt_boundary = (uint64_t)1 << 31,
	};
	const struct vminfo_dma_constraints beyond = {
		.virt_boundary = (uint64_t)1 << 32,
	};
	const struct vminfo_dma_constraints none = { .single = 1 };
	const struct dma_piece even[] = { KNOWN(0, 0x200000000, 0x100000000) };
	const struct dma_piece odd[] = { KNOWN(1, 0x200000000, 0x100000001) };
	const struct said *said = judge(&reached, even, 1);

	(void)state;
	assert_int_equal(said->report.verdict, VMINFO_YES);
	assert_int_equal(said->report.segments_needed, 4);
	assert_int_equal(said->segments[0].length, (uint64_t)1 << 31);
	said = judge(&beyond, even, 1);
	assert_int_equal(said->report.verdict, VMINFO_NO);
	assert_int_equal(said->segments[0].length, 0xfffff000);
	/* As large as its 32 bits can say. */
	said = judge(&none, odd, 1);
	assert_int_equal(said->segments[0].length, 0xffffffff);
}

static void a_list_that_does_not_fit_is_counted(void **state)
{
	const struct vminfo_dma_constraints c = { .seg_max = 0x100 };
	const struct dma_piece piece = KNOWN(0x1000, 0x1000, 0x5000);
	struct vminfo_dma_segment segments[3] = { 0 };
	struct vminfo_dma_report report = { .segments = segments, .room = 2 };
	struct dma dma;

	(void)state;
	dma_begin(&dma, &c, 4096, &report);
	dma_add(&dma, &piece);
	dma_end(&dma);
	assert_int_equal(report.segments_needed, 16);
	assert_int_equal(segments[1].va, 0x1100);
	assert_int_equal(segments[2].length, 0);
}

#define GONE(at, bytes) \
	{ .va = at, .length = bytes, .memory = VMINFO_NO, \
	  .state = VMINFO_SWAPPED, .node = -1 }
#define MAYBE(at, bytes) \
	{ .va = at, .length = bytes, .memory = VMINFO_UNKNOWN, \
	  .state = VMINFO_NONPRESENT, .node = -1 }

static uint32_t of(const struct said *said, enum vminfo_dma_rule rule)
{
	return said->report.findings[rule].verdict;
}

static void a_hole_breaks_a_run_and_is_none(void **state)
{
	const struct vminfo_dma_constraints c = {
		.single = 1, .min_run = 0x1000, .virt_boundary = 0x1000,
		.max_segs = 2,
	};
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x1000, 0x5000), GONE(0x2000, 0x1000),
		GONE(0x3000, 0x800), KNOWN(0x3800, 0x1000, 0x7800),
	};
	const struct said *said = judge(&c, pieces, 4);

	(void)state;
	assert_int_equal(of(said, VMINFO_DMA_SINGLE), VMINFO_NO);
	assert_int_equal(said->report.findings[VMINFO_DMA_SINGLE].va, 0x2000);
	assert_int_equal(of(said, VMINFO_DMA_MEMORY), VMINFO_NO);
	assert_int_equal(said->report.findings[VMINFO_DMA_MEMORY].state,
			 VMINFO_SWAPPED);
	/* What is there would do, but not all of it is there. */
	assert_int_equal(of(said, VMINFO_DMA_MIN_RUN), VMINFO_UNKNOWN);
	assert_int_equal(of(said, VMINFO_DMA_VIRT_BOUNDARY), VMINFO_UNKNOWN);
	assert_int_equal(of(said, VMINFO_DMA_MAX_SEGS), VMINFO_UNKNOWN);
	assert_int_equal(said->report.runs, 2);
	assert_int_equal(said->report.longest, 0x1000);
	assert_int_equal(said->report.segments_needed, 2);
	assert_int_equal(said->segments[1].va, 0x3800);
}

/* Whether what is not there would be one run is not known. */
static void holes_beside_each_other_are_no_break(void **state)
{
	const struct vminfo_dma_constraints c = { .single = 1 };
	const struct dma_piece pieces[] = {
		GONE(0x1000, 0x1000), GONE(0x2000, 0x1000),
	};
	const struct said *said = judge(&c, pieces, 2);

	(void)state;
	assert_int_equal(of(said, VMINFO_DMA_MEMORY), VMINFO_NO);
	assert_int_equal(said->report.findings[VMINFO_DMA_MEMORY].bytes,
			 0x2000);
	assert_int_equal(of(said, VMINFO_DMA_SINGLE), VMINFO_UNKNOWN);
	assert_int_equal(said->report.runs, 0);
	assert_int_equal(said->report.segments_needed, 0);
}

static void a_hole_is_no_run_that_is_too_short(void **state)
{
	const struct vminfo_dma_constraints c = {
		.min_run = 0x1000, .virt_boundary = 0x1000,
	};
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x1000, 0x5000), GONE(0x2000, 0x800),
		KNOWN(0x2800, 0x1000, 0x7800),
	};
	const struct said *said = judge(&c, pieces, 3);

	(void)state;
	assert_int_equal(of(said, VMINFO_DMA_MIN_RUN), VMINFO_UNKNOWN);
	assert_int_equal(of(said, VMINFO_DMA_VIRT_BOUNDARY), VMINFO_UNKNOWN);
	assert_int_equal(
		said->report.findings[VMINFO_DMA_VIRT_BOUNDARY].expected,
		VMINFO_NONE);
}

/* It says how much is in doubt of what is said of bytes, and no more. */
static void what_is_in_doubt_is_so_because_of_what_is_no_memory(void **state)
{
	const struct vminfo_dma_constraints c = { .single = 1 };
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x1000, 0x5000), MAYBE(0x2000, 0x1800),
	};
	const struct said *said = judge(&c, pieces, 2);
	const struct vminfo_dma_finding *f = said->report.findings;

	(void)state;
	assert_int_equal(f[VMINFO_DMA_MEMORY].bytes, 0x1800);
	assert_int_equal(f[VMINFO_DMA_MASK].verdict, VMINFO_UNKNOWN);
	assert_int_equal(f[VMINFO_DMA_MASK].va, 0x2000);
	assert_int_equal(f[VMINFO_DMA_MASK].state, VMINFO_NONPRESENT);
	assert_int_equal(f[VMINFO_DMA_MASK].bytes, 0x1800);
	assert_int_equal(f[VMINFO_DMA_NODES].bytes, 0x1800);
	assert_int_equal(f[VMINFO_DMA_SINGLE].bytes, 0);
	assert_int_equal(f[VMINFO_DMA_ALIGN].verdict, VMINFO_UNKNOWN);
	assert_int_equal(f[VMINFO_DMA_ALIGN].bytes, 0);
}

static void what_is_so_has_no_place(void **state)
{
	const struct vminfo_dma_constraints c = { .single = 1 };
	const struct dma_piece pieces[] = { KNOWN(0x1000, 0x1000, 0x5000) };
	const struct said *said = judge(&c, pieces, 1);

	(void)state;
	for (size_t i = 0; i < VMINFO_DMA_RULES; i++) {
		const struct vminfo_dma_finding *f = &said->report.findings[i];

		assert_int_equal(f->verdict, VMINFO_YES);
		assert_int_equal(f->va, VMINFO_NONE);
		assert_int_equal(f->pa, VMINFO_NONE);
		assert_int_equal(f->expected, VMINFO_NONE);
		assert_int_equal(f->bytes, 0);
		assert_int_equal(f->state, 0);
	}
}

static void hidden_bytes_have_no_address_and_are_counted(void **state)
{
	const uint64_t node_1[] = { 2 };
	const struct vminfo_dma_constraints c = {
		.mask = UINT32_MAX, .nodes = node_1, .node_words = 1,
	};
	const struct dma_piece pieces[] = {
		HIDDEN(0x1000, 0x1000, 0, 12), GONE(0x2000, 0x1000),
		HIDDEN(0x3000, 0x800, 0, 12),
	};
	const struct said *said = judge(&c, pieces, 3);
	const struct vminfo_dma_finding *f = said->report.findings;

	(void)state;
	assert_int_equal(f[VMINFO_DMA_MASK].verdict, VMINFO_UNKNOWN);
	assert_int_equal(f[VMINFO_DMA_MASK].va, 0x1000);
	assert_int_equal(f[VMINFO_DMA_MASK].pa, VMINFO_NONE);
	assert_int_equal(f[VMINFO_DMA_MASK].bytes, 0x1800);
	assert_int_equal(f[VMINFO_DMA_NODES].verdict, VMINFO_UNKNOWN);
	assert_int_equal(f[VMINFO_DMA_NODES].bytes, 0x1800);
	said = judge(&c, pieces, 1);
	assert_int_equal(said->report.segments_needed, VMINFO_NONE);
	assert_int_equal(said->report.segments_least, 1);
	assert_int_equal(said->report.segments_most, 1);
}

/* If it is the zero page it is a no, and if it is not, too. */
static void what_may_be_no_memory_is_above_the_mask_all_the_same(void **state)
{
	const struct vminfo_dma_constraints c = { .mask = 0x4fff };
	struct dma_piece piece = KNOWN(0x1000, 0x1000, 0x5000);

	(void)state;
	piece.memory = VMINFO_UNKNOWN;
	assert_int_equal(judge(&c, &piece, 1)->report.verdict, VMINFO_NO);
	piece.pa = 0x4000;
	assert_int_equal(judge(&c, &piece, 1)->report.verdict, VMINFO_UNKNOWN);
}

static void what_may_be_memory_is_counted_by_page(void **state)
{
	const struct vminfo_dma_constraints c = { .single = 1, .max_segs = 2 };
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x1000, 0x5000), MAYBE(0x2000, 0x3000),
		KNOWN(0x5000, 0x1000, 0x9000),
	};
	const struct said *said = judge(&c, pieces, 3);

	(void)state;
	assert_int_equal(said->report.verdict, VMINFO_UNKNOWN);
	assert_int_equal(said->report.segments_least, 1);
	assert_int_equal(said->report.segments_most, 5);
	assert_int_equal(said->report.segments_needed, VMINFO_NONE);
	assert_int_equal(of(said, VMINFO_DMA_MAX_SEGS), VMINFO_UNKNOWN);
	assert_int_equal(said->report.runs, VMINFO_NONE);
	assert_int_equal(said->report.longest, VMINFO_NONE);
	assert_int_equal(said->report.runs_of_order[12], VMINFO_NONE);
	assert_int_equal(said->report.runs_of_order[63], VMINFO_NONE);
}

/* At the borders of pages, or inside of each. */
static void what_may_be_memory_may_be_cut_where_the_boundary_is(void **state)
{
	const struct vminfo_dma_constraints none = { .single = 1 };
	const struct vminfo_dma_constraints page = { .boundary = 0x1000 };
	const struct vminfo_dma_constraints half = { .boundary = 0x800 };
	const struct vminfo_dma_constraints pages_away = {
		.boundary = 0x10000, .bus_offset = 0x10000,
	};
	const struct vminfo_dma_constraints half_away = {
		.boundary = 0x10000, .bus_offset = 0x800,
	};
	const struct dma_piece pieces[] = { MAYBE(0x2000, 0x3000) };

	(void)state;
	assert_int_equal(judge(&none, pieces, 1)->report.runs, VMINFO_NONE);
	assert_int_equal(judge(&none, pieces, 1)->report.segments_most, 3);
	assert_int_equal(judge(&page, pieces, 1)->report.segments_most, 3);
	assert_int_equal(judge(&half, pieces, 1)->report.segments_most, 11);
	assert_int_equal(judge(&pages_away, pieces, 1)->report.segments_most,
			 3);
	assert_int_equal(judge(&half_away, pieces, 1)->report.segments_most,
			 6);
}

static void a_run_is_as_long_as_is_asked_for_or_longer(void **state)
{
	const struct vminfo_dma_constraints just = { .min_run = 0x1000 };
	const struct vminfo_dma_constraints more = { .min_run = 0x1001 };
	const struct dma_piece known[] = {
		KNOWN(0x1000, 0x1000, 0x5000), KNOWN(0x2000, 1, 0x9000),
	};
	const struct dma_piece hidden[] = {
		HIDDEN(0x1000, 0x1000, 0, 12), HIDDEN(0x2000, 0x1000, 0, 12),
		HIDDEN(0x3000, 0x1000, 0, 12),
	};
	/* The first two may be one run, but the third is not of it. */
	const struct dma_piece ends[] = {
		HIDDEN(0x1000, 0x1000, 0, 12), HIDDEN(0x2000, 0x1000, 0, 12),
		HIDDEN(0x3800, 0x800, 0x800, 12),
	};
	const struct vminfo_dma_constraints both = { .min_run = 0x2000 };
	const struct vminfo_dma_constraints never = { .min_run = 0x2001 };

	(void)state;
	assert_int_equal(judge(&just, known, 2)->report.verdict, VMINFO_YES);
	assert_int_equal(judge(&more, known, 2)->report.verdict, VMINFO_NO);
	assert_int_equal(judge(&just, hidden, 3)->report.verdict, VMINFO_YES);
	assert_int_equal(judge(&more, hidden, 3)->report.verdict,
			 VMINFO_UNKNOWN);
	assert_int_equal(judge(&both, ends, 3)->report.verdict, VMINFO_UNKNOWN);
	assert_int_equal(judge(&never, ends, 3)->report.verdict, VMINFO_NO);
}

static void an_address_of_unknown_bits_may_be_a_multiple(void **state)
{
	(void)state;
	assert_int_equal(dma_multiple(0x2000, UINT64_MAX, 0x2000), VMINFO_YES);
	assert_int_equal(dma_multiple(0x1000, UINT64_MAX, 0x2000), VMINFO_NO);
	assert_int_equal(dma_multiple(0, 0xfff, 0x1000), VMINFO_YES);
	assert_int_equal(dma_multiple(0, 0xfff, 0x2000), VMINFO_UNKNOWN);
	assert_int_equal(dma_multiple(0x800, 0xfff, 0x2000), VMINFO_NO);
	assert_int_equal(dma_multiple(0, 0, 2), VMINFO_UNKNOWN);
	assert_int_equal(dma_multiple(0, 0, 1), VMINFO_YES);
}

static void a_node_that_is_not_known_is_unknown(void **state)
{
	const uint64_t nodes[] = { 0, 1 };
	const struct vminfo_dma_constraints c = {
		.nodes = nodes, .node_words = 2,
	};
	struct dma_piece piece = KNOWN(0x1000, 0x1000, 0x5000);

	(void)state;
	piece.node = 64;
	assert_int_equal(judge(&c, &piece, 1)->report.verdict, VMINFO_YES);
	piece.node = -1;
	assert_int_equal(judge(&c, &piece, 1)->report.verdict, VMINFO_UNKNOWN);
	piece.node = 63;
	assert_int_equal(judge(&c, &piece, 1)->report.verdict, VMINFO_NO);
	piece.node = 128;
	assert_int_equal(judge(&c, &piece, 1)->report.verdict, VMINFO_NO);
}

static void pages_of_which_two_are_known_drift_only_between_them(void **state)
{
	const struct vminfo_dma_constraints c = { .max_segs = 2 };
	const struct dma_piece pieces[] = {
		KNOWN(0x1000, 0x1000, 0x5000), HIDDEN(0x2000, 0x1000, 0, 12),
		KNOWN(0x3000, 0x1000, 0x8000), KNOWN(0x4000, 0x1000, 0x9000),
		HIDDEN(0x5000, 0x1000, 0, 12), KNOWN(0x6000, 0x1000, 0xb000),
	};
	const struct said *said = judge(&c, pieces, 6);

	(void)state;
	assert_int_equal(said->report.segments_least, 2);
	assert_int_equal(said->report.segments_most, 5);
	assert_int_equal(said->report.verdict, VMINFO_UNKNOWN);
}

static void segments_end_on_multiples_where_they_have_to(void **state)
{
	const struct vminfo_dma_constraints c = { .virt_boundary = 0x1000 };
	const struct vminfo_dma_constraints larger = {
		.virt_boundary = 0x2000,
	};
	const struct dma_piece start[] = {
		KNOWN(0x1800, 0x800, 0x5800), KNOWN(0x2000, 0x1000, 0x9800),
	};
	const struct dma_piece end[] = {
		KNOWN(0x1800, 0x400, 0x5800), KNOWN(0x1c00, 0x1000, 0x9000),
	};
	const struct dma_piece good[] = {
		KNOWN(0x1800, 0x800, 0x5800), KNOWN(0x2000, 0x10, 0x9000),
	};
	const struct dma_piece hidden[] = {
		HIDDEN(0x1800, 0x800, 0x800, 12), HIDDEN(0x2000, 0x10, 0, 12),
	};
	const struct dma_piece odd[] = {
		HIDDEN(0x1800, 0x400, 0x800, 12), HIDDEN(0x2000, 0x10, 0, 12),
	};
	const struct dma_piece begins[] = {
		HIDDEN(0x1000, 0x1000, 0, 12), KNOWN(0x2000, 0x400, 0x9800),
		HIDDEN(0x2400, 0x10, 0, 12),
	};

	(void)state;
	assert_int_equal(judge(&c, start, 2)->report.verdict, VMINFO_NO);
	assert_int_equal(judge(&c, end, 2)->report.verdict, VMINFO_NO);
	assert_int_equal(judge(&c, good, 2)->report.verdict, VMINFO_YES);
	assert_int_equal(judge(&c, hidden, 2)->report.verdict, VMINFO_YES);
	assert_int_equal(judge(&larger, hidden, 2)->report.verdict,
			 VMINFO_UNKNOWN);
	assert_int_equal(judge(&c, odd, 2)->report.verdict, VMINFO_NO);
	/* Whatever the end of the first one is. */
	assert_int_equal(judge(&larger, begins, 2)->report.verdict, VMINFO_NO);
	assert_int_equal(judge(&larger, &begins[1], 2)->report.verdict,
			 VMINFO_NO);
}

/* Where it may be cut is counted from a start that nobody knows. */
static void cuts_of_hidden_pages_may_be_anywhere(void **state)
{
	const struct vminfo_dma_constraints c = {
		.virt_boundary = 0x1000, .seg_max = 0x1800,
	};
	const struct vminfo_dma_constraints fits = {
		.virt_boundary = 0x1000, .seg_max = 0x2000,
	};
	const struct vminfo_dma_constraints anywhere = {
		.virt_boundary = 1, .seg_max = 0x1800,
	};
	const struct dma_piece pieces[] = {
		HIDDEN(0x1000, 0x1000, 0, 12), HIDDEN(0x2000, 0x1000, 0, 12),
	};
	const struct said *said = judge(&c, pieces, 2);
	const struct vminfo_dma_finding *ends =
		&said->report.findings[VMINFO_DMA_VIRT_BOUNDARY];

	(void)state;
	assert_int_equal(ends->verdict, VMINFO_UNKNOWN);
	assert_int_equal(ends->va, 0x2000);
	assert_int_equal(judge(&fits, pieces, 2)->report.verdict, VMINFO_YES);
	assert_int_equal(judge(&anywhere, pieces, 2)->report.verdict,
			 VMINFO_YES);
}

/*
 * Segments begin anew where the boundary is, which is known in a huge page:
 * what is counted from there proves something.
 */
static void a_boundary_that_is_known_is_a_start_that_is_known(void **state)
{
	const struct vminfo_dma_constraints c = {
		.boundary = 0x10000, .seg_max = 0x3000, .virt_boundary = 0x2000,
	};
	const struct vminfo_dma_constraints both = {
		.boundary = 0x10000, .seg_max = 0x8000,
		.virt_boundary = 0x10000,
	};
	const struct vminfo_dma_constraints anywhere = {
		.seg_max = 0x3000, .virt_boundary = 1,
	};
	const struct dma_piece pieces[] = {
		HIDDEN(0x1ff000, 0x1000, 0, 12),
		HIDDEN(0x200000, 0x200000, 0, 21),
	};
	const struct vminfo_dma_finding *ends;

	(void)state;
	ends = &judge(&c, pieces, 2)->report.findings[VMINFO_DMA_VIRT_BOUNDARY];
	assert_int_equal(ends->verdict, VMINFO_NO);
	assert_int_equal(ends->va, 0x213000);
	ends = &judge(&both, pieces, 2)
			->report.findings[VMINFO_DMA_VIRT_BOUNDARY];
	assert_int_equal(ends->verdict, VMINFO_NO);
	assert_int_equal(ends->va, 0x218000);
	assert_int_equal(judge(&anywhere, pieces, 2)->report.verdict,
			 VMINFO_YES);
}

/* Whatever the addresses of hidden pages are. */
static void what_is_too_long_for_its_segments_is_a_no(void **state)
{
	const struct vminfo_dma_constraints one = {
		.single = 1, .seg_max = 0x1800,
	};
	const struct vminfo_dma_constraints once = {
		.max_segs = 1, .seg_max = 0x1800,
	};
	const struct vminfo_dma_constraints two = {
		.max_segs = 2, .boundary = 0x1000, .seg_max = 0x1800,
	};
	const struct vminfo_dma_constraints just = {
		.single = 1, .max_segs = 1, .seg_max = 0x3000,
	};
	const struct vminfo_dma_constraints many = {
		.max_segs = UINT64_MAX, .seg_max = 0x1800,
	};
	const struct dma_piece pieces[] = {
		HIDDEN(0x1000, 0x1000, 0, 12), HIDDEN(0x2000, 0x1000, 0, 12),
		HIDDEN(0x3000, 0x1000, 0, 12),
	};
	const struct dma_piece gone[] = {
		HIDDEN(0x1000, 0x1000, 0, 12), GONE(0x2000, 0x1000),
		HIDDEN(0x3000, 0x1000, 0, 12),
	};
	const struct said *said = judge(&one, pieces, 3);

	(void)state;
	assert_int_equal(of(said, VMINFO_DMA_SINGLE), VMINFO_NO);
	assert_int_equal(said->report.findings[VMINFO_DMA_SINGLE].va, 0x2800);
	assert_int_equal(said->report.segments_least, 2);
	said = judge(&once, pieces, 3);
	assert_int_equal(of(said, VMINFO_DMA_MAX_SEGS), VMINFO_NO);
	assert_int_equal(said->report.findings[VMINFO_DMA_MAX_SEGS].va, 0x2800);
	said = judge(&two, pieces, 3);
	assert_int_equal(of(said, VMINFO_DMA_MAX_SEGS), VMINFO_NO);
	assert_int_equal(said->report.findings[VMINFO_DMA_MAX_SEGS].va, 0x3000);
	assert_int_equal(said->report.segments_least, 3);
	assert_int_equal(judge(&just, pieces, 3)->report.verdict,
			 VMINFO_UNKNOWN);
	assert_int_equal(judge(&many, pieces, 3)->report.verdict, VMINFO_YES);
	/* What is not there is in no segment. */
	said = judge(&two, gone, 3);
	assert_int_equal(of(said, VMINFO_DMA_MAX_SEGS), VMINFO_UNKNOWN);
	assert_int_equal(said->report.segments_least, 2);
}

/* By half a page, so that a hidden page lies across a boundary, or not. */
static void a_shifted_bus_may_have_a_boundary_inside_of_a_page(void **state)
{
	const struct vminfo_dma_constraints c = {
		.single = 1, .boundary = 0x10000, .bus_offset = 0x800,
	};
	const struct vminfo_dma_constraints segs = {
		.max_segs = 1, .boundary = 0x10000, .bus_offset = 0x800,
		.mask = UINT64_MAX,
	};
	const struct dma_piece whole[] = { HIDDEN(0x1000, 0x1000, 0, 12) };
	const struct dma_piece half[] = { HIDDEN(0x1000, 0x800, 0, 12) };
	const struct said *said = judge(&c, whole, 1);

	(void)state;
	assert_int_equal(of(said, VMINFO_DMA_SINGLE), VMINFO_UNKNOWN);
	assert_int_equal(said->report.findings[VMINFO_DMA_SINGLE].va, 0x1800);
	assert_int_equal(of(judge(&segs, whole, 1), VMINFO_DMA_MAX_SEGS),
			 VMINFO_UNKNOWN);
	assert_int_equal(of(judge(&c, half, 1), VMINFO_DMA_SINGLE), VMINFO_YES);
	assert_int_equal(of(judge(&segs, half, 1), VMINFO_DMA_MAX_SEGS),
			 VMINFO_YES);
}

static void a_shifted_boundary_of_a_page_is_known(void **state)
{
	const struct vminfo_dma_constraints page = {
		.boundary = 0x1000, .bus_offset = 0x800,
	};
	const struct vminfo_dma_constraints byte = {
		.boundary = 1, .bus_offset = 0x800,
	};
	const struct vminfo_dma_constraints none = { .bus_offset = 0x800 };
	const struct dma_piece whole[] = { HIDDEN(0x1000, 0x1000, 0, 12) };
	const struct dma_piece few[] = { HIDDEN(0x17f8, 0x10, 0x7f8, 12) };
	const struct said *said = judge(&page, whole, 1);

	(void)state;
	assert_int_equal(said->report.segments_least, 2);
	assert_int_equal(said->report.segments_most, 2);
	assert_int_equal(said->segments[1].va, 0x1800);
	assert_int_equal(judge(&none, whole, 1)->report.segments_most, 1);
	said = judge(&byte, few, 1);
	assert_int_equal(said->report.segments_least, 0x10);
	assert_int_equal(said->report.segments_most, 0x10);
}

/* If there is a boundary in the page, the largest segment begins anew. */
static void a_boundary_that_may_be_there_is_a_start_that_may_be(void **state)
{
	const struct vminfo_dma_constraints count = {
		.boundary = 0x10000, .bus_offset = 0x800, .seg_max = 0xc00,
		.virt_boundary = 0x800,
	};
	const struct vminfo_dma_constraints larger = {
		.boundary = 0x10000, .bus_offset = 0x800,
		.virt_boundary = 0x20000,
	};
	const struct vminfo_dma_constraints not_larger = {
		.boundary = 0x10000, .bus_offset = 0x800,
		.virt_boundary = 0x10000,
	};
	const struct dma_piece whole[] = { HIDDEN(0x1000, 0x1000, 0, 12) };
	const struct said *said = judge(&count, whole, 1);

	(void)state;
	assert_int_equal(of(said, VMINFO_DMA_VIRT_BOUNDARY), VMINFO_UNKNOWN);
	assert_int_equal(
		said->report.findings[VMINFO_DMA_VIRT_BOUNDARY].va, 0x1c00);
	said = judge(&larger, whole, 1);
	assert_int_equal(of(said, VMINFO_DMA_VIRT_BOUNDARY), VMINFO_UNKNOWN);
	assert_int_equal(
		said->report.findings[VMINFO_DMA_VIRT_BOUNDARY].va, 0x1800);
	assert_int_equal(of(judge(&not_larger, whole, 1),
			    VMINFO_DMA_VIRT_BOUNDARY), VMINFO_YES);
}

static void nothing_at_all_is_no_yes(void **state)
{
	const struct vminfo_dma_constraints c = { 0 };

	(void)state;
	assert_int_equal(judge(&c, NULL, 0)->report.verdict, VMINFO_UNKNOWN);
}

static void constraints_that_make_no_sense_are_refused(void **state)
{
	const struct vminfo_dma_constraints bad[] = {
		{ .align = 3 }, { .boundary = 0x1800 }, { .virt_boundary = 6 },
		{ .node_words = 1 }, { .single = 2 }, { .reserved = 1 },
	};
	const struct vminfo_dma_base bases[] = {
		{ 0x1000, 1, 0x5000 }, { 0x2000, 0, 0x6000 },
	};
	const struct vminfo_dma_constraints with_bases = {
		.bases = bases, .base_count = 2,
	};
	const struct vminfo_dma_constraints good = {
		.align = 1, .boundary = (uint64_t)1 << 63, .virt_boundary = 2,
		.seg_max = 3, .min_run = 7,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(dma_check_constraints(&bad[i]), -22);
	assert_int_equal(dma_check_constraints(&with_bases), -22);
	assert_int_equal(dma_check_constraints(&good), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_known_is_as_each_byte_says),
		cmocka_unit_test(
			what_is_known_of_many_pages_is_as_each_byte_says),
		cmocka_unit_test(what_is_hidden_is_never_claimed_wrongly),
		cmocka_unit_test(what_is_in_doubt_is_never_claimed_wrongly),
		cmocka_unit_test(what_is_not_in_memory_makes_nothing_a_yes),
		cmocka_unit_test(only_a_frame_of_its_own_is_memory),
		cmocka_unit_test(a_break_is_found_at_its_byte),
		cmocka_unit_test(the_last_byte_of_the_address_space_is_one),
		cmocka_unit_test(a_hidden_huge_page_is_one_run),
		cmocka_unit_test(
			what_lies_between_known_frames_can_be_proven_broken),
		cmocka_unit_test(addresses_of_a_bus_do_not_wrap),
		cmocka_unit_test(the_first_byte_above_the_mask_is_told),
		cmocka_unit_test(a_place_in_a_run_goes_on_from_the_byte_before),
		cmocka_unit_test(
			only_the_bytes_below_0_and_above_the_mask_are_counted),
		cmocka_unit_test(bytes_behind_4_gib_are_counted),
		cmocka_unit_test(limits_behind_4_gib_are_no_small_ones),
		cmocka_unit_test(nodes_and_alignment_are_told_of_first_bytes),
		cmocka_unit_test(
			of_what_is_not_known_at_all_nothing_is_above_the_mask),
		cmocka_unit_test(places_are_told_by_physical_addresses),
		cmocka_unit_test(a_segment_stays_below_4_gib),
		cmocka_unit_test(
			a_limit_that_no_segment_reaches_splits_nothing),
		cmocka_unit_test(
			a_segment_ends_on_a_multiple_if_one_is_below_4_gib),
		cmocka_unit_test(a_list_that_does_not_fit_is_counted),
		cmocka_unit_test(a_hole_breaks_a_run_and_is_none),
		cmocka_unit_test(holes_beside_each_other_are_no_break),
		cmocka_unit_test(a_hole_is_no_run_that_is_too_short),
		cmocka_unit_test(
			what_is_in_doubt_is_so_because_of_what_is_no_memory),
		cmocka_unit_test(what_is_so_has_no_place),
		cmocka_unit_test(hidden_bytes_have_no_address_and_are_counted),
		cmocka_unit_test(
			what_may_be_no_memory_is_above_the_mask_all_the_same),
		cmocka_unit_test(what_may_be_memory_is_counted_by_page),
		cmocka_unit_test(
			what_may_be_memory_may_be_cut_where_the_boundary_is),
		cmocka_unit_test(a_run_is_as_long_as_is_asked_for_or_longer),
		cmocka_unit_test(an_address_of_unknown_bits_may_be_a_multiple),
		cmocka_unit_test(a_node_that_is_not_known_is_unknown),
		cmocka_unit_test(
			pages_of_which_two_are_known_drift_only_between_them),
		cmocka_unit_test(segments_end_on_multiples_where_they_have_to),
		cmocka_unit_test(cuts_of_hidden_pages_may_be_anywhere),
		cmocka_unit_test(
			a_boundary_that_is_known_is_a_start_that_is_known),
		cmocka_unit_test(what_is_too_long_for_its_segments_is_a_no),
		cmocka_unit_test(
			a_shifted_bus_may_have_a_boundary_inside_of_a_page),
		cmocka_unit_test(a_shifted_boundary_of_a_page_is_known),
		cmocka_unit_test(
			a_boundary_that_may_be_there_is_a_start_that_may_be),
		cmocka_unit_test(nothing_at_all_is_no_yes),
		cmocka_unit_test(constraints_that_make_no_sense_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

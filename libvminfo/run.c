// SPDX-License-Identifier: LGPL-2.1-or-later
/* Runs: consecutive pages of one state with consecutive frames or slots. */
#include <errno.h>

#include "frame.h"
#include "plain.h"

uint64_t walk_alike(const struct vminfo_walk *walk,
		    const struct walk_piece *piece,
		    const struct vminfo_page *first, uint64_t index)
{
	uint64_t n = piece->pages - index, step = 0, expected = first->word;
	uint64_t zero = walk->decoder.zero_frame;
	const uint64_t *words;
	uint64_t i = 1;

	if (first->value != VMINFO_NONE && first->state != VMINFO_ZERO) {
		step = pagemap_step(first->word, 1) - first->word;
		if (pagemap_steps(first->word) < n)
			n = pagemap_steps(first->word) + 1;
	}
	if (!piece->extent || piece->extent->kind != EXTENT_WORDS)
		return n;
	/* The frame of the zero page may be the next one. */
	if (step && zero != VMINFO_NONE && zero > first->value &&
	    zero - first->value < n)
		n = zero - first->value;
	words = walk->window.words + piece->extent->word + piece->skip + index;
	while (i < n && words[i] == (expected += step))
		i++;
	return i;
}

static bool has_slope(const struct vminfo_run *run)
{
	return run->value != VMINFO_NONE;
}

static bool joins(const struct vminfo_walk *walk, const struct vminfo_run *run,
		  const struct vminfo_run *next)
{
	if (run->state != next->state || run->swap_type != next->swap_type ||
	    has_slope(run) != has_slope(next))
		return false;
	if ((run->all ^ next->all) & walk->split)
		return false;
	return !has_slope(run) || run->value + run->pages == next->value;
}

static struct vminfo_run run_of(const struct vminfo_walk *walk,
				const struct vminfo_page *first, uint64_t pages)
{
	struct vminfo_page page = *first;

	walk_withhold(walk, &page);
	return (struct vminfo_run){
		.va = page.va,
		.pages = pages,
		.value = page.state == VMINFO_ZERO ? VMINFO_NONE : page.value,
		.state = page.state,
		.swap_type = page.swap_type,
		.all = page.attributes,
		.any = page.attributes,
	};
}

/* The arrays of the caller, and what is left in them. */
struct batch {
	struct vminfo_run *runs;
	struct vminfo_frame *frames;	/* or NULL */
	size_t n;
};

static void put_out(struct vminfo_walk *walk, struct batch *batch)
{
	*batch->runs++ = walk->open;
	if (batch->frames)
		*batch->frames++ = walk->open_frame;
	batch->n--;
	walk->has_open = false;
}

/* The open run goes on, or is put out and replaced. */
static void add(struct vminfo_walk *walk, const struct vminfo_run *next,
		const struct vminfo_frame *frame, struct batch *batch)
{
	struct vminfo_run *open = &walk->open;

	if (walk->has_open && joins(walk, open, next) &&
	    !frame_differs(&walk->open_frame, frame, walk->split_frame)) {
		open->pages += next->pages;
		open->all &= next->all;
		open->any |= next->any;
		frame_join(&walk->open_frame, frame);
		return;
	}
	if (walk->has_open)
		put_out(walk, batch);
	*open = *next;
	walk->open_frame = *frame;
	walk->has_open = true;
}

/* The frames that are open, if they go on with that of the first word. */
static uint64_t go_on_plain(struct vminfo_walk *walk,
			    const struct vminfo_run *next)
{
	struct vminfo_run *open = &walk->open;

	if (!walk->has_open || !joins(walk, open, next))
		return 0;
	open->pages += next->pages;
	open->all &= next->all;
	open->any |= next->any;
	return next->pages;
}

/* Words from that of a plain page on; some may be like it. */
struct alike {
	struct plain plain;
	const uint64_t *words;
	uint64_t n;
	uint64_t page_size;
};

/*
 * Puts out the runs of those from the i-th on, at least one of which is alike:
 * each ends where the next one begins, but the last, which may go on, is left
 * open.  Where that ends.
 */
static uint64_t put_plain(struct vminfo_walk *walk, const struct alike *a,
			  struct vminfo_run run, uint64_t i,
			  struct batch *batch)
{
	const uint64_t va = run.va;

	if (walk->has_open)
		put_out(walk, batch);
	for (;;) {
		run.va = va + i * a->page_size;
		run.value = pagemap_frame(a->words[i]);
		run.pages = plain_run(&a->plain, a->words + i, a->n - i);
		i += run.pages;
		if (i == a->n || !plain_is_like(&a->plain, a->words[i]) ||
		    !batch->n)
			break;
		/* No frames are wanted, or it would not be plain. */
		*batch->runs++ = run;
		batch->n--;
	}
	walk->open = run;
	walk->open_frame = frame_none;
	walk->has_open = true;
	return i;
}

/*
 * Adds the pages from this one on that are like it but for their frames.  How
 * many these are; 0: it is none that others are like.
 */
static uint64_t add_plain(struct vminfo_walk *walk,
			  const struct walk_piece *piece,
			  const struct vminfo_page *page, struct batch *batch)
{
	uint64_t page_size = walk->source.page_size, i;
	uint64_t index = (page->va - walk->at) / page_size;
	struct vminfo_run next = run_of(walk, page, 0);
	struct alike a = { .n = piece->pages - index, .page_size = page_size };

	if (!plain_begin(walk, piece, page, &a.plain))
		return 0;
	a.words = plain_words(walk, piece, index);
	if (walk->source.presence) {
		next.pages = plain_span(&a.plain, a.words, a.n);
		add(walk, &next, &frame_none, batch);
		return next.pages;
	}
	next.pages = plain_run(&a.plain, a.words, a.n);
	i = go_on_plain(walk, &next);
	if (i == a.n || !batch->n || !plain_is_like(&a.plain, a.words[i]))
		return i;
	return put_plain(walk, &a, next, i, batch);
}

/* Adds the pages of a piece as long as there is room for what they end. */
static int add_piece(struct vminfo_walk *walk, const struct walk_piece *piece,
		     struct batch *batch)
{
	struct vminfo_frame frame = frame_none;
	uint64_t index = 0, pages;
	struct vminfo_page page;
	struct vminfo_run next;
	int ret = 0;

	for (; index < piece->pages && batch->n; index += pages) {
		bool asked = walk_decode(walk, piece, index, &page);

		pages = 0;
		if (!asked && !walk->members)
			pages = add_plain(walk, piece, &page, batch);
		if (pages)
			continue;
		pages = asked ? 1 : walk_alike(walk, piece, &page, index);
		pages = walk_alike_frames(walk, piece, &page, pages);
		if (walk->members)
			ret = walk_frame(walk, piece, &page, &frame);
		if (ret < 0)
			return walk_fail(walk, ret);
		next = run_of(walk, &page, pages);
		add(walk, &next, &frame, batch);
	}
	walk_consume(walk, index);
	return 1;
}

/* Runs of one mapping or gap; 0: there are no more in it. */
static ssize_t fill_runs(struct vminfo_walk *walk, const struct batch *whole)
{
	struct batch batch = *whole;
	struct walk_piece piece;
	int ret = 1;

	while (ret > 0 && batch.n && (ret = walk_piece(walk, &piece)) > 0)
		ret = add_piece(walk, &piece, &batch);
	if (batch.n && walk->has_open)
		put_out(walk, &batch);
	/* The error stays for the next call. */
	return batch.n < whole->n || ret >= 0 ? (ssize_t)(whole->n - batch.n) :
						ret;
}

ssize_t vminfo_walk_runs(struct vminfo_walk *walk, struct vminfo_run *runs,
			 struct vminfo_frame *frames, size_t n)
{
	const struct batch batch = { runs, frames, n };
	int ret = walk_begin(walk, WALK_RUNS);
	ssize_t count;

	if (ret == 0 && frames && !walk->members)
		ret = -EINVAL;
	if (ret < 0 || !n)
		return ret;
	do {
		count = walk->error && !walk->has_open ?
				walk->error :
				fill_runs(walk, &batch);
		if (count)
			return count;
		ret = walk_enter(walk);
	} while (ret > 0);
	return ret;
}

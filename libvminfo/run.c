// SPDX-License-Identifier: LGPL-2.1-or-later
/* Runs: consecutive pages of one state with consecutive frames or slots. */
#include <errno.h>

#include "alike.h"

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

static void put(struct batch *batch, const struct vminfo_run *run,
		const struct vminfo_frame *frame)
{
	*batch->runs++ = *run;
	if (batch->frames)
		*batch->frames++ = *frame;
	batch->n--;
}

static void put_open(struct vminfo_walk *walk, struct batch *batch)
{
	put(batch, &walk->open, &walk->open_frame);
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
		put_open(walk, batch);
	*open = *next;
	walk->open_frame = *frame;
	walk->has_open = true;
}

/* Pages from the i-th on as a run: what is written is not read again soon. */
static void put_like(const struct alike *a, uint64_t i, uint64_t pages,
		     struct vminfo_run *run, struct vminfo_frame *frame)
{
	uint64_t value = pagemap_frame(a->words[i]);

	*run = a->run;
	run->va += i * a->page_size;
	run->value = value;
	run->pages = pages;
	if (!frame)
		return;
	*frame = a->frame;
	if (a->said)
		frame->pfn = value;
}

/*
 * Adds those from the i-th on that are like the first one, which was added.
 * They do not go on with what is open: each run of them ends where the next
 * one begins, but the last may go on.  Which page is the next.
 */
static uint64_t add_alike(struct vminfo_walk *walk, const struct alike *a,
			  uint64_t i, struct batch *batch)
{
	uint64_t pages;

	if (i == a->n || !batch->n || !alike_has(a, i))
		return i;
	put_open(walk, batch);
	for (;;) {
		pages = alike_run(a, i);
		if (i + pages == a->n || !batch->n || !alike_has(a, i + pages))
			break;
		put_like(a, i, pages, batch->runs++, batch->frames);
		if (batch->frames)
			batch->frames++;
		batch->n--;
		i += pages;
	}
	put_like(a, i, pages, &walk->open, &walk->open_frame);
	walk->has_open = true;
	return i + pages;
}

/* The same, of whom it is not wanted in which frames they are. */
static uint64_t add_present(struct vminfo_walk *walk, const struct alike *a,
			    uint64_t i)
{
	uint64_t pages = i;

	while (i < a->n && alike_has(a, i))
		i++;
	walk->open.pages += i - pages;
	return i;
}

/* Adds a page, and those after it that are like it.  How many; or -errno. */
static ssize_t add_pages(struct vminfo_walk *walk,
			 const struct walk_piece *piece, uint64_t index,
			 struct batch *batch)
{
	struct alike a = { .frame = frame_none,
			   .page_size = walk->source.page_size };
	struct vminfo_page page;
	bool asked = walk_decode(walk, piece, index, &page);
	uint64_t pages = asked ? 1 : walk_alike(walk, piece, &page, index);
	int ret = 0;

	pages = walk_alike_frames(walk, piece, &page, pages);
	if (walk->members)
		ret = walk_frame(walk, piece, &page, &a.frame);
	if (ret < 0)
		return ret;
	a.run = run_of(walk, &page, pages);
	add(walk, &a.run, &a.frame, batch);
	if (asked || !alike_begin(walk, piece, &page, &a))
		return (ssize_t)pages;
	if (walk->source.presence)
		return (ssize_t)add_present(walk, &a, pages);
	return (ssize_t)add_alike(walk, &a, pages, batch);
}

/* Adds the pages of a piece as long as there is room for what they end. */
static int add_piece(struct vminfo_walk *walk, const struct walk_piece *piece,
		     struct batch *batch)
{
	uint64_t index = 0;
	ssize_t pages;

	for (; index < piece->pages && batch->n; index += (uint64_t)pages) {
		pages = add_pages(walk, piece, index, batch);
		if (pages < 0)
			return walk_fail(walk, (int)pages);
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
		put_open(walk, &batch);
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

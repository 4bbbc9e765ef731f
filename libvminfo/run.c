// SPDX-License-Identifier: LGPL-2.1-or-later
/* Runs: consecutive pages of one state with consecutive frames or slots. */
#include "walk.h"

uint64_t walk_alike(const struct vminfo_walk *walk,
		    const struct walk_piece *piece,
		    const struct vminfo_page *first, uint64_t index)
{
	uint64_t n = piece->pages - index, step = 0, expected = first->word;
	uint64_t zero = walk->decoder.zero_frame;
	const uint64_t *words;
	uint64_t i = 1;

	if (!piece->extent || piece->extent->kind != EXTENT_WORDS)
		return n;
	if (first->value != VMINFO_NONE && first->state != VMINFO_ZERO)
		step = pagemap_step(first->word, 1) - first->word;
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

static struct vminfo_run run_of(const struct vminfo_page *page, uint64_t pages)
{
	return (struct vminfo_run){
		.va = page->va,
		.pages = pages,
		.value = page->state == VMINFO_ZERO ? VMINFO_NONE : page->value,
		.state = page->state,
		.swap_type = page->swap_type,
		.all = page->attributes,
		.any = page->attributes,
	};
}

/* 1: the open run was put out and is replaced; 0: it goes on. */
static size_t add(struct vminfo_walk *walk, const struct vminfo_run *next,
		  struct vminfo_run *out)
{
	struct vminfo_run *open = &walk->open;
	size_t closed = walk->has_open;

	if (walk->has_open && joins(walk, open, next)) {
		open->pages += next->pages;
		open->all &= next->all;
		open->any |= next->any;
		return 0;
	}
	if (closed)
		*out = *open;
	*open = *next;
	walk->has_open = true;
	return closed;
}

/* Adds the pages of a piece as long as there is room for what they end. */
static size_t add_piece(struct vminfo_walk *walk,
			const struct walk_piece *piece, struct vminfo_run *runs,
			size_t n)
{
	uint64_t index = 0, pages;
	struct vminfo_page page;
	struct vminfo_run next;
	size_t count = 0;

	while (index < piece->pages && count < n) {
		pages = 1;
		if (!walk_decode(walk, piece, index, &page))
			pages = walk_alike(walk, piece, &page, index);
		next = run_of(&page, pages);
		count += add(walk, &next, &runs[count]);
		index += pages;
	}
	walk_consume(walk, index);
	return count;
}

/* Runs of one mapping or gap; 0: there are no more in it. */
static ssize_t fill_runs(struct vminfo_walk *walk, struct vminfo_run *runs,
			 size_t n)
{
	struct walk_piece piece;
	size_t count = 0;
	int ret = 1;

	while (count < n && (ret = walk_piece(walk, &piece)) > 0)
		count += add_piece(walk, &piece, runs + count, n - count);
	if (count < n && walk->has_open) {
		runs[count++] = walk->open;
		walk->has_open = false;
	}
	/* The error stays for the next call. */
	return count || ret >= 0 ? (ssize_t)count : ret;
}

ssize_t vminfo_walk_runs(struct vminfo_walk *walk, struct vminfo_run *runs,
			 size_t n)
{
	int ret = walk_begin(walk, WALK_RUNS);
	ssize_t count;

	if (ret < 0 || !n)
		return ret;
	do {
		count = walk->error && !walk->has_open ?
				walk->error :
				fill_runs(walk, runs, n);
		if (count)
			return count;
		ret = walk_enter(walk);
	} while (ret > 0);
	return ret;
}

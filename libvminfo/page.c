// SPDX-License-Identifier: LGPL-2.1-or-later
/* Pages: one record for each. */
#include <errno.h>

#include "alike.h"
#include "plain.h"
#include "walk.h"

/* The arrays of the caller, and what is left in them. */
struct batch {
	struct vminfo_page *pages;
	struct vminfo_frame *frames;	/* or NULL */
	size_t n;
};

/*
 * Decodes a page, and those that follow it up to `n` pages if they are like it
 * but for their frames.  How many these are.
 */
static size_t decode_alike(const struct vminfo_walk *walk,
			   const struct walk_piece *piece, size_t index,
			   const struct batch *batch)
{
	uint64_t page_size = walk->source.page_size;
	struct vminfo_page *pages = batch->pages;
	const uint64_t *words;
	struct plain plain;
	size_t i = 1;

	if (walk_decode(walk, piece, index, pages) ||
	    !plain_begin(walk, piece, pages, &plain))
		return 1;
	words = plain_words(walk, piece, index);
	for (; i < batch->n && plain_is_like(&plain, words[i]); i++) {
		pages[i] = pages[0];
		pages[i].va += i * page_size;
		pages[i].word = words[i];
		pages[i].value = pagemap_frame(words[i]);
	}
	return i;
}

/*
 * Of n pages that are plain, the first of which has its frame: the others of
 * whose frames the same was said.  How many these are, with the first.
 */
static size_t copy_frames(const struct vminfo_walk *walk,
			  const struct walk_piece *piece,
			  const struct batch *batch, size_t n)
{
	struct alike a = { .run.value = batch->pages->value };
	uint64_t index =
		(batch->pages->va - walk->at) / walk->source.page_size;
	size_t i = 1;

	if (n == 1 || !alike_begin_frames(walk, piece, index, &a))
		return 1;
	for (; i < n && alike_has_frame(&a, i); i++) {
		batch->frames[i] = batch->frames[0];
		batch->frames[i].pfn = batch->pages[i].value;
	}
	return i;
}

/* Of pages of which the first is plain, and the others, if there are any. */
static int read_frames(struct vminfo_walk *walk, const struct walk_piece *piece,
		       size_t n, struct batch *batch)
{
	struct batch part = *batch;
	size_t same;
	int ret = 0;

	batch->frames += n;
	for (; ret == 0 && n; n -= same) {
		ret = walk_frame(walk, piece, part.pages, part.frames);
		same = copy_frames(walk, piece, &part, n);
		part.pages += same;
		part.frames += same;
	}
	return ret;
}

static void withhold_all(const struct vminfo_walk *walk,
			 struct vminfo_page *pages, size_t n)
{
	for (size_t i = 0; walk->source.presence && i < n; i++)
		walk_withhold(walk, &pages[i]);
}

static int decode_piece(struct vminfo_walk *walk,
			const struct walk_piece *piece, struct batch *batch)
{
	size_t count = piece->pages < batch->n ? (size_t)piece->pages :
						 batch->n;
	struct batch part = { batch->pages, batch->frames, count };
	size_t n;
	int ret = 0;

	for (; ret == 0 && part.n; part.n -= n) {
		n = decode_alike(walk, piece, count - part.n, &part);
		if (part.frames)
			ret = read_frames(walk, piece, n, &part);
		withhold_all(walk, part.pages, n);
		part.pages += n;
	}
	batch->pages = part.pages;
	batch->frames = part.frames;
	if (ret < 0)
		return walk_fail(walk, ret);
	walk_consume(walk, count);
	batch->n -= count;
	return 1;
}

/* Pages of one mapping or gap; 0: there are no more in it. */
static ssize_t fill_pages(struct vminfo_walk *walk, const struct batch *whole)
{
	struct batch batch = *whole;
	struct walk_piece piece;
	int ret = 1;

	while (ret > 0 && batch.n && (ret = walk_piece(walk, &piece)) > 0)
		ret = decode_piece(walk, &piece, &batch);
	/* The error stays for the next call. */
	return batch.n < whole->n || ret >= 0 ? (ssize_t)(whole->n - batch.n) :
						ret;
}

ssize_t vminfo_walk_pages(struct vminfo_walk *walk, struct vminfo_page *pages,
			  struct vminfo_frame *frames, size_t n)
{
	const struct batch batch = { pages, frames, n };
	int ret = walk_begin(walk, WALK_PAGES);
	ssize_t count;

	if (ret == 0 && frames && !walk->members)
		ret = -EINVAL;
	if (ret < 0 || !n)
		return ret;
	do {
		count = walk->error ? walk->error : fill_pages(walk, &batch);
		if (count)
			return count;
		ret = walk_enter(walk);
	} while (ret > 0);
	return ret;
}

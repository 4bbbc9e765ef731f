// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which frames a recording tells: each once, and its folio with it. */
#include <errno.h>

#include "frames.h"
#include "kpageflags.h"
#include "ksm-flag.h"
#include "pagemap-bits.h"
#include "recorder.h"

/* Frames in one go. */
#define BATCH ((size_t)512)

/* What the files say of consecutive frames. */
struct batch {
	uint64_t first;
	size_t n;
	uint64_t words[RECORDED_WORDS][BATCH];
	uint8_t known[BATCH];	/* 1 << enum recorded_word */
};

static struct procfs_file file_of(const struct vminfo_context *c,
				  enum recorded_word word)
{
	const struct procfs_file files[RECORDED_WORDS] = {
		[RECORDED_FLAGS] = c->kpageflags,
		[RECORDED_MAPCOUNT] = c->kpagecount,
		[RECORDED_MEMCG] = c->kpagecgroup,
	};

	return files[word];
}

/* --- batches -------------------------------------------------------------- */

/* In a recording there may be gaps, of frames that nobody asked. */
static void read_file(const struct vminfo_context *c, struct batch *batch,
		      enum recorded_word which)
{
	struct procfs_file file = file_of(c, which);
	uint64_t *words = batch->words[which];
	size_t at = 0;

	while (file.fd >= 0 && at < batch->n) {
		ssize_t ret = procfs_read_at(file, &words[at],
					     (batch->n - at) * sizeof(*words),
					     (batch->first + at) *
						     sizeof(*words));

		if (ret == -ENODATA)
			words[at++] = 0;
		if (ret == -ENODATA)
			continue;
		if (ret < (ssize_t)sizeof(*words))
			break;
		for (size_t n = (size_t)ret / sizeof(*words); n; n--)
			batch->known[at++] |= (uint8_t)(1u << which);
	}
}

static void read_batch(const struct vminfo_context *c, struct batch *batch)
{
	enum ksm_flag ksm = ksm_flag_now(c->probe.ksm_untold);

	for (size_t i = 0; i < batch->n; i++)
		batch->known[i] = 0;
	for (int which = 0; which < RECORDED_WORDS; which++)
		read_file(c, batch, (enum recorded_word)which);
	for (size_t i = 0; i < batch->n; i++) {
		uint64_t *word = &batch->words[RECORDED_FLAGS][i];

		if (batch->known[i] & 1u << RECORDED_FLAGS)
			*word = ksm_flag_told(ksm, *word);
	}
}

static int add_frame(struct vminfo_recorder *r, const struct batch *batch,
		     size_t i)
{
	struct recorded_frames row = { .frame = batch->first + i, .count = 1,
				       .known = batch->known[i] };
	int ret;

	if (!row.known)
		return 0;
	for (size_t which = 0; which < RECORDED_WORDS; which++) {
		if (row.known & 1u << which)
			row.words[which] = batch->words[which][i];
	}
	ret = number_set_add(&r->frames_put, row.frame);
	return ret < 0 ? ret : recorder_add_row(r, &row);
}

/*
 * The first frames of a range that were not put yet, at most a batch of them,
 * and goes behind them.  False: there are no more.
 */
static bool next_batch(struct vminfo_recorder *r, uint64_t *frame,
		       uint64_t *left, struct batch *batch)
{
	for (; *left && number_set_has(&r->frames_put, *frame); --*left)
		++*frame;
	batch->first = *frame;
	batch->n = 0;
	for (; *left && batch->n < BATCH; --*left) {
		if (number_set_has(&r->frames_put, *frame))
			break;
		++*frame;
		batch->n++;
	}
	return batch->n;
}

static int add_range(struct vminfo_recorder *r, uint64_t frame, uint64_t left)
{
	struct batch batch;
	int ret = 0;

	while (ret == 0 && next_batch(r, &frame, &left, &batch)) {
		read_batch(r->context, &batch);
		for (size_t i = 0; ret == 0 && i < batch.n; i++)
			ret = add_frame(r, &batch, i);
	}
	return ret;
}

/*
 * How large a folio is, the flags around its frames tell: those of all of them
 * are put, and of the frame behind it.  *end is that one.
 */
static int add_folio(struct vminfo_recorder *r, uint64_t frame, uint64_t flags,
		     uint64_t *end)
{
	uint64_t count;
	int order;

	if (frame < *end ||
	    !(kpageflags_is_head(flags) || kpageflags_is_tail(flags)))
		return 0;
	order = frames_order(r->context->kpageflags, frame, flags);
	if (order <= 0)
		return 0;
	count = (uint64_t)1 << order;
	*end = (frame & ~(count - 1)) + count;
	return add_range(r, *end - count, count + 1);
}

static int add_folios(struct vminfo_recorder *r, const struct batch *batch)
{
	uint64_t end = 0;
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < batch->n; i++) {
		if (batch->known[i] & 1u << RECORDED_FLAGS)
			ret = add_folio(r, batch->first + i,
					batch->words[RECORDED_FLAGS][i], &end);
	}
	return ret;
}

/* --- pages ---------------------------------------------------------------- */

/*
 * A frame that a page has left meanwhile is another's now: what was read of it
 * is nothing about this page.
 */
static void forget_moved(struct batch *batch, struct procfs_file pagemap,
			 const struct recorded_pages *pages)
{
	uint64_t now[BATCH];
	uint64_t first = pages->word & PAGEMAP_FRAME;
	uint64_t page = pages->page + (batch->first - first);
	ssize_t ret = procfs_read_at(pagemap, now, batch->n * sizeof(*now),
				     page * sizeof(*now));
	size_t n = ret < 0 ? 0 : (size_t)ret / sizeof(*now);

	for (size_t i = 0; i < batch->n; i++) {
		if (i < n && now[i] & PAGEMAP_PRESENT &&
		    (now[i] & PAGEMAP_FRAME) == batch->first + i)
			continue;
		batch->known[i] = 0;
	}
}

static int add_pages(struct vminfo_recorder *r, struct procfs_file pagemap,
		     const struct recorded_pages *pages)
{
	uint64_t frame = pages->word & PAGEMAP_FRAME;
	uint64_t left = pages->step ? pages->count : 1;
	struct batch batch;
	int ret = 0;

	while (ret == 0 && next_batch(r, &frame, &left, &batch)) {
		read_batch(r->context, &batch);
		forget_moved(&batch, pagemap, pages);
		for (size_t i = 0; ret == 0 && i < batch.n; i++)
			ret = add_frame(r, &batch, i);
		if (ret == 0)
			ret = add_folios(r, &batch);
	}
	return ret;
}

void recorder_add_frames(struct vminfo_recorder *r, struct procfs_file pagemap,
			 const struct recorded_pages *pages)
{
	int ret;

	/* Frame 0 is what hidden ones have. */
	if (!(pages->word & PAGEMAP_PRESENT) ||
	    !(pages->word & PAGEMAP_FRAME) || r->out.error)
		return;
	ret = add_pages(r, pagemap, pages);
	if (ret < 0)
		r->out.error = ret;
}

void recorder_add_frame(struct vminfo_recorder *r, uint64_t frame)
{
	int ret = add_range(r, frame, 1);

	if (ret < 0 && !r->out.error)
		r->out.error = ret;
}

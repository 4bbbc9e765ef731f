// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * cachestat(2) counts the pages of a range that are in RAM, and those that are
 * in swap: where all are of one kind, or none are, that is the state of each.
 */
#include <errno.h>

#include "backing.h"

/* The kernel looks at each page of a range that has any: what is asked in vain
   is asked again in halves. */
#define FIRST_STEP ((uint64_t)1 << 16)

static uint64_t lower(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* --- stretches ------------------------------------------------------------ */

/* The page that holds a byte, or that begins behind it. */
static uint64_t page_at(const struct backing *b, int64_t offset)
{
	return (uint64_t)offset / b->page_size;
}

static uint64_t page_behind(const struct backing *b, int64_t offset)
{
	return ((uint64_t)offset + b->page_size - 1) / b->page_size;
}

static bool is_hole(const struct backing_stretch *s)
{
	return s->known && !s->data;
}

/* Only shared memory knows without reading from a disk. */
static void look_for_data(struct backing *b, const struct backing_question *q)
{
	struct backing_stretch *s = &b->stretch;
	uint64_t offset = q->page * b->page_size;
	int64_t at = procfs_seek_data(q->object->file, offset);

	s->known = at >= 0 || at == -ENXIO;
	s->data = at >= 0 && page_at(b, at) == q->page;
	if (at >= 0 && !s->data)
		s->end = lower(s->end, page_at(b, at));
	if (!s->data)
		return;
	at = procfs_seek_hole(q->object->file, offset);
	s->known = at >= 0;
	if (at >= 0)
		s->end = lower(s->end, page_behind(b, at));
}

void backing_find_stretch(struct backing *b, const struct backing_question *q)
{
	b->stretch = (struct backing_stretch){
		.dev_major = q->object->dev_major,
		.dev_minor = q->object->dev_minor,
		.inode = q->object->inode,
		.next = q->page,
		.end = q->page + q->pages,
		.step = FIRST_STEP,
	};
	if (q->object->kind == VMINFO_BACKED_BY_SHMEM)
		look_for_data(b, q);
	/* Where nothing was written, there seldom is anything. */
	if (is_hole(&b->stretch))
		b->stretch.step = UINT64_MAX;
}

/* Whether the question goes on where the one before ended. */
static bool goes_on(const struct backing *b, const struct backing_question *q)
{
	const struct backing_stretch *s = &b->stretch;

	return s->inode == q->object->inode &&
	       s->dev_major == q->object->dev_major &&
	       s->dev_minor == q->object->dev_minor && s->next == q->page &&
	       s->end > q->page;
}

/* --- counts --------------------------------------------------------------- */

/* The state of so many pages, if all have the same one; else 0. */
static uint8_t state_of_all(uint32_t kind, const struct procfs_cached *counts,
			    uint64_t pages)
{
	if (counts->cached)
		return counts->cached == pages && !counts->evicted ?
			       VMINFO_CACHED :
			       0;
	/* Of a file the kernel remembers which pages it had. */
	if (kind == VMINFO_BACKED_BY_FILE || !counts->evicted)
		return VMINFO_ABSENT;
	return counts->evicted == pages ? VMINFO_SHMEM_SWAPPED : 0;
}

/* enum vminfo_state, 0, or negative errno. */
static int ask_of(const struct backing *b, const struct backing_question *q,
		  uint64_t pages)
{
	const struct procfs_part part = {
		.offset = q->page * b->page_size,
		.length = pages * b->page_size,
	};
	struct procfs_cached counts;
	int ret = procfs_cachestat(q->object->file, &part, &counts);

	return ret < 0 ? ret : state_of_all(q->object->kind, &counts, pages);
}

/*
 * Asks of fewer pages until they are alike, and of more as long as they are.
 * 0, or negative errno.
 */
static int ask_counts(struct backing *b, const struct backing_question *q,
		      struct backing_answer *answer)
{
	struct backing_stretch *s = &b->stretch;
	uint64_t pages;
	int state;

	if (!goes_on(b, q))
		backing_find_stretch(b, q);
	pages = lower(lower(s->step, s->end - q->page), q->pages);
	while ((state = ask_of(b, q, pages)) == 0 && pages > 1)
		s->step = pages = pages / 2;
	if (state < 0)
		return state;
	if (state == s->state && s->step <= UINT64_MAX / 2)
		s->step *= 2;
	s->state = (uint8_t)state;
	s->next = q->page + pages;
	*answer = (struct backing_answer){
		.pages = pages,
		.state = (uint8_t)state,
		.method = VMINFO_BACKING_CACHESTAT,
		.reason = state ? 0 : VMINFO_BACKING_FAILED,
	};
	return 0;
}

/* Whether it was told that nobody may ask, so that another way is tried. */
static bool heed(struct backing *b, const struct backing_question *q, int err)
{
	if (err == -ENOSYS)
		b->cachestat = false;
	else if (err == -EPERM || err == -EACCES)
		q->object->refuses = true;
	else
		return false;
	return true;
}

void backing_ask(struct backing *b, const struct backing_question *q,
		 struct backing_answer *answer)
{
	int ret;

	if (b->cachestat && !q->object->refuses) {
		ret = ask_counts(b, q, answer);
		if (ret == 0)
			return;
		if (!heed(b, q, ret)) {
			*answer = (struct backing_answer){
				.pages = q->pages,
				.reason = VMINFO_BACKING_FAILED,
			};
			return;
		}
	}
	backing_ask_core(b, q, answer);
}

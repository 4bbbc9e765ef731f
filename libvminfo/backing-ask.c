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

/* --- where to ask --------------------------------------------------------- */

/* Of so few pages it is as good to ask. */
#define LEAST_HOLE 16u

static bool is_of(const struct backing_stretch *s,
		  const struct backing_object *o)
{
	return s->inode == o->inode && s->dev_major == o->dev_major &&
	       s->dev_minor == o->dev_minor;
}

/*
 * Shared memory knows where its next data are, without a disk to be read.  (It
 * goes through all of them to find the next hole, which may be far away.)
 */
static uint64_t find_hole(const struct backing *b,
			  const struct backing_question *q)
{
	uint64_t end = q->page + q->pages;
	int64_t at;

	if (q->object->kind != VMINFO_BACKED_BY_SHMEM || q->pages < LEAST_HOLE)
		return q->page;
	at = procfs_seek_data(q->object->file, q->page * b->page_size);
	if (at == -ENXIO)
		return end;
	return at < 0 ? q->page : lower(end, (uint64_t)at / b->page_size);
}

/* Goes on where the question before ended, or starts anew. */
static void arrive(struct backing *b, const struct backing_question *q)
{
	struct backing_stretch *s = &b->stretch;

	if (!is_of(s, q->object) || s->next != q->page)
		*s = (struct backing_stretch){
			.dev_major = q->object->dev_major,
			.dev_minor = q->object->dev_minor,
			.inode = q->object->inode,
			.step = FIRST_STEP,
			.state = VMINFO_ABSENT,
		};
	/* More of nothing may follow. */
	if (s->hole <= q->page && s->allocated <= q->page &&
	    s->state == VMINFO_ABSENT)
		s->hole = find_hole(b, q);
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
	uint64_t pages, most;
	int state;

	arrive(b, q);
	/* Where nothing was written, there seldom is anything. */
	most = s->hole > q->page ? s->hole - q->page : s->step;
	pages = lower(most, q->pages);
	while ((state = ask_of(b, q, pages)) == 0 && pages > 1) {
		if (s->hole > q->page)
			s->allocated = s->hole;
		s->hole = q->page;
		s->step = pages = pages / 2;
	}
	if (state < 0)
		return state;
	if (state == s->state && s->hole <= q->page &&
	    s->step <= UINT64_MAX / 2)
		s->step *= 2;
	s->state = (uint8_t)state;
	s->next = q->page + pages;
	*answer = (struct backing_answer){
		.pages = pages,
		.state = (uint8_t)state,
		.method = state ? VMINFO_BACKING_CACHESTAT : 0,
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

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Without cachestat(2): mincore(2) says which pages of an object are in RAM,
 * where a page of shared memory in the swap cache is, too; SEEK_DATA says which
 * were written.  What both leave open cannot be told.
 */
#include <errno.h>

#include "backing.h"

/* Stretches of an object that are counted, not to count for ever. */
#define MOST_STRETCHES 4096

static void tell(struct backing_answer *answer, uint64_t pages, uint8_t state,
		 uint8_t reason)
{
	*answer = (struct backing_answer){
		.pages = pages,
		.state = state,
		.method = state ? VMINFO_BACKING_MINCORE : 0,
		.reason = state ? 0 : reason,
	};
}

/* Why mincore(2) has to do, and cannot say it. */
static uint8_t reason_of(const struct backing_question *q)
{
	return q->object->refuses ? VMINFO_BACKING_NOT_OWNER :
				    VMINFO_BACKING_OLD_KERNEL;
}

/* --- in RAM, or not ------------------------------------------------------- */

static bool has_core(const struct backing *b, const struct backing_question *q)
{
	return b->core.n && b->core.object == q->object &&
	       q->page >= b->core.first && q->page - b->core.first < b->core.n;
}

/*
 * Asks of pages from the first on.  To others than the owner the kernel would
 * say that all are in RAM.
 */
static bool read_core(struct backing *b, const struct backing_question *q)
{
	struct backing_core *core = &b->core;
	struct procfs_part part = { .offset = q->page * b->page_size };

	if (has_core(b, q))
		return true;
	if (!procfs_is_owned(q->object->file))
		return false;
	core->object = q->object;
	core->first = q->page;
	core->n = q->pages < BACKING_CORE ? q->pages : BACKING_CORE;
	part.length = core->n * b->page_size;
	if (procfs_in_core(q->object->file, &part, core->pages) < 0)
		core->n = 0;
	return core->n;
}

/* Pages from the first on that are in RAM, as it is, or like it are not. */
static uint64_t alike(const struct backing *b, const struct backing_question *q)
{
	const struct backing_core *core = &b->core;
	uint64_t at = q->page - core->first, n = 1;

	while (n < q->pages && at + n < core->n &&
	       !((core->pages[at] ^ core->pages[at + n]) & 1))
		n++;
	return n;
}

static bool is_in_core(const struct backing *b,
		       const struct backing_question *q)
{
	return b->core.pages[q->page - b->core.first] & 1;
}

static void ask_file(struct backing *b, const struct backing_question *q,
		     struct backing_answer *answer)
{
	if (!read_core(b, q))
		tell(answer, q->pages, 0, VMINFO_BACKING_NOT_OWNER);
	else
		tell(answer, alike(b, q),
		     is_in_core(b, q) ? VMINFO_CACHED : VMINFO_ABSENT, 0);
}

/* --- shared memory -------------------------------------------------------- */

/* All bytes of it that are data, or -1. */
static int64_t count_data(const struct backing_object *o)
{
	int64_t sum = 0, from = 0, to = 0;

	for (int i = 0; i < MOST_STRETCHES; i++) {
		from = procfs_seek_data(o->file, (uint64_t)to);
		if (from == -ENXIO)
			return sum;
		if (from < 0)
			return -1;
		to = procfs_seek_hole(o->file, (uint64_t)from);
		if (to <= from)
			return -1;
		sum += to - from;
	}
	return -1;
}

/*
 * Pages that were allocated and never written look like a hole: there are none
 * if no more is allocated than there are data.
 */
static bool has_only_data(struct backing *b, const struct backing_object *o)
{
	struct procfs_status status;
	int64_t data;

	if (b->counted == o)
		return b->only_data;
	data = count_data(o);
	b->counted = o;
	/* The last page is whole, whatever the size. */
	b->only_data = data >= 0 &&
		       procfs_read_status(o->file, &status) == 0 &&
		       status.allocated >= (uint64_t)data &&
		       status.allocated - (uint64_t)data < b->page_size;
	return b->only_data;
}

/* Whether what was found to be data is still. */
static bool is_data_still(const struct backing *b,
			  const struct backing_question *q, uint64_t pages)
{
	uint64_t offset = q->page * b->page_size;
	int64_t data = procfs_seek_data(q->object->file, offset);
	int64_t hole = procfs_seek_hole(q->object->file, offset);

	return data >= 0 && (uint64_t)data == offset && hole >= 0 &&
	       (uint64_t)hole > offset + (pages - 1) * b->page_size;
}

/* Data are in RAM, or in swap; in the swap cache they are in both. */
static void ask_data(struct backing *b, const struct backing_question *q,
		     struct backing_answer *answer)
{
	uint64_t pages;

	if (b->swap_areas == 0) {
		tell(answer, q->pages, VMINFO_CACHED, 0);
		return;
	}
	if (!read_core(b, q)) {
		tell(answer, q->pages, 0, VMINFO_BACKING_NOT_OWNER);
		return;
	}
	pages = alike(b, q);
	if (is_in_core(b, q) || !is_data_still(b, q, pages))
		tell(answer, pages, 0, reason_of(q));
	else
		tell(answer, pages, VMINFO_SHMEM_SWAPPED, 0);
}

static void ask_shmem(struct backing *b, const struct backing_question *q,
		      struct backing_answer *answer)
{
	struct backing_question part = *q;

	backing_find_stretch(b, q);
	part.pages = b->stretch.end - q->page;
	if (!b->stretch.known)
		tell(answer, q->pages, 0, VMINFO_BACKING_FAILED);
	else if (b->stretch.data)
		ask_data(b, &part, answer);
	else
		tell(answer, part.pages,
		     has_only_data(b, q->object) ? VMINFO_ABSENT : 0,
		     reason_of(q));
}

void backing_ask_core(struct backing *b, const struct backing_question *q,
		      struct backing_answer *answer)
{
	if (q->object->kind == VMINFO_BACKED_BY_SHMEM)
		ask_shmem(b, q, answer);
	else
		ask_file(b, q, answer);
}

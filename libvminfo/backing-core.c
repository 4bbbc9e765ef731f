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
 * Asks of so many pages from the first on.  To others than the owner the kernel
 * would say that all are in RAM.
 */
static bool ask_core(const struct backing *b, const struct backing_question *q,
		     uint64_t pages, unsigned char *core)
{
	const struct procfs_part part = {
		.offset = q->page * b->page_size,
		.length = pages * b->page_size,
	};

	return procfs_is_owned(q->object->file) &&
	       procfs_in_core(q->object->file, &part, core) == 0;
}

static bool read_core(struct backing *b, const struct backing_question *q)
{
	struct backing_core *core = &b->core;

	if (has_core(b, q))
		return true;
	core->object = q->object;
	core->first = q->page;
	core->n = q->pages < BACKING_CORE ? q->pages : BACKING_CORE;
	if (!ask_core(b, q, core->n, core->pages))
		core->n = 0;
	return core->n;
}

static bool is_in_core(const struct backing *b,
		       const struct backing_question *q)
{
	return b->core.pages[q->page - b->core.first] & 1;
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

static void ask_file(struct backing *b, const struct backing_question *q,
		     struct backing_answer *answer)
{
	if (!read_core(b, q))
		tell(answer, q->pages, 0, VMINFO_BACKING_NOT_OWNER);
	else
		tell(answer, alike(b, q),
		     is_in_core(b, q) ? VMINFO_CACHED : VMINFO_ABSENT, 0);
}

/* --- written, or not ------------------------------------------------------ */

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
static bool has_only_data(const struct backing *b, struct backing_object *o)
{
	struct procfs_status status;
	int64_t data;

	if (procfs_read_status(o->file, &status) < 0)
		return false;
	if (o->counted && o->allocated == status.allocated)
		return o->only_data;
	data = count_data(o);
	o->counted = true;
	o->allocated = status.allocated;
	/* The last page is whole, whatever the size. */
	o->only_data = data >= 0 && status.allocated >= (uint64_t)data &&
		       status.allocated - (uint64_t)data < b->page_size;
	return o->only_data;
}

/* Pages from the first on that are data, one by one; 0: it is none. */
static uint64_t data_at(const struct backing *b,
			const struct backing_question *q)
{
	uint64_t most = q->pages < BACKING_CORE ? q->pages : BACKING_CORE;
	uint64_t n = 0;

	while (n < most) {
		uint64_t offset = (q->page + n) * b->page_size;
		int64_t at = procfs_seek_data(q->object->file, offset);

		if (at < 0 || (uint64_t)at != offset)
			break;
		n++;
	}
	return n;
}

/* Pages from the first on that are no data, at least one. */
static uint64_t hole_at(const struct backing *b,
			const struct backing_question *q)
{
	int64_t at = procfs_seek_data(q->object->file, q->page * b->page_size);
	uint64_t next = (uint64_t)at / b->page_size;

	if (at == -ENXIO || (at >= 0 && next - q->page > q->pages))
		return q->pages;
	return at >= 0 && next > q->page ? next - q->page : 1;
}

/* --- shared memory -------------------------------------------------------- */

static void ask_hole(struct backing *b, const struct backing_question *q,
		     struct backing_answer *answer)
{
	tell(answer, hole_at(b, q),
	     has_only_data(b, q->object) ? VMINFO_ABSENT : 0, reason_of(q));
}

/*
 * Data that are not in RAM are in swap, if they were not there before it was
 * looked for data either, nor behind it.
 */
static void ask_swapped(struct backing *b, const struct backing_question *q,
			struct backing_answer *answer)
{
	unsigned char *core = b->again;
	bool in_swap = ask_core(b, q, q->pages, core);

	for (uint64_t i = 0; i < q->pages; i++)
		in_swap &= !(core[i] & 1);
	tell(answer, q->pages, in_swap ? VMINFO_SHMEM_SWAPPED : 0,
	     reason_of(q));
}

/* What is in RAM may be there as a copy of what is in swap. */
static void ask_data(struct backing *b, const struct backing_question *q,
		     struct backing_answer *answer)
{
	if (b->swap_areas == 0)
		tell(answer, q->pages, VMINFO_CACHED, 0);
	else if (!has_core(b, q))
		tell(answer, q->pages, 0, VMINFO_BACKING_NOT_OWNER);
	else if (is_in_core(b, q))
		tell(answer, q->pages, 0, reason_of(q));
	else
		ask_swapped(b, q, answer);
}

static void ask_shmem(struct backing *b, const struct backing_question *q,
		      struct backing_answer *answer)
{
	struct backing_question part = *q;

	if (read_core(b, q))
		part.pages = alike(b, q);
	/* What has come into RAM since is no hole. */
	part.pages = data_at(b, &part);
	if (part.pages)
		ask_data(b, &part, answer);
	else
		ask_hole(b, q, answer);
}

void backing_ask_core(struct backing *b, const struct backing_question *q,
		      struct backing_answer *answer)
{
	if (q->object->kind == VMINFO_BACKED_BY_SHMEM)
		ask_shmem(b, q, answer);
	else
		ask_file(b, q, answer);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * walked.h - what has to hold of any process that is walked, whatever is in it:
 * no page is told twice or left out, and runs say the same as pages.
 */
#ifndef WALKED_H
#define WALKED_H

#include "fuzz.h"

#include "vminfo.h"

/* So many are compared; more would take too long. */
#define WALKED_RUNS 4096
#define WALKED_PAGES 65536

struct walked {
	struct vminfo_process *process;
	struct vminfo_walk_options options;
	uint64_t page_size;
	size_t batch;			/* records of a call */
	struct vminfo_run *runs;	/* room for WALKED_RUNS */
	size_t n;
	bool cut;			/* by an error, or by that room */
};

static inline struct vminfo_walk *walked_new(const struct walked *w)
{
	struct vminfo_walk *walk = NULL;

	assert(vminfo_walk_new(w->process, &w->options, &walk) == 0);
	assert(walk);
	return walk;
}

/* The walk has ended: its status says how. */
static inline void walked_check_end(const struct vminfo_walk *walk, ssize_t n)
{
	enum vminfo_status status = vminfo_walk_status(walk);

	assert(vminfo_status_name(status));
	if (n == 0)
		assert(status == VMINFO_COMPLETE ||
		       status == VMINFO_CHANGED_MEANWHILE);
	else
		assert(status == VMINFO_GONE || status == VMINFO_EXECED ||
		       status == VMINFO_REFUSED);
}

/* A run alone: its range, and whether its state may have what it has. */
static inline void walked_check_run(const struct walked *w,
				    const struct vminfo_run *run)
{
	uint64_t length = run->pages * w->page_size;

	/* All 2^64 bytes are a length of 0. */
	assert(run->pages && run->va % w->page_size == 0);
	assert((length - 1) / w->page_size + 1 == run->pages);
	assert(length - 1 <= UINT64_MAX - run->va);
	assert(vminfo_state_name(run->state));
	assert((run->all & ~run->any) == 0 && run->reserved == 0);
	if (run->state == VMINFO_ZERO || run->state == VMINFO_UNMAPPED ||
	    run->any & VMINFO_HIDDEN)
		assert(run->value == VMINFO_NONE);
	if (run->state != VMINFO_SWAPPED)
		assert(run->swap_type == 0);
	else
		assert(run->value != VMINFO_NONE);
}

/* Of the mapping that the batch is of; a gap has none. */
static inline void walked_check_place(const struct walked *w,
				      const struct vminfo_walk *walk,
				      const struct vminfo_run *run)
{
	const struct vminfo_mapping *m = vminfo_walk_mapping(walk);

	assert(!m == (run->state == VMINFO_UNMAPPED));
	if (!m)
		return;
	assert(run->va >= m->va);
	assert(run->va - m->va + (run->pages * w->page_size - 1) < m->length);
}

/* The run that ends at 2^64 is the last. */
static inline void walked_check_order(const struct walked *w,
				      const struct vminfo_run *before,
				      const struct vminfo_run *run)
{
	uint64_t end = before->va + before->pages * w->page_size;

	assert(end != 0 && run->va >= end);
	if (w->options.want & VMINFO_WANT_GAPS)
		assert(run->va == end);
}

static inline void walked_add_run(struct walked *w,
				  const struct vminfo_walk *walk,
				  const struct vminfo_run *run)
{
	walked_check_run(w, run);
	walked_check_place(w, walk, run);
	if (w->n)
		walked_check_order(w, &w->runs[w->n - 1], run);
	w->runs[w->n++] = *run;
}

static inline void walked_read_runs(struct walked *w)
{
	struct vminfo_run *batch = malloc(w->batch * sizeof(*batch));
	struct vminfo_walk *walk = walked_new(w);
	ssize_t n = 1;

	assert(batch);
	w->n = 0;
	w->cut = false;
	while (!w->cut &&
	       (n = vminfo_walk_runs(walk, batch, NULL, w->batch)) > 0) {
		assert((size_t)n <= w->batch);
		w->cut = w->n + (size_t)n > WALKED_RUNS;
		for (ssize_t i = 0; !w->cut && i < n; i++)
			walked_add_run(w, walk, &batch[i]);
	}
	if (!w->cut)
		walked_check_end(walk, n);
	w->cut = w->cut || n < 0;
	vminfo_walk_free(walk);
	free(batch);
}

/* How far the pages are compared with the runs. */
struct walked_at {
	size_t run;
	uint64_t page;		/* of the run */
	uint16_t all;		/* attributes of those that came */
	uint16_t any;
};

static inline void walked_check_page(const struct vminfo_run *run,
				     const struct vminfo_page *page, uint64_t i)
{
	assert(page->state == run->state);
	assert(page->swap_type == run->swap_type && page->reserved == 0);
	if (run->value == VMINFO_NONE)
		assert(page->value == VMINFO_NONE ||
		       page->state == VMINFO_ZERO);
	else
		assert(page->value == run->value + i);
	assert((run->all & ~page->attributes) == 0);
	assert((page->attributes & ~run->any) == 0);
}

static inline void walked_take_page(const struct walked *w,
				    struct walked_at *at,
				    const struct vminfo_page *page)
{
	const struct vminfo_run *run = &w->runs[at->run];

	assert(at->run < w->n);
	assert(page->va == run->va + at->page * w->page_size);
	walked_check_page(run, page, at->page);
	at->all = at->page ? at->all & page->attributes : page->attributes;
	at->any = at->page ? at->any | page->attributes : page->attributes;
	if (++at->page < run->pages)
		return;
	assert(at->all == run->all && at->any == run->any);
	at->page = 0;
	at->run++;
}

/* Gaps are no pages here: they would be too many. */
static inline void walked_check_pages(const struct walked *w)
{
	struct vminfo_page *batch = malloc(w->batch * sizeof(*batch));
	struct vminfo_walk *walk = walked_new(w);
	struct walked_at at = { 0 };
	size_t left = WALKED_PAGES;
	ssize_t n = 1;

	assert(batch);
	while (left && (n = vminfo_walk_pages(walk, batch, NULL,
					      w->batch)) > 0) {
		assert((size_t)n <= w->batch);
		for (ssize_t i = 0; i < n && left && at.run < w->n; i++, left--)
			walked_take_page(w, &at, &batch[i]);
		if (at.run == w->n && w->cut)
			break;
	}
	if (n == 0)
		assert(at.run == w->n && at.page == 0 && !w->cut);
	if (n <= 0)
		walked_check_end(walk, n);
	vminfo_walk_free(walk);
	free(batch);
}

/* Mappings in their order, none over another. */
static inline void walked_check_mappings(const struct walked *w)
{
	struct vminfo_walk *walk = walked_new(w);
	struct vminfo_mapping m;
	uint64_t last = 0;
	bool any = false;
	ssize_t n;

	while ((n = vminfo_walk_mappings(walk, &m, 1)) > 0) {
		struct vminfo_smaps smaps;

		assert(m.length && m.length - 1 <= UINT64_MAX - m.va);
		assert(!any || m.va > last);
		assert(m.name && strlen(m.name) < SIZE_MAX);
		last = m.va + (m.length - 1);
		any = true;
		vminfo_walk_smaps(walk, m.va, &smaps);
	}
	walked_check_end(walk, n);
	vminfo_walk_free(walk);
}

/* The same process, so often and with such options. */
static inline void walked_check(struct walked *w)
{
	w->runs = malloc(WALKED_RUNS * sizeof(*w->runs));
	assert(w->runs);
	w->options.size = sizeof(w->options);
	w->options.want |= VMINFO_WANT_GAPS;
	walked_read_runs(w);
	w->options.want &= ~(uint64_t)VMINFO_WANT_GAPS;
	walked_read_runs(w);
	walked_check_pages(w);
	walked_check_mappings(w);
	free(w->runs);
}

#endif

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the frames of a range of memory stand on, mapping by mapping. */
#include "stability.h"

#include <errno.h>
#include <stddef.h>

#define BATCH 256

/* Pages without a page of the kernel's, or with one that a driver put there. */
#define OF_DRIVERS (VMINFO_VM_PFNMAP | VMINFO_VM_MIXEDMAP | VMINFO_VM_IO)

static bool has_flag(uint64_t flags, uint64_t flag)
{
	return flags != VMINFO_NONE && flags & flag;
}

static bool is_present(const struct vminfo_run *run)
{
	return run->state == VMINFO_PRESENT;
}

/* Own copies of what a driver mapped are like any other memory. */
static bool is_of_driver(const struct stability_pages *pages)
{
	const struct vminfo_run *run = pages->run;

	if (run->state == VMINFO_PFNMAP)
		return true;
	if (!has_flag(pages->flags, OF_DRIVERS) &&
	    pages->mapping->kind != VMINFO_KERNEL)
		return false;
	return !is_present(run) || run->all & VMINFO_FILE;
}

static bool is_hugetlb(const struct stability_pages *pages)
{
	uint64_t size = pages->mapping->page_size;

	return has_flag(pages->flags, VMINFO_VM_HUGETLB) ||
	       (size != VMINFO_NONE && size > pages->page_size);
}

/*
 * A page that a child has already, or that is the file's own, moves when it is
 * written, whatever a fork to come will do.
 */
static bool may_be_copied(const struct stability_pages *pages)
{
	const struct vminfo_run *run = pages->run;

	if (!has_flag(pages->flags, VMINFO_VM_DONTFORK))
		return true;
	return is_present(run) &&
	       (!(run->all & VMINFO_EXCLUSIVE) || run->any & VMINFO_FILE);
}

enum stability_grade stability_grade_of(const struct stability_pages *pages)
{
	if (pages->run->any & VMINFO_CHANGED)
		return STABILITY_UNKNOWN;
	if (is_of_driver(pages))
		return STABILITY_DRIVER;
	if (is_hugetlb(pages) && pages->mapping->permissions & VMINFO_SHARED)
		return STABILITY_SHARED_HUGETLB;
	if (is_hugetlb(pages))
		return may_be_copied(pages) ?
			       STABILITY_PRIVATE_HUGETLB :
			       STABILITY_PRIVATE_HUGETLB_DONTFORK;
	if (pages->flags == VMINFO_NONE)
		return STABILITY_UNKNOWN;
	return pages->flags & VMINFO_VM_LOCKED ? STABILITY_LOCKED :
						 STABILITY_ORDINARY;
}

/* --- the range ------------------------------------------------------------ */

struct finding {
	const struct stability_ask *ask;
	struct vminfo_walk *walk;
	struct stability found;
	uint64_t first;		/* addresses of the first and last byte */
	uint64_t last;
	uint64_t page_size;
	uint64_t flags;		/* of the mapping at mapping_va */
	uint64_t mapping_va;
	bool has_flags;
};

/* A mapping that is another one by now has no flags that are known. */
static void ask_flags(struct finding *f, const struct vminfo_mapping *mapping)
{
	struct vminfo_smaps smaps;

	if (f->has_flags && f->mapping_va == mapping->va)
		return;
	f->flags = VMINFO_NONE;
	if (vminfo_walk_smaps(f->walk, mapping->va, &smaps) == 0)
		f->flags = smaps.flags;
	f->mapping_va = mapping->va;
	f->has_flags = true;
}

/* The walk goes by whole pages. */
static uint64_t bytes_inside(const struct finding *f,
			     const struct vminfo_run *run)
{
	uint64_t start = run->va;
	uint64_t last = run->va + (run->pages * f->page_size - 1);

	if (start < f->first)
		start = f->first;
	if (last > f->last)
		last = f->last;
	return last - start + 1;
}

/* One yes is enough; else one unknown is too many for a no. */
static void take_answer(enum answer *all, enum answer one)
{
	if (one == ANSWER_YES || (*all == ANSWER_NO && one != ANSWER_NO))
		*all = one;
}

static enum answer is_mergeable(const struct finding *f,
				enum stability_grade grade)
{
	if (has_flag(f->flags, VMINFO_VM_MERGEABLE))
		return ANSWER_YES;
	return grade == STABILITY_UNKNOWN ? ANSWER_UNKNOWN : ANSWER_NO;
}

static enum answer is_file(const struct vminfo_run *run,
			   enum stability_grade grade)
{
	if (grade > STABILITY_LOCKED)
		return ANSWER_NO;
	if (is_present(run) && run->any & VMINFO_FILE)
		return ANSWER_YES;
	return run->any & VMINFO_CHANGED ? ANSWER_UNKNOWN : ANSWER_NO;
}

static void add_run(struct finding *f, const struct vminfo_mapping *mapping,
		    const struct vminfo_run *run)
{
	const struct stability_pages pages = {
		.mapping = mapping, .flags = f->flags, .run = run,
		.page_size = f->page_size,
	};
	enum stability_grade grade = stability_grade_of(&pages);
	struct stability *found = &f->found;

	found->bytes[grade] += bytes_inside(f, run);
	take_answer(&found->mergeable, is_mergeable(f, grade));
	take_answer(&found->file, is_file(run, grade));
}

static int walk_range(struct finding *f)
{
	struct vminfo_run runs[BATCH];
	ssize_t n;

	while ((n = vminfo_walk_runs(f->walk, runs, NULL, BATCH)) > 0) {
		const struct vminfo_mapping *m = vminfo_walk_mapping(f->walk);

		/* A batch never crosses a mapping. */
		if (!m)
			continue;
		ask_flags(f, m);
		for (ssize_t i = 0; i < n; i++)
			add_run(f, m, &runs[i]);
	}
	return (int)n;
}

static enum stability_grade lowest(const struct stability *found)
{
	for (int grade = 1; grade < STABILITY_GRADES; grade++)
		if (found->bytes[grade])
			return (enum stability_grade)grade;
	return STABILITY_UNKNOWN;
}

static int look_at_range(struct finding *f)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = f->first,
		.length = f->last - f->first + 1,
		.split = VMINFO_FILE | VMINFO_EXCLUSIVE | VMINFO_CHANGED,
	};
	int ret = vminfo_walk_new(f->ask->process, &options, &f->walk);

	if (ret < 0)
		return ret;
	f->found.mergeable = f->found.file = ANSWER_NO;
	ret = walk_range(f);
	vminfo_walk_free(f->walk);
	f->found.grade = lowest(&f->found);
	return ret;
}

/* -------------------------------------------------------------------------- */

int stability_find(struct stability *stability, const struct stability_ask *ask)
{
	struct finding f = {
		.ask = ask,
		.page_size = vminfo_context_page_size(ask->context),
		.first = vminfo_process_untagged(ask->process, ask->va),
	};
	int ret;

	f.last = f.first + (ask->length - 1);
	if (!ask->length || f.last < f.first)
		return -EINVAL;
	stability_look_at_subject(ask, &f.found);
	/* Who is still there when this ends was there all the time: what its
	   directory said was of no other one with its number. */
	ret = look_at_range(&f);
	if (ret < 0)
		return ret;
	*stability = f.found;
	return 0;
}

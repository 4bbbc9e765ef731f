/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A look at a process, kept: its mappings, and the runs of pages in them.  Two
 * looks can be compared, see diff.h.
 */
#ifndef LOOK_H
#define LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <vminfo.h>

struct span;

struct look_mapping {
	struct vminfo_mapping is;	/* but for the name: see look_name() */
	size_t name;
	size_t first;			/* its runs */
	size_t count;			/* at least 1 */
};

struct look {
	pid_t pid;
	uint64_t page_size;
	char command[64];
	/* Ascending.  On all pages of a run the attributes of LOOK_SPLIT are
	 * the same. */
	struct look_mapping *mappings;
	size_t mapping_count;
	struct vminfo_run *runs;
	size_t run_count;
	/* The walk ended too early: nothing is known from this page number on;
	 * UINT64_MAX: it saw everything. */
	uint64_t seen_to;
	/* What `mappings`, `runs` and `names` have room for. */
	size_t mapping_room;
	size_t run_room;
	char *names;
	size_t name_used;
	size_t name_room;
};

/* Attributes that two looks can differ in, or that make a page uncertain. */
#define LOOK_SPLIT (VMINFO_FILE | VMINFO_HUGE | VMINFO_HUGE_UNKNOWN | \
		    VMINFO_HIDDEN | VMINFO_CHANGED | VMINFO_MAYBE_ZERO)

/*
 * Takes a look; what the look held before is dropped, its memory is used again.
 * `walked`, if not NULL, sees each walk at its end, and what the last call on
 * it returned.
 * 0, -ENOMEM, or what vminfo_walk_new() said: then the look is empty.
 */
typedef void look_walked(void *data, const struct vminfo_walk *walk,
			 ssize_t failed);

struct look_how {
	const struct span *spans;	/* where: ascending */
	size_t count;
	look_walked *walked;
	void *data;
};

int look_take(struct look *look, struct vminfo_context *context,
	      struct vminfo_process *process, const struct look_how *how);

void look_free(struct look *look);

/* The name of a mapping, raw as the kernel has it. */
const char *look_name(const struct look *look,
		      const struct look_mapping *mapping);

/*
 * The parts that look_take() puts together: adds a mapping, or a run to the
 * mapping that was added last.  0 or -ENOMEM.
 */
int look_add_mapping(struct look *look, const struct vminfo_mapping *mapping);
int look_add_run(struct look *look, const struct vminfo_run *run);

/* Forgets what it holds, but not the memory for it. */
void look_clear(struct look *look);

#endif

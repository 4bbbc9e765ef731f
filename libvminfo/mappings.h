/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mappings.h - the mappings of a process, in order or asked one by one. */
#ifndef MAPPINGS_H
#define MAPPINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lines.h"
#include "vminfo.h"

/* Two readers of one maps file, which is borrowed. */
struct mappings {
	struct procfs_file maps;
	const void **reader;	/* whose the position of the file is; it is
				   shared with other walks of the process */
	bool query;		/* PROCMAP_QUERY works */
	pid_t clock_pid;	/* the process, to ask how long it ran; or 0 */
	struct procfs_file clock_dir;	/* borrowed: its directory */
	bool slept;		/* before the text was begun; it had run: */
	uint64_t clock;
	uint64_t lines_read;	/* by checks without PROCMAP_QUERY */
	struct lines lines;	/* the list */
	bool any;		/* line of it was read, the last of which is: */
	uint64_t from;
	uint64_t to;
	bool overlaps;		/* some line has addresses of one before */
	int has_ahead;		/* the line after the last one given was read;
				   negative: and it is none of maps */
	struct vminfo_mapping ahead;
	char *name;		/* of the mapping asked for last */
	size_t name_size;
};

/* Set ->query and ->clock_pid afterwards, then rewind. */
int mappings_init(struct mappings *m, struct procfs_file maps,
		  const void **reader);
int mappings_rewind(struct mappings *m);

/* So that no later look at a mapping allocates, unless its name is longer. */
#define MAPPINGS_LONGEST_NAME 4096u
int mappings_reserve(struct mappings *m);

void mappings_free(struct mappings *m);

/*
 * The next of the list, or one that it gave before: the list starts again if
 * another walk has moved the file.  1: *mapping is filled, its name is borrowed
 * until the next call; 0: end of the list, which a target that is gone reaches
 * early.
 */
int mappings_next(struct mappings *m, struct vminfo_mapping *mapping);

/* Address of its last byte: that after it may be 2^64. */
uint64_t mappings_last_of(const struct vminfo_mapping *mapping);

/* Whether they are of one object, at one place, with one protection. */
bool mappings_are_same(const struct vminfo_mapping *a,
		       const struct vminfo_mapping *b);

/* The one that mappings_next() would give, if it takes no reading; or NULL. */
const struct vminfo_mapping *mappings_peek(struct mappings *m);

/*
 * The mapping that holds va, or the next one above.  1: *mapping is filled, its
 * name is borrowed until the next call of this function; 0: there is none;
 * -ESRCH: the address space is gone.  If there is no ioctl, the list goes on
 * with this mapping.
 */
int mappings_at(struct mappings *m, uint64_t va,
		struct vminfo_mapping *mapping);

enum mappings_verdict {
	MAPPINGS_OTHER = 0,	/* it is another now, or none */
	MAPPINGS_SAME,
	MAPPINGS_UNCHECKED,	/* looking once more would take too long */
};

/*
 * Whether the kernel still has this very mapping; its page size is filled in if
 * there is PROCMAP_QUERY.  Else the list goes on with what is there now, and
 * names borrowed from it are gone.  enum mappings_verdict, or negative errno.
 */
int mappings_check(struct mappings *m, struct vminfo_mapping *mapping);

/* The name as it is, without the escapes of the text, if that can be known. */
int mappings_exact_name(struct mappings *m, struct vminfo_mapping *mapping);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the frames of a range of memory stand on: what may move them, and what
 * may hold them.  It is of one moment and no promise.  Whether a page is pinned
 * is never said, one way or the other: the kernel tells it of no page.
 */
#ifndef STABILITY_H
#define STABILITY_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

#include "answer.h"
#include "subject.h"

/*
 * From the worst up: of a range the lowest one counts.  What is proven to be
 * ordinary is worse than what is unknown, which cannot be less than that.
 */
enum stability_grade {
	STABILITY_ORDINARY = 1,	/* moved, merged or swapped out at any time */
	STABILITY_UNKNOWN,	/* smaps cannot be read, or it changed */
	STABILITY_LOCKED,	/* not swapped out; mlock(2) keeps no frame */
	STABILITY_PRIVATE_HUGETLB,	/* a write moves it, after fork(2) or
					   if it is a file's */
	STABILITY_PRIVATE_HUGETLB_DONTFORK,	/* nobody else has it, or can
						   get it by fork(2) */
	STABILITY_SHARED_HUGETLB,
	STABILITY_DRIVER,	/* mapped by a driver, or by the kernel */
	STABILITY_GRADES
};

/* Open files through which memory of a process is pinned, as bits. */
enum stability_file {
	STABILITY_VFIO = 1u << 0,
	STABILITY_IOMMUFD = 1u << 1,
	STABILITY_INFINIBAND = 1u << 2,
	STABILITY_IO_URING = 1u << 3,
	STABILITY_VDPA = 1u << 4,
	STABILITY_GPU = 1u << 5,
	STABILITY_ACCELERATOR = 1u << 6,	/* habanalabs and others */
	STABILITY_VIDEO = 1u << 7,
	STABILITY_FPGA = 1u << 8,
	STABILITY_DMABUF = 1u << 9,
};

struct stability {
	enum stability_grade grade;	/* the lowest; unknown, if nothing is
					   mapped there */
	uint64_t bytes[STABILITY_GRADES];	/* of the range, in each */
	enum answer mergeable;	/* by KSM */
	enum answer file;	/* pages of a file or of shared memory are in
				   it, beside hugetlb and what drivers map */
	/* Of all of the process, in bytes; VMINFO_NONE: not known. */
	uint64_t pinned;	/* VmPin of its status */
	uint64_t locked;	/* VmLck */
	uint64_t locked_mappings;	/* all that are locked; only looked at
					   if VmLck is not 0 */
	unsigned int files;	/* enum stability_file: those that were seen */
	bool files_known;	/* all of its open files were */
};

struct stability_ask {
	struct vminfo_context *context;
	struct vminfo_process *process;	/* opened before the subject was read */
	const struct subject *subject;	/* its other files; NULL: there are
					   none, as in a recording */
	uint64_t va;		/* may carry a tag */
	uint64_t length;	/* at least 1; va + length may be 2^64 */
};

/*
 * Reads pages and smaps of the range, status, and what is open; if VmLck is not
 * 0 also smaps of all mappings, which costs as much as to walk them.  Only what
 * comes from the subject needs rights: RIGHTS_OPEN is raised, and lowered, here
 * if that is below a real procfs.  What is refused is unknown, and no error.
 * 0; -EINVAL: no range; else as vminfo_walk_runs(), if the process is gone.
 */
int stability_find(struct stability *stability,
		   const struct stability_ask *ask);

/* --- parts of it ---------------------------------------------------------- */

/* Pages that are alike, and all that decides their grade. */
struct stability_pages {
	const struct vminfo_mapping *mapping;
	uint64_t flags;		/* enum vminfo_vmflag; VMINFO_NONE: not known */
	const struct vminfo_run *run;
	uint64_t page_size;
};

enum stability_grade stability_grade_of(const struct stability_pages *pages);

/*
 * What its status and its open files say: pinned, locked, locked_mappings,
 * files, files_known.
 */
void stability_look_at_subject(const struct stability_ask *ask,
			       struct stability *found);

/* A bit of enum stability_file, or 0, by where the link in fd/ leads. */
unsigned int stability_file_of(const char *link);

/*
 * What is open, by fd/ of the directory /proc/PID; RIGHTS_OPEN is needed.
 * Whether all of it could be seen; what was seen is in *files in any case.
 */
bool stability_files(int directory, unsigned int *files);

/* --- in words ------------------------------------------------------------- */

/* "ordinary", "shared-hugetlb"; NULL for a number that has none. */
const char *stability_name(enum stability_grade grade);

/* "vfio", "io-uring": of one bit; NULL for one that has none. */
const char *stability_file_name(unsigned int file);

/* For people, without a full stop. */
const char *stability_sentence(enum stability_grade grade);

#define STABILITY_ROOM 160

/*
 * Line number i of what else is to be known: what may merge or take the pages,
 * hints of pins, and what could not be seen.  false: there are no more.
 */
bool stability_hint(const struct stability *stability, unsigned int i,
		    char text[STABILITY_ROOM]);

#endif

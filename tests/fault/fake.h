/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fake.h - a kernel with one process, made of tables, for the unit tests.
 *
 * It answers as Linux 6.18 does, with the errors and the bugs of it; a test
 * sets in `fake` what is to be otherwise.  Pages of 4 KiB, huge ones of 2 MiB.
 */
#ifndef FAKE_H
#define FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define FAKE_PAGE 4096u
#define FAKE_HUGE ((uint64_t)2 << 20)

/* One line of maps.  A table ends with one that has no permissions. */
struct fake_mapping {
	uint64_t start;
	uint64_t end;		/* 0: 2^64 */
	const char *permissions;
	uint64_t offset;
	uint32_t dev_major;
	uint32_t dev_minor;
	uint64_t inode;
	const char *name;	/* NULL: none */
	uint64_t page_size;	/* of hugetlb; 0: it is none */
	bool pfnmap;
};

/* Pages with an entry.  A table ends with one of no pages. */
struct fake_entries {
	uint64_t va;
	uint64_t pages;
	uint64_t word;		/* as pagemap shows it, to who may see it */
	uint64_t step;		/* from one word to the next */
	uint32_t categories;	/* besides those that the word shows: HUGE,
				   PFNZERO, and SWAPPED in hugetlb */
};

struct fake_space {
	const struct fake_mapping *mappings;
	const struct fake_entries *entries;
};

/*
 * What mappings of this device and inode have behind them.  A table ends with
 * one without pages.
 */
struct fake_object {
	uint32_t dev_major;
	uint32_t dev_minor;
	uint64_t inode;
	/*
	 * A letter a page: c cached, f allocated and never written, s in swap,
	 * k there and in the swap cache, e not cached any more, . none.  All
	 * pages behind the last are none.
	 */
	const char *pages;
	bool shmem;
	bool foreign;		/* somebody else owns it */
	bool device;		/* it is no regular file */
	bool dax;
	uint32_t other_minor;	/* what stat has for its device; 0: the same */
};

/* A table ends with one without an inode. */
struct fake_descriptor {
	uint32_t number;
	uint32_t dev_minor;	/* of an object of the table */
	uint64_t inode;
	const char *link;	/* NULL: "/memfd:x (deleted)" */
};

/* The device of shared memory that is mounted nowhere. */
#define FAKE_SHMEM_MINOR 1u

struct fake_frame {
	uint64_t frame;
	uint64_t flags;		/* as in kpageflags */
};

/* Files with a word for each frame. */
enum fake_words {
	FAKE_FLAGS,
	FAKE_COUNTS,
	FAKE_GROUPS,
};

enum fake_call {
	FAKE_OPEN,
	FAKE_READ,
	FAKE_REWIND,
	FAKE_PAGEMAP_READ,
	FAKE_SCAN,
	FAKE_QUERY,
	FAKE_PAUSE,
	FAKE_ASK,		/* of pages of an object */
};

struct fake {
	/* The process: NULL if it has no address space (any more). */
	const struct fake_space *space;
	pid_t pid;
	char state;
	bool reaped;		/* nothing is left of it */
	unsigned int threads;
	const pid_t *tasks;	/* live threads, which have thread_space */
	const struct fake_space *thread_space;
	const char *comm;
	uint64_t stat_flags;	/* 0x200000: a kernel thread */
	unsigned long program;	/* how many times it has called exec */

	/* The machine. */
	bool no_scan;
	bool no_query;
	bool rollup;		/* there is smaps_rollup */
	bool old_dead;		/* a scan of what is gone is ESRCH, not empty */
	bool hidden;		/* frames, and addresses of RAM */
	bool masked;		/* another file lies over kpageflags */
	bool recorded;		/* the directory is no procfs */
	bool many_zero_pages;
	bool no_guard;		/* before pagemap had a bit for them */
	bool soft_dirty;	/* written pages are marked */
	bool runs;		/* the process uses time: its clock goes on */
	uint64_t zero_frame;
	const struct fake_frame *frames;	/* NULL: may not be read */
	/* What such a file has; NULL: flags by the table, and no other file. */
	uint64_t (*frame_word)(enum fake_words file, uint64_t frame);
	uint64_t frames_end;	/* the first frame of which there is no word;
				   0: there are words of all */
	int frames_fail_with;	/* an errno for each read of them */
	const char *ksm_run;	/* texts; NULL: may not be opened */
	const char *ksm_shared;
	const char *swaps;
	bool swaps_changed;	/* until it is read again */
	const char *iomem;
	const char *zoneinfo;
	/* The node of a block of memory of 128 MiB; -1: it is not there.  NULL:
	   nothing is known of blocks. */
	int (*block_node)(uint64_t block);
	const char *maps_text;	/* maps is this; NULL: what the space has */
	size_t chunk;		/* maps gives whole lines up to so many bytes,
				   stat so many bytes */
	uint64_t scan_limit;	/* addresses above are EFAULT to a scan */
	int fail_with;		/* an errno for each look at the process */

	/* Objects. */
	const struct fake_object *objects;	/* NULL: none */
	const struct fake_descriptor *descriptors;	/* of the process */
	const char *mounts;	/* mountinfo; NULL: it may not be opened */
	bool no_map_files;	/* they are refused */
	bool no_inodes;		/* fdinfo does not have them */
	bool no_cachestat;
	int asking_fails_with;	/* an errno for each cachestat */
	bool needs_rights;	/* to open and to ask, unless it is .. */
	int raised;		/* .. above 0, as a test sets it */
	long magic;		/* of the file system that has them */

	/* Called before each system call, which has this number from 1 on. */
	void (*before)(unsigned long number, enum fake_call call);

	/* What was seen. */
	unsigned long calls;
	unsigned int open_files;
	uint64_t scan_flags;	/* all that were ever given */
	uint64_t scan_masks;	/* likewise, all masks together */
	uint64_t longest_vector;
	uint64_t longest_scan;	/* bytes */
	unsigned long pauses;
	unsigned long frame_reads;	/* of words of frames */
	unsigned long questions;	/* of pages of an object */
	unsigned long pages_counted;	/* that were there, to answer them */
	unsigned long seeks;
	unsigned long seeks_of_holes;	/* which go through all data */
	bool device_opened;	/* which may have effects */
};

extern struct fake fake;

/* An ordinary machine with process 42, to be looked at by root. */
void fake_start(const struct fake_space *space);

/* The real system again. */
void fake_stop(void);

/* The process exits; it is reaped, or stays a zombie. */
void fake_exit(void);
void fake_zombie(void);

/* It runs another program. */
void fake_exec(const struct fake_space *space);

/* The frame of the page that probes write to, and that of the zero page. */
#define FAKE_WRITTEN_FRAME 0x7777u
#define FAKE_ZERO_FRAME 0x5000u

#endif

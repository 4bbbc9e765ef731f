/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * backing.h - what the objects behind mappings have of pages that a process has
 * no entry for.
 */
#ifndef BACKING_H
#define BACKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "procfs.h"
#include "vminfo.h"

/* Objects that are open, and devices and descriptors that are known. */
#define BACKING_OBJECTS 8u
#define BACKING_DEVICES 16u
#define BACKING_DESCRIPTORS 4096u

/* Pages to ask mincore(2) of at once. */
#define BACKING_CORE 4096u

struct backing_object {
	struct procfs_file file;	/* not open: there is none here */
	uint32_t dev_major;
	uint32_t dev_minor;
	uint64_t inode;
	uint32_t kind;		/* enum vminfo_backing_object */
	bool refuses;		/* cachestat(2): we are not its owner, or are
				   kept from the call */
	/* Its data were counted when so many bytes were allocated: */
	bool counted;
	uint64_t allocated;
	bool only_data;		/* it had no other pages */
};

struct backing_device {
	uint32_t dev_major;
	uint32_t dev_minor;
	uint32_t kind;		/* enum vminfo_backing_object; 0: neither */
	bool kernel_own;	/* of shared memory without a mount */
	bool alike;		/* different files may have the same inode */
	bool used;
};

/* Those of the process that may be of files with a page cache. */
struct backing_descriptor {
	uint64_t inode;		/* VMINFO_NONE: this kernel does not say */
	uint32_t number;
};

/* Where questions go on, and of how many pages they are best; no answer. */
struct backing_stretch {
	uint32_t dev_major;
	uint32_t dev_minor;
	uint64_t inode;
	uint64_t next;		/* the page to be asked next */
	uint64_t hole;		/* up to here nothing was written */
	uint64_t allocated;	/* up to here something is, all the same */
	uint64_t step;		/* pages to ask of at once, else */
	uint8_t state;		/* of the pages before */
};

/* What mincore(2) said of pages from `first` on. */
struct backing_core {
	const struct backing_object *object;
	uint64_t first;
	uint64_t n;
	unsigned char pages[BACKING_CORE];
};

struct backing {
	struct procfs_file process;	/* borrowed: its directory */
	uint64_t page_size;
	bool cachestat;		/* the kernel has it */
	bool no_files;		/* those on a disk are of no interest */
	bool no_map_files;	/* they were refused */
	bool listed;		/* the descriptors are known */
	bool no_memory;		/* of our own, so that nothing is said */
	int swap_areas;		/* that are on; negative: not known */
	size_t next_object;	/* the place that is to be given away next */
	size_t next_device;
	size_t n_descriptors;
	struct backing_object objects[BACKING_OBJECTS];
	struct backing_device devices[BACKING_DEVICES];
	struct backing_descriptor descriptors[BACKING_DESCRIPTORS];
	uint32_t numbers[BACKING_DESCRIPTORS];
	struct backing_stretch stretch;
	struct backing_core core;
	unsigned char again[BACKING_CORE];
};

void backing_init(struct backing *backing, struct procfs_file process,
		  uint64_t page_size);
void backing_close(struct backing *backing);

/*
 * The object of a mapping: what it is goes to said->object, and if it cannot be
 * opened, why to said->reason, and it is NULL.
 */
struct backing_object *backing_open(struct backing *backing,
				    const struct vminfo_mapping *mapping,
				    struct vminfo_backing *said);

/* What the file system is that has the object.  0, or negative errno. */
int backing_find_device(struct backing *backing,
			const struct vminfo_mapping *mapping,
			struct backing_device *device);

/* From now on: what was said before of any object is outdated. */
void backing_refresh(struct backing *backing, int swap_areas);

/* Pages of an object, by their numbers in it. */
struct backing_question {
	struct backing_object *object;
	uint64_t page;
	uint64_t pages;
};

struct backing_answer {
	uint64_t pages;		/* from the first on, at least 1 */
	uint8_t state;		/* enum vminfo_state; 0: cannot be told */
	uint8_t method;		/* enum vminfo_backing_method, or 0 */
	uint8_t reason;		/* enum vminfo_backing_reason, or 0 */
};

/* The state of the first pages, as many as share it. */
void backing_ask(struct backing *backing,
		 const struct backing_question *question,
		 struct backing_answer *answer);

/* The same without cachestat(2), which would know more. */
void backing_ask_core(struct backing *backing,
		      const struct backing_question *question,
		      struct backing_answer *answer);

#endif

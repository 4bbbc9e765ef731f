/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * recording.h - a machine and processes on it, as a text says (.vm, see
 * vminfo-recording(5)), and served as the files of /proc would be.
 */
#ifndef RECORDING_H
#define RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "growing.h"
#include "procfs.h"

#define RECORDING_VERSION 1u
#define RECORDING_LARGEST_PID 4194304u /* PID_MAX_LIMIT of the kernel */
#define RECORDING_MOST_SETTINGS 256u
#define RECORDING_MOST_ITEMS 64u /* of smaps: more than any kernel has */

/* What a scan of page tables said of pages, besides their words. */
enum recorded_mark {
	RECORDED_ZERO = 1u << 0,	/* the zero page */
	RECORDED_MAYBE_ZERO = 1u << 1,	/* nobody could be asked */
	RECORDED_HUGE = 1u << 2,	/* one entry of PMD size, or hugetlb */
	RECORDED_HUGE_UNKNOWN = 1u << 3,
	RECORDED_OCCUPIED = 1u << 4,	/* hugetlb: no word, but an entry */
	/* No entry: what the object of the mapping has. */
	RECORDED_CACHED = 1u << 5,
	RECORDED_SHMEM_SWAPPED = 1u << 6,
	RECORDED_ABSENT = 1u << 7,
	RECORDED_BACKED = RECORDED_CACHED | RECORDED_SHMEM_SWAPPED |
			  RECORDED_ABSENT,
};

#define RECORDED_NO_NODE (-1)

/* Pages whose words follow from that of the first: a line. */
struct recorded_pages {
	uint64_t page;		/* the first: its address / size of a page */
	uint64_t count;
	uint64_t word;		/* of the first, as in pagemap */
	uint16_t step;		/* from one word to the next */
	uint16_t marks;		/* enum recorded_mark */
	int32_t node;		/* RECORDED_NO_NODE: not known */
};

/* Where a text is that belongs to a recording: see recording_text(). */
typedef size_t recorded_text;

/* One line of smaps: "NAME:  KIB kB", or "NAME:  TEXT". */
struct recorded_item {
	recorded_text name;
	recorded_text text;	/* only of those without a number */
	uint64_t kib;
	bool has_kib;
};

/* Rows of a table that belong to something: from `first` on. */
struct recorded_part {
	size_t first;
	size_t n;
};

struct recorded_mapping {
	uint64_t va;
	uint64_t last;		/* address of the last byte */
	uint64_t offset;
	uint64_t inode;
	uint32_t dev_major;
	uint32_t dev_minor;
	uint32_t permissions;	/* enum vminfo_permission */
	bool pfnmap;		/* the kernel shows no entries */
	bool in_smaps;
	uint64_t page_size;	/* VMINFO_NONE: not known */
	recorded_text name;
	recorded_text flags;	/* of VmFlags */
	bool has_flags;
	uint8_t object;		/* enum vminfo_backing_object; 0: not known */
	struct recorded_part all_items;	/* names that are 0 if not in items */
	struct recorded_part items;
	struct recorded_part pages;
	struct recorded_part backed;	/* pages that its object has, or not */
};

struct recorded_range {
	uint64_t va;
	uint64_t last;
};

struct recorded_thread {
	pid_t tid;
	char state;
};

struct recorded_process {
	pid_t pid;
	recorded_text comm;
	char state;
	uint64_t flags;		/* as in PID/stat, like those that follow */
	uint64_t threads;
	uint64_t start_time;
	uint64_t start_code;
	uint64_t end_code;
	uint64_t stack;
	recorded_text nspid;	/* "812\t1" */
	bool has_nspid;
	bool has_thp;		/* it is known: */
	bool thp_enabled;	/* as in PID/status */
	int refused;		/* what opening its maps gave: negative errno */
	int cut_error;		/* why it was not seen from cut_at on; 0: it
				   was seen to its end */
	uint8_t cut_status;	/* enum vminfo_status */
	uint64_t cut_at;
	struct recorded_part mappings;
	struct recorded_part threads_seen;
	struct recorded_part changed;	/* ranges that changed meanwhile */
};

struct recorded_swap {
	recorded_text line;	/* as in /proc/swaps, without the newline */
};

/* A file of /sys/kernel/mm, by its name there. */
struct recorded_setting {
	recorded_text name;
	recorded_text text;
};

/* Of the machine's physical addresses; those inside of it come behind it. */
struct recorded_region {
	struct recorded_range range;
	recorded_text name;
};

struct recorded_zone {
	uint32_t node;
	recorded_text name;
	bool has_start;
	uint64_t start;		/* first frame */
	uint64_t spanned;	/* frames, as are these: */
	uint64_t present;
	uint64_t managed;
};

/* A control group that frames are charged to. */
struct recorded_cgroup {
	uint64_t inode;
	recorded_text path;
};

/* Files that have a word for each frame. */
enum recorded_word {
	RECORDED_FLAGS,		/* kpageflags */
	RECORDED_MAPCOUNT,	/* kpagecount */
	RECORDED_MEMCG,		/* kpagecgroup */
	RECORDED_WORDS,		/* how many they are */
};

/* Frames that have the same words. */
struct recorded_frames {
	uint64_t frame;
	uint64_t count;
	uint64_t words[RECORDED_WORDS];
	uint8_t known;		/* 1 << enum recorded_word */
	size_t line;		/* that says so */
};

/* What is the same for all of its processes. */
struct recorded_machine {
	uint64_t page_size;
	uint64_t pmd_size;	/* 0: there is none, or it is not known */
	char arch[32];		/* as uname(2) says; "": not known */
	char kernel[128];	/* its release; likewise */
	char endian[8];		/* "little", "big"; likewise */
	char boot[64];		/* a name of the time since it booted */
	bool rebased;		/* frames have other numbers than there */
	uint64_t features;	/* enum vminfo_feature; 0: not known */
	uint64_t rights;	/* enum vminfo_right: of who recorded it */
	uint8_t special_start;	/* first swap type that is no area */
	uint8_t marker_type;	/* that of PTE markers */
	bool swaps_uncertain;	/* their list may be of another machine */
};

struct recording {
	struct recorded_machine machine;
	struct growing texts;		/* char */
	struct growing processes;	/* recorded_process, by number */
	struct growing mappings;	/* recorded_mapping */
	struct growing pages;		/* recorded_pages */
	struct growing backed;		/* recorded_pages without an entry */
	struct growing items;		/* recorded_item */
	struct growing item_names;	/* recorded_text */
	struct growing threads;		/* recorded_thread */
	struct growing changed;		/* recorded_range */
	struct growing swaps;		/* recorded_swap */
	struct growing regions;		/* recorded_region */
	struct growing ram;		/* recorded_range: those of them */
	struct growing zones;		/* recorded_zone */
	struct growing settings;	/* recorded_setting */
	struct growing frames;		/* recorded_frames, ascending */
	struct growing cgroups;		/* recorded_cgroup, by inode */
	uint64_t frames_end;		/* the files of frames go so far; 0: it
					   is not known how far */
};

/* Puts frames in order again. */
void recording_sort_frames(struct recording *r);

/* Where the text came from and where to say what is wrong with it. */
struct recording_source {
	struct procfs_file file;	/* borrowed, read to its end */
	const char *name;
	char *error;		/* NULL: nobody wants to know */
	size_t error_size;
};

/*
 * Reads a text.  -EBADMSG: it is no recording, or was cut; -ENOTSUP: one of a
 * newer version; -ENOMEM, or what reading gave.
 */
int recording_read(const struct recording_source *source,
		   struct recording **recording);
void recording_free(struct recording *recording);

const char *recording_text(const struct recording *r, recorded_text text);

/* NULL: there is no such process. */
const struct recorded_process *recording_process(const struct recording *r,
						 pid_t pid);

/* The lowest number above `after`; 0: there is none. */
pid_t recording_next_process(const struct recording *r, pid_t after);

/* The first mapping of a process that ends at va or above; NULL: none. */
const struct recorded_mapping *
recording_mapping(const struct recording *r, const struct recorded_process *p,
		  uint64_t va);

/* The first pages that end at this page or above, and how many rows follow. */
const struct recorded_pages *
recording_pages(const struct recording *r, const struct recorded_process *p,
		uint64_t page, size_t *n);

/* The same of those without an entry whose object was asked. */
const struct recorded_pages *
recording_backed(const struct recording *r, const struct recorded_process *p,
		 uint64_t page, size_t *n);

/* The first frames that end at this one or above, and how many rows follow. */
const struct recorded_frames *recording_frames(const struct recording *r,
					       uint64_t frame, size_t *n);

/* The path of a control group; NULL: it is not known. */
const char *recording_cgroup(const struct recording *r, uint64_t inode);

/*
 * Whether the mapping changed while the page at va was read; that holds for all
 * addresses up to *until.
 */
bool recording_changed(const struct recording *r,
		       const struct recorded_process *p, uint64_t va,
		       uint64_t *until);

/* The root directory of what is served; it is closed for want of memory. */
struct procfs_file recording_serve(const struct recording *recording);

#endif

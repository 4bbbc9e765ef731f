/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* procfs.h - the door to the kernel: nothing else opens, reads or calls it. */
#ifndef PROCFS_H
#define PROCFS_H

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* As in linux/fs.h, which distributions older than Linux 6.11 lack. */
struct procfs_region {
	uint64_t start;
	uint64_t end;
	uint64_t categories;
};

struct procfs_scan {
	uint64_t size;
	uint64_t flags;
	uint64_t start;
	uint64_t end;
	uint64_t walk_end;
	uint64_t vec;
	uint64_t vec_len;
	uint64_t max_pages;
	uint64_t category_inverted;
	uint64_t category_mask;
	uint64_t category_anyof_mask;
	uint64_t return_mask;
};

enum procfs_category {
	PROCFS_PRESENT = 1u << 3,
	PROCFS_SWAPPED = 1u << 4,	/* as bit 62: any entry not present */
	PROCFS_PFNZERO = 1u << 5,
	PROCFS_HUGE = 1u << 6,
};

/* Only what is served says these, whether asked or not. */
#define PROCFS_MAYBE_ZERO ((uint64_t)1 << 62)
#define PROCFS_HUGE_UNKNOWN ((uint64_t)1 << 63)

struct procfs_query {
	uint64_t size;
	uint64_t query_flags;
	uint64_t query_addr;
	uint64_t vma_start;
	uint64_t vma_end;
	uint64_t vma_flags;
	uint64_t vma_page_size;
	uint64_t vma_offset;
	uint64_t inode;
	uint32_t dev_major;
	uint32_t dev_minor;
	uint32_t vma_name_size;
	uint32_t build_id_size;
	uint64_t vma_name_addr;
	uint64_t build_id_addr;
};

#define PROCFS_COVERING_OR_NEXT 0x10u

/*
 * What answers in the place of the kernel: all of it is frozen.  The
 * functions are those below.
 */
struct procfs_served;

/* An open file or directory: a value, to be closed once. */
struct procfs_file {
	int fd;			/* negative errno: it is not open */
	struct procfs_served *served;	/* NULL: the kernel has it */
};

struct procfs_server {
	struct procfs_file (*open_path)(struct procfs_served *at,
					const char *path);
	void (*close_file)(struct procfs_served *file);
	ssize_t (*read_text)(struct procfs_served *file, void *buffer,
			     size_t size);
	int (*rewind_text)(struct procfs_served *file);
	ssize_t (*read_words)(struct procfs_served *file, void *buffer,
			      size_t size, uint64_t offset);
	int (*scan_pages)(struct procfs_served *file, struct procfs_scan *scan);
	int (*query_mapping)(struct procfs_served *file,
			     struct procfs_query *query);
	pid_t (*next_task)(struct procfs_served *at, const char *path,
			   pid_t after);
};

struct procfs_served {
	const struct procfs_server *server;
};

/* One that is not open, and where paths start that are no one's. */
#define PROCFS_CLOSED ((struct procfs_file){ .fd = -9 /* EBADF */ })
#define PROCFS_CWD ((struct procfs_file){ .fd = AT_FDCWD })

struct procfs_file procfs_open_dir(struct procfs_file at, const char *path);
struct procfs_file procfs_open(struct procfs_file at, const char *path);
struct procfs_file procfs_duplicate(int fd);

/* What a user names, which may be a pipe; "-" is standard input. */
struct procfs_file procfs_open_input(const char *path);

/*
 * The file that a path leads to, not opened: so nothing happens to it, whatever
 * it is.  Then the same, open to be asked of its pages: only if it is regular.
 */
struct procfs_file procfs_open_path(struct procfs_file at, const char *path);
struct procfs_file procfs_open_object(struct procfs_file path);

/* A new shared memory object, which is empty. */
struct procfs_file procfs_new_shmem(void);

void procfs_close(struct procfs_file file);

/* All of these return a count, 0 or negative errno. */

/* One read(2) that is not interrupted; 0 at the end. */
ssize_t procfs_read(struct procfs_file file, void *buffer, size_t size);

/* From the start again. */
int procfs_rewind(struct procfs_file file);

/* As many bytes as there are, up to size, from an offset. */
ssize_t procfs_read_at(struct procfs_file file, void *buffer, size_t size,
		       uint64_t offset);

/* A small file, whole, as a string; -EFBIG if it does not fit. */
int procfs_read_file(struct procfs_file at, const char *path, char *text,
		     size_t size);

/* Number of regions; walk_end and the vector are filled. */
int procfs_pagemap_scan(struct procfs_file file, struct procfs_scan *scan);
int procfs_procmap_query(struct procfs_file file, struct procfs_query *query);

/* What a file is, as far as no server has to be asked. */
struct procfs_status {
	uint64_t inode;
	uint64_t allocated;	/* bytes */
	uint32_t dev_major;
	uint32_t dev_minor;
	bool regular;
	bool dax;		/* its pages are not in the page cache */
};

int procfs_read_status(struct procfs_file file, struct procfs_status *status);

/* As in linux/mman.h, which distributions older than Linux 6.5 lack: pages. */
struct procfs_cached {
	uint64_t cached;
	uint64_t dirty;
	uint64_t writeback;
	uint64_t evicted;	/* of shared memory: in swap */
	uint64_t recently_evicted;
};

/* Bytes of a file, from an offset on. */
struct procfs_part {
	uint64_t offset;
	uint64_t length;
};

/* -ENOSYS: this kernel has no cachestat(2); -EPERM: it may not be asked. */
int procfs_cachestat(struct procfs_file file, const struct procfs_part *part,
		     struct procfs_cached *cached);

/* The next byte from an offset on that is data, or none; -ENXIO: the end. */
int64_t procfs_seek_data(struct procfs_file file, uint64_t offset);
int64_t procfs_seek_hole(struct procfs_file file, uint64_t offset);

/*
 * Whether we own the file, or may do what its owner may, and no access to this
 * descriptor is noted in it: as it is now.
 */
bool procfs_is_owned(struct procfs_file file);

/*
 * For each page whether mincore(2) has it in RAM.  Without the rights of the
 * owner the kernel says so of all.
 */
int procfs_in_core(struct procfs_file file, const struct procfs_part *part,
		   unsigned char *pages);

/* Whether a pollable file says that it is not what was read last. */
bool procfs_has_changed(struct procfs_file file);

/* Whether the file system behind it is of this kind. */
bool procfs_is_magic(struct procfs_file file, long magic);

/*
 * Nanoseconds that all threads of a process have run, counted by the kernel for
 * itself; the number is of our own PID namespace.
 */
int procfs_cpu_time(pid_t pid, uint64_t *ns);

/* The number that the text of a symbolic link is, or negative errno. */
int procfs_read_link_number(struct procfs_file at, const char *path);

/* The lowest number above `after` in a directory of tasks; 0: there is none. */
pid_t procfs_next_task(struct procfs_file at, const char *path, pid_t after);

/* The names in a directory that are numbers, in any order; how many. */
size_t procfs_list_numbers(struct procfs_file at, const char *path,
			   uint32_t *numbers, size_t room);

/* The text of a symbolic link, cut to size - 1 bytes.  0, or negative errno. */
int procfs_read_link(struct procfs_file at, const char *path, char *text,
		     size_t size);

/* Bytes that nobody can guess.  0, or negative errno. */
int procfs_random(void *buffer, size_t size);

void procfs_pause_us(unsigned int us);

#endif

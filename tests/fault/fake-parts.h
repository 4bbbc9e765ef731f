/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* fake-parts.h - what the files of the fake kernel know of each other. */
#ifndef FAKE_PARTS_H
#define FAKE_PARTS_H

#include "fake.h"
#include "procfs.h"

enum fake_kind {
	FAKE_FREE,
	FAKE_PROC_FILE,		/* the directory */
	FAKE_PROCESS_FILE,	/* that of the process, or of a thread */
	FAKE_MAPS_FILE,
	FAKE_PAGEMAP_FILE,
	FAKE_OWN_MAPS_FILE,	/* /proc/self: what probes look at */
	FAKE_OWN_PAGEMAP_FILE,
	FAKE_KPAGEFLAGS_FILE,	/* these are in the order of fake_words */
	FAKE_KPAGECOUNT_FILE,
	FAKE_KPAGECGROUP_FILE,
	FAKE_TEXT_FILE,
	FAKE_BLOCKS_FILE,	/* a directory below that of blocks */
	FAKE_SMAPS_FILE,
	FAKE_ROLLUP_FILE,
	FAKE_STAT_FILE,
	FAKE_SWAPS_FILE,
	FAKE_PATH_FILE,		/* an object that is not opened */
	FAKE_OBJECT_FILE,
};

struct fake_file {
	enum fake_kind kind;
	pid_t task;		/* of a directory, and of its stat; 0: the
				   leader */
	const struct fake_space *space;	/* that it was opened for */
	char *text;			/* what is not read yet, from at on */
	size_t at;
	uint64_t va;			/* FAKE_MAPS_FILE: of the next line */
	bool ended;
	const struct fake_object *object;
	bool noatime;
};

/* NULL: it is not open. */
struct fake_file *fake_file_of(int fd);
int fake_new_file(enum fake_kind kind, const struct fake_space *space);

int fake_open(int at, const char *path, int flags);

/* Below /proc/PID: map_files, fd, fdinfo, mountinfo; and below our own. */
int fake_open_object(const char *path, const struct fake_space *space);
int fake_reopen_object(const char *path, int flags);
ssize_t fake_read_link(const char *path, char *text, size_t size);
size_t fake_list_numbers(const char *path, uint32_t *numbers, size_t room);

/* On what is open. */
int fake_new_shmem(void);
int fake_status(int fd, struct procfs_status *status);
int fake_cachestat(int fd, const struct procfs_part *part,
		   struct procfs_cached *cached);
int64_t fake_seek(int fd, uint64_t offset, bool to_data);
int fake_in_core(int fd, const struct procfs_part *part, unsigned char *pages);
bool fake_is_owned(int fd);

/* Each system call tells of itself first. */
void fake_called(enum fake_call call);

/* The mapping that holds va, or with `next` the one above; or NULL. */
const struct fake_mapping *fake_find(const struct fake_space *space,
				     uint64_t va, bool next);

uint64_t fake_last(const struct fake_mapping *mapping);

/* The entry at va, and up to where nothing changes. */
struct fake_piece {
	uint64_t word;
	uint64_t end;
	uint32_t categories;
};

struct fake_piece fake_at(const struct fake_space *space, uint64_t va);

/*
 * Texts to be freed: all of smaps, of smaps_rollup, of stat, and of maps some
 * lines from va on, which is moved behind them.
 */
char *fake_smaps(const struct fake_space *space);
char *fake_rollup(const struct fake_space *space);
char *fake_stat(pid_t pid, char state);
char *fake_maps(const struct fake_space *space, uint64_t *va, bool *end);

/* The ioctls on a living address space. */
int fake_pagemap_scan(const struct fake_space *space, struct procfs_scan *scan);
int fake_procmap_query(const struct fake_space *space,
		       struct procfs_query *query);

#endif

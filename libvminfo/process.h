/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* process.h - one pinned process. */
#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "context.h"
#include "stat.h"
#include "vminfo.h"

struct vminfo_process {
	struct vminfo_context *context;	/* borrowed */
	pid_t pid;		/* -1: adopted */
	pid_t self;		/* our own number if it is us; else 0 */
	struct procfs_file dir;	/* /proc/PID, or of the task that is used; a
				   number may be reused, this never is */
	struct procfs_file stat_file;	/* while it is opened */
	struct procfs_file maps;
	struct procfs_file pagemap;
	struct procfs_file smaps;	/* may be not open */
	const void *maps_reader;	/* who moved these files last: all */
	const void *smaps_reader;	/* walks share their positions */
	bool by_thread;		/* ->dir is of one that outlived the first */
	const struct recorded_process *recorded;	/* NULL: it is live */
	bool has_sums;		/* no file of these is open, but it has: */
	struct vminfo_smaps sums;
	struct stat_fields stat;
	uint64_t start_time;	/* of the process, if ->stat is of a thread */
	struct vminfo_walk *lookup;	/* for single pages; made when needed */
	struct vminfo_walk *dma;	/* for verdicts; of us, made early */
};

/* 0, or -ESTALE in a child that was forked from the process itself. */
int process_check(const struct vminfo_process *process);

/*
 * Its numbers in all PID namespaces that it is in, with tabs between them, from
 * its directory.  0, or negative errno.
 */
int process_namespace_pids(struct procfs_file dir, char *text, size_t size);

/* What stat of a directory says.  0, or negative errno. */
int process_stat(struct procfs_file dir, const char *path,
		 struct stat_fields *fields);

/* The same of a process, which is read twice or more while it is opened, and
 * stays open until then. */
int process_read_stat(struct vminfo_process *process);
void process_close_stat(struct vminfo_process *process);

/* So that a verdict allocates nothing.  0, or negative errno. */
int process_prepare_dma(struct vminfo_process *process);

/*
 * Reads what smaps_rollup of its directory says.  Number of lines, or negative
 * errno; -ENODATA: there is no such file, or nothing in it.
 */
int process_read_sums(const struct vminfo_process *process,
		      struct vminfo_smaps *sums);

/*
 * Whether it exited, or runs another program, as far as can be told: 1; 0; or
 * negative errno, and it may live.
 */
int process_has_ended(const struct vminfo_process *process);

/*
 * Why the address space is gone, now that something said so: VMINFO_GONE or
 * VMINFO_EXECED.
 */
enum vminfo_status process_fate(const struct vminfo_process *process);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* recorder.h - writes what is seen of processes as a recording. */
#ifndef RECORDER_H
#define RECORDER_H

#include "context.h"
#include "number-set.h"
#include "growing.h"
#include "recorder-out.h"
#include "recording.h"
#include "walk.h"

struct vminfo_recorder {
	struct vminfo_context *context;	/* borrowed */
	struct vminfo_recorder_options options;
	struct recorded_machine machine;
	pid_t last;		/* the process that was added last */
	bool ended;
	uint64_t counts[2];	/* by enum vminfo_recorder_count */
	struct growing names;	/* char: smaps-items, as it was put last */
	struct growing text;	/* char: what is to be rebased at the end */
	struct number_set frames_put;
	struct growing frames;	/* recorded_frames: to be put, in any order */
	struct number_set groups_put;	/* by inode */
	struct out out;
};

/* The lines before the first process. */
void recorder_put_machine(struct vminfo_recorder *recorder);

/* The lines of stat and status, which are of `dir`. */
void recorder_put_process(struct vminfo_recorder *recorder,
			  struct vminfo_process *process);

/* One that could not be opened: what of it can be read, and why. */
void recorder_put_refused(struct vminfo_recorder *recorder, pid_t pid,
			  int error);

/* All mappings and their pages; enum vminfo_status, or negative errno. */
int recorder_put_memory(struct vminfo_recorder *recorder,
			struct vminfo_walk *walk);

/*
 * What the kernel says of the frames of pages whose words were just read: once,
 * and only if the pages are still there.  Errors stay in ->out.
 */
void recorder_add_frames(struct vminfo_recorder *recorder,
			 struct procfs_file pagemap,
			 const struct recorded_pages *pages);
void recorder_add_frame(struct vminfo_recorder *recorder, uint64_t frame);

/* A line for them, in any order.  0, or -ENOMEM. */
int recorder_add_row(struct vminfo_recorder *recorder,
		     const struct recorded_frames *row);

/* All of these lines. */
void recorder_flush_frames(struct vminfo_recorder *recorder);

/*
 * A record of smaps, as the walk keeps it: the names of its items, if they are
 * others than before (0 or -ENOMEM), and the record.
 */
int recorder_put_item_names(struct vminfo_recorder *recorder,
			    const struct growing *smaps);
void recorder_put_smaps(struct out *out, const struct growing *smaps);

/* Takes text to be rebased; the recorder. */
int recorder_hold(void *recorder, const char *text, size_t length);

/* Writes what was held, with other numbers.  0, or negative errno. */
int recorder_put_rebased(struct vminfo_recorder *recorder);

#endif

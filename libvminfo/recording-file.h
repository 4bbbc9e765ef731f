/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* recording-file.h - a file of a recording that is open. */
#ifndef RECORDING_FILE_H
#define RECORDING_FILE_H

#include "growing.h"
#include "recording.h"

struct recorded_file {
	struct procfs_served served;	/* comes first: it is the same */
	const struct recording *recording;
	const struct recorded_process *process;	/* NULL: of the machine */
	const struct recorded_thread *thread;	/* NULL: of the process */
	/* Makes the next piece of its text; see below.  NULL: it has none. */
	int (*make)(struct recorded_file *file);
	size_t next;		/* number of the piece to make */
	struct growing text;	/* char: the piece */
	size_t at;		/* what is not read of it yet */
	bool has_words;		/* of pagemap */
	bool has_frames;	/* a word for each frame: */
	enum recorded_word word;
};

/* 1: file->text is the piece file->next; 0: there is none; -ENOMEM. */
int recorded_maps(struct recorded_file *file);
int recorded_smaps(struct recorded_file *file);
int recorded_stat(struct recorded_file *file);
int recorded_status(struct recorded_file *file);
int recorded_swaps(struct recorded_file *file);
int recorded_iomem(struct recorded_file *file);
int recorded_zoneinfo(struct recorded_file *file);

/* As the system calls do: a count, or negative errno. */
ssize_t recorded_read_words(struct recorded_file *file, uint64_t *words,
			    size_t n, uint64_t first);
ssize_t recorded_read_frames(struct recorded_file *file, uint64_t *words,
			     size_t n, uint64_t first);
int recorded_scan(struct recorded_file *file, struct procfs_scan *scan);
int recorded_query(struct recorded_file *file, struct procfs_query *query);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What has to be seen of pages and frames for the sums that are wanted. */
#ifndef ROWS_FRAMES_H
#define ROWS_FRAMES_H

#include "rows.h"

/* If sums that stand on frames are wanted, finds out how to get them. */
void rows_frames_start(struct rows *rows);
void rows_frames_end(struct rows *rows);

/* What the walk has to be asked for. */
void rows_frames_ask(const struct rows *rows,
		     struct vminfo_walk_options *options);

/* Where frames of runs are wanted; or NULL. */
struct vminfo_frame *rows_frames_room(const struct rows *rows);

/* A process, and its mappings, begin and end. */
void rows_frames_introduce(struct rows *rows);
void rows_frames_enter(struct rows *rows);
void rows_frames_count(struct rows *rows, const struct vminfo_run *runs,
		       size_t n);
void rows_frames_leave(struct rows *rows);

/* What others have counted of the mapping. */
void rows_frames_join(struct rows *rows, const struct tally_frames *part);

/* Behind the end of a mapping: it counts for its process. */
void rows_frames_add(struct rows *rows);
void rows_frames_sum_up(struct rows *rows);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is told of frames that processes share, a row each. */
#ifndef SHARED_ROWS_H
#define SHARED_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <vminfo.h>

#include "scan.h"
#include "shared-sets.h"
#include "shared.h"

/* A process, a mapping of it, or it and another one. */
struct shared_row {
	uint32_t process;	/* its number, in the order they were seen */
	uint32_t other;
	uint64_t va;		/* of the mapping */
	uint32_t permissions;
	uint32_t name;		/* of the mapping, in `names` */
	struct shared_amounts amounts;
};

struct shared_rows {
	uint64_t page_size;
	struct scan_process *processes;
	size_t process_count, process_room;
	struct shared_row *list;
	size_t count, room;
	char *names;
	size_t name_used, name_room;
};

/* The number of a process, which is added if it is new. */
uint32_t shared_rows_process(struct shared_rows *rows,
			     const struct scan_process *process);

/* A new row. */
struct shared_row *shared_rows_add(struct shared_rows *rows, uint32_t process);
void shared_rows_name(struct shared_rows *rows, struct shared_row *row,
		      const struct vminfo_mapping *mapping);
void shared_rows_free(struct shared_rows *rows);

/* What all of the group adds up to. */
struct shared_total {
	struct shared_amounts amounts;	/* each frame once */
	uint64_t processes;
	uint64_t zero;			/* pages that have the zero page */
	bool zero_known;
	bool frames_known;		/* else all is hidden */
	bool outside_known;
	bool none_seen;			/* all of them were refused */
};

/* Lists all of them. */
struct report;
void shared_rows_list(const struct shared_rows *rows, struct report *report,
		      enum shared_group group,
		      const struct shared_total *total);

/* The sum behind them. */
void shared_rows_summary(const struct shared_rows *rows, struct report *report,
			 const struct shared_total *total);

#endif

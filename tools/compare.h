/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Compares processes of a recording with those of another, or live ones. */
#ifndef COMPARE_H
#define COMPARE_H

#include "change-rows.h"
#include "looks.h"
#include "report.h"
#include "target.h"
#include "visit.h"

/* One of the two. */
struct compare_side {
	const char *name;	/* of the recording; NULL: live */
	struct target target;
	struct visit visit;
	struct looks looks;
};

struct compare {
	struct target *target;	/* what both have in common */
	struct compare_side before;
	struct compare_side after;
	bool chosen;		/* the numbers were given */
	bool wrong;		/* one of them is in neither */
	struct report *report;
	struct change_rows rows;
};

/*
 * Reads the recordings; `to` NULL: live processes.  Then the target has the
 * numbers of all processes that are compared, also if none was given.
 * 0, or negative errno, told.
 */
int compare_start(struct compare *compare, struct target *target,
		  const char *from, const char *to);

/* The exit status. */
int compare_run(struct compare *compare, const struct report_options *report,
		enum cells_group group);

void compare_end(struct compare *compare);

#endif

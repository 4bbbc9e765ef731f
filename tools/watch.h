/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Looks at processes again and again, and reports what changed. */
#ifndef WATCH_H
#define WATCH_H

#include <stdint.h>

#include "change-plan.h"
#include "report.h"
#include "target.h"

struct watch_options {
	int watch;
	uint64_t every;		/* nanoseconds; 0: a second */
	uint64_t how_long;	/* 0: until a signal */
};

/* The exit status.  Processes that have exited are taken out of the target. */
int watch_run(const struct watch_options *options, struct target *target,
	      const struct report_options *report,
	      const struct change_view *view);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Looks at processes again and again, and reports what changed. */
#ifndef WATCH_H
#define WATCH_H

#include "change-plan.h"
#include "report.h"
#include "target.h"
#include "watch-options.h"

/* The exit status.  Processes that have exited are taken out of the target. */
int watch_run(const struct watch_options *options, struct target *target,
	      const struct report_options *report,
	      const struct change_view *view);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --why-not-huge: rows of blocks of memory, and why they are not huge pages. */
#ifndef WHY_NOT_HUGE_H
#define WHY_NOT_HUGE_H

#include "report.h"
#include "target.h"

/* `group` is enum cells_group, or 0.  The exit status. */
int why_not_huge_run(const struct target *target,
		     const struct report_options *options, unsigned int group);

#endif

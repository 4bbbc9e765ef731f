/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vmframes without operands: what all frames are used for. */
#ifndef CENSUS_RUN_H
#define CENSUS_RUN_H

#include "report.h"
#include "target.h"

/* `group`: 1 + index in census_groups, or 0.  Returns the exit status. */
int census_run(const struct target *target,
	       const struct report_options *options, int group);

#endif

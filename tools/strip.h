/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --strip: pictures of the mappings of processes, in place of rows. */
#ifndef STRIP_H
#define STRIP_H

#include "report.h"
#include "target.h"

/* The exit status. */
int strip_run(const struct target *target,
	      const struct report_options *options);

#endif

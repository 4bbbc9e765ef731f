/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What vmwalk does if nothing else is asked for: lists where memory is. */
#ifndef LISTING_H
#define LISTING_H

#include <stddef.h>

#include "cells.h"
#include "contpte.h"
#include "report.h"
#include "target.h"

struct listing {
	int group;	/* 1 + index in cells_groups; 0: as the target says */
	int verify;
	struct contpte contpte;
	size_t jobs;	/* 0: as many as there are processors, but few */
};

/* What each row is. */
enum cells_group listing_group(const struct listing *listing,
			       const struct target *target);

/* The exit status; that of the target's command is in it if it has ended. */
int listing_run(const struct listing *listing, struct target *target,
		struct report_options *report);

#endif

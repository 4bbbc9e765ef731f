/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a report of changes looks like. */
#ifndef CHANGE_PLAN_H
#define CHANGE_PLAN_H

#include <stdbool.h>

#include "cells.h"
#include "report.h"

struct change_view {
	enum cells_group group;
	bool several;		/* processes */
	bool timed;		/* several looks: rows say when */
};

/* The plan of a report of such rows. */
struct report_plan change_plan(const struct change_view *view);

#endif

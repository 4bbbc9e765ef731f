/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What buddyinfo and zoneinfo say beside the flags of frames. */
#ifndef CENSUS_TEXT_H
#define CENSUS_TEXT_H

#include "census.h"

/* Free blocks, and free frames that CPUs keep; what is not readable lacks. */
void census_read_text(struct census *census, const char *procfs);

/*
 * A line of zoneinfo: "Node 0, zone Normal" says of which zone the next are,
 * "count: 5" how many frames a CPU keeps.
 */
void census_take_zoneinfo(struct census *census, struct census_zone **zone,
			  const char *line);

#endif

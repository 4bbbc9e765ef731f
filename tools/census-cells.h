/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the columns say of one row of a census. */
#ifndef CENSUS_CELLS_H
#define CENSUS_CELLS_H

#include "census-rows.h"

typedef struct report_cell census_get(const struct row *row);
typedef struct report_cell census_get_of(const struct row *row, uint64_t arg);

census_get census_use, census_node, census_zone, census_order, census_block;
census_get census_frames_cell, census_size, census_percent;
census_get census_folios, census_large;
census_get_of census_of_use;		/* enum frame_use */
census_get census_present_cell, census_managed_cell, census_residual;
census_get census_free_blocks, census_seen_blocks, census_fit;
census_get census_listed;
census_get_of census_fit_of;		/* enum census_request */

/* What somebody may ask the allocator for. */
enum census_request {
	CENSUS_FIT_64K,
	CENSUS_FIT_HUGE,		/* a page of PMD size */
	CENSUS_FIT_LARGEST,		/* the largest block there is */
};

/* Its order; more than the largest one: nothing can ever serve it. */
unsigned int census_request_order(const struct census *census,
				  enum census_request request);

#endif

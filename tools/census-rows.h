/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rows of a census: uses, zones, nodes, orders, or the whole machine. */
#ifndef CENSUS_ROWS_H
#define CENSUS_ROWS_H

#include "census.h"
#include "report.h"

/* Kinds of rows, as bits of report_column.groups; their words in order. */
enum census_group {
	CENSUS_USE = 1u << 0,
	CENSUS_ZONE = 1u << 1,
	CENSUS_NODE = 1u << 2,
	CENSUS_ORDER = 1u << 3,
	CENSUS_MACHINE = 1u << 4,
	/* Those that zoneinfo has numbers for. */
	CENSUS_PART = CENSUS_ZONE | CENSUS_NODE | CENSUS_MACHINE,
	/* Those that have frames of all uses. */
	CENSUS_MIXED = CENSUS_PART | CENSUS_ORDER,
	CENSUS_ANY = CENSUS_MIXED | CENSUS_USE,
};

extern const char *const census_groups[];

/* Their columns want bits of enum census_lack: else they are unknown. */
extern const struct report_column census_columns[];

struct row {
	const struct census *census;
	enum census_group group;
	enum frame_use use;
	unsigned int order;
	const struct census_zone *part;	/* zone, node, machine */
	const struct census_counts *counts;	/* of all but a use */
};

report_word census_use_word, census_zone_word;

/* Lists all rows of the group; without the empty ones, if they are left out. */
struct census_rows {
	const struct census *census;
	struct report *report;
	enum census_group group;
	bool leave_out_empty;
	uint64_t left_out;
};

void census_rows_list(struct census_rows *rows);

/* What all adds up to, and for people in words. */
void census_rows_summary(struct census_rows *rows);

#endif

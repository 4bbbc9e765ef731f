/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether buffers of processes are fit for a device: verdicts, and why. */
#ifndef CONTIG_H
#define CONTIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "constraints.h"
#include "contig-bases.h"
#include "on-unknown.h"
#include "report.h"
#include "target.h"

/* Kinds of rows, as bits of report_column.groups; their words in order. */
enum contig_group {
	CONTIG_VERDICT = 1u << 0,
	CONTIG_BUFFER = 1u << 1,
	CONTIG_SEGMENT = 1u << 2,
	CONTIG_WINDOW = 1u << 3,
	CONTIG_ANY = CONTIG_VERDICT | CONTIG_BUFFER | CONTIG_SEGMENT |
		     CONTIG_WINDOW,
};

extern const struct report_column contig_columns[];
extern const char *const contig_groups[];

/* What is asked. */
struct contig_given {
	struct constraints constraints;
	const char *profile;
	const char *device;
	struct base_words bases;
	int segments;		/* --sg */
	int find;
	struct on_unknown on_unknown;
	enum contig_group group;	/* 0: as the above say */
};

extern const struct cli_option contig_options[];

/* The exit status. */
int contig_run(struct contig_given *given, struct target *target,
	       const struct report_options *options);

#endif

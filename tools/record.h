/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --record: what is seen of processes goes into a file, to look at later. */
#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>

#include "cli.h"
#include "report.h"
#include "target.h"

struct record {
	const char *path;	/* "-": standard output */
	int given;
	int rebase;		/* other numbers for the frames */
	bool has_file;		/* a new one: */
	int fd;
	int directory;		/* where it is */
};

extern const struct cli_option record_options[];

/*
 * Makes the file, if there is to be one, with all rights of who called: before
 * they are settled.  0, or negative errno, told.
 */
int record_open(struct record *record);

/* The exit status. */
int record_run(struct record *record, struct target *target,
	       const struct report_options *report);

bool record_is_standard_output(const struct record *record);

/* The file is whole, and stays.  0, or negative errno: it is gone. */
int record_keep(struct record *record);

/* A file that was not written is taken away. */
void record_close(struct record *record);

#endif

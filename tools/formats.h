/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reports on audits: in the formats that people, build servers and monitoring
 * read, several at once, each on standard output or in a file.
 */
#ifndef FORMATS_H
#define FORMATS_H

#include <stddef.h>
#include <stdio.h>

#include "audit-outcome.h"
#include "cli.h"
#include "formats-file.h"

enum formats_kind {
	FORMATS_TEXT,
	FORMATS_TAP,
	FORMATS_JUNIT,
	FORMATS_GITHUB,
	FORMATS_GITLAB,
	FORMATS_JSON,
	FORMATS_PROM,
};

#define FORMATS_MANY 16

struct formats_one {
	enum formats_kind kind;
	const char *path;	/* NULL: standard output */
	struct formats_file file;
};

struct formats {
	struct formats_one list[FORMATS_MANY];
	size_t count;
};

/* --format FORMAT[:FILE], for a struct formats. */
extern const struct cli_option formats_options[];

/* Words of all formats, by kind, and what each is for; then NULL. */
extern const char *const formats_names[];
extern const char *const formats_texts[];

/* "junit:FILE": 0, or -EINVAL (a mistake, told). */
int formats_add(void *formats, const char *argument);

/*
 * Before anything is looked at, and before rights are settled: whether all
 * files can be written.  0, -EINVAL or -EIO, told.
 */
int formats_check(struct formats *formats);

/*
 * Writes all of them, of each process that was audited one report; text, if
 * none was asked for.  Files are there as a whole, or as they were before.
 * 0, or -EIO (told).  What fails on standard output is told at its end.
 */
int formats_put(struct formats *formats, const struct audit_report *reports,
		size_t count);

void formats_free(struct formats *formats);

/* 0, or negative errno. */
int formats_write(enum formats_kind kind, const struct audit_report *reports,
		  size_t count, FILE *out);

#endif

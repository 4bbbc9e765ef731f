/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files about formats of reports share. */
#ifndef FORMAT_PARTS_H
#define FORMAT_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "audit-outcome.h"

struct format_reports {
	const struct audit_report *list;
	size_t count;
};

typedef void format_writer(const struct format_reports *reports, FILE *out);

format_writer format_text;
format_writer format_tap;
format_writer format_junit;
format_writer format_github;
format_writer format_gitlab;
format_writer format_json;
format_writer format_prom;

#define FORMAT_OUTCOMES (AUDIT_UNKNOWN + 1)

struct format_counts {
	size_t all;
	size_t of[FORMAT_OUTCOMES];
};

/* Adds the rules of a report. */
void format_count(const struct audit_report *report,
		  struct format_counts *counts);

/* "3 rules: 1 ok, 1 failed, 1 warned"; like all below, to be freed. */
char *format_sum(const struct format_counts *counts);

/* "ok", "fail", "warn", "skip", "unknown". */
const char *format_outcome(enum audit_outcome outcome);

/* Whether something is wrong, or may be. */
bool format_is_bad(enum audit_outcome outcome);

/*
 * Any text as one line without control characters, whatever its bytes are;
 * unvis(3) gives them back.  Beyond ASCII only what this locale prints passes.
 */
char *format_safe(const char *raw);

/* "runs is 3, wanted = 1"; safe. */
char *format_finding(const struct audit_finding *finding);

/*
 * Why a rule has its outcome: its findings that matter, with `between` them.
 * Of one that holds: all that was found.  Safe.
 */
char *format_reason(const struct audit_result *result, const char *between);

/* As printf, into memory that is there. */
char *format_print(const char *how, ...) __attribute__((format(printf, 1, 2)));

/* How many rules before this one have its names: subject, file and rule. */
size_t format_nth(const struct format_reports *reports, size_t report,
		  size_t result);

/* A whole number of which a double is sure, or else as it is. */
bool format_is_whole(double value, int64_t *whole);

/* Puts text with each byte of `special` in it replaced by its escape. */
struct format_escape {
	char byte;		/* 0 ends the list */
	const char *as;
};
void format_put_escaped(const char *text, const struct format_escape *escapes,
			FILE *out);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What became of the rules of an audit: what reports are written from. */
#ifndef AUDIT_OUTCOME_H
#define AUDIT_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum audit_outcome {
	AUDIT_OK,
	AUDIT_FAIL,
	AUDIT_WARN,    /* failed, and its severity is warn */
	AUDIT_SKIP,    /* does not apply here */
	AUDIT_UNKNOWN, /* something that it needs cannot be read */
};

/* One comparison of a rule. */
struct audit_finding {
	const char *metric;   /* "longest-run" */
	const char *found;    /* "64", or "?" if unknown, for people */
	const char *wanted;   /* ">= 2M", as it was written */
	const char *why;      /* of an unknown or a skip; NULL */
	enum audit_outcome outcome;
	bool has_value;       /* else value says nothing */
	double value;         /* in the unit of the metric */
};

struct audit_result {
	const char *name;     /* of the rule, from the policy: any text */
	const char *target;   /* "symbol:dma_ring" */
	const char *hint;     /* NULL: none */
	const char *file;     /* the policy; NULL: from the command line */
	unsigned int line;    /* where the rule begins in it, from 1; 0: none */
	const char *why;      /* of a skip or an unknown as a whole; NULL */
	enum audit_outcome outcome;
	const struct audit_finding *findings;
	size_t count;
};

struct audit_report {
	const char *subject;  /* "app" or "PID 812": what was audited;
				 hostile */
	pid_t pid;
	int64_t time;         /* seconds since 1970 */
	const struct audit_result *results;
	size_t count;
};

#endif

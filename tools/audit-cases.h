/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was seen of each process: of several samples the worst. */
#ifndef AUDIT_CASES_H
#define AUDIT_CASES_H

#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "audit-judge.h"

struct audit_case {
	pid_t pid;
	uint64_t start_time;
	char *subject;
	int64_t time;
	struct audit_verdict *verdicts;
	size_t count;
};

struct audit_cases {
	struct audit_case *list;
	size_t count;
};

/* The case of a process, new or not. */
struct audit_case *audit_cases_of(struct audit_cases *cases,
				  const struct vminfo_process *process,
				  size_t verdicts);

/* Takes the verdict, if it is the first or worse than the one before. */
void audit_case_take(struct audit_case *of, size_t i,
		     struct audit_verdict *verdict);

/* Whether that became of any rule. */
bool audit_cases_has(const struct audit_cases *cases,
		     enum audit_outcome outcome);

/*
 * Reports that point into the cases, to be freed by audit_cases_free_reports();
 * behind the last there is room for one.
 */
struct audit_report *audit_cases_reports(const struct audit_cases *cases);
void audit_cases_free_reports(const struct audit_cases *cases,
			      struct audit_report *reports);
void audit_cases_free(struct audit_cases *cases);

/* One that says that somebody is not among them. */
void audit_cases_unseen(struct audit_report *report);

#endif

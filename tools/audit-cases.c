// SPDX-License-Identifier: LGPL-2.1-or-later
/* What was seen of each process: of several samples the worst. */
#include "audit-cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "complain.h"

static char *name_of(const struct vminfo_process *process)
{
	const char *name = vminfo_process_name(process);
	char *subject;

	if (*name)
		subject = strdup(name);
	else if (asprintf(&subject, "PID %d",
			  (int)vminfo_process_pid(process)) < 0)
		subject = NULL;
	if (!subject)
		complain_out_of_memory();
	return subject;
}

static struct audit_case *add(struct audit_cases *cases,
			      const struct vminfo_process *process,
			      size_t verdicts)
{
	struct audit_case *list = reallocarray(cases->list, cases->count + 1,
					       sizeof(*list));
	struct audit_case *new;

	if (!list)
		complain_out_of_memory();
	cases->list = list;
	new = &list[cases->count++];
	*new = (struct audit_case){
		.pid = vminfo_process_pid(process),
		.start_time = vminfo_process_start_time(process),
		.subject = name_of(process),
		.verdicts = calloc(verdicts + 1, sizeof(*new->verdicts)),
		.count = verdicts,
	};
	if (!new->verdicts)
		complain_out_of_memory();
	return new;
}

struct audit_case *audit_cases_of(struct audit_cases *cases,
				  const struct vminfo_process *process,
				  size_t verdicts)
{
	pid_t pid = vminfo_process_pid(process);
	struct audit_case *found = NULL;

	for (size_t i = 0; i < cases->count; i++)
		if (cases->list[i].pid == pid &&
		    cases->list[i].start_time ==
			    vminfo_process_start_time(process))
			found = &cases->list[i];
	if (!found)
		found = add(cases, process, verdicts);
	found->time = (int64_t)time(NULL);
	return found;
}

void audit_case_take(struct audit_case *of, size_t i,
		     struct audit_verdict *verdict)
{
	struct audit_verdict *before = &of->verdicts[i];

	if (before->result.name &&
	    !audit_is_worse_sample(verdict, before)) {
		audit_verdict_free(verdict);
		return;
	}
	audit_verdict_free(before);
	*before = *verdict;
}

static const struct audit_result *results_of(const struct audit_case *of)
{
	struct audit_result *results = calloc(of->count + 1, sizeof(*results));

	if (!results)
		complain_out_of_memory();
	for (size_t i = 0; i < of->count; i++)
		results[i] = of->verdicts[i].result;
	return results;
}

struct audit_report *audit_cases_reports(const struct audit_cases *cases)
{
	struct audit_report *reports = calloc(cases->count + 1,
					      sizeof(*reports));

	if (!reports)
		complain_out_of_memory();
	for (size_t i = 0; i < cases->count; i++) {
		const struct audit_case *of = &cases->list[i];

		reports[i] = (struct audit_report){
			.subject = of->subject,
			.pid = of->pid,
			.time = of->time,
			.results = results_of(of),
			.count = of->count,
		};
	}
	return reports;
}

bool audit_cases_has(const struct audit_cases *cases,
		     enum audit_outcome outcome)
{
	for (size_t i = 0; i < cases->count; i++)
		for (size_t j = 0; j < cases->list[i].count; j++)
			if (cases->list[i].verdicts[j].result.outcome ==
			    outcome)
				return true;
	return false;
}

void audit_cases_unseen(struct audit_report *report)
{
	static const struct audit_result unseen = {
		.name = "each process was read",
		.target = "all",
		.why = "one could not be read, or exited",
		.outcome = AUDIT_UNKNOWN,
	};

	*report = (struct audit_report){
		.subject = "vmaudit",
		.time = (int64_t)time(NULL),
		.results = &unseen,
		.count = 1,
	};
}

void audit_cases_free_reports(const struct audit_cases *cases,
			      struct audit_report *reports)
{
	for (size_t i = 0; i < cases->count; i++)
		free((struct audit_result *)reports[i].results);
	free(reports);
}

void audit_cases_free(struct audit_cases *cases)
{
	for (size_t i = 0; i < cases->count; i++) {
		struct audit_case *of = &cases->list[i];

		for (size_t j = 0; j < of->count; j++)
			audit_verdict_free(&of->verdicts[j]);
		free(of->verdicts);
		free(of->subject);
	}
	free(cases->list);
	*cases = (struct audit_cases){ .count = 0 };
}

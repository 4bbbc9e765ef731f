// SPDX-License-Identifier: LGPL-2.1-or-later
/* Goes to the processes, once or again and again, and judges what it sees. */
#include "audit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "complain.h"
#include "exits.h"
#include "rights.h"
#include "rows-node.h"
#include "ticks.h"

#define SECOND UINT64_C(1000000000)

/* --- looks ---------------------------------------------------------------- */

struct looking {
	struct audit *audit;
	audit_take *take;
};

static bool is_gone(const struct audit *audit, pid_t pid)
{
	for (size_t i = 0; i < audit->gone_count; i++)
		if (audit->gone[i] == pid)
			return true;
	return false;
}

/* It exited between two samples, or in the middle of one. */
static void note_gone(struct audit *audit, pid_t pid)
{
	pid_t *gone;

	if (audit->visit.member || is_gone(audit, pid))
		return;
	/* That is what a command was to do. */
	if (!audit->target->command) {
		complain("%d: exited while it was sampled", (int)pid);
		audit->visit.incomplete = true;
	}
	gone = reallocarray(audit->gone, audit->gone_count + 1, sizeof(*gone));
	if (!gone)
		complain_out_of_memory();
	audit->gone = gone;
	gone[audit->gone_count++] = pid;
}

static bool missed(void *data, pid_t pid, int err)
{
	struct audit *audit = data;

	if (err != -ENOENT && err != -ESRCH)
		return false;
	note_gone(audit, pid);
	return true;
}

static void look(void *data, struct vminfo_process *process)
{
	struct looking *looking = data;
	struct audit *audit = looking->audit;

	audit_scan_process(&audit->scan, process);
	if (audit->scan.ended) {
		note_gone(audit, vminfo_process_pid(process));
		return;
	}
	/* A member that exited is none any more. */
	if (audit->scan.broken && audit->visit.member &&
	    !audit->visit.incomplete)
		return;
	audit->seen++;
	looking->take(audit, process);
}

/* Whether anybody is left to be looked at. */
static bool forget_gone(struct audit *audit)
{
	struct target *target = audit->target;
	size_t kept = 0;

	for (size_t i = 0; i < target->count; i++)
		if (!is_gone(audit, target->pids[i]))
			target->pids[kept++] = target->pids[i];
	target->count = kept;
	return kept || choose_is_used(&target->choose) ||
	       (target->command &&
		audit->gone_count < command_count(target->command));
}

static void look_again(struct audit *audit, struct looking *looking)
{
	const struct audit_given *given = audit->given;
	struct ticks ticks;

	if (!given->every && !given->how_long)
		return;
	audit->visit.returns = true;
	audit->visit.missed = missed;
	audit->visit.missed_data = audit;
	audit->scan.may_end = true;
	ticks_start(&ticks, given->every ? given->every : SECOND,
		    given->how_long);
	while (forget_gone(audit) && ticks_wait(&ticks))
		visit_each(&audit->visit, look, looking);
	ticks_stop(&ticks);
	free(audit->gone);
}

static int status_of(const struct audit *audit)
{
	const struct visit *visit = &audit->visit;

	if (visit->wrong || (!audit->seen && !visit->incomplete))
		return EXITS_WRONG;
	return visit->incomplete ? EXITS_UNKNOWN : EXITS_DONE;
}

/* Why, if anything could not be told. */
static void explain(struct audit *audit)
{
	const struct visit *visit = &audit->visit;

	if (audit->given->quiet)
		return;
	if (visit->nobody)
		complain("no process matched");
	if (audit->lacks && !(vminfo_context_rights(visit->context) &
			      VMINFO_RIGHT_FRAMES))
		visit_explain_hidden(visit);
}

int audit_look(struct audit *audit, audit_take *take)
{
	struct looking looking = { audit, take };
	int status;

	if (target_check(audit->target) != 0 ||
	    visit_start(&audit->visit, audit->target) != 0)
		return EXITS_WRONG;
	/* Symbols, nodes and objects are asked while it is looked at. */
	audit->visit.rights_later = true;
	audit_scan_start(&audit->scan, &audit->visit);
	visit_each(&audit->visit, look, &looking);
	look_again(audit, &looking);
	rights_finish();
	explain(audit);
	status = status_of(audit);
	visit_end(&audit->visit);
	return status;
}

/* --- rules ---------------------------------------------------------------- */

static void judge(struct audit *audit, struct vminfo_process *process)
{
	const struct audit_policy *policy = audit->policy;
	const struct audit_judging judging = {
		.scan = &audit->scan,
		.strict = audit->given->strict,
		.one_node = rows_node_is_one(audit->visit.context),
	};
	struct audit_case *of = audit_cases_of(&audit->cases, process,
					       policy->count);

	for (size_t i = 0; i < policy->count; i++) {
		struct audit_verdict verdict;

		audit_judge(&judging, &policy->rules[i], &verdict);
		audit->lacks |= verdict.result.outcome == AUDIT_UNKNOWN;
		audit_case_take(of, i, &verdict);
	}
}

static int status_of_outcome(enum audit_outcome outcome)
{
	switch (outcome) {
	case AUDIT_FAIL:
		return EXITS_NOTHING;
	case AUDIT_UNKNOWN:
		return EXITS_UNKNOWN;
	default:
		return EXITS_DONE;
	}
}

static int status_of_cases(const struct audit_cases *cases)
{
	int status = EXITS_DONE;

	for (size_t i = 0; i < cases->count; i++)
		for (size_t j = 0; j < cases->list[i].count; j++)
			status = exits_worse(status, status_of_outcome(
				cases->list[i].verdicts[j].result.outcome));
	return status;
}

/*
 * Who reads a report does not see the exit status: of whom nothing could be
 * read, there is no rule that would say so.
 */
static bool lacks_one(const struct audit *audit)
{
	const struct visit *visit = &audit->visit;

	if (visit->wrong && audit->cases.count)
		return true;
	return visit->incomplete &&
	       !audit_cases_has(&audit->cases, AUDIT_UNKNOWN);
}

static int report(struct audit *audit)
{
	const struct audit_given *given = audit->given;
	struct audit_report *reports;
	size_t count;
	int ret = 0;

	reports = audit_cases_reports(&audit->cases);
	count = audit->cases.count;
	if (lacks_one(audit))
		audit_cases_unseen(&reports[count++]);
	if (count)
		ret = formats_put((struct formats *)&given->formats, reports,
				  count);
	audit_cases_free_reports(&audit->cases, reports);
	return ret ? EXITS_WRONG : EXITS_DONE;
}

int audit_judge_all(struct audit *audit)
{
	int status = audit_look(audit, judge);

	status = exits_worse(status, status_of_cases(&audit->cases));
	status = on_unknown_status(&audit->given->on_unknown, status);
	return exits_worse(status, report(audit));
}

void audit_prepare(struct audit *audit)
{
	audit_scan_new(&audit->scan, audit->policy);
	audit->target->backing = (audit->scan.wants & AUDIT_WANTS_BACKING) != 0;
	audit->target->shmem = audit->scan.wants & AUDIT_WANTS_SHMEM;
}

int audit_run(const struct audit_given *given, struct target *target)
{
	struct audit_policy policy = { .count = 0 };
	struct audit audit = {
		.given = given, .target = target, .policy = &policy,
	};
	int status = EXITS_WRONG;

	if (audit_given_read(given, &policy) != 0 ||
	    audit_given_check(&policy) != 0)
		goto free_policy;
	if (!policy.count) {
		complain_usage("no rules: --policy or --expect has them");
		goto free_policy;
	}
	if (target_replay(target) < 0)
		goto free_policy;
	audit_prepare(&audit);
	status = audit_judge_all(&audit);
	audit_cases_free(&audit.cases);
	audit_scan_free(&audit.scan);
free_policy:
	audit_policy_free(&policy);
	return status;
}

int audit_check(const struct audit_given *given)
{
	struct audit_policy policy = { .count = 0 };
	int status = EXITS_WRONG;

	if (!given->policy_count && !given->word_count)
		complain_usage("nothing to check: --policy or --expect has it");
	else if (audit_given_read(given, &policy) == 0 &&
		 audit_given_check(&policy) == 0)
		status = EXITS_DONE;
	if (status == EXITS_DONE && !given->quiet)
		printf("%zu rule%s, no mistake\n", policy.count,
		       policy.count == 1 ? "" : "s");
	audit_policy_free(&policy);
	return status;
}

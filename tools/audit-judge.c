// SPDX-License-Identifier: LGPL-2.1-or-later
/* What becomes of each rule, by what was seen of a process. */
#include "audit-judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"

bool audit_is_worse(enum audit_outcome one, enum audit_outcome other)
{
	static const int rank[] = {
		[AUDIT_SKIP] = 0, [AUDIT_OK] = 1, [AUDIT_WARN] = 2,
		[AUDIT_UNKNOWN] = 3, [AUDIT_FAIL] = 4,
	};

	return rank[one] > rank[other];
}

bool audit_is_worse_sample(const struct audit_verdict *one,
			   const struct audit_verdict *other)
{
	if (one->result.outcome == other->result.outcome)
		return one->excess > other->excess;
	return audit_is_worse(one->result.outcome, other->result.outcome);
}

double audit_excess(enum where_op op, double value, double wanted)
{
	double beyond = (value - wanted) / (wanted > 1 ? wanted : 1);
	double away = beyond < 0 ? -beyond : beyond;

	switch (op) {
	case WHERE_EQUAL:
		return away;
	case WHERE_DIFFERENT:
		return -away;
	case WHERE_MORE:
	case WHERE_AT_LEAST:
		return -beyond;
	default:
		return beyond;
	}
}

static enum audit_outcome failed(const struct audit_judging *j,
				 const struct audit_rule *rule)
{
	return rule->warns && !j->strict ? AUDIT_WARN : AUDIT_FAIL;
}

static char *copy(const char *text)
{
	char *own = strdup(text);

	if (!own)
		complain_out_of_memory();
	return own;
}

/* --- one comparison ------------------------------------------------------- */

static void compare(const struct audit_judging *j,
		    const struct audit_rule *rule,
		    const struct audit_expect *expect,
		    struct audit_finding *finding)
{
	const struct audit_view *view = &j->scan->views[rule->view];
	const struct audit_metric *metric = expect->use.metric;
	const struct audit_measured measured = {
		.sum = &view->sum,
		.context = j->scan->visit->context,
	};
	struct audit_value value = metric->get(&measured, &expect->use);
	char found[AUDIT_FOUND_ROOM];

	finding->found = copy(audit_metric_found(metric, &value, found));
	finding->has_value = audit_value_is_known(&value);
	finding->value = finding->has_value ? (double)value.least : 0;
	switch (audit_value_judge(&value, expect->is.op, expect->is.number)) {
	case WHERE_YES:
		finding->outcome = AUDIT_OK;
		break;
	case WHERE_NO:
		finding->outcome = failed(j, rule);
		break;
	default:
		finding->outcome = AUDIT_UNKNOWN;
		finding->why = value.why ? value.why : "it varies";
	}
}

static void find(const struct audit_judging *j, const struct audit_rule *rule,
		 const struct audit_expect *expect,
		 struct audit_finding *finding)
{
	*finding = (struct audit_finding){
		.metric = expect->name,
		.wanted = expect->wanted,
	};
	if (!expect->use.metric->of_nodes || !j->one_node) {
		compare(j, rule, expect, finding);
		return;
	}
	finding->found = copy("-");
	finding->outcome = AUDIT_SKIP;
	finding->why = "this machine has one node of memory";
}

/* --- a rule --------------------------------------------------------------- */

/* A rule none of whose comparisons applies does not apply. */
static enum audit_outcome sum_up(const struct audit_verdict *verdict)
{
	enum audit_outcome worst = AUDIT_SKIP;

	for (size_t i = 0; i < verdict->result.count; i++)
		if (audit_is_worse(verdict->findings[i].outcome, worst))
			worst = verdict->findings[i].outcome;
	return worst;
}

static double find_excess(const struct audit_rule *rule,
			  const struct audit_verdict *verdict)
{
	double most = -HUGE_VAL;

	for (size_t i = 0; i < rule->count; i++) {
		const struct audit_finding *finding = &verdict->findings[i];
		const struct audit_expect *expect = &rule->expects[i];
		double excess = audit_excess(expect->is.op, finding->value,
					     (double)expect->is.number);

		if (finding->has_value && excess > most)
			most = excess;
	}
	return most;
}

static const char *reason(const struct audit_verdict *verdict)
{
	if (!verdict->result.count)
		return "nothing of it can be worse";
	for (size_t i = 0; i < verdict->result.count; i++)
		if (verdict->findings[i].outcome == verdict->result.outcome)
			return verdict->findings[i].why;
	return NULL;
}

static void judge_all(const struct audit_judging *j,
		      const struct audit_rule *rule,
		      struct audit_verdict *verdict)
{
	verdict->findings = calloc(rule->count + 1, sizeof(*verdict->findings));
	if (!verdict->findings)
		complain_out_of_memory();
	verdict->result.findings = verdict->findings;
	verdict->result.count = rule->count;
	for (size_t i = 0; i < rule->count; i++)
		find(j, rule, &rule->expects[i], &verdict->findings[i]);
	verdict->result.outcome = sum_up(verdict);
	verdict->excess = find_excess(rule, verdict);
	if (verdict->result.outcome == AUDIT_SKIP ||
	    verdict->result.outcome == AUDIT_UNKNOWN)
		verdict->result.why = reason(verdict);
}

static void say(struct audit_verdict *verdict, enum audit_outcome outcome,
		const char *why)
{
	verdict->result.outcome = outcome;
	verdict->why = copy(why);
	verdict->result.why = verdict->why;
}

static void judge_empty(const struct audit_judging *j,
			const struct audit_rule *rule,
			struct audit_verdict *verdict)
{
	const struct audit_view *view = &j->scan->views[rule->view];
	static const enum audit_outcome outcomes[] = {
		[AUDIT_EMPTY_FAIL] = AUDIT_FAIL,
		[AUDIT_EMPTY_PASS] = AUDIT_OK,
		[AUDIT_EMPTY_SKIP] = AUDIT_SKIP,
	};
	enum audit_outcome outcome = outcomes[rule->on_empty];

	if (outcome == AUDIT_FAIL)
		outcome = failed(j, rule);
	say(verdict, outcome, view->why ? view->why : "no page matched");
}

void audit_judge(const struct audit_judging *j, const struct audit_rule *rule,
		 struct audit_verdict *verdict)
{
	const struct audit_view *view = &j->scan->views[rule->view];

	*verdict = (struct audit_verdict){
		.result = {
			.name = rule->name,
			.target = rule->target.text,
			.hint = rule->hint,
			.file = rule->file,
			.line = rule->line,
		},
	};
	if (j->scan->broken)
		say(verdict, AUDIT_UNKNOWN, j->scan->broken);
	else if (view->why && !view->missing)
		say(verdict, AUDIT_UNKNOWN, view->why);
	else if (view->doubtful)
		say(verdict, AUDIT_UNKNOWN, "whether some mapping is meant is "
		    "not known");
	else if (!view->sum.mappings || !view->sum.pages)
		judge_empty(j, rule, verdict);
	else
		judge_all(j, rule, verdict);
}

void audit_verdict_free(struct audit_verdict *verdict)
{
	for (size_t i = 0; verdict->findings && i < verdict->result.count; i++)
		free((char *)verdict->findings[i].found);
	free(verdict->findings);
	free(verdict->why);
	*verdict = (struct audit_verdict){ .why = NULL };
}

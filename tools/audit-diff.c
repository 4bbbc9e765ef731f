// SPDX-License-Identifier: LGPL-2.1-or-later
/* Keeps what is measured of a process, and finds what is worse than it was. */
#include <stdio.h>

#include "audit-baseline.h"
#include "complain.h"
#include "exits.h"

/* What is kept of the process at hand. */
struct recording {
	struct audit audit;	/* comes first: it is the same */
	struct json_object *targets;
	bool empty;		/* of some target there is nothing */
};

static void keep(struct audit *audit, struct vminfo_process *process)
{
	struct recording *r = (struct recording *)(void *)audit;
	const struct audit_policy *policy = audit->policy;

	(void)process;
	if (audit->seen > 1)
		return;
	for (size_t i = 0; i < policy->count; i++) {
		const struct audit_rule *rule = &policy->rules[i];
		const struct audit_view *view =
			&audit->scan.views[rule->view];

		if (!view->sum.mappings || audit->scan.broken) {
			complain("%s: %s", rule->target.text,
				 audit->scan.broken ? audit->scan.broken :
				 view->why ? view->why : "no page matched");
			r->empty = true;
			continue;
		}
		json_object_array_add(r->targets,
				      audit_baseline_of(audit, rule));
	}
}

/* What is kept must be whole, and of one process. */
static int finish(struct recording *r, int status)
{
	struct audit_given *given = (struct audit_given *)r->audit.given;

	if (r->audit.seen > 1) {
		complain("a baseline is of one process, not of %zu",
			 r->audit.seen);
		status = EXITS_WRONG;
	}
	if (r->empty)
		status = exits_worse(status, EXITS_WRONG);
	if (status != EXITS_DONE) {
		json_object_put(r->targets);
		return on_unknown_status(&given->on_unknown, status);
	}
	if (audit_baseline_write(&given->file, r->targets) != 0)
		return EXITS_WRONG;
	status = r->audit.lacks ? EXITS_UNKNOWN : EXITS_DONE;
	return on_unknown_status(&given->on_unknown, status);
}

int audit_record(const struct audit_given *given, struct target *target)
{
	struct audit_policy policy = { .count = 0 };
	struct recording r = {
		.audit = { .given = given, .target = target,
			   .policy = &policy },
	};
	int status = EXITS_WRONG;

	if (audit_given_read(given, &policy) == 0 &&
	    audit_baseline_fill(&policy) == 0 && target_replay(target) >= 0) {
		r.targets = json_object_new_array();
		audit_prepare(&r.audit);
		status = finish(&r, audit_look(&r.audit, keep));
		audit_scan_free(&r.audit.scan);
	}
	audit_policy_free(&policy);
	return status;
}

int audit_diff(const struct audit_given *given, struct target *target)
{
	struct audit_policy policy = { .count = 0 };
	struct audit audit = {
		.given = given, .target = target, .policy = &policy,
	};
	struct json_object *kept = NULL;
	int status = EXITS_WRONG;

	if (audit_baseline_read(given, &policy, &kept) == 0 &&
	    target_replay(target) >= 0) {
		audit_prepare(&audit);
		status = audit_judge_all(&audit);
		audit_cases_free(&audit.cases);
		audit_scan_free(&audit.scan);
	}
	audit_policy_free(&policy);
	json_object_put(kept);
	return status;
}

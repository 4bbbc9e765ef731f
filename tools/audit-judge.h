/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What becomes of each rule, by what was seen of a process. */
#ifndef AUDIT_JUDGE_H
#define AUDIT_JUDGE_H

#include <stdbool.h>

#include "audit-outcome.h"
#include "audit-scan.h"

/* A result that owns its texts, but for those of the rule. */
struct audit_verdict {
	struct audit_result result;
	struct audit_finding *findings;
	char *why;
	double excess;	/* by how much of what is wanted the furthest value is
			   beyond it; below 0: within */
};

struct audit_judging {
	const struct audit_scan *scan;
	bool strict;		/* what warns fails */
	bool one_node;		/* of memory: there is but one */
};

void audit_judge(const struct audit_judging *judging,
		 const struct audit_rule *rule, struct audit_verdict *verdict);
void audit_verdict_free(struct audit_verdict *verdict);

/* Whether the first is worse. */
bool audit_is_worse(enum audit_outcome one, enum audit_outcome other);

/* The same of two samples: the worst is reported. */
bool audit_is_worse_sample(const struct audit_verdict *one,
			   const struct audit_verdict *other);

/* As audit_verdict.excess, of one value. */
double audit_excess(enum where_op op, double value, double wanted);

#endif

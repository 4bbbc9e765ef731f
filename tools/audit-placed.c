// SPDX-License-Identifier: LGPL-2.1-or-later
/* Metrics that tell where memory is: runs, addresses, nodes. */
#include "audit-metric.h"

static const char partly[] = "not all of it is present";
static const char hidden[] = "physical addresses are hidden "
			     "(needs CAP_SYS_ADMIN)";
static const char maybe_zero[] = "some of it may be the zero page";
static const char changed[] = "its mapping changed while it was read";
static const char no_list[] = "the scatter list cannot be told";
static const char no_node[] = "the node of some of it is not known";

/* Why nothing can be said about where all of it is; NULL: it can. */
static const char *why_partly(const struct audit_sum *sum)
{
	if (sum->changed)
		return changed;
	if (sum->maybe_zero)
		return sum->hidden ? hidden : maybe_zero;
	if (!sum->pages || sum->of_state[VMINFO_PRESENT] != sum->pages)
		return partly;
	return NULL;
}

static const char *why_nowhere(const struct audit_sum *sum)
{
	const char *why = why_partly(sum);

	if (!why && sum->hidden)
		return hidden;
	return why;
}

static struct audit_value placed(const struct audit_measured *m,
				 uint64_t number)
{
	const char *why = why_nowhere(m->sum);

	return why ? audit_value_unknown(why) : audit_value_of(number);
}

struct audit_value audit_take_runs(const struct audit_measured *m,
				   const struct audit_use *use)
{
	(void)use;
	return placed(m, m->sum->runs.count);
}

/* What is not present is in no run. */
struct audit_value audit_take_longest(const struct audit_measured *m,
				      const struct audit_use *use)
{
	const struct audit_sum *sum = m->sum;
	uint64_t longest = audit_runs_longest(&sum->runs);

	(void)use;
	if (sum->maybe_zero)
		longest = 0;
	if (sum->changed || sum->maybe_zero || sum->hidden)
		return audit_value_between(longest,
					   sum->pages * sum->page_size,
					   sum->hidden ? hidden :
					   sum->changed ? changed : maybe_zero);
	return audit_value_of(longest);
}

struct audit_value audit_take_shortest(const struct audit_measured *m,
				       const struct audit_use *use)
{
	(void)use;
	return placed(m, audit_runs_shortest(&m->sum->runs));
}

struct audit_value audit_take_alignment(const struct audit_measured *m,
					const struct audit_use *use)
{
	(void)use;
	return placed(m, audit_runs_alignment(&m->sum->runs));
}

struct audit_value audit_take_min_pa(const struct audit_measured *m,
				     const struct audit_use *use)
{
	(void)use;
	return placed(m, m->sum->runs.lowest);
}

struct audit_value audit_take_max_pa(const struct audit_measured *m,
				     const struct audit_use *use)
{
	(void)use;
	return placed(m, m->sum->runs.highest);
}

struct audit_value audit_take_segments(const struct audit_measured *m,
				       const struct audit_use *use)
{
	const struct audit_segments *segments = &m->sum->segments;
	const char *why = why_nowhere(m->sum);

	(void)use;
	if (why || segments->unknown)
		return audit_value_unknown(why ? why : no_list);
	return audit_value_between(segments->least, segments->most, no_list);
}

/* --- nodes ---------------------------------------------------------------- */

struct audit_value audit_take_nodes(const struct audit_measured *m,
				    const struct audit_use *use)
{
	const struct parts *nodes = &m->sum->frames.nodes;
	const char *why = why_partly(m->sum);

	(void)use;
	if (why)
		return audit_value_unknown(why);
	return audit_value_between(nodes->count, nodes->unknown ? UINT64_MAX :
				   nodes->count, no_node);
}

struct audit_value audit_take_node(const struct audit_measured *m,
				   const struct audit_use *use)
{
	const struct parts *nodes = &m->sum->frames.nodes;
	const char *why = why_partly(m->sum);

	(void)use;
	if (why || !nodes->count)
		return audit_value_unknown(why ? why : no_node);
	return (struct audit_value){
		.least = nodes->list[0].key,
		.most = nodes->list[nodes->count - 1].key,
		.each = true,
		.why = nodes->unknown ? no_node : NULL,
	};
}

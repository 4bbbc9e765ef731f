// SPDX-License-Identifier: LGPL-2.1-or-later
/* Baselines: what is measured for them, and how it is written. */
#include "audit-baseline.h"

#include <errno.h>
#include <stdio.h>

#include "complain.h"

/* --- what is measured ----------------------------------------------------- */

/* A metric that says more behind its name is kept if somebody asks for it. */
static bool is_kept(const struct audit_metric *metric,
		    const struct audit_rule *rule)
{
	return !metric->is_place && metric->more == AUDIT_NO_MORE &&
	       (rule->device.name || !(metric->wants & AUDIT_WANTS_SEGMENTS));
}

static int expect_all(struct audit_rule *rule)
{
	const struct audit_said said = { .option = "--baseline" };
	int ret = 0;

	for (const struct audit_metric *m = audit_metrics; m->name && !ret;
	     m++) {
		char line[64];

		snprintf(line, sizeof(line), "%s >= 0", m->name);
		if (is_kept(m, rule))
			ret = audit_rule_expect(rule, &said, line);
	}
	return ret;
}

int audit_baseline_fill(struct audit_policy *policy)
{
	int ret = 0;

	if (!policy->count)
		audit_policy_add(policy)->name = "all";
	for (size_t i = 0; i < policy->count && !ret; i++) {
		policy->rules[i].is_all = !policy->rules[i].count;
		if (policy->rules[i].is_all)
			ret = expect_all(&policy->rules[i]);
	}
	return ret;
}

/* --- out ------------------------------------------------------------------ */

static void not_kept(struct audit *audit, const struct audit_rule *rule,
		     const char *name, const char *why)
{
	if (rule->is_all)
		return;
	audit->lacks = true;
	if (!audit->given->quiet)
		complain("%s: %s is not kept: %s", rule->target.text, name,
			 why ? why : "it varies");
}

static struct json_object *metrics_of(struct audit *audit,
				      const struct audit_rule *rule)
{
	const struct audit_measured measured = {
		.sum = &audit->scan.views[rule->view].sum,
		.context = audit->visit.context,
	};
	struct json_object *metrics = json_object_new_object();

	for (size_t i = 0; i < rule->count; i++) {
		const struct audit_use *use = &rule->expects[i].use;
		struct audit_value value = use->metric->get(&measured, use);

		if (use->metric->is_place)
			continue;
		if (audit_value_is_known(&value))
			json_object_object_add(metrics, use->name,
				json_object_new_uint64(value.least));
		else
			not_kept(audit, rule, use->name, value.why);
	}
	return metrics;
}

struct json_object *audit_baseline_of(struct audit *audit,
				      const struct audit_rule *rule)
{
	struct json_object *target = json_object_new_object();
	struct json_object *where = json_object_new_array();

	json_object_object_add(target, "name",
			       json_object_new_string(rule->name));
	json_object_object_add(target, "target",
			       json_object_new_string(rule->target.text));
	for (size_t i = 0; i < rule->where_count; i++)
		json_object_array_add(where, json_object_new_string(
			rule->where[i].line));
	json_object_object_add(target, "where", where);
	json_object_object_add(target, "profile", rule->device.name ?
			       json_object_new_string(rule->device.name) :
			       NULL);
	json_object_object_add(target, "metrics", metrics_of(audit, rule));
	return target;
}

int audit_baseline_write(struct formats_file *file,
			 struct json_object *targets)
{
	struct json_object *all = json_object_new_object();
	struct json_object *head = json_object_new_object();
	FILE *stream = formats_file_begin(file);
	int ret = -EIO;

	json_object_object_add(head, "baseline",
			       json_object_new_int(AUDIT_BASELINE_FORMAT));
	json_object_object_add(head, "version",
			       json_object_new_string(VMINFO_VERSION));
	json_object_object_add(all, "vminfo", head);
	json_object_object_add(all, "targets", targets);
	if (stream) {
		fprintf(stream, "%s\n", json_object_to_json_string_ext(all,
			JSON_C_TO_STRING_PRETTY |
			JSON_C_TO_STRING_NOSLASHESCAPE));
		ret = fflush(stream) == 0 ? 0 : -errno;
		ret = formats_file_end(file, stream, ret);
	}
	json_object_put(all);
	return ret;
}

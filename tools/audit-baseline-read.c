// SPDX-License-Identifier: LGPL-2.1-or-later
/* Baselines that are read: which rules they come to. */
#include "audit-baseline.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "complain.h"

static char *line_of(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

static char *line_of(const char *format, ...)
{
	va_list values;
	char *line;

	va_start(values, format);
	if (vasprintf(&line, format, values) < 0)
		complain_out_of_memory();
	va_end(values);
	return line;
}

static int refuse(const struct audit_given *given, const char *why)
{
	complain("%s: this is no baseline: %s", given->baseline, why);
	return -EINVAL;
}

static const char *text_of(struct json_object *of, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(of, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

uint64_t audit_baseline_limit(enum audit_better better, uint64_t was,
			      unsigned int tolerance)
{
	uint64_t part, limit;

	if (__builtin_mul_overflow(was / 100, tolerance, &part))
		part = UINT64_MAX;
	else
		part += was % 100 * tolerance / 100;
	if (better == AUDIT_MORE)
		return part < was ? was - part : 0;
	return __builtin_add_overflow(was, part, &limit) ? UINT64_MAX : limit;
}

static const char *sign_of(enum audit_better better)
{
	static const char *const signs[] = {
		[AUDIT_SAME] = "=", [AUDIT_LESS] = "<=", [AUDIT_MORE] = ">=",
	};

	return signs[better];
}

/* "<= 66 (was 60)" */
static int take_metric(struct audit_rule *rule, const struct audit_given *given,
		       const char *name, uint64_t was)
{
	const struct audit_said said = { .option = given->baseline };
	struct audit_expect *expect;
	struct audit_use use;
	uint64_t limit;
	char *line;
	int ret;

	if (audit_metric_find(name, &use) != 0 || use.metric->is_place)
		return refuse(given, "a metric of it is none");
	if (use.metric->better == AUDIT_NEITHER)
		return 0;
	limit = use.metric->better == AUDIT_SAME ? was :
		audit_baseline_limit(use.metric->better, was,
				     given->tolerance);
	line = line_of("%s %s %" PRIu64, name, sign_of(use.metric->better),
		       limit);
	ret = audit_rule_expect(rule, &said, line);
	free(line);
	if (ret)
		return ret;
	expect = &rule->expects[rule->count - 1];
	line = line_of("%s %" PRIu64 " (was %" PRIu64 ")",
		       sign_of(use.metric->better), limit, was);
	free(expect->line);
	expect->line = line;
	expect->wanted = line;
	return 0;
}

static int take_metrics(struct audit_rule *rule,
			const struct audit_given *given,
			struct json_object *metrics)
{
	struct json_object_iterator at = json_object_iter_begin(metrics);
	struct json_object_iterator end = json_object_iter_end(metrics);

	for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
		struct json_object *value = json_object_iter_peek_value(&at);

		if (!json_object_is_type(value, json_type_int) ||
		    json_object_get_int64(value) < 0 ||
		    json_object_get_uint64(value) == UINT64_MAX)
			return refuse(given, "a value of it is no number");
		if (take_metric(rule, given, json_object_iter_peek_name(&at),
				json_object_get_uint64(value)) != 0)
			return -EINVAL;
	}
	return 0;
}

static int take_where(struct audit_rule *rule, const struct audit_said *said,
		      struct json_object *where)
{
	for (size_t i = 0; i < json_object_array_length(where); i++) {
		struct json_object *line = json_object_array_get_idx(where, i);

		if (!json_object_is_type(line, json_type_string) ||
		    audit_rule_where(rule, said,
				     json_object_get_string(line)) != 0)
			return -EINVAL;
	}
	return 0;
}

/* What somebody changed by hand must not be passed over.  NULL: nothing. */
static const char *wrong_with(struct json_object *of)
{
	struct json_object *value;

	if (json_object_object_get_ex(of, "where", &value) &&
	    !json_object_is_type(value, json_type_array))
		return "where is no list";
	if (json_object_object_get_ex(of, "profile", &value) && value &&
	    !json_object_is_type(value, json_type_string))
		return "a profile is no name";
	return NULL;
}

static int take_target(struct audit_policy *policy,
		       const struct audit_given *given, struct json_object *of)
{
	const struct audit_said said = { .option = given->baseline };
	const char *name = text_of(of, "name"), *text = text_of(of, "target");
	const char *profile = text_of(of, "profile");
	struct json_object *metrics, *where;
	struct audit_rule *rule;

	if (!name || !text ||
	    !json_object_object_get_ex(of, "metrics", &metrics) ||
	    !json_object_is_type(metrics, json_type_object))
		return refuse(given, "a target has no name, target or metrics");
	if (wrong_with(of))
		return refuse(given, wrong_with(of));
	rule = audit_policy_add(policy);
	rule->name = name;
	if (audit_target_read(&said, text, &rule->target) != 0 ||
	    (profile && audit_rule_profile(rule, &said, profile) != 0))
		return -EINVAL;
	if (json_object_object_get_ex(of, "where", &where) &&
	    take_where(rule, &said, where) != 0)
		return -EINVAL;
	return take_metrics(rule, given, metrics);
}

static int take_targets(struct audit_policy *policy,
			const struct audit_given *given,
			struct json_object *all)
{
	struct json_object *head, *format, *targets;
	int ret = 0;

	if (!json_object_object_get_ex(all, "vminfo", &head) ||
	    !json_object_object_get_ex(head, "baseline", &format))
		return refuse(given, "it has no head");
	if (json_object_get_int64(format) != AUDIT_BASELINE_FORMAT)
		return refuse(given, "it is of another version");
	if (!json_object_object_get_ex(all, "targets", &targets) ||
	    !json_object_is_type(targets, json_type_array) ||
	    !json_object_array_length(targets))
		return refuse(given, "it has no targets");
	for (size_t i = 0; i < json_object_array_length(targets) && !ret; i++)
		ret = i >= AUDIT_MOST_RULES ?
			      refuse(given, "it has too many targets") :
			      take_target(policy, given,
					  json_object_array_get_idx(targets,
								    i));
	return ret;
}

/* One value, and nothing behind it. */
static struct json_object *parse(const struct profile_text *text,
				 enum json_tokener_error *error)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *all;

	if (!tokener)
		complain_out_of_memory();
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	/* With the 0 at its end, at which numbers end, too. */
	all = json_tokener_parse_ex(tokener, text->bytes,
				    (int)text->length + 1);
	*error = json_tokener_get_error(tokener);
	json_tokener_free(tokener);
	return all;
}

int audit_baseline_read(const struct audit_given *given,
			struct audit_policy *policy,
			struct json_object **kept)
{
	enum json_tokener_error error;
	struct profile_text text;
	int ret = profile_text_load(given->baseline, &text);

	if (ret)
		return ret;
	*kept = parse(&text, &error);
	if (*kept)
		ret = take_targets(policy, given, *kept);
	else
		ret = refuse(given, json_tokener_error_desc(error));
	profile_text_free(&text);
	return ret;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What all formats say of rules, in words that are safe to print. */
#include "format-parts.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "foreign.h"

#define SURE 9007199254740992.0		/* 2^53 */

static const char *const words[FORMAT_OUTCOMES] = {
	[AUDIT_OK] = "ok",
	[AUDIT_FAIL] = "fail",
	[AUDIT_WARN] = "warn",
	[AUDIT_SKIP] = "skip",
	[AUDIT_UNKNOWN] = "unknown",
};

/* In a sum: "1 failed". */
static const char *const sum_words[FORMAT_OUTCOMES] = {
	[AUDIT_OK] = "ok",
	[AUDIT_FAIL] = "failed",
	[AUDIT_WARN] = "warned",
	[AUDIT_SKIP] = "skipped",
	[AUDIT_UNKNOWN] = "unknown",
};

const char *format_outcome(enum audit_outcome outcome)
{
	return words[outcome];
}

bool format_is_bad(enum audit_outcome outcome)
{
	return outcome != AUDIT_OK && outcome != AUDIT_SKIP;
}

void format_count(const struct audit_report *report,
		  struct format_counts *counts)
{
	for (size_t i = 0; i < report->count; i++)
		counts->of[report->results[i].outcome]++;
	counts->all += report->count;
}

char *format_print(const char *how, ...)
{
	va_list values;
	char *text;
	int n;

	va_start(values, how);
	n = vasprintf(&text, how, values);
	va_end(values);
	if (n < 0)
		complain_out_of_memory();
	return text;
}

/* Appends to what is there, which is freed. */
static char *join(char *before, const char *between, const char *more)
{
	char *all;

	if (!before)
		return format_print("%s", more);
	all = format_print("%s%s%s", before, between, more);
	free(before);
	return all;
}

char *format_sum(const struct format_counts *counts)
{
	char *sum = format_print("%zu %s", counts->all,
				 counts->all == 1 ? "rule" : "rules");
	const char *between = ": ";
	char part[64];

	for (size_t i = 0; i < FORMAT_OUTCOMES; i++) {
		if (!counts->of[i])
			continue;
		snprintf(part, sizeof(part), "%zu %s", counts->of[i],
			 sum_words[i]);
		sum = join(sum, between, part);
		between = ", ";
	}
	return sum;
}

char *format_safe(const char *raw)
{
	char *safe = malloc(foreign_room(raw));

	if (!safe)
		complain_out_of_memory();
	foreign_encode(FOREIGN_UTF8, raw, safe);
	return safe;
}

static char *finding_in_words(const struct audit_finding *finding)
{
	const char *why = finding->why;

	switch (finding->outcome) {
	case AUDIT_OK:
		return format_print("%s %s", finding->metric, finding->found);
	case AUDIT_SKIP:
		return format_print("%s does not apply%s%s", finding->metric,
				    why ? ": " : "", why ? why : "");
	case AUDIT_UNKNOWN:
		return format_print("%s cannot be told%s%s, wanted %s",
				    finding->metric, why ? ": " : "",
				    why ? why : "", finding->wanted);
	default:
		return format_print("%s is %s, wanted %s", finding->metric,
				    finding->found, finding->wanted);
	}
}

char *format_finding(const struct audit_finding *finding)
{
	char *raw = finding_in_words(finding);
	char *safe = format_safe(raw);

	free(raw);
	return safe;
}

/* What is said of a rule that fails is not what holds of it. */
static bool matters(const struct audit_result *result,
		    const struct audit_finding *finding)
{
	if (!format_is_bad(result->outcome))
		return finding->outcome == result->outcome;
	return format_is_bad(finding->outcome);
}

char *format_reason(const struct audit_result *result, const char *between)
{
	char *reason = result->why ? format_safe(result->why) : NULL;

	for (size_t i = 0; i < result->count; i++) {
		char *one;

		if (!matters(result, &result->findings[i]))
			continue;
		one = format_finding(&result->findings[i]);
		reason = join(reason, between, one);
		free(one);
	}
	return reason ? reason : format_print("%s", "");
}

static bool same(const char *one, const char *other)
{
	return strcmp(one ? one : "", other ? other : "") == 0;
}

size_t format_nth(const struct format_reports *reports, size_t report,
		  size_t result)
{
	const struct audit_report *list = reports->list;
	const struct audit_result *of = &list[report].results[result];
	size_t nth = 0;

	for (size_t i = 0; i <= report; i++) {
		size_t count = i == report ? result : list[i].count;

		if (!same(list[i].subject, list[report].subject))
			continue;
		for (size_t j = 0; j < count; j++)
			nth += same(list[i].results[j].name, of->name) &&
			       same(list[i].results[j].file, of->file);
	}
	return nth;
}

bool format_is_whole(double value, int64_t *whole)
{
	if (!(value > -SURE && value < SURE))
		return false;
	*whole = (int64_t)value;
	return (double)*whole == value;
}

void format_put_escaped(const char *text, const struct format_escape *escapes,
			FILE *out)
{
	for (; *text; text++) {
		const struct format_escape *escape = escapes;

		while (escape->byte && escape->byte != *text)
			escape++;
		if (escape->byte)
			fputs(escape->as, out);
		else
			fputc(*text, out);
	}
}

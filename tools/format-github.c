// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A report on an audit as workflow commands of GitHub.  Its runner takes them
 * from any line, so what a name could smuggle in is escaped.
 */
#include <stdlib.h>

#include "format-parts.h"

static const struct format_escape of_messages[] = {
	{ '%', "%25" },
	{ '\r', "%0D" },
	{ '\n', "%0A" },
	{ 0, NULL },
};

/* Values in front of the :: */
static const struct format_escape of_properties[] = {
	{ '%', "%25" },
	{ '\r', "%0D" },
	{ '\n', "%0A" },
	{ ':', "%3A" },
	{ ',', "%2C" },
	{ 0, NULL },
};

static const char *const commands[FORMAT_OUTCOMES] = {
	[AUDIT_FAIL] = "error",
	[AUDIT_WARN] = "warning",
	[AUDIT_SKIP] = "notice",
	[AUDIT_UNKNOWN] = "error",
};

static void put(const char *before, const char *raw,
		const struct format_escape *escapes, FILE *out)
{
	char *safe = format_safe(raw);

	fputs(before, out);
	format_put_escaped(safe, escapes, out);
	free(safe);
}

static void put_place(const struct audit_result *result, FILE *out)
{
	if (!result->file)
		return;
	put("file=", result->file, of_properties, out);
	if (result->line)
		fprintf(out, ",line=%u", result->line);
	fputc(',', out);
}

static void put_result(const struct audit_report *report,
		       const struct audit_result *result, FILE *out)
{
	char *reason;

	if (!commands[result->outcome])
		return;
	fprintf(out, "::%s ", commands[result->outcome]);
	put_place(result, out);
	put("title=", result->name, of_properties, out);
	put("::", report->subject, of_messages, out);
	reason = format_reason(result, "; ");
	if (result->outcome == AUDIT_SKIP)
		fputs(": skipped", out);
	if (*reason)
		fputs(": ", out);
	format_put_escaped(reason, of_messages, out);
	free(reason);
	if (format_is_bad(result->outcome) && result->hint)
		put("%0Ahint: ", result->hint, of_messages, out);
	fputc('\n', out);
}

void format_github(const struct format_reports *reports, FILE *out)
{
	struct format_counts counts = { 0 };
	char *sum;

	for (size_t i = 0; i < reports->count; i++) {
		const struct audit_report *report = &reports->list[i];

		for (size_t j = 0; j < report->count; j++)
			put_result(report, &report->results[j], out);
		format_count(report, &counts);
	}
	sum = format_sum(&counts);
	fprintf(out, "%s\n", sum);
	free(sum);
}

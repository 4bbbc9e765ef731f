// SPDX-License-Identifier: LGPL-2.1-or-later
/* A report on an audit as lines for people. */
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "complain.h"
#include "format-parts.h"

#define WORD_WIDTH 9
#define NAME_WIDTH 60		/* longer names push what follows */

/* What failed the audit stands out. */
static const char *const words[FORMAT_OUTCOMES] = {
	[AUDIT_OK] = "ok",
	[AUDIT_FAIL] = "FAIL",
	[AUDIT_WARN] = "warn",
	[AUDIT_SKIP] = "skip",
	[AUDIT_UNKNOWN] = "UNKNOWN",
};

/* In columns of the terminal; the text is safe, so all of it has a width. */
static int width_of(const char *safe)
{
	size_t count = mbstowcs(NULL, safe, 0);
	wchar_t *wide;
	int width;

	if (count == (size_t)-1)
		return (int)strlen(safe);
	wide = calloc(count + 1, sizeof(*wide));
	if (!wide)
		complain_out_of_memory();
	mbstowcs(wide, safe, count + 1);
	width = wcswidth(wide, count);
	free(wide);
	return width < 0 ? (int)strlen(safe) : width;
}

static int width_of_names(const struct audit_report *report)
{
	int widest = 0;

	for (size_t i = 0; i < report->count; i++) {
		char *name = format_safe(report->results[i].name);
		int width = width_of(name);

		if (width > widest && width <= NAME_WIDTH)
			widest = width;
		free(name);
	}
	return widest;
}

static void put_padded(const char *safe, int width, FILE *out)
{
	fputs(safe, out);
	for (int i = width_of(safe); i < width; i++)
		fputc(' ', out);
}

static void put_place(const struct audit_result *result, FILE *out)
{
	char *file;

	if (!format_is_bad(result->outcome) || !result->file)
		return;
	file = format_safe(result->file);
	fprintf(out, "   %s", file);
	if (result->line)
		fprintf(out, ":%u", result->line);
	free(file);
}

/* Of each finding but the first, a line below it. */
static void put_reasons(const struct audit_result *result, int indent,
			FILE *out)
{
	char *reasons = format_reason(result, "\n");
	char *rest = strchr(reasons, '\n');

	if (rest)
		*rest++ = '\0';
	fputs(reasons, out);
	put_place(result, out);
	fputc('\n', out);
	while (rest) {
		char *next = strchr(rest, '\n');

		if (next)
			*next++ = '\0';
		fprintf(out, "%*s%s\n", indent, "", rest);
		rest = next;
	}
	free(reasons);
}

static void put_hint(const struct audit_result *result, FILE *out)
{
	char *hint;

	if (!format_is_bad(result->outcome) || !result->hint)
		return;
	hint = format_safe(result->hint);
	fprintf(out, "%*shint: %s\n", WORD_WIDTH, "", hint);
	free(hint);
}

static void put_result(const struct audit_result *result, int width, FILE *out)
{
	char *name = format_safe(result->name);

	put_padded(words[result->outcome], WORD_WIDTH, out);
	put_padded(name, width, out);
	fputs("   ", out);
	put_reasons(result, WORD_WIDTH + width + 3, out);
	put_hint(result, out);
	free(name);
}

void format_text(const struct format_reports *reports, FILE *out)
{
	struct format_counts counts = { 0 };
	char *sum;

	for (size_t i = 0; i < reports->count; i++) {
		const struct audit_report *report = &reports->list[i];
		int width = width_of_names(report);
		char *subject = format_safe(report->subject);

		if (reports->count > 1)
			fprintf(out, "%s:\n", subject);
		free(subject);
		for (size_t j = 0; j < report->count; j++)
			put_result(&report->results[j], width, out);
		format_count(report, &counts);
	}
	sum = format_sum(&counts);
	fprintf(out, "%s\n", sum);
	free(sum);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which formats of reports there are, and where each of them goes. */
#include "formats.h"

#include <errno.h>
#include <locale.h>
#include <string.h>

#include "complain.h"
#include "format-parts.h"
#include "nearest.h"
#include "progress.h"

const char *const formats_names[] = {
	[FORMATS_TEXT] = "text",
	[FORMATS_TAP] = "tap",
	[FORMATS_JUNIT] = "junit",
	[FORMATS_GITHUB] = "github",
	[FORMATS_GITLAB] = "gitlab",
	[FORMATS_JSON] = "json",
	[FORMATS_PROM] = "prom",
	NULL
};

const char *const formats_texts[] = {
	[FORMATS_TEXT] = "lines for people",
	[FORMATS_TAP] = "TAP version 13, for prove(1) and automake",
	[FORMATS_JUNIT] = "JUnit's XML, for Jenkins, GitLab and others",
	[FORMATS_GITHUB] = "workflow commands of GitHub: marks in a change",
	[FORMATS_GITLAB] = "GitLab's code quality: marks in a change",
	[FORMATS_JSON] = "one document, by vmaudit.json of the schemas",
	[FORMATS_PROM] = "metrics of Prometheus, for node_exporter's files",
	NULL
};

static format_writer *const writers[] = {
	[FORMATS_TEXT] = format_text,
	[FORMATS_TAP] = format_tap,
	[FORMATS_JUNIT] = format_junit,
	[FORMATS_GITHUB] = format_github,
	[FORMATS_GITLAB] = format_gitlab,
	[FORMATS_JSON] = format_json,
	[FORMATS_PROM] = format_prom,
};

const struct cli_option formats_options[] = {
	{ "format", CLI_CALL, .call = formats_add },
	{ .name = NULL },
};

static int no_such_format(const char *argument, size_t length)
{
	struct nearest nearest;
	char word[NEAREST_ROOM] = "";
	char hint[NEAREST_ROOM + 32] = "";

	if (length < sizeof(word))
		memcpy(word, argument, length);
	nearest_start(&nearest, word);
	for (size_t i = 0; formats_names[i]; i++)
		nearest_consider(&nearest, formats_names[i]);
	if (nearest.best[0])
		snprintf(hint, sizeof(hint), " (did you mean %s?)",
			 nearest.best);
	return complain_usage("--format takes text, tap, junit, github, "
			      "gitlab, json or prom, and :FILE, not '%s'%s",
			      argument, hint);
}

/* Both would be in one file, in one another. */
static int refuse_same_place(const struct formats *formats,
			     const struct formats_one *added)
{
	for (size_t i = 0; i < formats->count; i++) {
		const struct formats_one *one = &formats->list[i];

		if (!one->path && !added->path)
			return complain_usage("--format: %s and %s cannot both "
				"be on standard output: give one of them :FILE",
				formats_names[one->kind],
				formats_names[added->kind]);
		if (one->path && added->path &&
		    strcmp(one->path, added->path) == 0)
			return complain_usage("--format: %s was given twice",
					      added->path);
	}
	return 0;
}

int formats_add(void *into, const char *argument)
{
	struct formats *formats = into;
	size_t length = strcspn(argument, ":"), kind = 0;
	struct formats_one one = { .path = NULL };

	while (formats_names[kind] &&
	       (strlen(formats_names[kind]) != length ||
		strncmp(formats_names[kind], argument, length) != 0))
		kind++;
	if (!formats_names[kind])
		return no_such_format(argument, length);
	one.kind = (enum formats_kind)kind;
	if (argument[length] && !argument[length + 1])
		return complain_usage("--format=%s the name of the file is "
				      "empty", argument);
	if (argument[length] && strcmp(argument + length, ":-") != 0)
		one.path = argument + length + 1;
	if (refuse_same_place(formats, &one) != 0)
		return -EINVAL;
	if (formats->count == FORMATS_MANY)
		return complain_usage("--format was given more than %d times",
				      FORMATS_MANY);
	formats->list[formats->count++] = one;
	return 0;
}

int formats_check(struct formats *formats)
{
	if (!formats->count)
		formats->list[formats->count++] =
			(struct formats_one){ .kind = FORMATS_TEXT };
	for (size_t i = 0; i < formats->count; i++) {
		struct formats_one *one = &formats->list[i];

		if (one->path && formats_file_check(&one->file, one->path) != 0)
			return -EIO;
	}
	return 0;
}

int formats_write(enum formats_kind kind, const struct audit_report *reports,
		  size_t count, FILE *out)
{
	const struct format_reports all = { reports, count };
	locale_t locale = (locale_t)0, before = (locale_t)0;

	/* What programs read is the same wherever it is written; a terminal
	   shows what its locale has. */
	if (kind != FORMATS_TEXT)
		locale = newlocale(LC_CTYPE_MASK, kind == FORMATS_JSON ?
				   "C" : "C.UTF-8", (locale_t)0);
	if (locale)
		before = uselocale(locale);
	errno = 0;
	writers[kind](&all, out);
	if (locale) {
		uselocale(before);
		freelocale(locale);
	}
	if (fflush(out) == 0 && !ferror(out))
		return 0;
	return errno ? -errno : -EIO;
}

static int put_one(struct formats_one *one, const struct audit_report *reports,
		   size_t count)
{
	FILE *stream;

	if (!one->path) {
		progress_wipe();
		/* output_finish() sees and tells a failure. */
		formats_write(one->kind, reports, count, stdout);
		return 0;
	}
	stream = formats_file_begin(&one->file);
	if (!stream)
		return -EIO;
	return formats_file_end(&one->file, stream,
				formats_write(one->kind, reports, count,
					      stream));
}

int formats_put(struct formats *formats, const struct audit_report *reports,
		size_t count)
{
	int ret = 0;

	for (size_t i = 0; i < formats->count; i++)
		if (put_one(&formats->list[i], reports, count) != 0)
			ret = -EIO;
	return ret;
}

void formats_free(struct formats *formats)
{
	for (size_t i = 0; i < formats->count; i++)
		formats_file_free(&formats->list[i].file);
	formats->count = 0;
}

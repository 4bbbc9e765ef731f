// SPDX-License-Identifier: LGPL-2.1-or-later
/* The text of a profile's file, before a parser sees it. */
#include "profile-text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "rights.h"
#include "small-file.h"

int profile_text_refuse(const struct profile_text *text, size_t line,
			const char *format, ...)
{
	char reason[512];
	va_list values;

	va_start(values, format);
	vsnprintf(reason, sizeof(reason), format, values);
	va_end(values);
	if (line)
		complain("%s:%zu: %s", text->name, line, reason);
	else
		complain("%s: %s", text->name, reason);
	return -EINVAL;
}

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

size_t profile_text_find(const struct profile_text *text, const char *word,
			 size_t behind)
{
	const char *line = text->bytes;
	size_t length = strlen(word);

	for (size_t number = 1; *line; number++, line = next_line(line)) {
		const char *first = line + strspn(line, " \t\"'{");

		if (number > behind && strncmp(first, word, length) == 0 &&
		    strchr(" \t\"':", first[length]))
			return number;
	}
	return behind;
}

/*
 * Outside of comments.  An anchor alone would change nothing, but who writes
 * one expects more of it.
 */
static bool has_anchor(const char *line)
{
	size_t length = strcspn(line, "\n");

	for (size_t i = 0; i < length; i++) {
		bool begins = i == 0 || strchr(" \t[{,", line[i - 1]);

		if (begins && line[i] == '#')
			return false;
		if (begins && (line[i] == '&' || line[i] == '*') &&
		    i + 1 < length && !strchr(" \t\r", line[i + 1]))
			return true;
	}
	return false;
}

/* The reason, or NULL. */
static const char *wrong_with(const char *line)
{
	size_t length = strcspn(line, "\n");

	/* "\0" would end a value early. */
	if (memchr(line, '\\', length))
		return "a backslash may not be in it";
	/* libyaml compares each with all before it: that takes its time. */
	if (memmem(line, length, "%TAG", 4))
		return "%TAG may not be in it";
	if (has_anchor(line))
		return "no word may begin with & or *: anchors and aliases "
		       "are not read";
	return NULL;
}

static int check_lines(const struct profile_text *text)
{
	const char *line = text->bytes;

	for (size_t number = 1; *line; number++, line = next_line(line)) {
		const char *reason = wrong_with(line);

		if (reason)
			return profile_text_refuse(text, number, "%s", reason);
	}
	return 0;
}

static int check(const struct profile_text *text)
{
	if (text->length > PROFILE_TEXT_LARGEST)
		return profile_text_refuse(text, 0, "larger than 1 MiB");
	if (memchr(text->bytes, '\0', text->length))
		return profile_text_refuse(text, 0, "no text: a byte is 0");
	return 0;
}

static int read_standard_input(char *bytes, size_t room)
{
	size_t n = fread(bytes, 1, room, stdin);

	return ferror(stdin) ? -errno : (int)n;
}

/* The number of bytes, up to one more than there may be; or negative errno. */
static int read_bytes(const char *path, char *bytes)
{
	const size_t room = PROFILE_TEXT_LARGEST + 1;
	int ret;

	if (strcmp(path, "-") == 0)
		return read_standard_input(bytes, room);
	/* Root may read the files of everybody.  Who has some rights by the
	 * program alone may not read with them what he could not before. */
	if (geteuid() == 0)
		rights_raise(RIGHTS_OPEN);
	ret = small_file_bytes(AT_FDCWD, path, bytes, room);
	rights_lower();
	return ret;
}

int profile_text_load(const char *path, struct profile_text *text)
{
	struct profile_text t = {
		.name = strcmp(path, "-") == 0 ? "standard input" : path,
		.bytes = malloc(PROFILE_TEXT_LARGEST + 2),
	};
	int n;

	if (!t.bytes)
		complain_out_of_memory();
	n = read_bytes(path, t.bytes);
	if (n >= 0) {
		t.length = (size_t)n;
		t.bytes[n] = '\0';
		n = check(&t);
	} else if (n == -EINVAL) {
		n = profile_text_refuse(&t, 0, "no regular file");
	} else {
		n = profile_text_refuse(&t, 0, "%s", strerror(-n));
	}
	if (n)
		profile_text_free(&t);
	else
		*text = t;
	return n;
}

int profile_text_read(const char *path, struct profile_text *text)
{
	struct profile_text t;
	int ret = profile_text_load(path, &t);

	if (ret)
		return ret;
	ret = check_lines(&t);
	if (ret)
		profile_text_free(&t);
	else
		*text = t;
	return ret;
}

void profile_text_free(struct profile_text *text)
{
	free(text->bytes);
	*text = (struct profile_text){ 0 };
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* A list of frames on standard input, one a line. */
#include "frame-list.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "frame-words.h"
#include "units.h"

/* Much more than a log has of one line. */
#define LONGEST_LINE 4096
#define MOST_LINES 1000000
#define SHOWN 60

/*
 * Where a log names a frame, or an address; always hexadecimal, with or
 * without 0x.  The first that a line has counts.  Names of processes are in
 * lines of the first two kinds, and are too short for the first of these.
 */
static const struct mark {
	const char *text;
	bool is_address;
	const char *then;	/* and behind the number, or NULL */
	bool is_last;		/* a name may look like it, in front of it */
} marks[] = {
	/* Memory failure: 0x12345: Sending SIGBUS to cat:812 due to ... */
	{ "Memory failure: ", false, ":", false },
	/* BUG: Bad page state in process cat  pfn:12345 */
	{ "pfn:", false, NULL, true },
	{ "pfn ", false, NULL, true },
	{ "oft offline: ", false, ":", false },
	{ "oft_offline: ", false, ":", false },
	/* EDAC MC0: 1 CE ... (channel:0 slot:0 page:0x12345 offset:0x40 ...;
	 * "page:ffffea0000123440 refcount:1" is where the kernel has notes. */
	{ "page:0x", false, " offset:", false },
	{ "page 0x", false, ", offset", false },
	/* mce: [Hardware Error]: TSC 0 ADDR 3f62d83400 MISC 86 */
	{ " ADDR ", true, NULL, false },
	{ "ADDR:", true, NULL, false },
	{ "physical_address:", true, NULL, false },
	{ "physical address: ", true, NULL, false },
	{ "address:0x", true, NULL, false },
	{ "address: 0x", true, NULL, false },
};

static bool is_delimiter(char c)
{
	return !isalnum((unsigned char)c) && c != '_';
}

static int read_mark(const struct mark *mark, const char *from,
		     struct frame_word *word)
{
	uint64_t number = 0;
	const char *end;

	if (units_address_from(from, &number, &end) != 0)
		return -EINVAL;
	if (!is_delimiter(*end))
		return -EINVAL;
	if (mark->then && strncmp(end, mark->then, strlen(mark->then)) != 0)
		return -EINVAL;
	if (number >> (mark->is_address ? 62 : 50))
		return -EINVAL;
	*word = (struct frame_word){
		.start = number, .count = 1, .is_address = mark->is_address,
	};
	return 0;
}

static int find_mark(const struct mark *mark, const char *line,
		     struct frame_word *word)
{
	int ret = -EINVAL;

	while ((line = strstr(line, mark->text))) {
		line += strlen(mark->text);
		if (read_mark(mark, line, word) != 0)
			continue;
		ret = 0;
		if (!mark->is_last)
			break;
	}
	return ret;
}

int frame_word_of_log(const char *line, struct frame_word *word)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (find_mark(&marks[i], line, word) == 0)
			return 0;
	return -EINVAL;
}

/* At the start, or behind a blank: EDAC has "CPU_SrcID#0". */
static size_t without_comment(const char *line)
{
	size_t length = strcspn(line, "\r\n");

	for (size_t i = 0; i < length; i++)
		if (line[i] == '#' && (i == 0 || line[i - 1] == ' ' ||
				       line[i - 1] == '\t'))
			return i;
	return length;
}

/* Takes the comment and the blanks around off. */
static char *bare(char *line)
{
	size_t length = without_comment(line);

	while (length && isspace((unsigned char)line[length - 1]))
		length--;
	line[length] = '\0';
	return line + strspn(line, " \t");
}

struct list {
	const char *option;
	frame_list_word *read;
	int (*add)(void *data, const struct frame_word *word);
	void *data;
	size_t number;	/* of the line */
	bool any;
};

static int take_line(struct list *list, char *line)
{
	struct frame_word word;
	const char *text;

	text = bare(line);
	if (!*text)
		return 0;
	if (list->read(text, &word) != 0 && frame_word_of_log(text, &word) != 0)
		return complain_usage("%s -: line %zu has no frame: '%.*s'",
				      list->option, list->number, SHOWN, text);
	list->any = true;
	return list->add(list->data, &word);
}

static int take_lines(struct list *list, char *line)
{
	while (fgets(line, LONGEST_LINE, stdin)) {
		int ret;

		if (++list->number > MOST_LINES)
			return complain_usage("%s -: too much on standard "
					      "input", list->option);
		if (!strchr(line, '\n') && !feof(stdin))
			return complain_usage("%s -: line %zu is too long",
					      list->option, list->number);
		ret = take_line(list, line);
		if (ret)
			return ret;
	}
	if (ferror(stdin))
		return complain_usage("%s -: cannot read standard input",
				      list->option);
	if (!list->any)
		return complain_usage("%s -: no frame on standard input",
				      list->option);
	return 0;
}

int frame_list_read(const char *option, frame_list_word *read,
		    int (*add)(void *data, const struct frame_word *word),
		    void *data)
{
	struct list list = {
		.option = option, .read = read, .add = add, .data = data,
	};
	char *line = malloc(LONGEST_LINE);
	int ret;

	if (!line)
		complain_out_of_memory();
	ret = take_lines(&list, line);
	free(line);
	return ret;
}

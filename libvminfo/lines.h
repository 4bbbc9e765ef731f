/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* lines.h - the text of a file, a line at a time. */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "procfs.h"

/* A line is borrowed until the next fill; the buffer grows to the longest. */
struct lines {
	struct procfs_file file;	/* borrowed */
	bool ended;
	uint64_t readings;	/* how often text was read */
	char *buffer;
	size_t size;
	size_t next;	/* first byte not given out yet */
	size_t filled;
};

struct line {
	char *text;	/* its newline is replaced by a NUL */
	size_t length;
};

int lines_init(struct lines *lines, struct procfs_file file);
void lines_free(struct lines *lines);

/* From the start of the file again. */
int lines_rewind(struct lines *lines);

/*
 * Reads until there is at least one whole line; a file of /proc gives about a
 * page of them at once.  1: there is one; 0: end of the text; negative errno:
 * -EINVAL if the text ends in the middle of a line.
 */
int lines_fill(struct lines *lines);

/* The next whole line that is already here, without reading. */
bool lines_take(struct lines *lines, struct line *line);

/* What was taken last is the next again; its text may have no NUL then. */
void lines_give_back(struct lines *lines, const struct line *line);

/*
 * The text of the next line, if it is here already and has that length, or
 * begins with so many bytes and a newline; else NULL.  It is not taken.
 */
static inline const char *lines_peek(const struct lines *lines, size_t length)
{
	const char *text = lines->buffer + lines->next;

	return lines->filled - lines->next > length && text[length] == '\n'
		? text : NULL;
}

/* Takes what was peeked at. */
static inline void lines_pass(struct lines *lines, size_t length)
{
	lines->next += length + 1;
}

/* Either of the above.  1: *line is filled; 0: end; negative errno. */
int lines_next(struct lines *lines, struct line *line);

#endif

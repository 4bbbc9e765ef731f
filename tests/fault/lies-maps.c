// SPDX-License-Identifier: LGPL-2.1-or-later
/* A text of maps that no kernel gives, made of one that it gave. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "demand-words.h"
#include "fault.h"
#include "lies.h"

#define PAGE 4096u
#define MOST_FILES 1024

/* What is read of a file that is open, instead of what is in it. */
static struct reading {
	char *text;	/* NULL: nothing was read of it */
	size_t at;
} readings[MOST_FILES];

/* Texts so far: each second one may be another. */
static unsigned long texts;

struct line {
	uint64_t start;
	uint64_t end;
	const char *rest;	/* with the newline */
	int length;
};

struct list {
	struct line *lines;
	size_t n;
};

static struct list split(const char *text)
{
	struct list list = { .lines = calloc(strlen(text) / 8 + 1,
					     sizeof(*list.lines)) };

	if (!list.lines)
		abort();
	while (*text) {
		struct line *line = &list.lines[list.n++];
		char *at;

		line->start = strtoull(text, &at, 16);
		line->end = strtoull(at + 1, &at, 16);
		line->rest = at;
		line->length = (int)strcspn(at, "\n") + 1;
		text = at + line->length;
	}
	return list;
}

static void put(FILE *to, const struct line *line)
{
	fprintf(to, "%08" PRIx64 "-%08" PRIx64 "%.*s", line->start, line->end,
		line->length, line->rest);
}

/* As if some of it, or of its pages, had gone. */
static void put_smaller(FILE *to, struct line line, size_t i)
{
	uint64_t pages = (line.end - line.start) / PAGE;

	if (demand.maps_lies == LIE_LESS && i % 2)
		return;
	if (demand.maps_lies == LIE_SHRINK && pages > 1)
		line.end -= pages / 2 * PAGE;
	put(to, &line);
}

static void put_all(FILE *to, const struct list *list, unsigned long reading)
{
	for (size_t i = 0; i < list->n; i++) {
		struct line line = list->lines[i];

		if (demand.maps_lies == LIE_UNSORTED)
			line = list->lines[list->n - 1 - i];
		if (demand.maps_lies == LIE_OVERLAP && i + 1 < list->n &&
		    list->lines[i + 1].start == line.end)
			line.end += PAGE;
		if (reading % 2)
			put_smaller(to, line, i);
		else
			put(to, &line);
		if (demand.maps_lies == LIE_TWICE)
			put(to, &line);
	}
	/* The last has been there for long: none is missed. */
	if (demand.maps_lies == LIE_BACK && list->n)
		put(to, &list->lines[0]);
}

/* All of it as another text. */
static char *lie(const char *text, unsigned long reading)
{
	struct list list = split(text);
	char *lies;
	size_t size;
	FILE *to = open_memstream(&lies, &size);

	if (!to)
		abort();
	put_all(to, &list, reading);
	fclose(to);
	free(list.lines);
	return lies;
}

/* --- files ---------------------------------------------------------------- */

/* Negative errno, or 0: *text is all that it has. */
static int read_all(int fd, lies_read_call *read, char **text)
{
	size_t size;
	FILE *to = open_memstream(text, &size);
	char piece[4096];
	ssize_t n;

	if (!to)
		abort();
	while ((n = read(fd, piece, sizeof(piece))) > 0)
		fwrite(piece, 1, (size_t)n, to);
	fclose(to);
	if (n < 0)
		free(*text);
	return (int)n;
}

static int start(struct reading *r, int fd, lies_read_call *read)
{
	char *text;
	int ret = read_all(fd, read, &text);

	if (ret < 0)
		return ret;
	r->text = lie(text, texts++);
	fault_made();
	r->at = 0;
	free(text);
	return 0;
}

ssize_t lies_read_maps(int fd, lies_read_call *read, void *buffer, size_t size)
{
	struct reading *r = &readings[fd % MOST_FILES];
	size_t left;
	int ret = r->text ? 0 : start(r, fd, read);

	if (ret < 0)
		return ret;
	left = strlen(r->text + r->at);
	if (size > left)
		size = left;
	memcpy(buffer, r->text + r->at, size);
	r->at += size;
	return (ssize_t)size;
}

void lies_forget_maps(int fd)
{
	struct reading *r = &readings[(unsigned int)fd % MOST_FILES];

	/* Nothing is written where nobody lies: there may be other threads. */
	if (!r->text)
		return;
	free(r->text);
	r->text = NULL;
}

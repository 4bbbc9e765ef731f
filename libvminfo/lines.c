// SPDX-License-Identifier: LGPL-2.1-or-later
/* Text line by line in one growing buffer. */
#include "lines.h"

#include <errno.h>
#include <string.h>

#include "memory.h"

#define FIRST_SIZE ((size_t)16 << 10)

/* A path can be longer than PATH_MAX, but not without end. */
#define LONGEST ((size_t)16 << 20)

int lines_init(struct lines *lines, struct procfs_file file)
{
	*lines = (struct lines){ .file = file, .size = FIRST_SIZE };
	/* To clear it would cost more than to read a short text. */
	lines->buffer = memory_resize(NULL, FIRST_SIZE);
	return lines->buffer ? 0 : -ENOMEM;
}

void lines_free(struct lines *lines)
{
	memory_free(lines->buffer);
	*lines = (struct lines){ .file = PROCFS_CLOSED };
}

int lines_rewind(struct lines *lines)
{
	lines->ended = false;
	lines->next = 0;
	lines->filled = 0;
	return procfs_rewind(lines->file);
}

static bool has_line(const struct lines *lines)
{
	return memchr(lines->buffer + lines->next, '\n',
		      lines->filled - lines->next);
}

/* Room for more text and a NUL behind it. */
static int make_room(struct lines *lines)
{
	size_t kept = lines->filled - lines->next;
	char *larger;

	memmove(lines->buffer, lines->buffer + lines->next, kept);
	lines->next = 0;
	lines->filled = kept;
	if (kept < lines->size / 2)
		return 0;
	if (lines->size >= LONGEST)
		return -EOVERFLOW;
	larger = memory_resize(lines->buffer, lines->size * 2);
	if (!larger)
		return -ENOMEM;
	lines->buffer = larger;
	lines->size *= 2;
	return 0;
}

static int read_more(struct lines *lines)
{
	int ret = make_room(lines);
	ssize_t n;

	if (ret < 0)
		return ret;
	lines->readings++;
	n = procfs_read(lines->file, lines->buffer + lines->filled,
			lines->size - lines->filled - 1);
	if (n < 0)
		return (int)n;
	lines->filled += (size_t)n;
	if (n > 0)
		return 0;
	lines->ended = lines->filled == lines->next;
	/* A line that was cut may mean something else than the whole one. */
	return lines->ended ? 0 : -EINVAL;
}

int lines_fill(struct lines *lines)
{
	int ret;

	while (!has_line(lines)) {
		if (lines->ended)
			return 0;
		ret = read_more(lines);
		if (ret < 0)
			return ret;
	}
	return 1;
}

bool lines_take(struct lines *lines, struct line *line)
{
	char *start = lines->buffer + lines->next;
	char *end = memchr(start, '\n', lines->filled - lines->next);

	if (!end)
		return false;
	*end = '\0';
	line->text = start;
	line->length = (size_t)(end - start);
	lines->next += line->length + 1;
	return true;
}

void lines_give_back(struct lines *lines, const struct line *line)
{
	lines->next -= line->length + 1;
	lines->buffer[lines->next + line->length] = '\n';
}

int lines_next(struct lines *lines, struct line *line)
{
	int ret;

	if (lines_take(lines, line))
		return 1;
	ret = lines_fill(lines);
	if (ret <= 0)
		return ret;
	lines_take(lines, line);
	return 1;
}

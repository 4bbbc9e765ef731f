// SPDX-License-Identifier: LGPL-2.1-or-later
/* The floors of text: what is read as text, and a list that is printed. */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "floor.h"
#include "stretches.h"
#include "words.h"

#define BUFFER ((size_t)64 << 10)
#define LINES (2 * BUFFER)		/* none is longer than a buffer */
#define PERMISSIONS 5			/* with the blank before them */

static char *put_hex(char *to, uint64_t number)
{
	unsigned int digits = 1;

	while (digits < 16 && number >> 4 * digits)
		digits++;
	for (unsigned int i = 0; i < digits; i++, number >>= 4)
		to[digits - 1 - i] = "0123456789abcdef"[number & 15];
	return to + digits;
}

static void flush(const char *text, size_t size)
{
	ssize_t n;

	for (; size; text += n, size -= (size_t)n) {
		n = write(STDOUT_FILENO, text, size);
		if (n < 0)
			err(1, "write");
	}
}

struct text {
	char *start, *to;
};

/* There is room for another one afterwards. */
static void end_line(struct text *text, char *to)
{
	*to++ = '\n';
	text->to = to;
	if ((size_t)(to - text->start) > LINES - BUFFER) {
		flush(text->start, (size_t)(to - text->start));
		text->to = text->start;
	}
}

static void put_line(struct text *text, uint64_t page, uint64_t word)
{
	char *to = put_hex(text->to, page);

	*to++ = ' ';
	to = put_hex(to, word & FRAME);
	*to++ = ' ';
	to = put_hex(to, word);
	end_line(text, to);
}

static void put_stretch(struct text *text, int fd, uint64_t *words,
			struct stretch s)
{
	while (s.start < s.end) {
		uint64_t n = s.end - s.start < WORDS ? s.end - s.start : WORDS;

		n = read_proc_at(fd, words, n * 8, s.start * 8) / 8;
		if (!n)
			return;
		for (uint64_t i = 0; i < n; i++) {
			if (words[i])
				put_line(text, s.start + i, words[i]);
		}
		s.start += n;
	}
}

void floor_list(char **pids)
{
	struct stretches maps = read_maps(*pids);
	uint64_t *words = allocate(WORDS * sizeof(*words));
	struct text text = { .start = allocate(LINES) };
	int fd = open_proc(*pids, "pagemap");

	text.to = text.start;
	for (size_t i = 0; i < maps.n; i++)
		put_stretch(&text, fd, words, maps.list[i]);
	flush(text.start, (size_t)(text.to - text.start));
}

/*
 * Address, size, permissions; offset, device, inode; blanks and its name: less
 * than what was read.  Names may be longer than any path that can be opened.
 */
static void put_mapping(void *data, struct stretch stretch, const char *rest,
			size_t size)
{
	struct text *text = data;
	const char *name = rest + size;
	char *to = put_hex(text->to, stretch.start);

	while (name > rest && name[-1] != ' ')
		name--;
	*to++ = ' ';
	to = put_hex(to, stretch.end - stretch.start);
	to = mempcpy(to, rest, PERMISSIONS);
	*to++ = ' ';
	to = mempcpy(to, name, (size_t)(rest + size - name));
	end_line(text, to);
}

void floor_maps(char **pids)
{
	struct text text = { .start = allocate(LINES) };

	text.to = text.start;
	read_mappings(*pids, put_mapping, &text);
	flush(text.start, (size_t)(text.to - text.start));
}

static size_t read_all(const char *pid, const char *name, char *buffer)
{
	int fd = open_proc(pid, name);
	size_t sum = 0, n;

	while ((n = read_proc(fd, buffer, BUFFER)))
		sum += n;
	close(fd);
	return sum;
}

void floor_smaps(char **pids)
{
	printf("%zu bytes\n", read_all(*pids, "smaps", allocate(BUFFER)));
}

void floor_rollups(char **pids)
{
	char *buffer = allocate(BUFFER);
	size_t sum = 0;

	for (; *pids; pids++)
		sum += read_all(*pids, "smaps_rollup", buffer);
	printf("%zu bytes\n", sum);
}

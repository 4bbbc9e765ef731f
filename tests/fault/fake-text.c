// SPDX-License-Identifier: LGPL-2.1-or-later
/* The texts of the fake kernel: maps, smaps, stat. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fake-parts.h"

/* As seq_file does it: only a newline is escaped. */
static void put_name(FILE *text, const char *name)
{
	for (; *name; name++) {
		if (*name == '\n')
			fputs("\\012", text);
		else
			fputc(*name, text);
	}
}

static void put_line(FILE *text, const struct fake_mapping *m)
{
	int width = fprintf(text,
			    "%08" PRIx64 "-%08" PRIx64 " %s %08" PRIx64
			    " %02x:%02x %" PRIu64 " ",
			    m->start, m->end, m->permissions, m->offset,
			    m->dev_major, m->dev_minor, m->inode);

	if (m->name) {
		for (; width < 73; width++)
			fputc(' ', text);
		put_name(text, m->name);
	}
	fputc('\n', text);
}

static FILE *start_text(char **text, size_t *size)
{
	FILE *file = open_memstream(text, size);

	if (!file)
		abort();
	return file;
}

char *fake_maps(const struct fake_space *space, uint64_t *va, bool *end)
{
	const struct fake_mapping *m;
	FILE *file;
	char *text;
	size_t size;

	file = start_text(&text, &size);
	do {
		m = *end ? NULL : fake_find(space, *va, true);
		if (!m)
			break;
		put_line(file, m);
		*va = m->end;
		*end = !m->end;
		fflush(file);
	} while (size < fake.chunk);
	fclose(file);
	return text;
}

/* Pages of the mapping whose entry says present, or swapped. */
static uint64_t count(const struct fake_space *space,
		      const struct fake_mapping *m, uint64_t bit)
{
	uint64_t pages = 0, va = m->start;

	if (m->pfnmap || m->page_size || m->start >> 63)
		return 0;
	while (va <= fake_last(m)) {
		struct fake_piece piece = fake_at(space, va);

		if (piece.word & bit)
			pages += (piece.end - va) / FAKE_PAGE;
		va = piece.end;
	}
	return pages;
}

static void put_record(FILE *text, const struct fake_space *space,
		       const struct fake_mapping *m)
{
	uint64_t page_size = m->page_size ? m->page_size : FAKE_PAGE;

	put_line(text, m);
	fprintf(text, "Size: %13" PRIu64 " kB\n", (m->end - m->start) >> 10);
	fprintf(text, "KernelPageSize: %3" PRIu64 " kB\n", page_size >> 10);
	fprintf(text, "Rss: %14" PRIu64 " kB\n",
		count(space, m, (uint64_t)1 << 63) * 4);
	fprintf(text, "Swap: %13" PRIu64 " kB\n",
		count(space, m, (uint64_t)1 << 62) * 4);
	fprintf(text, "THPeligible:           0\nVmFlags: rd %s%s\n",
		m->pfnmap ? "io pf " : "", m->page_size ? "de ht " : "");
}

char *fake_smaps(const struct fake_space *space)
{
	FILE *file;
	char *text;
	size_t size;

	file = start_text(&text, &size);
	for (const struct fake_mapping *m = space->mappings; m->permissions;
	     m++)
		put_record(file, space, m);
	fclose(file);
	return text;
}

char *fake_rollup(const struct fake_space *space)
{
	uint64_t present = 0, swapped = 0;
	FILE *file;
	char *text;
	size_t size;

	file = start_text(&text, &size);
	for (const struct fake_mapping *m = space->mappings; m->permissions;
	     m++) {
		present += count(space, m, (uint64_t)1 << 63);
		swapped += count(space, m, (uint64_t)1 << 62);
	}
	fputs("00400000-7fffffffe000 ---p 00000000 00:00 0 [rollup]\n", file);
	if (space->mappings->permissions)
		fprintf(file, "Rss: %14" PRIu64 " kB\nSwap: %13" PRIu64 " kB\n",
			present * 4, swapped * 4);
	fclose(file);
	return text;
}

char *fake_stat(pid_t pid, char state)
{
	/* What an exec changes: code and stack. */
	unsigned long code = 0x400000 + fake.program * 0x1000;
	FILE *file;
	char *text;
	size_t size;

	file = start_text(&text, &size);
	fprintf(file, "%d (%s) %c 1 42 42 0 -1 %" PRIu64, (int)pid, fake.comm,
		state, fake.stat_flags);
	fprintf(file, " 1 2 3 4 5 6 7 8 20 0 %u 0 %d 1000000 200",
		fake.threads, 1234525 + pid);
	fprintf(file, " 18446744073709551615 %lu %lu %lu", code, code + 0x800,
		0x7ffc00000000 + code);
	fprintf(file, " 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n");
	fclose(file);
	return text;
}

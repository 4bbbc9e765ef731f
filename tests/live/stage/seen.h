/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a process sees of its own pages by other means than pagemap: smaps,
 * mincore(2), move_pages(2), /proc/swaps.  Every claim is checked by these.
 */
#ifndef STAGE_SEEN_H
#define STAGE_SEEN_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* True if the line is the head of the mapping that holds the address. */
static bool line_holds(const char *line, uint64_t va)
{
	uint64_t start, end;

	return sscanf(line, "%" SCNx64 "-%" SCNx64 " ", &start, &end) == 2 &&
	       start <= va && va < end;
}

static bool line_is_head(const char *line)
{
	uint64_t start, end;

	return sscanf(line, "%" SCNx64 "-%" SCNx64 " ", &start, &end) == 2;
}

/* The text after "ITEM:" in smaps of the mapping at va, or "" if none. */
static const char *smaps_text(const void *va, const char *item)
{
	static char found[256];
	char line[8192];
	bool inside = false;
	size_t length = strlen(item);
	FILE *smaps = fopen("/proc/self/smaps", "re");

	found[0] = '\0';
	while (smaps && fgets(line, sizeof(line), smaps)) {
		if (line_is_head(line))
			inside = line_holds(line, (uintptr_t)va);
		else if (inside && !strncmp(line, item, length) &&
			 line[length] == ':')
			snprintf(found, sizeof(found), "%.255s",
				 line + length + 1);
	}
	if (smaps)
		fclose(smaps);
	return found;
}

/* KiB, or -1 if the item is missing. */
static long smaps_kib(const void *va, const char *item)
{
	const char *text = smaps_text(va, item);

	return *text ? strtol(text, NULL, 10) : -1;
}

static bool smaps_flag(const void *va, const char *flag)
{
	char wanted[8];

	snprintf(wanted, sizeof(wanted), " %s ", flag);
	return strstr(smaps_text(va, "VmFlags"), wanted) != NULL;
}

static size_t page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

/* How many of the pages are in core, or -1. */
static long pages_in_core(void *va, size_t pages)
{
	unsigned char *core = calloc(pages, 1);
	long count = -1;

	if (core && !mincore(va, pages * page_size(), core)) {
		count = 0;
		for (size_t i = 0; i < pages; i++)
			count += core[i] & 1;
	}
	free(core);
	return count;
}

/* move_pages(2) asked only: the node, -ENOENT no page, -EFAULT zero page. */
static int page_node(void *va)
{
	int status = -1;

	if (syscall(SYS_move_pages, 0, 1UL, &va, NULL, &status, 0))
		return -1;
	return status;
}

/* The first number in a file, or -1. */
static long number_in(const char *path)
{
	long number = -1;
	FILE *file = fopen(path, "re");

	if (file && fscanf(file, "%ld", &number) != 1)
		number = -1;
	if (file)
		fclose(file);
	return number;
}

/* KiB used of a swap area by its name in /proc/swaps, or -1. */
static long swap_used_kib(const char *area)
{
	char line[4096], name[4096];
	long used = -1, size, now;
	FILE *swaps = fopen("/proc/swaps", "re");

	while (swaps && fgets(line, sizeof(line), swaps))
		if (sscanf(line, "%4095s %*s %ld %ld", name, &size,
			   &now) == 3 &&
		    !strcmp(name, area))
			used = now;
	if (swaps)
		fclose(swaps);
	return used;
}

#endif

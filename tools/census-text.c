// SPDX-License-Identifier: LGPL-2.1-or-later
/* What buddyinfo and zoneinfo say beside the flags of frames. */
#include "census-text.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the allocator has had since there are kernels that we know. */
#define USUAL_LARGEST 10

static struct census_zone *find_zone(struct census *census, unsigned int node,
				     const char *name)
{
	for (size_t i = 0; i + 1 < census->n_zones; i++) {
		const struct vminfo_zone_span *span = &census->zones[i].span;
		const char *zone = vminfo_zone_name(span->zone);

		if (span->node == node && zone && strcmp(zone, name) == 0)
			return &census->zones[i];
	}
	return NULL;
}

/* No pipe may stop us. */
static FILE *open_text(const char *procfs, const char *name)
{
	int dir = open(procfs, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat stat;
	FILE *file;

	if (dir >= 0)
		close(dir);
	if (fd < 0)
		return NULL;
	file = fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode) ? fdopen(fd, "r")
							      : NULL;
	if (!file)
		close(fd);
	return file;
}

static void take_blocks(struct census *census, const char *text)
{
	struct free_blocks_line line;
	struct census_zone *zone;

	if (free_blocks_read(text, &line) != 0)
		return;
	if (line.orders - 1 > census->largest)
		census->largest = line.orders - 1;
	zone = find_zone(census, line.node, line.zone);
	if (!zone)
		zone = &census->zones[census->n_zones - 1];
	free_blocks_join(&zone->listed, &line.blocks);
	zone->has_lists = true;
}

static void read_blocks(struct census *census, const char *procfs)
{
	FILE *file = open_text(procfs, "buddyinfo");
	char *line = NULL;
	size_t room = 0;

	while (file && getline(&line, &room, file) > 0)
		take_blocks(census, line);
	free(line);
	if (file)
		fclose(file);
	if (census->largest)
		return;
	census->lacks |= CENSUS_NO_LISTS;
	census->largest = USUAL_LARGEST;
}

void census_take_zoneinfo(struct census *census, struct census_zone **zone,
			  const char *line)
{
	unsigned long long count;
	unsigned int node;
	char name[16];

	if (sscanf(line, "Node %5u, zone %15s", &node, name) == 2) {
		*zone = find_zone(census, node, name);
		return;
	}
	if (!*zone || sscanf(line, " count: %19llu", &count) != 1)
		return;
	(*zone)->on_cpu_lists += count;
	(*zone)->has_cpu_lists = true;
}

static void read_cpu_lists(struct census *census, const char *procfs)
{
	FILE *file = open_text(procfs, "zoneinfo");
	struct census_zone *zone = NULL;
	char *line = NULL;
	size_t room = 0;

	while (file && getline(&line, &room, file) > 0)
		census_take_zoneinfo(census, &zone, line);
	free(line);
	if (file)
		fclose(file);
}

void census_read_text(struct census *census, const char *procfs)
{
	read_blocks(census, procfs);
	read_cpu_lists(census, procfs);
}

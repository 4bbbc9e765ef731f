// SPDX-License-Identifier: LGPL-2.1-or-later
/* The layout of physical memory by /proc/iomem and /proc/zoneinfo. */
#include "physmem.h"

#include <errno.h>
#include <string.h>

#include "digits.h"
#include "lines.h"
#include "memory.h"
#include "vminfo.h"

#define RAM "System RAM"

/* No machine has so many; then none is kept, for the innermost may be lost. */
#define MOST_REGIONS ((size_t)1 << 16)

/* "  00100000-bfffffff : System RAM (virtio_mem)", at any depth. */
static bool decode_region(const struct line *line, struct physmem_range *range,
			  const char **name)
{
	struct digits text = { .at = line->text,
			       .end = line->text + line->length };

	digits_take_blanks(&text);
	if (!digits_take(&text, 16, &range->first) ||
	    !digits_take_char(&text, '-') ||
	    !digits_take(&text, 16, &range->last) ||
	    strncmp(text.at, " : ", 3) != 0)
		return false;
	*name = text.at + 3;
	return true;
}

/* What is read, and what the lines so far said. */
struct reading {
	struct physmem *physmem;
	struct zoneinfo info;
};

static int add_range(struct physmem *physmem, const struct physmem_range *range)
{
	struct physmem_range *larger;

	larger = memory_resize(physmem->ram,
			       (physmem->n + 1) * sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	larger[physmem->n++] = *range;
	physmem->ram = larger;
	return 0;
}

static int add_region(struct physmem *physmem,
		      const struct physmem_range *range, const char *name)
{
	struct physmem_region *region;
	size_t size = strlen(name) + 1;
	char *text;

	if (physmem->regions.n == MOST_REGIONS)
		return -E2BIG;
	text = growing_add(&physmem->names, size, 1);
	region = growing_add(&physmem->regions, 1, sizeof(*region));
	if (!text || !region)
		return -ENOMEM;
	memcpy(text, name, size);
	region->range = *range;
	region->name = physmem->names.n - size;
	return 0;
}

/* Without CAP_SYS_ADMIN at open all addresses are printed as 0. */
static int take_iomem(struct reading *reading, const struct line *line)
{
	struct physmem_range range;
	const char *name;
	int ret;

	if (!decode_region(line, &range, &name) || !range.last ||
	    range.last < range.first)
		return 0;
	ret = add_region(reading->physmem, &range, name);
	if (ret == 0 && !strncmp(name, RAM, strlen(RAM)))
		ret = add_range(reading->physmem, &range);
	return ret;
}

static int add_zone(struct physmem *physmem, const struct zoneinfo_zone *zone)
{
	struct zoneinfo_zone *larger;

	larger = memory_resize(physmem->zones,
			       (physmem->n_zones + 1) * sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	larger[physmem->n_zones++] = *zone;
	physmem->zones = larger;
	return 0;
}

static int take_zoneinfo(struct reading *reading, const struct line *line)
{
	const struct zoneinfo_zone *zone = &reading->info.zone;
	bool complete = zoneinfo_take(&reading->info, line->text);

	if (zone->kind == VMINFO_ZONE_DEVICE && zone->spanned)
		reading->physmem->device_memory = true;
	return complete ? add_zone(reading->physmem, zone) : 0;
}

static int each_line(struct physmem *physmem, struct procfs_file file,
		     int (*take)(struct reading *, const struct line *))
{
	struct reading reading = { .physmem = physmem };
	struct lines lines;
	struct line line;
	int ret = lines_init(&lines, file);

	while (ret == 0 && (ret = lines_next(&lines, &line)) > 0)
		ret = take(&reading, &line);
	lines_free(&lines);
	return ret;
}

static int read_file(struct physmem *physmem, struct procfs_file procfs,
		     const char *name,
		     int (*take)(struct reading *, const struct line *))
{
	struct procfs_file file = procfs_open(procfs, name);
	int ret = file.fd < 0 ? file.fd : each_line(physmem, file, take);

	procfs_close(file);
	return ret;
}

static void forget_ram(struct physmem *physmem)
{
	memory_free(physmem->ram);
	physmem->ram = NULL;
	physmem->n = 0;
	growing_free(&physmem->regions);
	growing_free(&physmem->names);
}

/* Without a part of them, a frame could be taken for one of the others. */
static void forget_zones(struct physmem *physmem)
{
	memory_free(physmem->zones);
	physmem->zones = NULL;
	physmem->n_zones = 0;
	physmem->device_memory = true;
}

int physmem_read(struct physmem *physmem, struct procfs_file procfs)
{
	int ret;

	*physmem = (struct physmem){ 0 };
	ret = read_file(physmem, procfs, "iomem", take_iomem);
	/* A part of the ranges would make devices of the others. */
	if (ret < 0)
		forget_ram(physmem);
	if (ret == -ENOMEM)
		return ret;
	ret = read_file(physmem, procfs, "zoneinfo", take_zoneinfo);
	if (ret < 0)
		forget_zones(physmem);
	if (ret != -ENOMEM)
		return 0;
	physmem_free(physmem);
	return ret;
}

void physmem_free(struct physmem *physmem)
{
	forget_ram(physmem);
	forget_zones(physmem);
}

bool physmem_is_ram(const struct physmem *physmem, uint64_t pa)
{
	for (size_t i = 0; i < physmem->n; i++) {
		if (pa >= physmem->ram[i].first && pa <= physmem->ram[i].last)
			return true;
	}
	return false;
}

const struct physmem_region *physmem_region(const struct physmem *physmem,
					    uint64_t pa)
{
	const struct physmem_region *regions = physmem->regions.rows;

	for (size_t i = physmem->regions.n; i-- > 0;) {
		if (pa >= regions[i].range.first && pa <= regions[i].range.last)
			return &regions[i];
	}
	return NULL;
}

const char *physmem_name(const struct physmem *physmem,
			 const struct physmem_region *region)
{
	return (const char *)physmem->names.rows + region->name;
}

const struct zoneinfo_zone *
physmem_zone(const struct physmem *physmem, uint64_t frame,
	     const struct zoneinfo_zone *after)
{
	size_t i = after ? (size_t)(after - physmem->zones) + 1 : 0;

	for (; i < physmem->n_zones; i++) {
		const struct zoneinfo_zone *zone = &physmem->zones[i];

		if (frame >= zone->first &&
		    frame - zone->first < zone->spanned)
			return zone;
	}
	return NULL;
}

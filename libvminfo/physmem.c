// SPDX-License-Identifier: LGPL-2.1-or-later
/* The layout of physical memory by /proc/iomem and /proc/zoneinfo. */
#include "physmem.h"

#include <errno.h>
#include <string.h>

#include "digits.h"
#include "lines.h"
#include "memory.h"

/* "  00100000-bfffffff : System RAM (virtio_mem)", at any depth. */
static bool decode_ram(const struct line *line, struct physmem_range *range)
{
	struct digits text = { .at = line->text,
			       .end = line->text + line->length };

	digits_take_blanks(&text);
	return digits_take(&text, 16, &range->first) &&
	       digits_take_char(&text, '-') &&
	       digits_take(&text, 16, &range->last) &&
	       !strncmp(text.at, " : System RAM", 13);
}

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

/* Without CAP_SYS_ADMIN at open all addresses are printed as 0. */
static int add_line(struct physmem *physmem, const struct line *line)
{
	struct physmem_range range;

	if (!decode_ram(line, &range) || !range.last)
		return 0;
	return add_range(physmem, &range);
}

/* "Node 0, zone   Device" is followed by "        spanned  0". */
static int note_zone(struct physmem *physmem, const struct line *line)
{
	static const char spanned[] = "        spanned  ";

	if (!strncmp(line->text, "Node ", 5))
		physmem->device_memory = strstr(line->text, "Device");
	else if (physmem->device_memory &&
		 !strncmp(line->text, spanned, sizeof(spanned) - 1) &&
		 strcmp(line->text + sizeof(spanned) - 1, "0") != 0)
		return 1;
	return 0;
}

static int each_line(struct physmem *physmem, struct procfs_file file,
		     int (*use)(struct physmem *, const struct line *))
{
	struct lines lines;
	struct line line;
	int ret = lines_init(&lines, file);

	while (ret == 0 && (ret = lines_next(&lines, &line)) > 0)
		ret = use(physmem, &line);
	lines_free(&lines);
	return ret;
}

static int read_file(struct physmem *physmem, struct procfs_file procfs,
		     const char *name,
		     int (*use)(struct physmem *, const struct line *))
{
	struct procfs_file file = procfs_open(procfs, name);
	int ret = file.fd < 0 ? file.fd : each_line(physmem, file, use);

	procfs_close(file);
	return ret;
}

int physmem_read(struct physmem *physmem, struct procfs_file procfs)
{
	int ret;

	*physmem = (struct physmem){ 0 };
	ret = read_file(physmem, procfs, "iomem", add_line);
	/* A part of the ranges would make devices of the others. */
	if (ret < 0)
		physmem_free(physmem);
	if (ret == -ENOMEM)
		return ret;
	ret = read_file(physmem, procfs, "zoneinfo", note_zone);
	physmem->device_memory = ret != 0;
	if (ret != -ENOMEM)
		return 0;
	physmem_free(physmem);
	return ret;
}

void physmem_free(struct physmem *physmem)
{
	memory_free(physmem->ram);
	physmem->ram = NULL;
	physmem->n = 0;
}

bool physmem_is_ram(const struct physmem *physmem, uint64_t pa)
{
	for (size_t i = 0; i < physmem->n; i++) {
		if (pa >= physmem->ram[i].first && pa <= physmem->ram[i].last)
			return true;
	}
	return false;
}

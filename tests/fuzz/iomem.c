// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvminfo/physmem.c, lines.c, place.c: any /proc/iomem, behind a line of "--"
 * any /proc/zoneinfo.
 */
#include "fuzz.h"

#include <errno.h>

#include "fake.h"
#include "scene.h"

#define MOST 16

static void check_region(struct vminfo_context *context, uint64_t pa)
{
	struct vminfo_region region;
	int ret = vminfo_context_region(context, pa, &region);

	assert(ret == 1 || ret == 0 || ret == -ENODATA);
	if (ret != 1)
		return;
	assert(pa >= region.pa);
	/* All 2^64 bytes have a length of 0. */
	assert(pa - region.pa <= region.length - 1);
	assert(region.name);
}

static void check_ram(struct vminfo_context *context)
{
	bool known = vminfo_context_rights(context) & VMINFO_RIGHT_RAM;
	struct vminfo_ram ram[MOST];
	ssize_t n = vminfo_context_ram(context, ram, MOST);

	assert(n != 0 && (n > 0 || n == -ENODATA));
	assert(known == (n > 0));
	for (ssize_t i = 0; i < n && i < MOST; i++) {
		assert(ram[i].length - 1 <= UINT64_MAX - ram[i].pa);
		check_region(context, ram[i].pa);
		check_region(context, ram[i].pa + (ram[i].length - 1));
	}
}

static void check_zones(struct vminfo_context *context)
{
	struct vminfo_zone_span zones[MOST];
	ssize_t n = vminfo_context_zones(context, zones, MOST);

	assert(n != 0 && (n > 0 || n == -ENODATA));
	for (ssize_t i = 0; i < n && i < MOST; i++) {
		struct vminfo_frame frame;
		int ret = vminfo_context_frame(context, zones[i].pfn, &frame);

		assert(zones[i].spanned);
		assert(zones[i].zone == 0 ||
		       vminfo_zone_name(zones[i].zone));
		assert(ret == 0 || ret == -EINVAL);
		/* Of two zones that span it, none is told. */
		if (ret == 0 && frame.known & VMINFO_FRAME_HAS_NODE)
			assert(frame.node != UINT16_MAX);
	}
}

/* The second text begins behind that line. */
static char *split(char *text)
{
	char *line = strncmp(text, "--\n", 3) == 0 ? text :
						     strstr(text, "\n--\n");

	if (!line)
		return NULL;
	line += *line == '\n';
	*line = '\0';
	return line + 3;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct fake_mapping none[] = { { .permissions = NULL } };
	static const struct fake_space space = { none, NULL };
	char *text = fuzz_string(data, size);
	struct scene scene;

	fake_start(&space);
	fake.zoneinfo = split(text);
	fake.iomem = text;
	scene = scene_open();
	check_ram(scene.context);
	check_zones(scene.context);
	check_region(scene.context, 0);
	check_region(scene.context, UINT64_MAX);
	scene_close(&scene);
	free(text);
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * floor NAME [PID]... - the least that the kernel has to be asked for an answer
 * in the best order known, and next to nothing else: what tools are held
 * against.  For 4 KiB pages and huge pages of 2 MiB.
 */
#include "floor.h"

#include <err.h>
#include <stddef.h>
#include <string.h>

static const struct {
	const char *name;
	floor_run *run;
} floors[] = {
	{ "pread", floor_pread },
	{ "scan", floor_scan },
	{ "scan-huge", floor_scan_huge },
	{ "scan-pread", floor_scan_pread },
	{ "flags", floor_flags },
	{ "flags-huge", floor_flags_huge },
	{ "all-flags", floor_all_flags },
	{ "list", floor_list },
	{ "maps", floor_maps },
	{ "smaps", floor_smaps },
	{ "rollups", floor_rollups },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof(floors) / sizeof(*floors);
	     i++) {
		if (strcmp(floors[i].name, argv[1]) != 0)
			continue;
		floors[i].run(argv + 2);
		return 0;
	}
	errx(2, "usage: floor NAME [PID]...");
}

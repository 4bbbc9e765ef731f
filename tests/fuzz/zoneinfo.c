// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/zoneinfo.c: the lines of /proc/zoneinfo. */
#include "fuzz.h"

#include "vminfo.h"
#include "zoneinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	struct zoneinfo info = { 0 };
	bool complete;
	char *line;

	while ((line = fuzz_line(&bytes))) {
		bool was_in_zone = info.in_zone;

		complete = zoneinfo_take(&info, line);
		free(line);
		assert(info.zone.kind <= VMINFO_ZONE_DEVICE);
		assert(info.zone.node != UINT16_MAX);
		/* Each zone is told once, and has some frames. */
		assert(!complete || was_in_zone);
		assert(!complete || !info.in_zone);
		assert(!complete || info.zone.spanned);
	}
	return 0;
}

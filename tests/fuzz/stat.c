// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvminfo/stat.c and tools/paging-stat.c: /proc/PID/stat, in which the name
 * may hold anything.  What both of them read is the same.
 */
#include "fuzz.h"

#include <errno.h>

#include "paging-stat.h"
#include "stat.h"

static bool take(const char *line, struct stat_fields *fields)
{
	int ret;

	memset(fields, 0x5a, sizeof(*fields));
	ret = stat_decode(line, fields);
	if (ret) {
		assert(ret == -EINVAL);
		assert(fuzz_is_untouched(fields, sizeof(*fields), 0x5a));
		return false;
	}
	assert(memchr(fields->name, '\0', sizeof(fields->name)));
	assert(strstr(line, fields->name));
	assert(fields->state);
	return true;
}

static bool take_faults(const char *line, struct paging_stat *faults)
{
	int ret;

	memset(faults, 0x5a, sizeof(*faults));
	ret = paging_stat_read(faults, line);
	if (ret) {
		assert(ret == -EINVAL);
		assert(fuzz_is_untouched(faults, sizeof(*faults), 0x5a));
		return false;
	}
	assert(faults->known);
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = fuzz_string(data, size);
	struct stat_fields fields;
	struct paging_stat faults;
	bool has_fields = take(line, &fields);

	/* The kernel writes no tabs there: one of them takes these, too. */
	if (take_faults(line, &faults) && has_fields && !strchr(line, '\t')) {
		assert(fields.start_time == faults.start_time);
		assert(fields.start_code == faults.start_code);
		assert(fields.end_code == faults.end_code);
		assert(fields.start_stack == faults.start_stack);
	}
	free(line);
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/mountinfo.c: a line of /proc/PID/mountinfo. */
#include "fuzz.h"

#include <errno.h>

#include "mountinfo.h"

static void take(const char *line, size_t length)
{
	struct mountinfo mount;
	int ret;

	memset(&mount, 0x5a, sizeof(mount));
	ret = mountinfo_decode(line, length, &mount);
	if (ret) {
		assert(ret == -EINVAL);
		assert(fuzz_is_untouched(&mount, sizeof(mount), 0x5a));
		return;
	}
	assert(mount.type > line);
	assert(mount.type_length > 0);
	assert(mount.type + mount.type_length < line + length);
	assert(!memchr(mount.type, ' ', mount.type_length));
	assert(mount.type[mount.type_length] == ' ');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	char *line;

	while ((line = fuzz_line(&bytes))) {
		take(line, strlen(line));
		free(line);
	}
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/profile*.c: any file of a profile, through libcyaml. */
#include "quiet.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "constraints.h"
#include "profile.h"

/* A path of a file that has these bytes. */
static int file_of(const uint8_t *data, size_t size, char path[64])
{
	int fd = memfd_create("profile", MFD_CLOEXEC);

	assert(fd >= 0);
	assert(write(fd, data, size) == (ssize_t)size);
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

static void check(const struct profile *profile)
{
	assert(profile->name && *profile->name);
	assert(profile->text && profile->source);
	assert(!strchr(profile->text, '\n'));
	assert(profile->count >= 1 && profile->count <= PROFILE_MOST);
	for (size_t i = 0; i < profile->count; i++) {
		assert(constraints_from_name(profile->constraints[i].key) >= 0);
		assert(profile->constraints[i].value);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct profile profile;
	char path[64];
	int fd = file_of(data, size, path), ret;

	memset(&profile, 0x5a, sizeof(profile));
	quiet_start();
	ret = profile_find(path, &profile);
	quiet_check(ret);
	close(fd);
	if (ret) {
		assert(ret == -EINVAL);
		assert(fuzz_is_untouched(&profile, sizeof(profile), 0x5a));
		return 0;
	}
	check(&profile);
	profile_free(&profile);
	return 0;
}

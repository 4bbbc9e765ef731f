// SPDX-License-Identifier: LGPL-2.1-or-later
/* Profiles in files, without libcyaml: there are none, but names work. */
#include "profile-file.h"

#include <errno.h>

#include "complain.h"

int profile_file_read(const char *path, struct profile *profile)
{
	(void)profile;
	complain("%s: a profile in a file needs a build with libcyaml", path);
	return -EINVAL;
}

void profile_file_free(void *owned)
{
	(void)owned;
}

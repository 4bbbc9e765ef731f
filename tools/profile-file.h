/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Profiles in files, which are YAML: vminfo-profile(5). */
#ifndef PROFILE_FILE_H
#define PROFILE_FILE_H

#include "profile.h"

/* "-": standard input.  0, or -EINVAL, told in one line. */
int profile_file_read(const char *path, struct profile *profile);

/* What it left in `owned`. */
void profile_file_free(void *owned);

#endif

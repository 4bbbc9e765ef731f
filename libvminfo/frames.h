/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* frames.h - the kernel's flags of single frames. */
#ifndef FRAMES_H
#define FRAMES_H

#include <stdint.h>

#include "procfs.h"

/*
 * Whether all of these flags are set in /proc/kpageflags (which may be
 * not open).  1, 0, or negative errno if they cannot be read.
 */
int frames_have(struct procfs_file kpageflags, uint64_t frame, uint64_t flags);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* frames.h - the kernel's flags of single frames. */
#ifndef FRAMES_H
#define FRAMES_H

#include <stdint.h>

/*
 * Whether all of these flags are set in /proc/kpageflags (a descriptor, -1: not
 * open).  1, 0, or negative errno if they cannot be read.
 */
int frames_have(int kpageflags, uint64_t frame, uint64_t flags);

#endif

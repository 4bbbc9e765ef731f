/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* frames.h - the kernel's flags of single frames. */
#ifndef FRAMES_H
#define FRAMES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether all of these flags are set in /proc/kpageflags (-1: not open).
 * False too if they cannot be read.
 */
bool frames_have(int kpageflags, uint64_t frame, uint64_t flags);

#endif

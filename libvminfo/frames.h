/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* frames.h - files of the kernel that have a word for each frame. */
#ifndef FRAMES_H
#define FRAMES_H

#include <stdint.h>

#include "procfs.h"

/*
 * Whether all of these flags are set in /proc/kpageflags (which may be
 * not open).  1, 0, or negative errno if they cannot be read.
 */
int frames_have(struct procfs_file kpageflags, uint64_t frame, uint64_t flags);

/*
 * The word of one frame.  1; 0: the file ends before it, as it does above the
 * memory that the kernel knows; -EBADF: it is not open; or negative errno.
 */
int frames_word(struct procfs_file file, uint64_t frame, uint64_t *word);

/*
 * How many frames the folio of a frame has, as a power of two, from the flags
 * of the frames around it.  -ENODATA: they do not say.
 */
int frames_order(struct procfs_file kpageflags, uint64_t frame, uint64_t flags);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* smaps.h - what the lines of /proc/PID/smaps mean. */
#ifndef SMAPS_H
#define SMAPS_H

#include <stddef.h>

#include "lines.h"
#include "vminfo.h"

/* All items missing. */
void smaps_clear(struct vminfo_smaps *smaps);

/*
 * Enters one line below a mapping's heading.  0: known or not, it is an item;
 * -EINVAL: it is none.
 */
int smaps_decode(const char *line, struct vminfo_smaps *smaps);

/*
 * The same for one line after the other: *place, which is 0 before the first,
 * is that of the line that is expected behind it.
 */
int smaps_decode_next(const char *line, size_t *place,
		      struct vminfo_smaps *smaps);

/*
 * Enters lines that are here already as long as they are the expected ones, in
 * the columns that kernels write; how many.  What is next is read as any.
 */
size_t smaps_take(struct lines *lines, size_t *place,
		  struct vminfo_smaps *smaps);

#endif

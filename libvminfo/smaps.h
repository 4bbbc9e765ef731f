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
 * The same for one line after the other: *place, which is 0 before the first, is
 * where the next is looked for first.
 */
int smaps_decode_next(const struct line *line, size_t *place,
		      struct vminfo_smaps *smaps);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* maps.h - what one line of /proc/PID/maps means. */
#ifndef MAPS_H
#define MAPS_H

#include <stddef.h>

#include "vminfo.h"

/*
 * Fills *mapping from a line without its newline, in which the name stays and
 * gets its NUL from the caller (line[length] is '\0').  -EINVAL: not a line of
 * maps; *mapping is then untouched.
 */
int maps_decode(const char *line, size_t length,
		struct vminfo_mapping *mapping);

/* enum vminfo_mapping_kind, by inode, device and name as in the text. */
uint32_t maps_kind(const struct vminfo_mapping *mapping);

#endif

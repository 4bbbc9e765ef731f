/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which file systems are tmpfs, and what they were mounted with. */
#ifndef HUGE_MOUNTS_H
#define HUGE_MOUNTS_H

#include <stddef.h>
#include <stdint.h>

#include "huge-policy.h"

struct huge_mount {
	uint32_t dev_major;
	uint32_t dev_minor;
	enum huge_backing backing;	/* a tmpfs, or another file system */
	enum huge_rule rule;		/* of a tmpfs */
};

struct huge_mounts {
	struct huge_mount *list;
	size_t count;
};

/* Those that we see ourselves: in other namespaces there may be others. */
void huge_mounts_read(struct huge_mounts *mounts);
void huge_mounts_free(struct huge_mounts *mounts);

/* Adds one, of a line of mountinfo, which is spoiled. */
void huge_mounts_add(struct huge_mounts *mounts, char *line);

/* NULL: not known. */
const struct huge_mount *huge_mounts_of(const struct huge_mounts *mounts,
					const struct vminfo_mapping *mapping);

#endif

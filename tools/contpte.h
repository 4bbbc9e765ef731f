/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The sizes of blocks that --contpte asks for. */
#ifndef CONTPTE_H
#define CONTPTE_H

#include <stddef.h>
#include <stdint.h>

#include "tally-frames.h"

struct contpte {
	uint64_t sizes[TALLY_MOST_BLOCKS];
	size_t count;
};

/* Takes a size.  0, or -EINVAL (a mistake, told). */
int contpte_add(void *contpte, const char *argument);

/* Blocks are of whole pages.  0, or -EINVAL (told). */
int contpte_check(const struct contpte *contpte, uint64_t page_size);

#endif

// SPDX-License-Identifier: LGPL-2.1-or-later
/* The blocks of memory of this machine, by directories like memory12. */
#include "memory-blocks.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "small-file.h"
#include "units.h"

void memory_blocks_open(struct memory_blocks *blocks, const char *root)
{
	char path[128], text[32];
	const char *end;
	uint64_t size;

	*blocks = (struct memory_blocks){ .root = root, .last = UINT64_MAX };
	snprintf(path, sizeof(path), "%s/block_size_bytes", root);
	/* "8000000": hexadecimal, without 0x. */
	if (small_file_read(AT_FDCWD, path, text, sizeof(text)) == 0 &&
	    units_address_from(text, &size, &end) == 0 && !*end)
		blocks->size = size;
}

bool memory_blocks_are_offline(struct memory_blocks *blocks, uint64_t pa)
{
	char path[128], state[32];

	if (!blocks->size)
		return false;
	if (pa / blocks->size == blocks->last)
		return blocks->offline;
	blocks->last = pa / blocks->size;
	snprintf(path, sizeof(path), "%s/memory%" PRIu64 "/state",
		 blocks->root, blocks->last);
	blocks->offline = small_file_read(AT_FDCWD, path, state,
					  sizeof(state)) == 0 &&
			  strcmp(state, "offline") == 0;
	return blocks->offline;
}

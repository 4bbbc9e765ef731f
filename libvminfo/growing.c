// SPDX-License-Identifier: LGPL-2.1-or-later
/* Rows in an array that doubles, so that each is moved twice at most. */
#include "growing.h"

#include <stdint.h>
#include <string.h>

#include "memory.h"

#define FIRST_ROOM 16u

void *growing_add(struct growing *growing, size_t n, size_t size)
{
	size_t room = growing->room ? growing->room : FIRST_ROOM;
	char *rows = growing->rows;

	if (n > SIZE_MAX / size / 2 - growing->n)
		return NULL;
	while (room < growing->n + n)
		room *= 2;
	if (room != growing->room) {
		rows = memory_resize(rows, room * size);
		if (!rows)
			return NULL;
		growing->rows = rows;
		growing->room = room;
	}
	rows += growing->n * size;
	growing->n += n;
	return memset(rows, 0, n * size);
}

void growing_free(struct growing *growing)
{
	memory_free(growing->rows);
	*growing = (struct growing){ 0 };
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* The allocator of libc sets errno; the library never does. */
#include "memory.h"

#include <errno.h>
#include <stdlib.h>

/*
 * Some compilers believe that the allocator does not write to errno, and would
 * leave out a plain assignment of what it was before.
 */
static void restore(int saved)
{
	volatile int *place = &errno;

	*place = saved;
}

void *memory_new(size_t n, size_t size)
{
	int saved = errno;
	void *memory = calloc(n, size);

	restore(saved);
	return memory;
}

void *memory_resize(void *memory, size_t size)
{
	int saved = errno;

	memory = realloc(memory, size);
	restore(saved);
	return memory;
}

void memory_free(void *memory)
{
	int saved = errno;

	free(memory);
	restore(saved);
}

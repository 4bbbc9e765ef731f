// SPDX-License-Identifier: LGPL-2.1-or-later
/* Allocations that fail on demand; the linker puts these before the real. */
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "fault.h"

/* Threads may allocate, too. */
static atomic_ulong count;
static unsigned long failing;

/* Names that -Wl,--wrap=malloc and so on give to both sides. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *memory, size_t size);

unsigned long fault_memory(unsigned long number)
{
	unsigned long before = atomic_exchange(&count, 0);

	failing = number;
	return before;
}

static bool fails(void)
{
	if (atomic_fetch_add(&count, 1) + 1 != failing)
		return false;
	errno = ENOMEM;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *memory, size_t size)
{
	return fails() ? NULL : __real_realloc(memory, size);
}

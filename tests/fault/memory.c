// SPDX-License-Identifier: LGPL-2.1-or-later
/* Allocations that fail on demand; the linker puts these before the real. */
#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "fault.h"

#define MOST_BLOCKS 4096

/* Threads may allocate, too. */
static atomic_ulong count;
static unsigned long failing, failing_up_to;

static bool watched;
static const void *blocks[MOST_BLOCKS];
static size_t held;

/* Names that -Wl,--wrap=malloc and so on give to both sides. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *memory, size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void __wrap_free(void *memory);

unsigned long fault_memory(unsigned long number)
{
	unsigned long before = atomic_exchange(&count, 0);

	failing = failing_up_to = number;
	return before;
}

unsigned long fault_memory_from(unsigned long number)
{
	unsigned long before = fault_memory(number);

	failing_up_to = ULONG_MAX;
	return before;
}

size_t fault_held(void)
{
	watched = true;
	return held;
}

static bool fails(void)
{
	unsigned long number = atomic_fetch_add(&count, 1) + 1;

	if (!failing || number < failing || number > failing_up_to)
		return false;
	fault_made();
	errno = ENOMEM;
	return true;
}

static void *hold(void *memory)
{
	if (!watched || !memory)
		return memory;
	if (held == MOST_BLOCKS)
		abort();
	blocks[held++] = memory;
	return memory;
}

/* The last are freed first, most of the time; what libc gave is not there. */
static void let_go(const void *memory)
{
	for (size_t i = held; memory && i > 0; i--) {
		if (blocks[i - 1] != memory)
			continue;
		blocks[i - 1] = blocks[--held];
		return;
	}
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : hold(__real_malloc(size));
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : hold(__real_calloc(n, size));
}

void *__wrap_realloc(void *memory, size_t size)
{
	void *larger = fails() ? NULL : __real_realloc(memory, size);

	if (!larger)
		return NULL;
	let_go(memory);
	return hold(larger);
}

void __wrap_free(void *memory)
{
	let_go(memory);
	__real_free(memory);
}

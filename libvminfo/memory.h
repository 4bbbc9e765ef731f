/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* memory.h - allocates, and leaves errno to whom it belongs. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>

/* Zeroed; NULL: there is none. */
void *memory_new(size_t n, size_t size);

/* As realloc(): NULL leaves the old one as it is. */
void *memory_resize(void *memory, size_t size);

/* free() may set errno, too: that of glibc did before 2.33. */
void memory_free(void *memory);

#endif

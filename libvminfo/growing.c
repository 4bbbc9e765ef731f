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

/* Rows of some size, as a heap. */
struct heap {
	char *rows;
	size_t size;
	bool (*is_before)(const void *a, const void *b);
};

static void *row_of(const struct heap *heap, size_t i)
{
	return heap->rows + i * heap->size;
}

static void swap(const struct heap *heap, size_t i, size_t j)
{
	char *a = row_of(heap, i), *b = row_of(heap, j), old;

	for (size_t at = 0; at < heap->size; at++) {
		old = a[at];
		a[at] = b[at];
		b[at] = old;
	}
}

/* Row i goes down until it is not before those below it. */
static void sift(const struct heap *heap, size_t i, size_t n)
{
	size_t below;

	for (; (below = 2 * i + 1) < n; i = below) {
		if (below + 1 < n && heap->is_before(row_of(heap, below),
						     row_of(heap, below + 1)))
			below++;
		if (!heap->is_before(row_of(heap, i), row_of(heap, below)))
			return;
		swap(heap, i, below);
	}
}

/* qsort(3) would allocate, and set errno. */
void growing_sort(struct growing *growing, size_t size,
		  bool (*is_before)(const void *a, const void *b))
{
	struct heap heap = { growing->rows, size, is_before };

	for (size_t i = growing->n / 2; i-- > 0;)
		sift(&heap, i, growing->n);
	for (size_t end = growing->n; end-- > 1;) {
		swap(&heap, 0, end);
		sift(&heap, 0, end);
	}
}

void growing_free(struct growing *growing)
{
	memory_free(growing->rows);
	*growing = (struct growing){ 0 };
}

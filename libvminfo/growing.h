/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* growing.h - rows of one size, as many as come. */
#ifndef GROWING_H
#define GROWING_H

#include <stdbool.h>
#include <stddef.h>

struct growing {
	void *rows;
	size_t n;
	size_t room;
};

/*
 * Adds n rows of so many bytes, all zero, and returns the first of them; NULL:
 * there is no memory.  All rows may move.
 */
void *growing_add(struct growing *growing, size_t n, size_t size);

/* By what comes before what; equal rows in any order. */
void growing_sort(struct growing *growing, size_t size,
		  bool (*is_before)(const void *a, const void *b));

void growing_free(struct growing *growing);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A stretch of addresses, as -A takes it. */
#ifndef ADDRESS_RANGE_H
#define ADDRESS_RANGE_H

#include <stdint.h>

struct address_range {
	const char *text;	/* as it was given */
	uint64_t start;
	uint64_t length;	/* bytes; 0: all 2^64 */
};

/* Borrows the text.  0, or -EINVAL and why: static storage. */
int address_range_parse(const char *text, struct address_range *range,
			const char **why);

/* The same, told as a mistake in -A. */
int address_range_read(const char *text, struct address_range *range);

#endif

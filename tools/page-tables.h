/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How an architecture takes an address apart, level by level. */
#ifndef PAGE_TABLES_H
#define PAGE_TABLES_H

#include <stddef.h>
#include <stdint.h>

#define PAGE_TABLES_MOST 5

/* One level that is certain. */
struct page_tables_index {
	const char *name;	/* "PMD" */
	unsigned int index;	/* of the entry in its table */
	unsigned int shift;	/* lowest bit of the address that makes it */
	unsigned int bits;
};

struct page_tables {
	const char *architecture;	/* as uname(2) says */
	uint64_t page_size;
	unsigned int levels;	/* 0: not known */
};

/*
 * The indices of an address, the highest level first; how many, 0 if the
 * architecture is not known here.  Levels that depend on what is not known are
 * left out.
 */
size_t page_tables_indices(const struct page_tables *tables, uint64_t va,
			   struct page_tables_index indices[PAGE_TABLES_MOST]);

enum page_tables_half {
	PAGE_TABLES_UNKNOWN,
	PAGE_TABLES_USER,
	PAGE_TABLES_KERNEL,
	PAGE_TABLES_NEITHER,	/* not canonical: no address at all */
};

/* Which part of the address space it is in, as far as that is certain. */
enum page_tables_half page_tables_half(const struct page_tables *tables,
				       uint64_t va);

#endif

// SPDX-License-Identifier: LGPL-2.1-or-later
/* The levels of page tables, for the architectures where they are certain. */
#include "page-tables.h"

#include <stdbool.h>
#include <string.h>

/* From the lowest level up, as the kernel calls them. */
static const char *const names[][PAGE_TABLES_MOST] = {
	[3] = { "PTE", "PMD", "PGD" },
	[4] = { "PTE", "PMD", "PUD", "PGD" },
	[5] = { "PTE", "PMD", "PUD", "P4D", "PGD" },
};

/*
 * Each has entries of 8 bytes in tables of one page, at least on the lowest
 * levels; how many levels there are is known, or `certain` of them are.
 */
static const struct architecture {
	const char *name;
	unsigned int certain;
	bool same_on_top;	/* the highest level has as many entries */
} architectures[] = {
	{ "x86_64", 3, true },
	{ "aarch64", 2, false },
	{ "riscv64", 2, true },
};

static const struct architecture *find(const char *name)
{
	for (size_t i = 0;
	     i < sizeof(architectures) / sizeof(*architectures); i++)
		if (strcmp(architectures[i].name, name) == 0)
			return &architectures[i];
	return NULL;
}

static unsigned int log2_of(uint64_t power)
{
	return (unsigned int)__builtin_ctzll(power);
}

size_t page_tables_indices(const struct page_tables *tables, uint64_t va,
			   struct page_tables_index indices[PAGE_TABLES_MOST])
{
	const struct architecture *a = find(tables->architecture);
	unsigned int page = log2_of(tables->page_size), bits = page - 3;
	unsigned int levels, all = tables->levels;

	if (!a)
		return 0;
	levels = all && a->same_on_top ? all : a->certain;
	if (levels != all || all < 3 || all > PAGE_TABLES_MOST)
		all = PAGE_TABLES_MOST;
	for (unsigned int i = 0; i < levels; i++)
		indices[levels - 1 - i] = (struct page_tables_index){
			.name = names[all][i],
			.index = (unsigned int)(va >> (page + i * bits)) &
				 ((1u << bits) - 1),
			.shift = page + i * bits,
			.bits = bits,
		};
	return levels;
}

/* Bits of an address of x86-64, of which the highest is repeated above. */
enum page_tables_half page_tables_half(const struct page_tables *tables,
				       uint64_t va)
{
	unsigned int bits;
	uint64_t above;

	if (strcmp(tables->architecture, "x86_64") != 0 || !tables->levels)
		return PAGE_TABLES_UNKNOWN;
	bits = 12 + 9 * tables->levels;
	above = va >> (bits - 1);
	if (above == 0)
		return PAGE_TABLES_USER;
	return above == UINT64_MAX >> (bits - 1) ? PAGE_TABLES_KERNEL
						 : PAGE_TABLES_NEITHER;
}

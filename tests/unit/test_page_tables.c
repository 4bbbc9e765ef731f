// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/page-tables.c: an address, level by level; subject.c: its width. */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "page-tables.h"
#include "subject.h"

/* "PGD 1, PUD 2" */
static const char *indices(const char *architecture, uint64_t page_size,
			   unsigned int levels, uint64_t va)
{
	const struct page_tables tables = { architecture, page_size, levels };
	struct page_tables_index found[PAGE_TABLES_MOST];
	size_t n = page_tables_indices(&tables, va, found);
	static char text[128];

	*text = '\0';
	for (size_t i = 0; i < n; i++)
		sprintf(text + strlen(text), "%s%s %u", i ? ", " : "",
			found[i].name, found[i].index);
	return text;
}

static void x86_64_has_four_or_five_levels_of_9_bits(void **state)
{
	/* 1, 2, 3, 4 on the levels, 0x123 in the page. */
	uint64_t va = 1ull << 39 | 2ull << 30 | 3ull << 21 | 4ull << 12 | 0x123;

	(void)state;
	assert_string_equal(indices("x86_64", 4096, 4, va),
			    "PGD 1, PUD 2, PMD 3, PTE 4");
	assert_string_equal(indices("x86_64", 4096, 5, va | 255ull << 48),
			    "PGD 255, P4D 1, PUD 2, PMD 3, PTE 4");
	assert_string_equal(indices("x86_64", 4096, 4, UINT64_MAX),
			    "PGD 511, PUD 511, PMD 511, PTE 511");
	/* How many there are is not known: the lower ones are the same. */
	assert_string_equal(indices("x86_64", 4096, 0, va),
			    "PUD 2, PMD 3, PTE 4");
}

static void other_architectures_tell_what_is_certain(void **state)
{
	(void)state;
	assert_string_equal(indices("riscv64", 4096, 3,
				    1ull << 30 | 2ull << 21 | 3ull << 12),
			    "PGD 1, PMD 2, PTE 3");
	assert_string_equal(indices("riscv64", 4096, 0, 3ull << 12),
			    "PMD 0, PTE 3");
	assert_string_equal(indices("aarch64", 16384, 0,
				    2047ull << 14 | 5ull << 25),
			    "PMD 5, PTE 2047");
	assert_string_equal(indices("aarch64", 65536, 3,
				    8191ull << 16 | 5ull << 29),
			    "PMD 5, PTE 8191");
	assert_string_equal(indices("s390x", 4096, 4, 0x1000), "");
	assert_string_equal(indices("", 4096, 4, 0x1000), "");
}

static enum page_tables_half half(unsigned int levels, uint64_t va)
{
	return page_tables_half(&(struct page_tables){ "x86_64", 4096, levels },
				va);
}

static void addresses_are_of_users_the_kernel_or_nobody(void **state)
{
	(void)state;
	assert_int_equal(half(4, 0), PAGE_TABLES_USER);
	assert_int_equal(half(4, 0x7fffffffffff), PAGE_TABLES_USER);
	assert_int_equal(half(4, 0x800000000000), PAGE_TABLES_NEITHER);
	assert_int_equal(half(4, 0xffff7fffffffffff), PAGE_TABLES_NEITHER);
	assert_int_equal(half(4, 0xffff800000000000), PAGE_TABLES_KERNEL);
	assert_int_equal(half(4, UINT64_MAX), PAGE_TABLES_KERNEL);
	assert_int_equal(half(5, 0x800000000000), PAGE_TABLES_USER);
	assert_int_equal(half(5, 0x00ffffffffffffff), PAGE_TABLES_USER);
	assert_int_equal(half(5, 0x0100000000000000), PAGE_TABLES_NEITHER);
	assert_int_equal(half(5, 0xff00000000000000), PAGE_TABLES_KERNEL);
	assert_int_equal(half(0, 0), PAGE_TABLES_UNKNOWN);
	assert_int_equal(page_tables_half(&(struct page_tables){ "aarch64",
								 4096, 4 }, 0),
			 PAGE_TABLES_UNKNOWN);
}

static void the_width_of_a_process_is_that_of_its_pairs(void **state)
{
	const uint64_t wide[] = { 33, 0x7ffc0000, AT_PAGESZ, 4096, 0, 0 };
	const uint32_t narrow[] = { 32, 0xf7f00000, AT_PAGESZ, 4096, 0, 0 };
	const uint64_t other[] = { AT_PAGESZ, 16384, 0, 0 };

	(void)state;
	assert_int_equal(subject_bits_of(wide, sizeof(wide), 4096), 64);
	assert_int_equal(subject_bits_of(narrow, sizeof(narrow), 4096), 32);
	assert_int_equal(subject_bits_of(other, sizeof(other), 4096), 0);
	assert_int_equal(subject_bits_of(other, sizeof(other), 16384), 64);
	assert_int_equal(subject_bits_of(wide, 24, 4096), 0);
	assert_int_equal(subject_bits_of(wide, 0, 4096), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(x86_64_has_four_or_five_levels_of_9_bits),
		cmocka_unit_test(other_architectures_tell_what_is_certain),
		cmocka_unit_test(addresses_are_of_users_the_kernel_or_nobody),
		cmocka_unit_test(the_width_of_a_process_is_that_of_its_pairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/kpageflags.c: names of flags, and which of them to believe. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kpageflags.h"
#include "vminfo.h"

#define BIT KPAGEFLAGS_BIT

static void each_bit_has_a_name_and_gets_it_back(void **state)
{
	(void)state;
	for (unsigned int bit = 0; bit < 64; bit++) {
		const char *name = vminfo_frame_flag_name(bit);

		assert_non_null(name);
		assert_int_equal(vminfo_frame_flag_from_name(name), bit);
	}
	assert_null(vminfo_frame_flag_name(64));
	assert_int_equal(vminfo_frame_flag_from_name("thpx"), -EINVAL);
	assert_int_equal(vminfo_frame_flag_from_name(""), -EINVAL);
}

static void numbers_are_those_of_the_kernel(void **state)
{
	static const struct {
		const char *name;
		int bit;
	} some[] = {
		{ "locked", 0 }, { "slab", 7 }, { "buddy", 10 }, { "mmap", 11 },
		{ "anon", 12 }, { "swapbacked", 14 }, { "compound-head", 15 },
		{ "huge", 17 }, { "hwpoison", 19 }, { "nopage", 20 },
		{ "ksm", 21 }, { "thp", 22 }, { "offline", 23 },
		{ "zero-page", 24 }, { "idle", 25 }, { "pgtable", 26 },
		{ "bit27", 27 }, { "bit31", 31 }, { "reserved", 32 },
		{ "mlocked", 33 }, { "owner-2", 34 }, { "arch", 38 },
		{ "uncached", 39 }, { "softdirty", 40 }, { "arch-3", 42 },
		{ "bit43", 43 }, { "bit62", 62 },
		{ "maybe-ksm", 63 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(some) / sizeof(*some); i++)
		assert_string_equal(
			vminfo_frame_flag_name((unsigned int)some[i].bit),
			some[i].name);
	assert_int_equal(VMINFO_FRAME_PGTABLE, 26);
	assert_int_equal(VMINFO_FRAME_MLOCKED, 33);
}

static void flags_of_frames_of_users_are_all_believed(void **state)
{
	uint64_t user = BIT(VMINFO_FRAME_ANON) | BIT(VMINFO_FRAME_KSM) |
			BIT(VMINFO_FRAME_LRU) | BIT(VMINFO_FRAME_MLOCKED) |
			BIT(63);

	(void)state;
	assert_int_equal(vminfo_frame_flags_valid(user), user);
	assert_int_equal(vminfo_frame_flags_valid(0), 0);
}

static void flags_beside_a_type_are_garbage(void **state)
{
	static const unsigned int types[] = {
		VMINFO_FRAME_NOPAGE, VMINFO_FRAME_BUDDY, VMINFO_FRAME_SLAB,
		VMINFO_FRAME_PGTABLE, VMINFO_FRAME_OFFLINE,
		VMINFO_FRAME_RESERVED,
	};
	uint64_t garbage = BIT(VMINFO_FRAME_ANON) | BIT(VMINFO_FRAME_KSM) |
			   BIT(VMINFO_FRAME_REFERENCED) | BIT(37);
	uint64_t real = BIT(VMINFO_FRAME_HWPOISON) |
			BIT(VMINFO_FRAME_COMPOUND_HEAD) |
			BIT(VMINFO_FRAME_COMPOUND_TAIL);

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		assert_int_equal(vminfo_frame_flags_valid(BIT(types[i]) |
							  garbage | real),
				 BIT(types[i]) | real);
}

static void the_first_type_decides(void **state)
{
	(void)state;
	assert_int_equal(vminfo_frame_flags_valid(BIT(VMINFO_FRAME_SLAB) |
						  BIT(VMINFO_FRAME_RESERVED)),
			 BIT(VMINFO_FRAME_SLAB));
	assert_int_equal(vminfo_frame_flags_valid(BIT(VMINFO_FRAME_SLAB) |
						  BIT(VMINFO_FRAME_BUDDY)),
			 BIT(VMINFO_FRAME_BUDDY));
}

static void the_zero_page_is_reserved_and_yet_believed(void **state)
{
	uint64_t zero = BIT(VMINFO_FRAME_ZERO_PAGE) |
			BIT(VMINFO_FRAME_RESERVED) | BIT(VMINFO_FRAME_THP) |
			BIT(VMINFO_FRAME_COMPOUND_HEAD);

	(void)state;
	assert_int_equal(vminfo_frame_flags_valid(zero), zero);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_bit_has_a_name_and_gets_it_back),
		cmocka_unit_test(numbers_are_those_of_the_kernel),
		cmocka_unit_test(flags_of_frames_of_users_are_all_believed),
		cmocka_unit_test(flags_beside_a_type_are_garbage),
		cmocka_unit_test(the_first_type_decides),
		cmocka_unit_test(the_zero_page_is_reserved_and_yet_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

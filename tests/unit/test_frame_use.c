// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a frame is used for, by its word in /proc/kpageflags. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <vminfo.h>

#include "frame-use.h"

#define BIT(flag) ((uint64_t)1 << VMINFO_FRAME_##flag)
#define HEAD BIT(COMPOUND_HEAD)
#define TAIL BIT(COMPOUND_TAIL)

/* Words that were seen, most of them on Linux 6.18. */
static const struct {
	uint64_t word;
	enum frame_use use;
} words[] = {
	{ 0, FRAME_USE_UNFLAGGED },
	{ BIT(BUDDY), FRAME_USE_FREE },
	/* Flags that the last user left. */
	{ BIT(BUDDY) | BIT(UPTODATE), FRAME_USE_FREE },
	{ BIT(BUDDY) | BIT(REFERENCED) | BIT(ANON), FRAME_USE_FREE },
	{ BIT(NOPAGE), FRAME_USE_OFFLINE },
	{ BIT(SLAB), FRAME_USE_SLAB },
	{ BIT(SLAB) | HEAD, FRAME_USE_SLAB },
	{ BIT(SLAB) | BIT(ANON) | TAIL | BIT(KSM), FRAME_USE_SLAB },
	{ BIT(PGTABLE), FRAME_USE_PAGE_TABLE },
	{ BIT(PGTABLE) | BIT(REFERENCED), FRAME_USE_PAGE_TABLE },
	{ BIT(OFFLINE), FRAME_USE_OFFLINE },
	{ BIT(ZERO_PAGE) | BIT(RESERVED), FRAME_USE_ZERO },
	{ BIT(ZERO_PAGE) | TAIL | BIT(THP), FRAME_USE_ZERO },
	{ BIT(RESERVED), FRAME_USE_RESERVED },
	{ BIT(RESERVED) | (uint64_t)1 << 35, FRAME_USE_RESERVED },
	{ BIT(HUGE) | HEAD, FRAME_USE_HUGETLB },
	{ BIT(HUGE) | TAIL | BIT(ANON) | BIT(UPTODATE), FRAME_USE_HUGETLB },
	{ BIT(ANON) | BIT(KSM) | BIT(UPTODATE) | BIT(LRU), FRAME_USE_KSM },
	{ BIT(ANON) | BIT(MAYBE_KSM) | BIT(LRU), FRAME_USE_MAYBE_KSM },
	{ BIT(SLAB) | BIT(ANON) | BIT(MAYBE_KSM), FRAME_USE_SLAB },
	{ BIT(ANON) | BIT(SWAPBACKED) | BIT(LRU) | BIT(MMAP), FRAME_USE_ANON },
	{ BIT(ANON) | BIT(SWAPBACKED) | BIT(SWAPCACHE), FRAME_USE_ANON },
	/* Not on a list yet. */
	{ BIT(ANON) | BIT(SWAPBACKED) | BIT(UPTODATE), FRAME_USE_ANON },
	{ BIT(SWAPBACKED) | BIT(SWAPCACHE) | BIT(LRU), FRAME_USE_SWAPCACHE },
	{ BIT(SWAPBACKED) | BIT(UPTODATE) | BIT(DIRTY), FRAME_USE_SHMEM },
	{ BIT(UPTODATE) | BIT(LRU) | BIT(MMAP), FRAME_USE_FILE },
	{ BIT(LRU) | BIT(ACTIVE) | (uint64_t)1 << 35, FRAME_USE_FILE },
	/* memfd_secret(2) */
	{ BIT(UPTODATE) | BIT(DIRTY) | BIT(MMAP) | BIT(MLOCKED),
	  FRAME_USE_FILE },
	/* A buffer of a driver that processes have mapped. */
	{ BIT(MMAP), FRAME_USE_KERNEL },
	{ HEAD, FRAME_USE_KERNEL },
	{ (uint64_t)1 << 35, FRAME_USE_KERNEL },
	/* A bit that does not exist yet is no harm. */
	{ (uint64_t)1 << 50, FRAME_USE_KERNEL },
	{ (uint64_t)1 << 50 | BIT(ANON), FRAME_USE_ANON },
	{ (uint64_t)1 << 63 | BIT(BUDDY), FRAME_USE_FREE },
	/* Whatever it was before. */
	{ BIT(HWPOISON) | BIT(ANON) | BIT(LRU), FRAME_USE_POISONED },
	{ BIT(HWPOISON) | BIT(RESERVED), FRAME_USE_POISONED },
	{ BIT(HWPOISON) | BIT(BUDDY), FRAME_USE_POISONED },
	{ UINT64_MAX, FRAME_USE_POISONED },
};

static void each_word_has_its_use(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		assert_string_equal(frame_use_name(words[i].use),
				    frame_use_name(frame_use_of(words[i].word,
								0)));
}

/* Before Linux 6.12. */
static void a_bare_tail_is_what_its_head_is(void **unused)
{
	(void)unused;
	assert_int_equal(frame_use_of(TAIL, FRAME_USE_ANON), FRAME_USE_ANON);
	assert_int_equal(frame_use_of(TAIL, FRAME_USE_HUGETLB),
			 FRAME_USE_HUGETLB);
	assert_int_equal(frame_use_of(TAIL, 0), FRAME_USE_KERNEL);
	assert_int_equal(frame_use_of(TAIL | BIT(UPTODATE), FRAME_USE_SHMEM),
			 FRAME_USE_SHMEM);
	assert_int_equal(frame_use_of(TAIL | BIT(SWAPBACKED), FRAME_USE_ANON),
			 FRAME_USE_ANON);
	assert_int_equal(frame_use_of(TAIL | BIT(SWAPCACHE), FRAME_USE_ANON),
			 FRAME_USE_ANON);
	/* Its own type is better. */
	assert_int_equal(frame_use_of(TAIL | BIT(SLAB), FRAME_USE_ANON),
			 FRAME_USE_SLAB);
	assert_int_equal(frame_use_of(TAIL | BIT(HWPOISON), FRAME_USE_ANON),
			 FRAME_USE_POISONED);
	/* No tail is no part of it. */
	assert_int_equal(frame_use_of(BIT(MMAP), FRAME_USE_ANON),
			 FRAME_USE_KERNEL);
	assert_int_equal(frame_use_of(0, FRAME_USE_ANON), FRAME_USE_UNFLAGGED);
}

static void what_is_counted_alone_is_never_said_of_a_frame(void **unused)
{
	(void)unused;
	for (unsigned int bit = 0; bit < 64; bit++) {
		enum frame_use use = frame_use_of((uint64_t)1 << bit, 0);

		assert_int_not_equal(use, FRAME_USE_CPU_LIST);
		assert_int_not_equal(use, FRAME_USE_UNMANAGED);
		assert_non_null(frame_use_name(use));
	}
}

static void each_use_has_a_name_of_its_own(void **unused)
{
	(void)unused;
	for (unsigned int a = 1; a < FRAME_USES; a++)
		for (unsigned int b = 1; b < a; b++)
			assert_string_not_equal(frame_use_name(a),
						frame_use_name(b));
	assert_null(frame_use_name(0));
	assert_null(frame_use_name(FRAME_USES));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_word_has_its_use),
		cmocka_unit_test(a_bare_tail_is_what_its_head_is),
		cmocka_unit_test(
			what_is_counted_alone_is_never_said_of_a_frame),
		cmocka_unit_test(each_use_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

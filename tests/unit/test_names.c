// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/names.c: numbers and their names, both ways. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vminfo.h"

static void each_state_has_a_name_and_gets_it_back(void **state)
{
	(void)state;
	for (int i = VMINFO_PRESENT; i <= VMINFO_NONPRESENT; i++) {
		const char *name = vminfo_state_name((enum vminfo_state)i);

		assert_non_null(name);
		assert_int_equal(vminfo_state_from_name(name), i);
	}
}

static void each_attribute_has_a_name_and_gets_it_back(void **state)
{
	(void)state;
	for (int i = VMINFO_FILE; i <= VMINFO_MAYBE_ZERO; i <<= 1) {
		const char *name =
			vminfo_attribute_name((enum vminfo_attribute)i);

		assert_non_null(name);
		assert_int_equal(vminfo_attribute_from_name(name), i);
	}
}

static void each_right_and_rule_has_a_name_and_gets_it_back(void **state)
{
	(void)state;
	for (int i = VMINFO_RIGHT_FRAMES; i <= VMINFO_RIGHT_SWAPS; i <<= 1) {
		const char *name = vminfo_right_name((enum vminfo_right)i);

		assert_non_null(name);
		assert_int_equal(vminfo_right_from_name(name), i);
	}
	for (int i = VMINFO_DMA_MEMORY; i < VMINFO_DMA_RULES; i++) {
		const char *name =
			vminfo_dma_rule_name((enum vminfo_dma_rule)i);

		assert_non_null(name);
		assert_int_equal(vminfo_dma_rule_from_name(name), i);
	}
}

/* All words, until there is none; of numbers that follow, or of bits. */
#define WORDS(name_of, first, next) \
static const char *name_of##_words(void) \
{ \
	static char words[200]; \
	unsigned int i = (first); \
\
	words[0] = '\0'; \
	for (; name_of(i); i = (next)) { \
		strcat(words, " "); \
		strcat(words, name_of(i)); \
	} \
	assert_null(name_of((first) - 1u)); \
	return words; \
}

WORDS(vminfo_mapping_kind_name, 1, i + 1)
WORDS(vminfo_right_name, 1, i << 1)
WORDS(vminfo_feature_name, 1, i << 1)
WORDS(vminfo_frame_member_name, 1, i << 1)
WORDS(vminfo_swap_kind_name, 0, i + 1)
WORDS(vminfo_process_kind_name, 1, i + 1)
WORDS(vminfo_backing_object_name, 1, i + 1)
WORDS(vminfo_backing_method_name, 1, i + 1)
WORDS(vminfo_backing_reason_name, 1, i + 1)
WORDS(vminfo_status_name, 1, i + 1)
WORDS(vminfo_dma_rule_name, 0, i + 1)

static void each_number_has_its_word_and_the_next_one_none(void **state)
{
	(void)state;
	assert_string_equal(vminfo_mapping_kind_name_words(),
			    " anonymous object kernel");
	assert_string_equal(vminfo_right_name_words(),
			    " frames kpage ram swaps");
	assert_string_equal(vminfo_feature_name_words(),
			    " pagemap scan query soft-dirty guard guard-bit");
	assert_string_equal(vminfo_frame_member_name_words(),
			    " flags memcg mapcount order zone node");
	assert_string_equal(vminfo_swap_kind_name_words(),
			    " other partition file");
	assert_string_equal(vminfo_process_kind_name_words(),
			    " process kernel-thread zombie");
	assert_string_equal(vminfo_backing_object_name_words(),
			    " shmem file other");
	assert_string_equal(vminfo_backing_method_name_words(),
			    " cachestat mincore recorded");
	assert_string_equal(vminfo_backing_reason_name_words(),
			    " unfit refused not-found not-owner old-kernel "
			    "failed not-recorded not-wanted");
	assert_string_equal(vminfo_status_name_words(),
			    " unfinished complete changed gone exec refused");
	assert_string_equal(vminfo_dma_rule_name_words(),
			    " memory single min-run align mask virt-boundary "
			    "max-segs nodes");
}

static void numbers_without_a_name_have_none(void **state)
{
	(void)state;
	assert_null(vminfo_state_name((enum vminfo_state)0));
	assert_null(vminfo_state_name((enum vminfo_state)255));
	assert_null(vminfo_attribute_name((enum vminfo_attribute)0));
	assert_null(vminfo_attribute_name(
		(enum vminfo_attribute)(VMINFO_FILE | VMINFO_HUGE)));
	assert_null(vminfo_status_name((enum vminfo_status)0));
}

static void words_that_are_no_names_have_no_number(void **state)
{
	(void)state;
	assert_int_equal(vminfo_state_from_name(""), -EINVAL);
	assert_int_equal(vminfo_state_from_name("Present"), -EINVAL);
	assert_int_equal(vminfo_state_from_name("presen"), -EINVAL);
	assert_int_equal(vminfo_attribute_from_name("hug"), -EINVAL);
	assert_int_equal(vminfo_attribute_from_name("swapped"), -EINVAL);
	assert_int_equal(vminfo_right_from_name("frame"), -EINVAL);
	assert_int_equal(vminfo_right_from_name("pagemap"), -EINVAL);
	assert_int_equal(vminfo_dma_rule_from_name("min_run"), -EINVAL);
}

static void the_names_that_programs_compare_with_do_not_change(void **state)
{
	(void)state;
	assert_string_equal(vminfo_state_name(VMINFO_PRESENT), "present");
	assert_string_equal(vminfo_state_name(VMINFO_SWAPPED), "swapped");
	assert_string_equal(vminfo_attribute_name(VMINFO_MAYBE_ZERO),
			    "maybe-zero");
	assert_string_equal(vminfo_status_name(VMINFO_COMPLETE), "complete");
	assert_string_equal(vminfo_status_name(VMINFO_CHANGED_MEANWHILE),
			    "changed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_has_a_name_and_gets_it_back),
		cmocka_unit_test(each_attribute_has_a_name_and_gets_it_back),
		cmocka_unit_test(
			each_right_and_rule_has_a_name_and_gets_it_back),
		cmocka_unit_test(
			each_number_has_its_word_and_the_next_one_none),
		cmocka_unit_test(numbers_without_a_name_have_none),
		cmocka_unit_test(words_that_are_no_names_have_no_number),
		cmocka_unit_test(
			the_names_that_programs_compare_with_do_not_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

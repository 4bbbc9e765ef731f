// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a device needs, from words to numbers. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "constraints.h"
#include "overhear.h"

/* Mistakes are told on standard error: not in the middle of a test. */
static int check(struct constraints *c)
{
	struct overhear o = overhear_start(stderr);
	int ret = constraints_check(c);

	overhear_stop(&o, NULL, 0);
	return ret;
}

static int add(struct constraints *c, enum constraint constraint,
	       const char *text)
{
	struct overhear o = overhear_start(stderr);
	int ret = constraints_add(c, constraint, text, "profile x");

	overhear_stop(&o, NULL, 0);
	return ret;
}

static int value_of(enum constraint constraint, const char *text,
		    uint64_t *value)
{
	struct constraints c = { .single = 0 };
	int ret;

	c.given[constraint].text = text;
	ret = check(&c);
	*value = c.given[constraint].value;
	return ret;
}

static void values_have_their_units(void **state)
{
	static const struct {
		enum constraint constraint;
		const char *text;
		uint64_t value;
	} good[] = {
		{ CONSTRAINT_MIN_RUN, "64K", 65536 },
		{ CONSTRAINT_MIN_RUN, "1", 1 },
		{ CONSTRAINT_ALIGN, "1", 1 },
		{ CONSTRAINT_ALIGN, "2M", 2097152 },
		{ CONSTRAINT_BELOW, "4G", UINT64_C(4) << 30 },
		{ CONSTRAINT_BELOW, "0x100000000", UINT64_C(4) << 30 },
		{ CONSTRAINT_BELOW, "2", 2 },
		{ CONSTRAINT_DMA_BITS, "1", 1 },
		{ CONSTRAINT_DMA_BITS, "64", 64 },
		{ CONSTRAINT_MAX_SEGS, "18446744073709551615", UINT64_MAX },
		{ CONSTRAINT_BUS_OFFSET, "0", 0 },
		{ CONSTRAINT_BUS_OFFSET, "c0000000", 0xc0000000 },
		{ CONSTRAINT_BUS_OFFSET, "-0x40000000",
		  -UINT64_C(0x40000000) },
		{ CONSTRAINT_BUS_OFFSET, "7fffffffffffffff", INT64_MAX },
		{ CONSTRAINT_SINGLE, "yes", 1 },
		{ CONSTRAINT_SINGLE, "no", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		uint64_t value;

		if (value_of(good[i].constraint, good[i].text, &value) != 0)
			fail_msg("'%s' was refused", good[i].text);
		assert_true(value == good[i].value);
	}
}

static void what_makes_no_sense_is_refused(void **state)
{
	static const struct {
		enum constraint constraint;
		const char *text;
	} bad[] = {
		{ CONSTRAINT_MIN_RUN, "0" }, { CONSTRAINT_MIN_RUN, "-1" },
		{ CONSTRAINT_MIN_RUN, "64Q" }, { CONSTRAINT_ALIGN, "0" },
		{ CONSTRAINT_ALIGN, "3" }, { CONSTRAINT_BELOW, "1" },
		{ CONSTRAINT_BELOW, "0" }, { CONSTRAINT_DMA_BITS, "0" },
		{ CONSTRAINT_DMA_BITS, "65" }, { CONSTRAINT_DMA_BITS, "+1" },
		{ CONSTRAINT_DMA_BITS, "32 " }, { CONSTRAINT_DMA_BITS, "0x20" },
		{ CONSTRAINT_BOUNDARY, "6K" }, { CONSTRAINT_SEG_MAX, "0" },
		{ CONSTRAINT_MAX_SEGS, "0" },
		{ CONSTRAINT_MAX_SEGS, "18446744073709551616" },
		{ CONSTRAINT_VIRT_BOUNDARY, "5K" },
		{ CONSTRAINT_NODE, "" }, { CONSTRAINT_NODE, "0," },
		{ CONSTRAINT_NODE, ",0" }, { CONSTRAINT_NODE, "2-1" },
		{ CONSTRAINT_NODE, "1024" }, { CONSTRAINT_NODE, "0-1024" },
		{ CONSTRAINT_NODE, "0x1" }, { CONSTRAINT_NODE, "1-" },
		{ CONSTRAINT_BUS_OFFSET, "" }, { CONSTRAINT_BUS_OFFSET, "-" },
		{ CONSTRAINT_BUS_OFFSET, "--1" },
		{ CONSTRAINT_BUS_OFFSET, "8000000000000000" },
		{ CONSTRAINT_SINGLE, "maybe" },
	};
	uint64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (value_of(bad[i].constraint, bad[i].text, &value) !=
		    -EINVAL)
			fail_msg("--%s '%s' was taken",
				 constraints_name(bad[i].constraint),
				 bad[i].text);
}

static void nodes_are_a_set(void **state)
{
	struct constraints c = { .single = 0 };
	struct vminfo_dma_constraints built;

	(void)state;
	c.given[CONSTRAINT_NODE].text = "0,62-65,1023";
	assert_int_equal(check(&c), 0);
	constraints_build(&c, &built);
	assert_int_equal(built.node_words, CONSTRAINTS_NODE_WORDS);
	assert_true(built.nodes[0] == (UINT64_C(3) << 62 | 1));
	assert_true(built.nodes[1] == 3);
	assert_true(built.nodes[15] == UINT64_C(1) << 63);
}

static void limits_become_the_highest_address(void **state)
{
	struct constraints c = { .single = 0 };
	struct vminfo_dma_constraints built;

	(void)state;
	constraints_build(&c, &built);
	assert_true(built.mask == 0);
	c.given[CONSTRAINT_DMA_BITS].text = "64";
	assert_int_equal(check(&c), 0);
	constraints_build(&c, &built);
	assert_true(built.mask == UINT64_MAX);
	c.given[CONSTRAINT_DMA_BITS].text = "32";
	assert_int_equal(check(&c), 0);
	constraints_build(&c, &built);
	assert_true(built.mask == UINT32_MAX);
	c.given[CONSTRAINT_BELOW].text = "1G";
	assert_int_equal(check(&c), 0);
	constraints_build(&c, &built);
	assert_true(built.mask == 0x3fffffff);
	assert_int_equal(constraints_limit(&c), CONSTRAINT_BELOW);
	c.given[CONSTRAINT_BELOW].text = "4G";
	assert_int_equal(check(&c), 0);
	assert_int_equal(constraints_limit(&c), CONSTRAINT_DMA_BITS);
}

static void an_option_counts_more_than_a_profile(void **state)
{
	struct constraints c = { .single = 0 };

	(void)state;
	c.given[CONSTRAINT_ALIGN].text = "4K";
	assert_int_equal(check(&c), 0);
	assert_int_equal(add(&c, CONSTRAINT_ALIGN, "64K"), 0);
	assert_true(c.given[CONSTRAINT_ALIGN].value == 4096);
	assert_null(c.given[CONSTRAINT_ALIGN].from);
	assert_int_equal(add(&c, CONSTRAINT_SEG_MAX, "64K"), 0);
	assert_string_equal(c.given[CONSTRAINT_SEG_MAX].from, "profile x");
	assert_int_equal(add(&c, CONSTRAINT_NODE, "1"), 0);
	assert_true(c.nodes[0] == 2);
	assert_int_equal(add(&c, CONSTRAINT_NODE, "0"), 0);
	assert_true(c.nodes[0] == 2);
	assert_int_equal(add(&c, CONSTRAINT_MIN_RUN, "0"), -EINVAL);
	assert_false(constraints_has(&c, CONSTRAINT_MIN_RUN));
}

static void of_limits_the_lowest_counts(void **state)
{
	struct constraints c = { .single = 0 };

	(void)state;
	c.given[CONSTRAINT_DMA_BITS].text = "32";
	assert_int_equal(check(&c), 0);
	assert_int_equal(add(&c, CONSTRAINT_DMA_BITS, "40"), 0);
	assert_true(c.given[CONSTRAINT_DMA_BITS].value == 32);
	assert_int_equal(add(&c, CONSTRAINT_DMA_BITS, "24"), 0);
	assert_true(c.given[CONSTRAINT_DMA_BITS].value == 24);
	assert_string_equal(c.given[CONSTRAINT_DMA_BITS].from, "profile x");
}

static void a_switch_that_is_off_is_no_constraint(void **state)
{
	struct constraints c = { .single = 0 };

	(void)state;
	assert_int_equal(add(&c, CONSTRAINT_SINGLE, "no"), 0);
	assert_false(constraints_has(&c, CONSTRAINT_SINGLE));
	assert_false(constraints_has(&c, CONSTRAINT_BUS_OFFSET));
	assert_int_equal(add(&c, CONSTRAINT_BUS_OFFSET, "0"), 0);
	assert_true(constraints_has(&c, CONSTRAINT_BUS_OFFSET));
	c.single = 1;
	assert_int_equal(check(&c), 0);
	assert_true(constraints_has(&c, CONSTRAINT_SINGLE));
}

static void names_go_both_ways(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < CONSTRAINTS; i++)
		assert_int_equal(constraints_from_name(constraints_name(i)), i);
	assert_null(constraints_name(CONSTRAINTS));
	assert_int_equal(constraints_from_name("dma"), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_have_their_units),
		cmocka_unit_test(what_makes_no_sense_is_refused),
		cmocka_unit_test(nodes_are_a_set),
		cmocka_unit_test(limits_become_the_highest_address),
		cmocka_unit_test(an_option_counts_more_than_a_profile),
		cmocka_unit_test(of_limits_the_lowest_counts),
		cmocka_unit_test(a_switch_that_is_off_is_no_constraint),
		cmocka_unit_test(names_go_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

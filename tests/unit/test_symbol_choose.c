// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which of several symbols of one name is the one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "symbol-choose.h"

enum { PROGRAM, LIBRARY, PLUGIN, OLD };

static struct symbol_object files[] = {
	[PROGRAM] = { .name = (char *)"/srv/app", .program = true },
	[LIBRARY] = { .name = (char *)"/usr/lib/liba.so" },
	[PLUGIN] = { .name = (char *)"/srv/plugin.so" },
	[OLD] = { .name = (char *)"/srv/old.so (deleted)" },
};

static const struct symbol_objects objects = { .list = files, .count = 4 };

static struct symbol_answer exported(uint32_t object, uint32_t place)
{
	return (struct symbol_answer){
		.object = object, .place = place, .global = true,
		.exported = true, .address = 0x1000 * (object + 1), .size = 8,
	};
}

static struct symbol_answer in_file(uint32_t object, const char *file)
{
	struct symbol_answer a = { .object = object, .place = object };

	strcpy(a.file, file);
	a.address = 0x100000 * (object + 1) + (uint64_t)file[0];
	return a;
}

static const struct symbol_answer *list[8];

static size_t choose(const char *text, const struct symbol_answer *answers,
		     size_t n)
{
	struct symbol_word word;

	assert_int_equal(symbol_word_read(text, &word), 0);
	for (size_t i = 0; i < n; i++)
		list[i] = &answers[i];
	n = symbol_choose(&objects, &word, list, n);
	symbol_word_free(&word);
	return n;
}

static void the_first_in_the_order_of_the_linker_is_live(void **state)
{
	const struct symbol_answer answers[] = {
		exported(LIBRARY, 1), exported(PROGRAM, 0),
	};

	(void)state;
	assert_int_equal(choose("ring", answers, 2), 1);
	assert_int_equal(list[0]->object, PROGRAM);
}

static void a_library_that_uses_its_own_makes_two(void **state)
{
	struct symbol_answer answers[] = {
		exported(LIBRARY, 1), exported(PROGRAM, 0),
	};

	(void)state;
	answers[0].private_use = true;
	assert_int_equal(choose("ring", answers, 2), 2);
}

static void what_is_not_exported_is_used_beside_others(void **state)
{
	struct symbol_answer answers[] = {
		exported(LIBRARY, 1), exported(PROGRAM, 0),
	};

	(void)state;
	answers[1].exported = false;
	assert_int_equal(choose("ring", answers, 2), 2);
}

static void what_was_loaded_later_may_be_meant_too(void **state)
{
	const struct symbol_answer answers[] = {
		exported(LIBRARY, 1), exported(PLUGIN, SYMBOL_LAST),
	};

	(void)state;
	assert_int_equal(choose("ring", answers, 2), 2);
	assert_int_equal(choose("ring", answers + 1, 1), 1);
	assert_int_equal(choose("plugin.so:ring", answers, 2), 1);
	assert_int_equal(list[0]->object, PLUGIN);
	assert_int_equal(choose("/usr/lib/liba.so:ring", answers, 2), 1);
	assert_int_equal(list[0]->object, LIBRARY);
	assert_int_equal(choose("lib/liba.so:ring", answers, 2), 0);
}

static void a_global_one_stands_before_static_ones(void **state)
{
	const struct symbol_answer answers[] = {
		in_file(PROGRAM, "a.c"), exported(LIBRARY, 1),
		in_file(PROGRAM, "src/b.c"), in_file(LIBRARY, "b.c"),
	};

	(void)state;
	assert_int_equal(choose("ring", answers, 4), 1);
	assert_true(list[0]->global);
	assert_int_equal(choose("a.c:ring", answers, 4), 1);
	assert_string_equal(list[0]->file, "a.c");
	assert_int_equal(choose("b.c:ring", answers, 4), 2);
	assert_int_equal(choose("app:b.c:ring", answers, 4), 1);
	assert_string_equal(list[0]->file, "src/b.c");
	assert_int_equal(choose("app:ring", answers, 4), 2);
}

static void the_very_name_stands_before_one_with_a_number(void **state)
{
	struct symbol_answer answers[] = {
		in_file(PROGRAM, "a.c"), in_file(PROGRAM, "b.c"),
	};

	(void)state;
	answers[0].inner = true;
	assert_int_equal(choose("ring", answers, 2), 1);
	assert_string_equal(list[0]->file, "b.c");
	assert_int_equal(choose("ring", answers, 1), 1);
}

static void an_old_version_has_to_be_named(void **state)
{
	struct symbol_answer answers[] = {
		exported(LIBRARY, 1), exported(LIBRARY, 1),
	};

	(void)state;
	answers[0].old = true;
	answers[0].address = 0x9000;
	assert_int_equal(choose("ring", answers, 2), 1);
	assert_false(list[0]->old);
	/* There is no other: then it is meant. */
	assert_int_equal(choose("ring", answers, 1), 1);
	assert_int_equal(choose("ring@V1", answers, 1), 1);
}

static void what_is_no_memory_is_meant_only_alone(void **state)
{
	struct symbol_answer answers[] = {
		in_file(PROGRAM, "a.c"), in_file(PROGRAM, "b.c"),
	};

	(void)state;
	answers[0].problem = SYMBOL_ABSOLUTE;
	assert_int_equal(choose("ring", answers, 2), 1);
	assert_string_equal(list[0]->file, "b.c");
	assert_int_equal(choose("ring", answers, 1), 1);
	/* One of them is for each thread: that may be meant. */
	answers[0].problem = SYMBOL_THREAD_LOCAL;
	assert_int_equal(choose("ring", answers, 2), 2);
}

static void two_names_of_one_place_are_one(void **state)
{
	const struct symbol_answer answers[] = {
		exported(PROGRAM, 0), exported(PROGRAM, 0),
	};

	(void)state;
	assert_int_equal(choose("ring", answers, 2), 1);
}

static void a_removed_file_has_its_name_still(void **state)
{
	const struct symbol_answer answers[] = { exported(OLD, 1) };

	(void)state;
	assert_int_equal(choose("old.so:ring", answers, 1), 1);
	assert_int_equal(choose("/srv/old.so:ring", answers, 1), 1);
	assert_int_equal(choose("old:ring", answers, 1), 0);
}

static bool may_have(const char *text, size_t object)
{
	struct symbol_word word;
	bool may;

	assert_int_equal(symbol_word_read(text, &word), 0);
	may = symbol_choose_may_have(&objects, &files[object], &word);
	symbol_word_free(&word);
	return may;
}

static void a_word_may_name_another_object(void **state)
{
	(void)state;
	assert_true(may_have("ring", LIBRARY));
	assert_true(may_have("liba.so:ring", LIBRARY));
	assert_false(may_have("plugin.so:ring", LIBRARY));
	/* A source file says nothing of the object. */
	assert_true(may_have("main.c:ring", LIBRARY));
	assert_false(may_have("plugin.so:main.c:ring", LIBRARY));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_in_the_order_of_the_linker_is_live),
		cmocka_unit_test(a_library_that_uses_its_own_makes_two),
		cmocka_unit_test(what_is_not_exported_is_used_beside_others),
		cmocka_unit_test(what_was_loaded_later_may_be_meant_too),
		cmocka_unit_test(a_global_one_stands_before_static_ones),
		cmocka_unit_test(the_very_name_stands_before_one_with_a_number),
		cmocka_unit_test(an_old_version_has_to_be_named),
		cmocka_unit_test(what_is_no_memory_is_meant_only_alone),
		cmocka_unit_test(two_names_of_one_place_are_one),
		cmocka_unit_test(a_removed_file_has_its_name_still),
		cmocka_unit_test(a_word_may_name_another_object),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

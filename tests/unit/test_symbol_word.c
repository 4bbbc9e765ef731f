// SPDX-License-Identifier: LGPL-2.1-or-later
/* What --symbol was given, and the names in ELF files that it stands for. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "symbol-word.h"

static void same(const char *found, const char *wanted)
{
	if (wanted)
		assert_string_equal(found, wanted);
	else
		assert_null(found);
}

static void reads(const char *text, const struct symbol_word *wanted)
{
	struct symbol_word word;

	print_message("%s\n", text);
	assert_int_equal(symbol_word_read(text, &word), 0);
	assert_string_equal(word.text, text);
	assert_string_equal(word.name, wanted->name);
	same(word.places[0], wanted->places[0]);
	same(word.places[1], wanted->places[1]);
	assert_int_equal(word.offset, wanted->offset);
	assert_int_equal(word.length, wanted->length);
	symbol_word_free(&word);
}

#define READS(text, ...) reads(text, &(struct symbol_word){ __VA_ARGS__ })

static void a_name_may_have_an_offset_and_a_length(void **state)
{
	(void)state;
	READS("ring", .name = "ring");
	READS("ring+64", .name = "ring", .offset = 64);
	READS("ring+0x40", .name = "ring", .offset = 64);
	READS("ring:4K", .name = "ring", .length = 4096);
	READS("ring+1M:2M", .name = "ring", .offset = 1 << 20,
	      .length = 2 << 20);
	READS("stdout@GLIBC_2.2.5:8", .name = "stdout@GLIBC_2.2.5",
	      .length = 8);
	READS("ring.0", .name = "ring.0");
}

static void objects_and_files_may_stand_before_it(void **state)
{
	(void)state;
	READS("libapp.so:ring", .name = "ring", .places = { "libapp.so" });
	READS("app:main.c:ring+1:2", .name = "ring",
	      .places = { "app", "main.c" }, .offset = 1, .length = 2);
	READS("/srv/a+1/libstdc++.so.6:ring", .name = "ring",
	      .places = { "/srv/a+1/libstdc++.so.6" });
	READS("app::ring", .name = "app::ring");
	READS("main.cc:app::ring:16", .name = "app::ring",
	      .places = { "main.cc" }, .length = 16);
}

static void refuse(const char *text, int error)
{
	struct symbol_word word = { .length = 7 };

	print_message("%s\n", text);
	assert_int_equal(symbol_word_read(text, &word), error);
	assert_int_equal(word.length, 7);
}

static void what_is_no_name_is_refused(void **state)
{
	(void)state;
	refuse("", -EINVAL);
	refuse(":4K", -EINVAL);
	refuse("+4", -EINVAL);
	refuse("ring:4Q", -EINVAL);
	refuse("ring+4Q", -EINVAL);
	refuse("ring:99999999999999999999", -EINVAL);
	refuse(":ring", -EINVAL);
	refuse("a:b:c:ring", -EINVAL);
	refuse("app:", -EINVAL);
	refuse("ring:0", -ERANGE);
	refuse("ring:0x0", -ERANGE);
}

static enum symbol_match match(const char *meant, const char *symbol)
{
	struct symbol_word word;
	enum symbol_match found;

	print_message("%s %s\n", meant, symbol);
	assert_int_equal(symbol_word_read(meant, &word), 0);
	found = symbol_word_match(&word, symbol);
	symbol_word_free(&word);
	return found;
}

static void a_version_may_be_left_out(void **state)
{
	(void)state;
	assert_int_equal(match("ring", "ring"), SYMBOL_SAME);
	assert_int_equal(match("ring", "ring@V1"), SYMBOL_SAME);
	assert_int_equal(match("ring", "ring@@V2"), SYMBOL_SAME);
	assert_int_equal(match("ring@V2", "ring@@V2"), SYMBOL_SAME);
	assert_int_equal(match("ring@@V2", "ring@@V2"), SYMBOL_SAME);
	assert_int_equal(match("ring@V1", "ring@V1"), SYMBOL_SAME);
	assert_int_equal(match("ring@V1", "ring@@V2"), SYMBOL_OTHER);
	assert_int_equal(match("ring@V1", "ring"), SYMBOL_OTHER);
	assert_int_equal(match("ring", "rings"), SYMBOL_OTHER);
	assert_int_equal(match("ring", "rin"), SYMBOL_OTHER);
}

static void a_variable_of_a_function_has_a_number(void **state)
{
	(void)state;
	assert_int_equal(match("ring", "ring.0"), SYMBOL_INNER);
	assert_int_equal(match("ring", "ring.1234"), SYMBOL_INNER);
	assert_int_equal(match("ring", "ring.lto_priv.0"), SYMBOL_INNER);
	assert_int_equal(match("ring.0", "ring.0"), SYMBOL_SAME);
	assert_int_equal(match("ring", "ring.cold"), SYMBOL_OTHER);
	assert_int_equal(match("ring", "ring."), SYMBOL_OTHER);
	assert_int_equal(match("ring", "ring.0a"), SYMBOL_OTHER);
}

static void names_of_cplusplus_are_known_as_they_are_written(void **state)
{
	(void)state;
	assert_int_equal(match("_ZN3app4ringE", "_ZN3app4ringE"), SYMBOL_SAME);
	assert_int_equal(match("app::ring", "_ZN3app4ringE"), SYMBOL_SAME);
	assert_int_equal(match("app::ring", "_ZN3appL4ringE"), SYMBOL_SAME);
	assert_int_equal(match("ring", "_ZL4ring"), SYMBOL_SAME);
	assert_int_equal(match("ring", "_ZN12_GLOBAL__N_14ringE"),
			 SYMBOL_SAME);
	assert_int_equal(match("a::ring", "_ZN1a12_GLOBAL__N_14ringE"),
			 SYMBOL_SAME);
	assert_int_equal(match("std::cout", "_ZSt4cout"), SYMBOL_SAME);
	assert_int_equal(match("std::cout", "_ZSt4cout@@GLIBCXX_3.4"),
			 SYMBOL_SAME);
	assert_int_equal(match("ring", "_ZN3app4ringE"), SYMBOL_OTHER);
	/* A function has types behind its name. */
	assert_int_equal(match("ring", "_Z4ringv"), SYMBOL_OTHER);
}

static void names_that_only_look_so_are_no_names(void **state)
{
	static const char *const names[] = {
		"_Z", "_ZN", "_ZNE", "_ZN3ap", "_ZN3appE4", "_ZL", "_ZL9ring",
		"_ZN99999999999999999999999ringE", "_ZN0E", "_ZSt",
		"_ZNStStStStStStStStStStStStSt", "",
	};
	char text[SYMBOL_NAME_ROOM];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_string_equal(symbol_plain_name(names[i], text),
				    names[i]);
}

static void a_name_that_is_too_long_is_cut(void **state)
{
	char symbol[2000] = "_ZN900", text[SYMBOL_NAME_ROOM];

	(void)state;
	memset(symbol + 6, 'a', 900);
	strcpy(symbol + 906, "1bE");
	assert_int_equal(strlen(symbol_plain_name(symbol, text)),
			 SYMBOL_NAME_ROOM - 1);
	assert_int_equal(strspn(text, "a"), SYMBOL_NAME_ROOM - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_may_have_an_offset_and_a_length),
		cmocka_unit_test(objects_and_files_may_stand_before_it),
		cmocka_unit_test(what_is_no_name_is_refused),
		cmocka_unit_test(a_version_may_be_left_out),
		cmocka_unit_test(a_variable_of_a_function_has_a_number),
		cmocka_unit_test(
			names_of_cplusplus_are_known_as_they_are_written),
		cmocka_unit_test(names_that_only_look_so_are_no_names),
		cmocka_unit_test(a_name_that_is_too_long_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A kernel that lies, as words of tests/fault/fault.h say: what is told of a
 * page is right, or is marked; and what cannot be so is never called complete.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake.h"
#include "fault.h"
#include "scene.h"

#define FILE_PAGE ((uint64_t)1 << 61)
#define SWAPPED ((uint64_t)1 << 62)
#define PRESENT ((uint64_t)1 << 63)
#define HUGE ((uint32_t)1 << 6)

/* No walk of so few pages takes so many calls. */
#define ENDLESS 100000u

static const struct fake_mapping mappings[] = {
	{ .start = 0x400000, .end = 0x440000, .permissions = "rw-p" },
	{ 0x440000, 0x450000, "r-xp", 0, 8, 1, 5, "/bin/x", 0, false },
	{ 0x460000, 0x470000, "rw-s", 0, 0, 1, 70, "/memfd:x (deleted)", 0,
	  false },
	{ .start = 0x600000, .end = 0xa00000, .permissions = "rw-p" },
	{ .start = 0xb00000, .end = 0xb01000, .permissions = "r--p" },
	{ .start = 0x1000000, .end = 0x1800000, .permissions = "rw-p" },
	{ .permissions = NULL },
};

static const struct fake_entries entries[] = {
	{ 0x404000, 2, PRESENT | 0x101, 1, 0 },
	{ 0x40a000, 1, SWAPPED | 0x44 << 5, 0, 0 },
	{ 0x410000, 1, PRESENT | 0x110, 0, 0 },
	{ 0x418000, 3, PRESENT | 0x120, 1, 0 },
	{ 0x442000, 1, PRESENT | FILE_PAGE | 0x180, 0, 0 },
	{ 0x44e000, 1, PRESENT | FILE_PAGE | 0x181, 0, 0 },
	{ 0x46a000, 1, PRESENT | FILE_PAGE | 0x99, 0, 0 },
	{ 0x601000, 1, PRESENT | 0x501, 0, 0 },
	{ 0x700000, 4, PRESENT | 0x600, 1, 0 },
	{ 0x800000, 512, PRESENT | 0x2000, 1, HUGE },
	{ 0xb00000, 1, PRESENT | 0x700, 0, 0 },
	{ 0x1400000, 1, PRESENT | 0x701, 0, 0 },
	{ 0x1480000, 2, PRESENT | 0x710, 1, 0 },
	{ 0x1700000, 1, PRESENT | 0x720, 0, 0 },
	{ .pages = 0 },
};

static const struct fake_space space = { mappings, entries };

static void watch(unsigned long number, enum fake_call call)
{
	(void)call;
	if (number > ENDLESS)
		fail_msg("there is no end of it");
}

/* Pages with gaps left out, told by a kernel with this demand; to be freed. */
static char *tell(const char *demand)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options), .want = VMINFO_WANT_FRAMES,
	};
	struct scene scene;
	char *told;

	fake_start(&space);
	fault_set(demand);
	fake.before = watch;
	scene = scene_open();
	told = scene_pages(&scene, strstr(demand, "frames-end") ? &options :
								  NULL, 100);
	scene_close(&scene);
	return told;
}

/* Whether the text has this very line. */
static bool has_line(const char *text, const char *line, size_t length)
{
	while (*text) {
		size_t n = strcspn(text, "\n") + 1;

		if (n == length && !memcmp(text, line, n))
			return true;
		text += n;
	}
	return false;
}

/* "400000+1 present 101": right, or marked; and behind the one before. */
static void check_pages(const char *demand, const char *told,
			const char *honest)
{
	uint64_t last = 0;

	while (*told != '[') {
		size_t n = strcspn(told, "\n") + 1;
		uint64_t va = strtoull(told, NULL, 16);

		if (va <= last)
			fail_msg("%s: %.*s is told again", demand, (int)n - 1,
				 told);
		last = va;
		if (!has_line(honest, told, n) &&
		    !memmem(told, n, " changed", strlen(" changed")))
			fail_msg("%s: %.*s is wrong", demand, (int)n - 1, told);
		told += n;
	}
}

enum outcome { SAME, DOUBT, EITHER };

/* What the kernel has not is no lie. */
static void lie_on(const char *machine, const char *lies, enum outcome wanted)
{
	char *honest = tell(machine), *told;
	char words[64];
	bool same;

	snprintf(words, sizeof(words), "%s,%s", lies, machine);
	told = tell(words);
	check_pages(words, told, honest);
	same = strcmp(told, honest) == 0;
	if (!same && strstr(told, "[complete]"))
		fail_msg("%s: not all was told, which is no [complete]", words);
	if (wanted != EITHER && same != (wanted == SAME))
		fail_msg("%s: %s", words, same ? "it was believed" : told);
	free(told);
	free(honest);
}

static void lie(const char *lies, enum outcome wanted)
{
	lie_on("", lies, wanted);
}

static void regions_that_cannot_be_are_an_error(void **state)
{
	static const char *const lies[] = {
		"scan-lies=twice", "scan-lies=overlap", "scan-lies=unsorted",
		"scan-lies=outside", "scan-lies=before", "scan-lies=empty",
		"scan-lies=ragged", "scan-lies=many",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		lie(lies[i], DOUBT);
		lie_on("noquery", lies[i], DOUBT);
		/* Who is not asked does not lie. */
		lie_on("noscan", lies[i], SAME);
	}
}

static void a_list_that_goes_back_is_an_error(void **state)
{
	(void)state;
	lie("maps-lies=unsorted", DOUBT);
	lie_on("noquery", "maps-lies=unsorted", DOUBT);
	lie("maps-lies=back", DOUBT);
	lie_on("noquery", "maps-lies=back", DOUBT);
}

static void a_line_that_comes_twice_is_told_once(void **state)
{
	(void)state;
	lie("maps-lies=twice", SAME);
}

static void lines_over_each_other_are_checked_or_doubted(void **state)
{
	(void)state;
	lie("maps-lies=overlap", EITHER);
	lie_on("noquery", "maps-lies=overlap", DOUBT);
	lie_on("noquery", "maps-lies=twice", EITHER);
}

static void a_list_that_is_another_each_time_is_never_wrong(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		lie_on("noquery", "maps-lies=shrink", DOUBT);
		lie_on("noquery", "maps-lies=less", DOUBT);
	}
}

static void a_mapping_that_is_no_answer_is_an_error(void **state)
{
	(void)state;
	lie("query-lies=empty", DOUBT);
	lie("query-lies=before", DOUBT);
}

static void words_that_are_too_many_or_too_few_are_an_error(void **state)
{
	(void)state;
	lie("pagemap-lies=long", DOUBT);
	lie_on("noscan", "pagemap-lies=long", DOUBT);
	lie("pagemap-lies=ends", DOUBT);
	lie_on("noscan", "pagemap-lies=ends", DOUBT);
	lie("pagemap-lies=odd", DOUBT);
	lie_on("noscan", "pagemap-lies=odd", DOUBT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(regions_that_cannot_be_are_an_error),
		cmocka_unit_test(a_list_that_goes_back_is_an_error),
		cmocka_unit_test(a_line_that_comes_twice_is_told_once),
		cmocka_unit_test(lines_over_each_other_are_checked_or_doubted),
		cmocka_unit_test(
			a_list_that_is_another_each_time_is_never_wrong),
		cmocka_unit_test(a_mapping_that_is_no_answer_is_an_error),
		cmocka_unit_test(
			words_that_are_too_many_or_too_few_are_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A process that ends, or runs another program, at any moment: what is told is
 * then complete and right, or it is an error.  Never complete and wrong.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake.h"
#include "scene.h"
#include "told.h"

#define EXCLUSIVE ((uint64_t)1 << 56)
#define FILE_PAGE ((uint64_t)1 << 61)
#define SWAPPED ((uint64_t)1 << 62)
#define PRESENT ((uint64_t)1 << 63)

/* More mappings than one read of maps gives here, of all sorts. */
static const struct fake_mapping mappings[] = {
	{ 0x400000, 0x403000, "r-xp", 0, 8, 1, 5, "/bin/one", 0, false },
	{ 0x403000, 0x405000, "rw-p", 0, 0, 0, 0, "[heap]", 0, false },
	{ 0x600000, 0x602000, "rw-p", 0, 0, 0, 0, NULL, 0, false },
	{ 0x700000, 0x701000, "r--p", 0, 0, 0, 0, "[vvar]", 0, true },
	{ 0x800000, 0xa00000, "rw-p", 0, 0, 0xf, 77, "/anon_hugepage (deleted)",
	  FAKE_HUGE, false },
	{ 0x7ffc000000, 0x7ffc002000, "rw-p", 0, 0, 0, 0, "[stack]", 0, false },
	{ 0xffffffffff600000, 0xffffffffff601000, "--xp", 0, 0, 0, 0,
	  "[vsyscall]", 0, false },
	{ .permissions = NULL },
};

static const struct fake_entries entries[] = {
	{ 0x400000, 2, PRESENT | FILE_PAGE | 0x100, 1, 0 },
	{ 0x403000, 1, PRESENT | EXCLUSIVE | 0x300, 0, 0 },
	{ 0x601000, 1, SWAPPED | 0x44 << 5, 0, 0 },
	{ 0x800000, 512, PRESENT | EXCLUSIVE | 0x10000, 1, 1u << 6 },
	{ 0x7ffc001000, 1, PRESENT | EXCLUSIVE | 0x400, 0, 0 },
	{ .pages = 0 },
};

static const struct fake_space before = { mappings, entries };

static const struct fake_mapping other_mappings[] = {
	{ 0x500000, 0x502000, "r-xp", 0, 8, 1, 6, "/bin/two", 0, false },
	{ 0x7ffd000000, 0x7ffd001000, "rw-p", 0, 0, 0, 0, "[stack]", 0, false },
	{ .permissions = NULL },
};

static const struct fake_entries other_entries[] = {
	{ 0x500000, 1, PRESENT | FILE_PAGE | 0x900, 0, 0 },
	{ .pages = 0 },
};

static const struct fake_space after = { other_mappings, other_entries };

enum end {
	REAPED,
	ZOMBIE,
	EXEC,
};

static struct {
	unsigned long at;
	enum end end;
	bool happened;
} fate;

static void meet_fate(unsigned long number, enum fake_call call)
{
	(void)call;
	if (number != fate.at)
		return;
	fate.happened = true;
	if (fate.end == REAPED)
		fake_exit();
	else if (fate.end == ZOMBIE)
		fake_zombie();
	else
		fake_exec(&after);
}

/* Machines on which it happens, by bits. */
enum {
	NO_SCAN = 1,
	NO_QUERY = 2,
	OLD_DEAD = 4,
	HIDDEN = 8,
	MACHINES = 16,
};

static void start(unsigned int machine, const struct fake_space *space)
{
	fake_start(space);
	fake.no_scan = machine & NO_SCAN;
	fake.no_query = machine & NO_QUERY;
	fake.old_dead = machine & OLD_DEAD;
	fake.hidden = machine & HIDDEN;
	fake.chunk = 100;
}

typedef char *(*teller)(const struct scene *scene,
			const struct vminfo_walk_options *options,
			size_t batch);

/* What is told if nothing happens. */
static char *whole(unsigned int machine, const struct fake_space *space,
		   teller tell)
{
	struct scene scene;
	char *told;

	start(machine, space);
	scene = scene_open();
	told = tell(&scene, NULL, 3);
	assert_non_null(strstr(told, "[complete]"));
	scene_close(&scene);
	return told;
}

static bool ends_with_reason(const char *end)
{
	return !strcmp(end, fate.end == EXEC ? "[Stale file handle: exec]\n" :
					       "[No such process: gone]\n");
}

/* A list that is cut short must be the start of the whole one. */
static void check_told(const char *told, const char *old_whole,
		       const char *new_whole)
{
	const char *end = strrchr(told, '[');

	if (!strcmp(end, "[complete]\n")) {
		if (fate.happened && fate.end == EXEC &&
		    !strcmp(told, new_whole))
			return;
		assert_string_equal(told, old_whole);
		return;
	}
	assert_true(fate.happened);
	if (!ends_with_reason(end) ||
	    strncmp(told, old_whole, (size_t)(end - told)) != 0)
		fail_msg("call %lu, this is not the start of the list:\n%s",
			 fate.at, told);
}

/* Whether it was open before its end. */
static bool open_scene(struct scene *scene)
{
	int ret;

	*scene = (struct scene){ NULL, NULL };
	assert_int_equal(vminfo_context_new(NULL, &scene->context), 0);
	ret = vminfo_process_open(scene->context, fake.pid, &scene->process);
	if (ret == 0)
		return true;
	assert_true(fate.happened);
	if (ret != -ENOENT && ret != -ESRCH)
		fail_msg("call %lu, opening gives %d: %s", fate.at, ret,
			 vminfo_context_error(scene->context));
	return false;
}

static void walk_to_the_end(unsigned int machine, enum end end, teller tell)
{
	char *old_whole = whole(machine, &before, tell);
	char *new_whole = whole(machine, &after, tell);

	fate.happened = true;
	for (fate.at = 1; fate.happened; fate.at++) {
		struct scene scene;
		char *told;

		start(machine, &before);
		fate.end = end;
		fate.happened = false;
		fake.before = meet_fate;
		if (open_scene(&scene)) {
			told = tell(&scene, NULL, 3);
			check_told(told, old_whole, new_whole);
			free(told);
		}
		scene_close(&scene);
	}
	/* So that it was tried at all. */
	assert_in_range(fate.at, 40, 4000);
	free(old_whole);
	free(new_whole);
}

static void on_all_machines(enum end end)
{
	for (unsigned int machine = 0; machine < MACHINES; machine++) {
		walk_to_the_end(machine, end, scene_pages);
		walk_to_the_end(machine, end, scene_mappings);
	}
}

static void a_process_that_exits_at_any_call_is_gone(void **state)
{
	(void)state;
	on_all_machines(REAPED);
}

static void a_process_that_becomes_a_zombie_at_any_call_is_gone(void **state)
{
	(void)state;
	on_all_machines(ZOMBIE);
}

static void a_process_that_execs_at_any_call_runs_another_program(void **state)
{
	(void)state;
	on_all_machines(EXEC);
}

/* --- runs, whose last one may be cut -------------------------------------- */

static void runs_of_a_process_that_ends_are_never_whole_and_wrong(
	void **state)
{
	char *old_whole = whole(0, &before, scene_runs);

	(void)state;
	fate.happened = true;
	for (fate.at = 1; fate.happened; fate.at++) {
		struct scene scene;
		char *told;

		start(0, &before);
		fate.end = REAPED;
		fate.happened = false;
		fake.before = meet_fate;
		if (open_scene(&scene)) {
			told = scene_runs(&scene, NULL, 1);
			if (strstr(told, "complete"))
				assert_string_equal(told, old_whole);
			else
				assert_true(ends_with_reason(
					strchr(told, '[')));
			free(told);
		}
		scene_close(&scene);
	}
	free(old_whole);
}

/* --- single pages --------------------------------------------------------- */

static void one_page_of_a_process_that_ends_is_right_or_an_error(void **state)
{
	(void)state;
	for (unsigned int machine = 0; machine < MACHINES; machine++) {
		fate.happened = true;
		for (fate.at = 1; fate.happened; fate.at++) {
			struct vminfo_page page;
			struct scene scene;
			int ret;

			start(machine & ~(unsigned int)HIDDEN, &before);
			fate.end = machine & HIDDEN ? ZOMBIE : REAPED;
			fate.happened = false;
			fake.before = meet_fate;
			if (open_scene(&scene)) {
				ret = vminfo_process_page(scene.process,
							  0x601000, &page);
				if (ret == 0)
					assert_int_equal(page.state,
							 VMINFO_SWAPPED);
				else
					assert_int_equal(ret, -ESRCH);
			}
			scene_close(&scene);
		}
	}
}

/* --- what stays after the end --------------------------------------------- */

static void the_error_of_a_walk_stays(void **state)
{
	struct vminfo_walk *walk;
	struct vminfo_page page;
	struct scene scene;

	(void)state;
	start(0, &before);
	scene = scene_open();
	walk = scene_walk(&scene, NULL);
	assert_int_equal(vminfo_walk_pages(walk, &page, NULL, 1), 1);
	assert_int_equal(vminfo_walk_status(walk), VMINFO_UNFINISHED);
	fake_exit();
	while (vminfo_walk_pages(walk, &page, NULL, 1) == 1)
		;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(vminfo_walk_pages(walk, &page, NULL, 1),
				 -ESRCH);
		assert_int_equal(vminfo_walk_status(walk), VMINFO_GONE);
	}
	assert_string_equal(vminfo_context_error(scene.context),
			    "42/maps: No such process");
	vminfo_walk_free(walk);
	scene_close(&scene);
}

static void the_end_of_a_walk_stays(void **state)
{
	struct vminfo_walk *walk;
	struct vminfo_page page;
	struct scene scene;

	(void)state;
	start(0, &after);
	scene = scene_open();
	walk = scene_walk(&scene, NULL);
	while (vminfo_walk_pages(walk, &page, NULL, 1) == 1)
		;
	assert_int_equal(vminfo_walk_status(walk), VMINFO_COMPLETE);
	/* It was complete; that the process ends later changes nothing. */
	fake_exit();
	assert_int_equal(vminfo_walk_pages(walk, &page, NULL, 1), 0);
	assert_int_equal(vminfo_walk_status(walk), VMINFO_COMPLETE);
	vminfo_walk_free(walk);
	scene_close(&scene);
}

static void an_error_of_the_kernel_is_refused(void **state)
{
	struct scene scene;
	char *told;

	(void)state;
	start(0, &before);
	scene = scene_open();
	fake.fail_with = EIO;
	told = scene_runs(&scene, NULL, 10);
	assert_string_equal(told, "[Input/output error: refused]\n");
	free(told);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_process_that_exits_at_any_call_is_gone),
		cmocka_unit_test(
			a_process_that_becomes_a_zombie_at_any_call_is_gone),
		cmocka_unit_test(
			a_process_that_execs_at_any_call_runs_another_program),
		cmocka_unit_test(
			runs_of_a_process_that_ends_are_never_whole_and_wrong),
		cmocka_unit_test(
			one_page_of_a_process_that_ends_is_right_or_an_error),
		cmocka_unit_test(the_error_of_a_walk_stays),
		cmocka_unit_test(the_end_of_a_walk_stays),
		cmocka_unit_test(an_error_of_the_kernel_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A process whose mappings change at any moment.  What is told of a page is
 * what it was before or after, or is marked; what did not change is all there.
 */
#include <errno.h>
#include <inttypes.h>
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
#include "scene.h"

#define EXCLUSIVE ((uint64_t)1 << 56)
#define FILE_PAGE ((uint64_t)1 << 61)
#define PRESENT ((uint64_t)1 << 63)

#define ANONYMOUS(from, to)                                                    \
	{ (from), (to), "rw-p", 0, 0, 0, 0, NULL, 0, false }
#define OF_FILE(from, to, inode)                                               \
	{ (from), (to), "r-xp", 0, 8, 1, (inode), "/bin/x", 0, false }
#define HUGETLB(from, to)                                                      \
	{ (from), (to), "rw-p", 0, 0, 0xf, 77, "/anon_hugepage (deleted)",     \
	  FAKE_HUGE, false }
#define END_OF_MAPPINGS { .permissions = NULL }
#define MOST 8

/* Present wherever a mapping is; more in the middle, and empty far away. */
static const struct fake_entries entries[] = {
	{ 0x400000, 64, PRESENT | EXCLUSIVE | 0x1001, 1, 0 },
	{ 0x600000, 16, PRESENT | EXCLUSIVE | 0x2001, 1, 0 },
	{ 0x800000, 512, PRESENT | EXCLUSIVE | 0x10000, 1, 1u << 6 },
	{ 0x50000000000, 4, PRESENT | EXCLUSIVE | 0x3000, 1, 0 },
	{ .pages = 0 },
};

/* Above all changes: what must always be there. */
#define REST                                                                   \
	ANONYMOUS(0xc00000, 0xc02000), OF_FILE(0xd00000, 0xd01000, 9),         \
		ANONYMOUS(0x50000000000, 0x50000008000), END_OF_MAPPINGS

static const struct {
	const char *what;
	struct fake_mapping before[MOST];
	struct fake_mapping after[MOST];
} changes[] = {
	{ "grows",
	  { ANONYMOUS(0x400000, 0x410000), REST },
	  { ANONYMOUS(0x400000, 0x420000), REST } },
	{ "shrinks",
	  { ANONYMOUS(0x400000, 0x420000), REST },
	  { ANONYMOUS(0x400000, 0x408000), REST } },
	{ "begins below",
	  { ANONYMOUS(0x404000, 0x410000), REST },
	  { ANONYMOUS(0x400000, 0x410000), REST } },
	{ "begins above",
	  { ANONYMOUS(0x400000, 0x410000), REST },
	  { ANONYMOUS(0x404000, 0x410000), REST } },
	{ "vanishes",
	  { ANONYMOUS(0x400000, 0x410000), REST },
	  { REST } },
	{ "comes",
	  { OF_FILE(0x600000, 0x602000, 5), REST },
	  { ANONYMOUS(0x400000, 0x410000), OF_FILE(0x600000, 0x602000, 5),
	    REST } },
	{ "is another file",
	  { OF_FILE(0x400000, 0x410000, 5), REST },
	  { OF_FILE(0x400000, 0x410000, 6), REST } },
	{ "becomes a file",
	  { ANONYMOUS(0x400000, 0x410000), REST },
	  { OF_FILE(0x400000, 0x410000, 6), REST } },
	{ "gets a hole",
	  { ANONYMOUS(0x400000, 0x410000), REST },
	  { ANONYMOUS(0x400000, 0x404000), ANONYMOUS(0x40c000, 0x410000),
	    REST } },
	{ "closes a hole",
	  { ANONYMOUS(0x400000, 0x404000), ANONYMOUS(0x40c000, 0x410000),
	    REST },
	  { ANONYMOUS(0x400000, 0x410000), REST } },
	{ "becomes hugetlb",
	  { OF_FILE(0x800000, 0xa00000, 5), REST },
	  { HUGETLB(0x800000, 0xa00000), REST } },
	{ "becomes memory of a device",
	  { OF_FILE(0x400000, 0x410000, 5), REST },
	  { { 0x400000, 0x410000, "rw-s", 0, 0, 6, 8, "/dev/x", 0, true },
	    REST } },
	{ "is memory of a device no more",
	  { { 0x400000, 0x410000, "rw-s", 0, 0, 6, 8, "/dev/x", 0, true },
	    REST },
	  { OF_FILE(0x400000, 0x410000, 5), REST } },
};

#define CHANGES (sizeof(changes) / sizeof(*changes))

static struct fake_space space = { NULL, entries };

static struct {
	size_t which;
	unsigned long at;	/* before this call */
	unsigned long again;	/* and each so many calls later; 0: never */
	bool happened;
} change;

static void change_it(unsigned long number, enum fake_call call)
{
	bool is_first = number == change.at;

	(void)call;
	if (is_first || (change.again && number > change.at &&
			 (number - change.at) % change.again == 0)) {
		if (space.mappings == changes[change.which].before)
			space.mappings = changes[change.which].after;
		else
			space.mappings = changes[change.which].before;
		change.happened = true;
	}
}

/* --- what it is without a change ------------------------------------------ */

#define MOST_PAGES 2048u

struct pages {
	struct vminfo_page page[MOST_PAGES];
	size_t n;
};

static struct pages old_pages, new_pages, got;

static void take_pages(const struct scene *scene, size_t batch)
{
	struct vminfo_walk *walk = scene_walk(scene, NULL);
	ssize_t n;

	got.n = 0;
	while ((n = vminfo_walk_pages(walk, got.page + got.n, NULL,
				      batch)) > 0) {
		got.n += (size_t)n;
		assert_in_range(got.n, 0, MOST_PAGES - batch);
	}
	if (n < 0)
		fail_msg("%s at call %lu: %s", changes[change.which].what,
			 change.at, vminfo_context_error(scene->context));
	assert_in_range(vminfo_walk_status(walk), VMINFO_COMPLETE,
			VMINFO_CHANGED_MEANWHILE);
	vminfo_walk_free(walk);
}

/* Likewise by runs, and also looks at the name of the mapping. */
static void take_runs(const struct scene *scene, size_t batch)
{
	struct vminfo_walk *walk = scene_walk(scene, NULL);
	struct vminfo_run runs[8];
	ssize_t n;

	got.n = 0;
	while ((n = vminfo_walk_runs(walk, runs, NULL, batch)) > 0) {
		const struct vminfo_mapping *m = vminfo_walk_mapping(walk);

		assert_non_null(m);
		if (strcmp(m->name, "") && strcmp(m->name, "/bin/x") &&
		    strcmp(m->name, "/dev/x") &&
		    strcmp(m->name, "/anon_hugepage (deleted)"))
			fail_msg("%s at call %lu: a name: %s",
				 changes[change.which].what, change.at,
				 m->name);
		for (ssize_t i = 0; i < n; i++) {
			for (uint64_t j = 0; j < runs[i].pages; j++) {
				struct vminfo_page *p = &got.page[got.n++];

				assert_true(got.n < MOST_PAGES);
				*p = (struct vminfo_page){
					.va = runs[i].va + j * FAKE_PAGE,
					.value = runs[i].value,
					.state = runs[i].state,
					.attributes = runs[i].any,
				};
				if (p->value != VMINFO_NONE)
					p->value += j;
			}
		}
	}
	assert_int_equal(n, 0);
	vminfo_walk_free(walk);
}

static void start(unsigned int machine, size_t which)
{
	change.which = which;
	space.mappings = changes[which].before;
	fake_start(&space);
	fake.no_scan = machine & 1;
	fake.no_query = machine & 2;
	fake.many_zero_pages = machine & 4;
	fake.chunk = 100;
}

static void take_models(unsigned int machine, size_t which)
{
	struct scene scene;

	change.at = 0;
	for (int i = 0; i < 2; i++) {
		start(machine, which);
		space.mappings = i ? changes[which].after :
				     changes[which].before;
		scene = scene_open();
		take_pages(&scene, 100);
		*(i ? &new_pages : &old_pages) = got;
		scene_close(&scene);
	}
}

/* --- what may be told ----------------------------------------------------- */

static const struct vminfo_page *page_in(const struct pages *pages, uint64_t va)
{
	for (size_t i = 0; i < pages->n; i++) {
		if (pages->page[i].va == va)
			return &pages->page[i];
	}
	return NULL;
}

static bool is_like(const struct vminfo_page *a, const struct vminfo_page *b)
{
	return b && a->state == b->state && a->value == b->value;
}

static void check_order(void)
{
	uint64_t above = 0;

	for (size_t i = 0; i < got.n; i++) {
		if (got.page[i].va < above)
			fail_msg("%s at call %lu: %" PRIx64 " comes twice",
				 changes[change.which].what, change.at,
				 got.page[i].va);
		above = got.page[i].va + FAKE_PAGE;
	}
}

/* Each page is as it was or as it is. */
static void check_each(unsigned int machine)
{
	for (size_t i = 0; i < got.n; i++) {
		const struct vminfo_page *p = &got.page[i];

		if (p->attributes & VMINFO_CHANGED ||
		    is_like(p, page_in(&old_pages, p->va)) ||
		    is_like(p, page_in(&new_pages, p->va)))
			continue;
		fail_msg("%s at call %lu on %u: %" PRIx64
			 " never was %s %" PRIx64,
			 changes[change.which].what, change.at, machine, p->va,
			 vminfo_state_name(p->state), p->value);
	}
}

/* What was there all the time must be told. */
static void check_all(unsigned int machine)
{
	for (size_t i = 0; i < old_pages.n; i++) {
		const struct vminfo_page *p = &old_pages.page[i];

		if (page_in(&new_pages, p->va) && !page_in(&got, p->va))
			fail_msg("%s at call %lu on %u: %" PRIx64 " is missing",
				 changes[change.which].what, change.at, machine,
				 p->va);
	}
}

typedef void (*taker)(const struct scene *scene, size_t batch);

/* Changes at each call, one walk after the other. */
static void walk_through(unsigned int machine, unsigned long again, taker take)
{
	change.happened = true;
	for (change.at = 1; change.happened; change.at++) {
		struct scene scene;

		start(machine, change.which);
		change.happened = false;
		change.again = again;
		fake.before = change_it;
		scene = scene_open();
		take(&scene, 3);
		assert_in_range(fake.calls, 1, 20000);
		scene_close(&scene);
		check_order();
		check_all(machine);
		/*
		 * What is again as it was when it was looked at cannot be
		 * told from what stayed.
		 */
		if (!again)
			check_each(machine);
	}
	assert_in_range(change.at, 30, 20000);
}

static void each_change(unsigned long again, taker take)
{
	for (size_t which = 0; which < CHANGES; which++) {
		for (unsigned int machine = 0; machine < 8; machine++) {
			take_models(machine, which);
			walk_through(machine, again, take);
		}
	}
}

static void a_mapping_that_changes_once_is_told_as_it_was_or_is(void **state)
{
	(void)state;
	each_change(0, take_pages);
}

static void runs_of_a_mapping_that_changes_once_are_right_too(void **state)
{
	(void)state;
	each_change(0, take_runs);
}

static void a_walk_ends_even_if_a_mapping_changes_all_the_time(void **state)
{
	(void)state;
	each_change(1, take_pages);
	each_change(2, take_pages);
	each_change(3, take_runs);
}

/* --- by design ------------------------------------------------------------ */

static unsigned int looks;

/* Between each look and the check behind it, another size. */
static void resize(unsigned long number, enum fake_call call)
{
	(void)number;
	if (call == FAKE_PAGEMAP_READ && ++looks <= change.again)
		space.mappings = looks % 2 ? changes[0].after :
					     changes[0].before;
}

static void changed_after(unsigned int looks_with_change, const char *expected)
{
	struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = 0x400000,
		.length = 0x8000,
	};
	struct scene scene;
	char *told;

	looks = 0;
	start(0, 0);
	scene = scene_open();
	change.again = looks_with_change;
	fake.before = resize;
	told = scene_runs(&scene, &options, 10);
	assert_string_equal(told, expected);
	free(told);
	scene_close(&scene);
}

static void a_mapping_is_read_again_three_times_then_marked(void **state)
{
	static const char fine[] = "400000+8 present 1001 exclusive\n"
				   "[complete]\n";

	(void)state;
	changed_after(0, fine);
	changed_after(1, fine);
	changed_after(3, fine);
	changed_after(1000, "400000+8 present 1001 exclusive changed\n"
			    "[changed]\n");
}

static const struct fake_mapping of_device[2][2] = {
	{ { 0x400000, 0x408000, "rw-s", 0, 0, 6, 8, "/dev/x", 0, true },
	  END_OF_MAPPINGS },
	{ { 0x400000, 0x409000, "rw-s", 0, 0, 6, 8, "/dev/x", 0, true },
	  END_OF_MAPPINGS },
};

static void resize_device(unsigned long number, enum fake_call call)
{
	(void)number;
	if (call == FAKE_SCAN)
		space.mappings = of_device[++looks % 2];
}

static void memory_of_a_device_that_always_changes_is_marked_too(void **state)
{
	struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = 0x400000,
		.length = 0x8000,
	};
	struct scene scene;
	char *told;

	(void)state;
	looks = 0;
	start(0, 0);
	space.mappings = of_device[0];
	scene = scene_open();
	fake.before = resize_device;
	told = scene_runs(&scene, &options, 10);
	/* No look was at a mapping that was the same before and afterwards. */
	assert_string_equal(told, "400000+8 unresolved changed\n[changed]\n");
	free(told);
	scene_close(&scene);
}

static void a_page_whose_mapping_keeps_changing_is_to_be_retried(
	void **state)
{
	struct vminfo_page page = { .state = 77 };
	struct scene scene;

	(void)state;
	looks = 0;
	start(0, 0);
	scene = scene_open();
	change.again = 1000;
	fake.before = resize;
	assert_int_equal(vminfo_process_page(scene.process, 0x400000, &page),
			 -EAGAIN);
	assert_int_equal(page.state, 77);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_mapping_that_changes_once_is_told_as_it_was_or_is),
		cmocka_unit_test(
			runs_of_a_mapping_that_changes_once_are_right_too),
		cmocka_unit_test(
			a_walk_ends_even_if_a_mapping_changes_all_the_time),
		cmocka_unit_test(
			a_mapping_is_read_again_three_times_then_marked),
		cmocka_unit_test(
			memory_of_a_device_that_always_changes_is_marked_too),
		cmocka_unit_test(
			a_page_whose_mapping_keeps_changing_is_to_be_retried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

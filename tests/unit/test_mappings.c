// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/mappings.c, walk-list.c: the list of mappings, and look-ups. */
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
#define PRESENT ((uint64_t)1 << 63)

#define ANONYMOUS(from, to)                                                    \
	{ .start = (from), .end = (to), .permissions = "rw-p" }
#define NAMED(from, to, name)                                                  \
	{ (from), (to), "r--p", 0, 8, 1, 5, (name), 0, false }
#define END_OF_MAPPINGS { .permissions = NULL }

static void list_is(struct scene *scene,
		    const struct vminfo_walk_options *options,
		    const char *expected)
{
	static const size_t batches[] = { 1, 2, 3, 100 };

	for (size_t i = 0; i < sizeof(batches) / sizeof(*batches); i++) {
		char *told = scene_mappings(scene, options, batches[i]);

		assert_string_equal(told, expected);
		free(told);
	}
}

static void shows(const struct fake_mapping *mappings, const char *expected)
{
	struct fake_space space = { mappings, NULL };

	for (size_t chunk = 1; chunk < 5000; chunk = chunk * 5 + 100) {
		struct scene scene;

		fake_start(&space);
		fake.chunk = chunk;
		scene = scene_open();
		list_is(&scene, NULL, expected);
		scene_close(&scene);
	}
}

static const struct fake_mapping ordinary[] = {
	{ 0x400000, 0x403000, "r-xp", 0x1000, 8, 1, 5, "/bin/one", 0, false },
	{ 0x403000, 0x404000, "rw-s", 0, 0, 1, 6, "/dev/zero (deleted)", 0,
	  false },
	{ 0x600000, 0x602000, "rw-p", 0, 0, 0, 0, "[heap]", 0, false },
	ANONYMOUS(0x700000, 0x701000),
	{ 0xffffffffff600000, 0xffffffffff601000, "--xp", 0, 0, 0, 0,
	  "[vsyscall]", 0, false },
	END_OF_MAPPINGS,
};

static const char ordinary_told[] =
	"400000-403000 r-xp 1000 08:01 5 /bin/one\n"
	"403000-404000 rw-s 0 00:01 6 /dev/zero (deleted)\n"
	"600000-602000 rw-p 0 00:00 0 [heap]\n"
	"700000-701000 rw-p 0 00:00 0 \n"
	"ffffffffff600000-ffffffffff601000 --xp 0 00:00 0 [vsyscall]\n"
	"[complete]\n";

static void each_mapping_is_listed_once_in_order(void **state)
{
	(void)state;
	shows(ordinary, ordinary_told);
}

static void a_list_needs_no_ioctl(void **state)
{
	struct fake_space space = { ordinary, NULL };
	struct scene scene;

	(void)state;
	fake_start(&space);
	fake.no_query = fake.no_scan = true;
	scene = scene_open();
	list_is(&scene, NULL, ordinary_told);
	scene_close(&scene);
}

static void a_range_lists_the_mappings_that_it_touches(void **state)
{
	struct vminfo_walk_options options = { .size = sizeof(options),
					       .start = 0x402000,
					       .length = 0x1fe001 };
	struct fake_space space = { ordinary, NULL };
	struct scene scene;

	(void)state;
	for (int no_query = 0; no_query < 2; no_query++) {
		fake_start(&space);
		fake.no_query = no_query;
		scene = scene_open();
		/* Whole, also where the range begins or ends inside. */
		list_is(&scene, &options,
			"400000-403000 r-xp 1000 08:01 5 /bin/one\n"
			"403000-404000 rw-s 0 00:01 6 /dev/zero (deleted)\n"
			"600000-602000 rw-p 0 00:00 0 [heap]\n"
			"[complete]\n");
		scene_close(&scene);
	}
	options.length = 0x1fe000;
	fake_start(&space);
	scene = scene_open();
	list_is(&scene, &options,
		"400000-403000 r-xp 1000 08:01 5 /bin/one\n"
		"403000-404000 rw-s 0 00:01 6 /dev/zero (deleted)\n"
		"[complete]\n");
	scene_close(&scene);
}

/* --- names ---------------------------------------------------------------- */

static const struct fake_mapping hostile[] = {
	NAMED(0x400000, 0x401000, "/a b\tc  "),
	NAMED(0x401000, 0x402000, "/new\nline"),
	NAMED(0x402000, 0x403000, "/back\\012slash"),
	NAMED(0x403000, 0x404000, "/\x1b[31m\xff\xc3"),
	NAMED(0x404000, 0x405000, "/x (deleted)"),
	NAMED(0x405000, 0x406000, "/last"),
	END_OF_MAPPINGS,
};

static void names_are_as_the_kernel_has_them(void **state)
{
	(void)state;
	shows(hostile, "400000-401000 r--p 0 08:01 5 /a b\tc  \n"
		       "401000-402000 r--p 0 08:01 5 /new\nline\n"
		       "402000-403000 r--p 0 08:01 5 /back\\012slash\n"
		       "403000-404000 r--p 0 08:01 5 /\x1b[31m\xff\xc3\n"
		       "404000-405000 r--p 0 08:01 5 /x (deleted)\n"
		       "405000-406000 r--p 0 08:01 5 /last\n"
		       "[complete]\n");
}

static void without_the_ioctl_a_newline_is_an_escape(void **state)
{
	struct fake_space space = { hostile, NULL };
	struct vminfo_walk_options options = { .size = sizeof(options),
					       .start = 0x401000,
					       .length = 0x2000 };
	struct scene scene;

	(void)state;
	fake_start(&space);
	fake.no_query = true;
	scene = scene_open();
	list_is(&scene, &options,
		"401000-402000 r--p 0 08:01 5 /new\\012line\n"
		"402000-403000 r--p 0 08:01 5 /back\\012slash\n"
		"[complete]\n");
	scene_close(&scene);
}

static void a_name_longer_than_the_ioctl_gives_is_whole(void **state)
{
	static char name[6000];
	struct fake_mapping mappings[] = {
		ANONYMOUS(0x400000, 0x401000),
		NAMED(0x401000, 0x402000, name),
		NAMED(0x403000, 0x404000, name + 1700),
		NAMED(0x405000, 0x406000, "/short"),
		END_OF_MAPPINGS,
	};
	struct fake_space space = { mappings, NULL };
	struct vminfo_mapping got[3];
	struct scene scene;

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[0] = '/';
	fake_start(&space);
	scene = scene_open();
	for (uint64_t i = 0; i < 3; i++) {
		assert_int_equal(vminfo_process_mapping(scene.process,
							0x401000 + i * 0x2000,
							&got[i]),
				 1);
		assert_string_equal(got[i].name, mappings[i + 1].name);
	}
	scene_close(&scene);
}

static void each_run_has_the_name_of_its_mapping(void **state)
{
	struct fake_space space = { hostile, NULL };
	struct vminfo_run run;
	struct scene scene;

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		struct vminfo_walk_options options = {
			.size = sizeof(options),
			.length = i & 1 ? 0x500000 : 0,
		};
		const struct fake_mapping *m = hostile;
		struct vminfo_walk *walk;

		fake_start(&space);
		fake.no_query = i & 2;
		fake.chunk = 1;
		scene = scene_open();
		walk = scene_walk(&scene, &options);
		assert_null(vminfo_walk_mapping(walk));
		for (; vminfo_walk_runs(walk, &run, NULL, 1) == 1; m++) {
			assert_int_equal(vminfo_walk_mapping(walk)->va,
					 m->start);
			if (!fake.no_query || !strchr(m->name, '\n'))
				assert_string_equal(
					vminfo_walk_mapping(walk)->name,
					m->name);
		}
		assert_null(m->permissions);
		assert_null(vminfo_walk_mapping(walk));
		vminfo_walk_free(walk);
		scene_close(&scene);
	}
}

/* --- what a kernel, or a recording, may print ----------------------------- */

static const char overlapping_text[] =
	"00400000-00402000 rw-p 00000000 00:00 0 \n"
	/* The first, which was merged meanwhile. */
	"00400000-00404000 rw-p 00000000 00:00 0 \n"
	"00403000-00405000 rw-p 00000000 00:00 0 \n"
	"00403000-00405000 rw-p 00000000 00:00 0 \n"
	"00406000-00407000 r--p 00000000 08:01 5     /last\n";

static const struct fake_mapping all_of_it[] = {
	ANONYMOUS(0x400000, 0x407000),
	END_OF_MAPPINGS,
};

static const struct fake_entries six_pages[] = {
	{ 0x400000, 6, PRESENT | EXCLUSIVE | 0x101, 1, 0 },
	{ .pages = 0 },
};

static void overlapping_lines_give_each_page_once(void **state)
{
	struct fake_space space = { all_of_it, six_pages };
	struct vminfo_page pages[100];
	struct vminfo_walk *walk;
	struct scene scene;
	ssize_t n, count = 0;

	(void)state;
	fake_start(&space);
	fake.recorded = true;
	fake.maps_text = overlapping_text;
	scene = scene_open();
	walk = scene_walk(&scene, NULL);
	while ((n = vminfo_walk_pages(walk, pages + count, NULL, 3)) > 0)
		count += n;
	assert_int_equal(n, 0);
	assert_int_equal(count, 6);
	for (uint64_t i = 0; i < 5; i++)
		assert_int_equal(pages[i].va, 0x400000 + i * 0x1000);
	assert_int_equal(pages[5].va, 0x406000);
	vminfo_walk_free(walk);
	scene_close(&scene);
}

static void overlapping_lines_are_clipped_in_the_list(void **state)
{
	struct fake_space space = { all_of_it, six_pages };
	struct scene scene;

	(void)state;
	for (size_t chunk = 1; chunk < 1000; chunk += 50) {
		fake_start(&space);
		fake.recorded = true;
		fake.maps_text = overlapping_text;
		fake.chunk = chunk;
		scene = scene_open();
		list_is(&scene, NULL,
			"400000-402000 rw-p 0 00:00 0 \n"
			"402000-404000 rw-p 0 00:00 0 \n"
			"404000-405000 rw-p 0 00:00 0 \n"
			"406000-407000 r--p 0 08:01 5 /last\n"
			"[complete]\n");
		scene_close(&scene);
	}
}

static void the_part_of_a_file_that_is_clipped_has_its_offset(void **state)
{
	static const char file[] =
		"00400000-00402000 r--p 00005000 08:01 5     /x\n"
		"00400000-00404000 r--p 00005000 08:01 5     /x\n";
	struct fake_space space = { all_of_it, NULL };
	struct scene scene;

	(void)state;
	fake_start(&space);
	fake.recorded = true;
	fake.maps_text = file;
	scene = scene_open();
	list_is(&scene, NULL, "400000-402000 r--p 5000 08:01 5 /x\n"
			      "402000-404000 r--p 7000 08:01 5 /x\n"
			      "[complete]\n");
	scene_close(&scene);
}

static void garbage_in_maps_ends_the_walk_with_an_error(void **state)
{
	static const char *const texts[] = {
		"garbage\n",
		"400000-401000 rw-p 00000000 00:00 0 \ngarbage\n",
		"400000-401000 rw-p 00000000 00:00 0 \n\n",
		"400000-401000 rw-p 00000000 00:00 0 \n401000-402000 rw-p 000",
		"400000-401000 rw-p 00000000 00:00 0 \n"
		"401000-402000 rw-p 00000000 00:00 0 \ngarbage\n"
		"405000-406000 rw-p 00000000 00:00 0 \n",
	};
	struct fake_space space = { ordinary, NULL };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct scene scene;
		char *told;

		fake_start(&space);
		fake.recorded = true;
		fake.maps_text = texts[i];
		scene = scene_open();
		told = scene_mappings(&scene, NULL, 100);
		if (!strstr(told, "[Invalid argument: refused]\n"))
			fail_msg("text %zu: %s", i, told);
		free(told);
		told = scene_runs(&scene, NULL, 100);
		if (!strstr(told, "[Invalid argument: refused]\n"))
			fail_msg("text %zu: %s", i, told);
		free(told);
		scene_close(&scene);
	}
}

/* --- several at a time ---------------------------------------------------- */

static void two_walks_of_one_process_do_not_disturb_each_other(void **state)
{
	struct fake_space space = { ordinary, six_pages };
	struct vminfo_mapping a, b;
	struct vminfo_page page;
	struct scene scene;

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		struct vminfo_walk *first, *second;
		size_t count = 0;

		fake_start(&space);
		fake.no_query = i & 1;
		fake.chunk = i & 2 ? 1 : 4000;
		scene = scene_open();
		first = scene_walk(&scene, NULL);
		second = scene_walk(&scene, NULL);
		while (vminfo_walk_mappings(first, &a, 1) == 1) {
			assert_int_equal(a.va, ordinary[count++].start);
			assert_int_equal(vminfo_walk_mappings(second, &b, 1),
					 1);
			assert_int_equal(b.va, a.va);
			/* And a single page, which has a walk of its own. */
			assert_int_equal(vminfo_process_page(scene.process,
							     0x400000, &page),
					 0);
			assert_int_equal(vminfo_process_mapping(
						 scene.process, 0x700000, &b),
					 1);
			assert_int_equal(b.va, 0x700000);
		}
		assert_int_equal(count, 5);
		assert_int_equal(vminfo_walk_mappings(second, &b, 1), 0);
		vminfo_walk_free(first);
		vminfo_walk_free(second);
		scene_close(&scene);
	}
}

/* --- single look-ups ------------------------------------------------------ */

static void an_address_is_in_a_mapping_or_in_none(void **state)
{
	struct fake_space space = { ordinary, NULL };
	struct vminfo_mapping m;
	struct scene scene;

	(void)state;
	for (int no_query = 0; no_query < 2; no_query++) {
		fake_start(&space);
		fake.no_query = no_query;
		scene = scene_open();
		assert_int_equal(vminfo_process_mapping(scene.process, 0x402fff,
							&m),
				 1);
		assert_int_equal(m.va, 0x400000);
		assert_int_equal(m.length, 0x3000);
		assert_string_equal(m.name, "/bin/one");
		assert_int_equal(vminfo_process_mapping(scene.process,
							0xffffffffff600fff, &m),
				 1);
		assert_string_equal(m.name, "[vsyscall]");
		m.va = 77;
		assert_int_equal(vminfo_process_mapping(scene.process, 0x3fffff,
							&m),
				 0);
		assert_int_equal(vminfo_process_mapping(scene.process, 0x404000,
							&m),
				 0);
		assert_int_equal(vminfo_process_mapping(scene.process,
							0x701000, &m),
				 0);
		assert_int_equal(vminfo_process_mapping(scene.process,
							UINT64_MAX, &m),
				 0);
		assert_int_equal(m.va, 77);
		scene_close(&scene);
	}
}

static void a_batch_of_none_is_not_the_end(void **state)
{
	struct fake_space space = { ordinary, NULL };
	struct vminfo_mapping m;
	struct vminfo_walk *walk;
	struct scene scene;

	(void)state;
	fake_start(&space);
	scene = scene_open();
	walk = scene_walk(&scene, NULL);
	assert_int_equal(vminfo_walk_mappings(walk, &m, 0), 0);
	assert_int_equal(vminfo_walk_status(walk), VMINFO_UNFINISHED);
	assert_int_equal(vminfo_walk_mappings(walk, &m, 1), 1);
	vminfo_walk_free(walk);
	scene_close(&scene);
}

static void a_walk_is_for_one_kind_of_records(void **state)
{
	struct fake_space space = { ordinary, NULL };
	struct vminfo_mapping m;
	struct vminfo_page page;
	struct vminfo_run run;
	struct vminfo_walk *walk;
	struct scene scene;

	(void)state;
	fake_start(&space);
	scene = scene_open();
	walk = scene_walk(&scene, NULL);
	assert_int_equal(vminfo_walk_runs(walk, &run, NULL, 1), 1);
	assert_int_equal(vminfo_walk_pages(walk, &page, NULL, 1), -EINVAL);
	assert_int_equal(vminfo_walk_mappings(walk, &m, 1), -EINVAL);
	assert_int_equal(vminfo_walk_runs(walk, &run, NULL, 1), 1);
	vminfo_walk_free(walk);
	scene_close(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mapping_is_listed_once_in_order),
		cmocka_unit_test(a_list_needs_no_ioctl),
		cmocka_unit_test(a_range_lists_the_mappings_that_it_touches),
		cmocka_unit_test(names_are_as_the_kernel_has_them),
		cmocka_unit_test(without_the_ioctl_a_newline_is_an_escape),
		cmocka_unit_test(a_name_longer_than_the_ioctl_gives_is_whole),
		cmocka_unit_test(each_run_has_the_name_of_its_mapping),
		cmocka_unit_test(overlapping_lines_give_each_page_once),
		cmocka_unit_test(overlapping_lines_are_clipped_in_the_list),
		cmocka_unit_test(
			the_part_of_a_file_that_is_clipped_has_its_offset),
		cmocka_unit_test(garbage_in_maps_ends_the_walk_with_an_error),
		cmocka_unit_test(
			two_walks_of_one_process_do_not_disturb_each_other),
		cmocka_unit_test(an_address_is_in_a_mapping_or_in_none),
		cmocka_unit_test(a_batch_of_none_is_not_the_end),
		cmocka_unit_test(a_walk_is_for_one_kind_of_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

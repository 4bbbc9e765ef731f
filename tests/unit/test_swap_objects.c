// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/swap-objects.c: shared memory in swap, each page once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "swap-objects.h"

static const struct vminfo_mapping memfd = {
	.inode = 70, .dev_minor = 1, .name = "/memfd:x (deleted)",
};
static const struct vminfo_mapping segment = {
	.inode = 70, .dev_minor = 1, .name = "/SYSV00000000 (deleted)",
};
static const struct vminfo_mapping file = {
	.inode = 70, .dev_minor = 30, .name = "/dev/shm/x",
};

static void is(struct swap_bounds bounds, uint64_t least, uint64_t most)
{
	assert_int_equal(bounds.least, least);
	assert_int_equal(bounds.most, most);
}

static void a_page_that_is_mapped_twice_counts_once(void **state)
{
	struct swap_objects objects = { 0 };

	(void)state;
	swap_object_add_pages(swap_objects_find(&objects, &memfd), 10, 5);
	swap_object_add_pages(swap_objects_find(&objects, &memfd), 12, 5);
	swap_object_add_pages(swap_objects_find(&objects, &memfd), 12, 1);
	assert_int_equal(objects.count, 1);
	is(swap_objects_bounds(&objects), 7, 7);
	swap_objects_free(&objects);
	assert_int_equal(objects.count, 0);
	is(swap_objects_bounds(&objects), 0, 0);
}

static void objects_are_told_apart_by_device_inode_and_kind(void **state)
{
	struct swap_objects objects = { 0 };
	struct vminfo_mapping other = memfd;

	(void)state;
	other.inode = 71;
	swap_object_add_pages(swap_objects_find(&objects, &memfd), 0, 1);
	swap_object_add_pages(swap_objects_find(&objects, &segment), 0, 1);
	swap_object_add_pages(swap_objects_find(&objects, &file), 0, 1);
	swap_object_add_pages(swap_objects_find(&objects, &other), 0, 1);
	other.inode = 70;
	other.dev_major = 8;
	swap_object_add_pages(swap_objects_find(&objects, &other), 0, 1);
	assert_int_equal(objects.count, 5);
	is(swap_objects_bounds(&objects), 5, 5);
	swap_objects_free(&objects);
}

/* Two numbers may be of the same pages, or of none in common. */
static void numbers_without_pages_bound_the_sum(void **state)
{
	struct swap_objects objects = { 0 };
	struct swap_object *object = swap_objects_find(&objects, &memfd);

	(void)state;
	swap_object_add_others(object, &(struct swap_bounds){ 3, 3 });
	is(swap_object_bounds(object), 3, 3);
	swap_object_add_others(object, &(struct swap_bounds){ 2, 4 });
	is(swap_object_bounds(object), 3, 7);
	swap_object_add_pages(object, 0, 2);
	is(swap_object_bounds(object), 3, 9);
	swap_object_add_pages(object, 2, 2);
	is(swap_object_bounds(object), 4, 11);
	swap_objects_free(&objects);
}

static void what_a_process_has_goes_to_all_with_its_number(void **state)
{
	struct swap_objects all = { 0 }, one = { 0 };
	struct swap_object *object;

	(void)state;
	for (pid_t pid = 7; pid < 10; pid++) {
		object = swap_objects_find(&one, &memfd);
		swap_object_add_pages(object, 5, 2);
		swap_object_add_others(object, &(struct swap_bounds){ 0, 1 });
		swap_objects_take(&all, &one, pid);
		assert_int_equal(one.count, 0);
	}
	assert_int_equal(all.count, 1);
	is(swap_object_bounds(&all.list[0]), 2, 5);
	assert_int_equal(all.list[0].pid_count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(all.list[0].pids[i], 7 + i);
	swap_object_add_pid(&all.list[0], 9);
	assert_int_equal(all.list[0].pid_count, 3);
	assert_string_equal(all.list[0].name, memfd.name);
	swap_objects_free(&all);
}

static void the_kind_is_told_by_the_name(void **state)
{
	static const struct {
		const char *name, *kind;
	} names[] = {
		{ "/memfd:a b (deleted)", "memfd" },
		{ "/SYSV0000002a (deleted)", "sysv" },
		{ "/dev/zero (deleted)", "shared-anonymous" },
		{ "/dev/zero", "tmpfs" },
		{ "/tmp/memfd:x", "tmpfs" },
		{ "/dev/shm/x", "tmpfs" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct vminfo_mapping mapping = memfd;
		struct swap_objects objects = { 0 };

		mapping.name = names[i].name;
		assert_string_equal(swap_object_kind_name(
			swap_objects_find(&objects, &mapping)->kind),
			names[i].kind);
		swap_objects_free(&objects);
	}
	assert_string_equal(swap_object_kind_name(SWAP_OBJECT_PRIVATE),
			    "private");
	assert_null(swap_object_kind_name(0));
	assert_null(swap_object_kind_name(SWAP_OBJECT_PRIVATE + 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_that_is_mapped_twice_counts_once),
		cmocka_unit_test(
			objects_are_told_apart_by_device_inode_and_kind),
		cmocka_unit_test(numbers_without_pages_bound_the_sum),
		cmocka_unit_test(
			what_a_process_has_goes_to_all_with_its_number),
		cmocka_unit_test(the_kind_is_told_by_the_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

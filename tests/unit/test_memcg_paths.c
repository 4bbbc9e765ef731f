// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/memcg-paths.c: control groups by inode, in directories of our own. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cmocka.h>

#include "memcg-paths.h"

static char root[64];
static int own;		/* the same directory, as our /proc/PID */
static struct memcg_paths *paths;

static int start(void **state)
{
	(void)state;
	strcpy(root, "/tmp/vminfo-memcg-XXXXXX");
	if (!mkdtemp(root))
		return -1;
	own = open(root, O_PATH | O_DIRECTORY);
	paths = memcg_paths_new(own);
	return own < 0;
}

static int end(void **state)
{
	char command[128];

	(void)state;
	memcg_paths_free(paths);
	close(own);
	snprintf(command, sizeof(command), "rm -r %s", root);
	return system(command);
}

static void put(const char *name, const char *text)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	file = fopen(path, "a");
	assert_non_null(file);
	assert_int_not_equal(fputs(text, file), EOF);
	assert_int_equal(fclose(file), 0);
}

static uint64_t inode_of(const char *name)
{
	char path[512];
	struct stat stat_of_it;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	assert_int_equal(stat(path, &stat_of_it), 0);
	return stat_of_it.st_ino;
}

/* Makes a group below `root`; its parents are there.  Its inode. */
static uint64_t make(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", root, name);
	assert_int_equal(mkdir(path, 0700), 0);
	return inode_of(name);
}

/* Says that `below` is where the group `mounted` of a hierarchy is. */
static void put_mount(const char *mounted, const char *below, const char *type,
		      unsigned int device_more)
{
	struct stat stat_of_it;
	char text[512];

	assert_int_equal(stat(root, &stat_of_it), 0);
	snprintf(text, sizeof(text), "31 23 %u:%u %s %s/%s rw - %s x rw,%s\n",
		 major(stat_of_it.st_dev),
		 minor(stat_of_it.st_dev) + device_more, mounted, root, below,
		 type, strcmp(type, "cgroup2") ? "memory" : "nsdelegate");
	put("mountinfo", text);
}

static void a_group_is_found_by_its_inode(void **state)
{
	uint64_t top, a, b;

	(void)state;
	top = make("cg");
	a = make("cg/a");
	b = make("cg/a/b c");
	put("cgroup", "0::/a\n");
	put_mount("/", "cg", "cgroup2", 0);
	assert_string_equal(memcg_paths_find(paths, b), "/a/b c");
	assert_string_equal(memcg_paths_find(paths, b), "/a/b c");
	assert_string_equal(memcg_paths_find(paths, a), "/a");
	assert_string_equal(memcg_paths_find(paths, top), "/");
}

static void of_a_part_that_is_mounted_the_path_is_whole(void **state)
{
	uint64_t top, app;

	(void)state;
	top = make("c g");
	app = make("c g/app");
	put("cgroup", "0::/docker/12/app\n");
	put_mount("/docker/12", "c\\040g", "cgroup2", 0);
	assert_string_equal(memcg_paths_find(paths, app), "/docker/12/app");
	assert_string_equal(memcg_paths_find(paths, top), "/docker/12");
}

static void only_the_hierarchy_of_memory_counts(void **state)
{
	uint64_t one, two;

	(void)state;
	make("one");
	one = make("one/x");
	make("two");
	two = make("two/y");
	put("cgroup", "4:memory:/x\n0::/y\n");
	put_mount("/", "one", "cgroup", 0);
	put_mount("/", "two", "cgroup2", 0);
	assert_string_equal(memcg_paths_find(paths, one), "/x");
	assert_null(memcg_paths_find(paths, two));
}

static void what_else_lies_over_a_mount_is_no_group(void **state)
{
	uint64_t a;

	(void)state;
	make("cg");
	a = make("cg/a");
	put("cgroup", "0::/\n");
	put_mount("/", "cg", "cgroup2", 1);
	assert_null(memcg_paths_find(paths, a));
}

static void a_group_that_is_new_is_found_and_a_missing_one_is_not(void **state)
{
	uint64_t a, b;

	(void)state;
	make("cg");
	a = make("cg/a");
	put("cgroup", "0::/\n");
	put_mount("/", "cg", "cgroup2", 0);
	assert_null(memcg_paths_find(paths, UINT64_MAX - 1));
	assert_string_equal(memcg_paths_find(paths, a), "/a");
	b = make("cg/b");
	assert_string_equal(memcg_paths_find(paths, b), "/b");
	for (uint64_t i = 2; i < 40; i++)
		assert_null(memcg_paths_find(paths, UINT64_MAX - i));
	assert_string_equal(memcg_paths_find(paths, a), "/a");
}

static void without_control_groups_nothing_is_found(void **state)
{
	(void)state;
	assert_null(memcg_paths_find(paths, 1));
}

static void a_path_that_is_too_long_is_unknown(void **state)
{
	char name[256];
	uint64_t deep = 0;
	int at = open(root, O_PATH | O_DIRECTORY);

	(void)state;
	make("cg");
	put("cgroup", "0::/\n");
	put_mount("/", "cg", "cgroup2", 0);
	memset(name, 'x', 255);
	name[255] = '\0';
	at = openat(at, "cg", O_PATH | O_DIRECTORY);
	for (int i = 0; i < 20; i++) {
		struct stat stat_of_it;
		int next;

		assert_int_equal(mkdirat(at, name, 0700), 0);
		next = openat(at, name, O_PATH | O_DIRECTORY);
		assert_true(next >= 0);
		close(at);
		at = next;
		assert_int_equal(fstat(at, &stat_of_it), 0);
		deep = stat_of_it.st_ino;
	}
	close(at);
	assert_null(memcg_paths_find(paths, deep));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_group_is_found_by_its_inode),
		TEST(of_a_part_that_is_mounted_the_path_is_whole),
		TEST(only_the_hierarchy_of_memory_counts),
		TEST(what_else_lies_over_a_mount_is_no_group),
		TEST(a_group_that_is_new_is_found_and_a_missing_one_is_not),
		TEST(without_control_groups_nothing_is_found),
		TEST(a_path_that_is_too_long_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

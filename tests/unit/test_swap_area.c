// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/swap-area.c, zswap.c: on files of our own, but for devices. */
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

#include "swap-area.h"
#include "zswap.h"

static char root[64];
static int directory;	/* both /proc and /sys */
static char file[96];	/* a swap file there */
static char device[32];	/* "dev/block/8:1", of the file system it is on */

static int make_root(void **state)
{
	struct stat found;
	int fd;

	(void)state;
	strcpy(root, "/tmp/vminfo-swap-XXXXXX");
	if (!mkdtemp(root))
		return -1;
	directory = open(root, O_PATH | O_DIRECTORY);
	snprintf(file, sizeof(file), "%s/swap file", root);
	fd = open(file, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	if (directory < 0 || fd < 0 || fstat(fd, &found) < 0)
		return -1;
	snprintf(device, sizeof(device), "dev/block/%u:%u",
		 major(found.st_dev), minor(found.st_dev));
	return close(fd);
}

static int remove_root(void **state)
{
	char command[128];

	(void)state;
	close(directory);
	snprintf(command, sizeof(command), "rm -r %s", root);
	return system(command);
}

static void put(const char *name, const char *text)
{
	char path[256], command[320];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	snprintf(command, sizeof(command), "mkdir -p \"$(dirname '%s')\"",
		 path);
	assert_int_equal(system(command), 0);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	assert_int_equal(fclose(out), 0);
}

/* A device of that name, on which the swap file lies. */
static void put_device(const char *name)
{
	char command[512];

	snprintf(command, sizeof(command),
		 "mkdir -p %s/dev/block '%s/devices/%s' && "
		 "ln -sfn '../../devices/%s' %s/%s", root, root, name, name,
		 root, device);
	assert_int_equal(system(command), 0);
}

static struct swap_area look(const char *name, uint32_t kind)
{
	struct vminfo_swap_area told = { .name = name, .kind = kind };
	struct swap_area area = { .kind = 77 };

	swap_area_look(&area, &told, directory);
	return area;
}

static void area_is(struct swap_area area, enum swap_area_kind kind,
		    enum answer rotates, enum answer immediate)
{
	assert_int_equal(area.kind, kind);
	assert_int_equal(area.rotates, rotates);
	assert_int_equal(area.immediate, immediate);
}

/* --- areas ---------------------------------------------------------------- */

static void a_file_has_the_properties_of_its_disk(void **state)
{
	(void)state;
	put_device("sda");
	put("devices/sda/queue/rotational", "1\n");
	area_is(look(file, VMINFO_SWAP_FILE), SWAP_AREA_FILE, ANSWER_YES,
		ANSWER_NO);
	put("devices/sda/queue/rotational", "0\n");
	area_is(look(file, VMINFO_SWAP_FILE), SWAP_AREA_FILE, ANSWER_NO,
		ANSWER_NO);
	put("devices/sda/queue/rotational", "maybe\n");
	area_is(look(file, VMINFO_SWAP_FILE), SWAP_AREA_FILE, ANSWER_UNKNOWN,
		ANSWER_NO);
}

static void a_file_on_a_partition_has_those_of_the_whole_disk(void **state)
{
	(void)state;
	put_device("sda/sda1");
	put("devices/sda/sda1/partition", "1\n");
	put("devices/sda/sda1/queue/rotational", "0\n");
	put("devices/sda/queue/rotational", "1\n");
	area_is(look(file, VMINFO_SWAP_FILE), SWAP_AREA_FILE, ANSWER_YES,
		ANSWER_NO);
}

static void a_file_on_memory_is_read_at_once(void **state)
{
	(void)state;
	put_device("pmem0");
	put("devices/pmem0/queue/rotational", "0\n");
	area_is(look(file, VMINFO_SWAP_FILE), SWAP_AREA_FILE, ANSWER_NO,
		ANSWER_YES);
	put_device("ram3");
	area_is(look(file, VMINFO_SWAP_FILE), SWAP_AREA_FILE, ANSWER_UNKNOWN,
		ANSWER_YES);
	/* Not a disk of it, but a file all the same. */
	put_device("zram0");
	put("devices/zram0/mm_stat", "0 0 0\n");
	area_is(look(file, VMINFO_SWAP_FILE), SWAP_AREA_FILE, ANSWER_UNKNOWN,
		ANSWER_YES);
	put_device("dm-0");
	area_is(look(file, VMINFO_SWAP_FILE), SWAP_AREA_FILE, ANSWER_UNKNOWN,
		ANSWER_NO);
}

static void of_a_file_that_is_gone_only_the_kind_is_known(void **state)
{
	char gone[128];

	(void)state;
	put_device("sda");
	put("devices/sda/queue/rotational", "1\n");
	snprintf(gone, sizeof(gone), "%s (deleted)", file);
	area_is(look(gone, VMINFO_SWAP_FILE), SWAP_AREA_FILE, ANSWER_UNKNOWN,
		ANSWER_UNKNOWN);
	area_is(look("", VMINFO_SWAP_FILE), SWAP_AREA_FILE, ANSWER_UNKNOWN,
		ANSWER_UNKNOWN);
}

static void a_file_system_without_a_disk_tells_nothing(void **state)
{
	(void)state;
	area_is(look(file, VMINFO_SWAP_FILE), SWAP_AREA_FILE, ANSWER_UNKNOWN,
		ANSWER_UNKNOWN);
}

/* Names lead astray: what is there now need not be what was switched on. */
static void what_is_there_has_to_be_what_the_kernel_says(void **state)
{
	(void)state;
	put_device("zram0");
	put("devices/zram0/mm_stat", "0 0 0\n");
	put("devices/zram0/queue/rotational", "0\n");
	area_is(look(file, VMINFO_SWAP_PARTITION), SWAP_AREA_UNKNOWN,
		ANSWER_UNKNOWN, ANSWER_UNKNOWN);
	area_is(look(file, VMINFO_SWAP_OTHER), SWAP_AREA_UNKNOWN,
		ANSWER_UNKNOWN, ANSWER_UNKNOWN);
	area_is(look(root, VMINFO_SWAP_FILE), SWAP_AREA_FILE, ANSWER_UNKNOWN,
		ANSWER_UNKNOWN);
	/* A name that is no path, of what is there by chance. */
	assert_int_equal(chdir(root), 0);
	area_is(look("swap file", VMINFO_SWAP_FILE), SWAP_AREA_FILE,
		ANSWER_UNKNOWN, ANSWER_UNKNOWN);
	assert_int_equal(chdir("/"), 0);
	/* Numbers of character devices are others. */
	strcpy(device, "dev/block/1:3");
	put_device("zram0");
	area_is(look("/dev/null", VMINFO_SWAP_PARTITION), SWAP_AREA_UNKNOWN,
		ANSWER_UNKNOWN, ANSWER_UNKNOWN);
	/* Nor does a name make zram of it. */
	area_is(look("/dev/zram77", VMINFO_SWAP_PARTITION), SWAP_AREA_UNKNOWN,
		ANSWER_UNKNOWN, ANSWER_UNKNOWN);
}

static void a_device_is_told_by_its_files(void **state)
{
	static const struct {
		const char *name, *file;
		enum swap_area_kind kind;
	} kinds[] = {
		{ "a", "mm_stat", SWAP_AREA_ZRAM },
		{ "b", "loop/backing_file", SWAP_AREA_LOOP },
		{ "zram1", "size", SWAP_AREA_PARTITION },
	};
	char path[96], node[96];

	(void)state;
	snprintf(node, sizeof(node), "%s/node", root);
	/* Nothing opens it: it only has a number. */
	if (mknod(node, S_IFBLK | 0600, makedev(240, 1)) < 0)
		skip();
	strcpy(device, "dev/block/240:1");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		put_device(kinds[i].name);
		snprintf(path, sizeof(path), "devices/%s/%s", kinds[i].name,
			 kinds[i].file);
		put(path, "0\n");
		area_is(look(node, VMINFO_SWAP_PARTITION), kinds[i].kind,
			ANSWER_UNKNOWN, kinds[i].kind == SWAP_AREA_ZRAM ?
			ANSWER_YES : ANSWER_NO);
		/* A device is no file. */
		area_is(look(node, VMINFO_SWAP_FILE), SWAP_AREA_FILE,
			ANSWER_UNKNOWN, ANSWER_UNKNOWN);
	}
}

static void on_another_machine_only_a_file_is_told(void **state)
{
	struct vminfo_swap_area told = { .name = file,
					 .kind = VMINFO_SWAP_FILE };
	struct swap_area area;

	(void)state;
	put_device("sda");
	put("devices/sda/queue/rotational", "1\n");
	swap_area_look(&area, &told, -1);
	area_is(area, SWAP_AREA_FILE, ANSWER_UNKNOWN, ANSWER_UNKNOWN);
	told = (struct vminfo_swap_area){ .name = "/dev/zram0",
					  .kind = VMINFO_SWAP_PARTITION };
	swap_area_look(&area, &told, -1);
	area_is(area, SWAP_AREA_UNKNOWN, ANSWER_UNKNOWN, ANSWER_UNKNOWN);
}

static void kinds_have_words(void **state)
{
	(void)state;
	assert_null(swap_area_word(SWAP_AREA_UNKNOWN));
	assert_string_equal(swap_area_word(SWAP_AREA_PARTITION), "partition");
	assert_string_equal(swap_area_word(SWAP_AREA_FILE), "file");
	assert_string_equal(swap_area_word(SWAP_AREA_ZRAM), "zram");
	assert_string_equal(swap_area_word(SWAP_AREA_LOOP), "loop");
}

/* --- zswap ---------------------------------------------------------------- */

#define ENABLED "module/zswap/parameters/enabled"

static void zswap_is_in_use_if_it_is_on_or_still_has_pages(void **state)
{
	(void)state;
	put(ENABLED, "Y\n");
	assert_int_equal(zswap_in_use(-1, directory), ANSWER_YES);
	put("meminfo", "Zswap:  0 kB\nZswapped:              0 kB\n");
	assert_int_equal(zswap_in_use(directory, directory), ANSWER_YES);
	put(ENABLED, "N\n");
	assert_int_equal(zswap_in_use(directory, directory), ANSWER_NO);
	put("meminfo", "Zswap:  4 kB\nZswapped:              8 kB\n");
	assert_int_equal(zswap_in_use(directory, directory), ANSWER_YES);
	assert_int_equal(zswap_in_use(directory, -1), ANSWER_YES);
}

static void a_kernel_that_lacks_zswap_does_not_use_it(void **state)
{
	(void)state;
	put("module/zram/parameters/num_devices", "1\n");
	put("meminfo", "MemTotal:  4096 kB\n");
	assert_int_equal(zswap_in_use(directory, directory), ANSWER_NO);
}

static void what_cannot_be_read_of_zswap_is_not_known(void **state)
{
	(void)state;
	/* This is no /sys. */
	assert_int_equal(zswap_in_use(directory, directory), ANSWER_UNKNOWN);
	assert_int_equal(zswap_in_use(-1, -1), ANSWER_UNKNOWN);
	put("meminfo", "Zswapped:              0 kB\n");
	assert_int_equal(zswap_in_use(directory, -1), ANSWER_UNKNOWN);
	put(ENABLED, "perhaps\n");
	assert_int_equal(zswap_in_use(directory, directory), ANSWER_UNKNOWN);
	put(ENABLED, "N\n");
	assert_int_equal(zswap_in_use(directory, directory), ANSWER_NO);
	/* It may have pages from before it was switched off. */
	put("meminfo", "MemTotal:  4096 kB\n");
	assert_int_equal(zswap_in_use(directory, directory), ANSWER_UNKNOWN);
	put("meminfo", "Zswapped: kB\n");
	assert_int_equal(zswap_in_use(directory, directory), ANSWER_UNKNOWN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_root, remove_root)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_has_the_properties_of_its_disk),
		TEST(a_file_on_a_partition_has_those_of_the_whole_disk),
		TEST(a_file_on_memory_is_read_at_once),
		TEST(of_a_file_that_is_gone_only_the_kind_is_known),
		TEST(a_file_system_without_a_disk_tells_nothing),
		TEST(what_is_there_has_to_be_what_the_kernel_says),
		TEST(a_device_is_told_by_its_files),
		TEST(on_another_machine_only_a_file_is_told),
		TEST(kinds_have_words),
		TEST(zswap_is_in_use_if_it_is_on_or_still_has_pages),
		TEST(a_kernel_that_lacks_zswap_does_not_use_it),
		TEST(what_cannot_be_read_of_zswap_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/machine*.c, memory-group.c, small-file.c: on files of our own. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "machine.h"
#include "memory-group.h"
#include "small-file.h"

static char root[64];
static int directory;	/* both /proc and /sys */

static int make_root(void **state)
{
	(void)state;
	strcpy(root, "/tmp/vminfo-machine-XXXXXX");
	if (!mkdtemp(root))
		return -1;
	directory = open(root, O_PATH | O_DIRECTORY);
	return directory < 0;
}

static int remove_root(void **state)
{
	char command[128];

	(void)state;
	close(directory);
	snprintf(command, sizeof(command), "rm -r %s", root);
	return system(command);
}

static void put_bytes(const char *name, const void *bytes, size_t n)
{
	char path[256], command[320];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	snprintf(command, sizeof(command), "mkdir -p \"$(dirname '%s')\"",
		 path);
	assert_int_equal(system(command), 0);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
}

static void put(const char *name, const char *text)
{
	put_bytes(name, text, strlen(text));
}

static struct machine look(void)
{
	struct machine machine;

	machine_read(&machine, directory, directory);
	return machine;
}

/* --- small files ---------------------------------------------------------- */

static void small_files_are_read_without_their_last_newline(void **state)
{
	char text[8];

	(void)state;
	put("a", "word\n");
	assert_int_equal(small_file_read(directory, "a", text, sizeof(text)),
			 0);
	assert_string_equal(text, "word");
	put("a", "two\nlines\n");
	assert_int_equal(small_file_read(directory, "a", text, sizeof(text)),
			 0);
	assert_string_equal(text, "two\nlin");
	put_bytes("a", "x\0y", 3);
	assert_int_equal(small_file_read(directory, "a", text, sizeof(text)),
			 0);
	assert_string_equal(text, "x");
	assert_int_equal(small_file_bytes(directory, "a", text, sizeof(text)),
			 3);
	assert_int_equal(small_file_read(directory, "b", text, sizeof(text)),
			 -ENOENT);
}

static void what_is_no_regular_file_does_not_stop_us(void **state)
{
	char path[128], text[8];

	(void)state;
	snprintf(path, sizeof(path), "%s/pipe", root);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(small_file_read(directory, "pipe", text,
					 sizeof(text)), -EINVAL);
}

static void numbers_are_decimal_and_nothing_else(void **state)
{
	static const char *const wrong[] = {
		"", "x", "-1", "+1", " 1", "1x", "1 2", "0x10",
		"18446744073709551616", NULL
	};
	uint64_t number = 4711;

	(void)state;
	for (const char *const *text = wrong; *text; text++) {
		put("n", *text);
		assert_int_equal(small_file_number(directory, "n", &number),
				 -EINVAL);
		assert_int_equal(number, 4711);
	}
	put("n", "18446744073709551615\n");
	assert_int_equal(small_file_number(directory, "n", &number), 0);
	assert_int_equal(number, UINT64_MAX);
}

static void fields_are_found_by_their_whole_name(void **state)
{
	static const char text[] = "VmRSSX:	1 kB\nVmRSS:	12 kB\n"
				   "flags\t\t: a b\nLast:	x";
	char value[8];

	(void)state;
	assert_int_equal(small_file_field(text, "VmRSS", value,
					  sizeof(value)), 0);
	assert_string_equal(value, "12 kB");
	assert_int_equal(small_file_field(text, "flags", value,
					  sizeof(value)), 0);
	assert_string_equal(value, "a b");
	assert_int_equal(small_file_field(text, "Last", value,
					  sizeof(value)), 0);
	assert_string_equal(value, "x");
	assert_int_equal(small_file_field(text, "Vm", value, sizeof(value)),
			 -ENODATA);
	assert_int_equal(small_file_field(text, "VmRSS", value, 5), -EFBIG);
}

/* --- virtual machines ----------------------------------------------------- */

static void nothing_says_that_a_machine_is_real(void **state)
{
	(void)state;
	assert_false(look().guest);
	put("cpuinfo", "flags\t\t: fpu hypervisors xhypervisor\n");
	put("class/dmi/id/sys_vendor", "Amazon EC2\n");
	put("class/dmi/id/product_name", "c5.metal\n");
	assert_false(look().guest);
	assert_string_equal(look().guest_sign, "");
}

static void each_sign_of_a_virtual_machine_is_seen(void **state)
{
	static const struct {
		const char *file, *text, *sign;
	} signs[] = {
		{ "cpuinfo", "flags\t\t: fpu hypervisor lm\n",
		  "cpuinfo: hypervisor" },
		{ "cpuinfo", "flags\t\t: fpu hypervisor\n",
		  "cpuinfo: hypervisor" },
		{ "cpuinfo", "platform\t: pSeries\n", "cpuinfo: pSeries" },
		{ "hypervisor/type", "xen\n", "/sys/hypervisor/type: xen" },
		{ "device-tree/hypervisor/compatible", "linux,kvm",
		  "device tree: linux,kvm" },
		{ "sysinfo", "Manufacturer: IBM\nVM00 Name: guest\n",
		  "sysinfo: VM00" },
		{ "class/dmi/id/sys_vendor", "QEMU\n", "firmware: QEMU" },
		{ "class/dmi/id/product_name", "VMware Virtual Platform\n",
		  "firmware: VMware" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		put(signs[i].file, signs[i].text);
		assert_true(look().guest);
		assert_string_equal(look().guest_sign, signs[i].sign);
		put(signs[i].file, "");
	}
}

/* --- devices and pages ---------------------------------------------------- */

static void groups_of_devices_are_counted_by_their_type(void **state)
{
	struct machine_iommu iommu;

	(void)state;
	assert_false(look().iommu.known);
	put("kernel/iommu_groups/0/type", "DMA\n");
	put("kernel/iommu_groups/1/type", "DMA-FQ\n");
	put("kernel/iommu_groups/2/type", "identity\n");
	put("kernel/iommu_groups/3/devices", "");
	put("kernel/iommu_groups/4/type", "blocked\n");
	iommu = look().iommu;
	assert_true(iommu.known);
	assert_int_equal(iommu.groups, 5);
	assert_int_equal(iommu.translated, 2);
	assert_int_equal(iommu.identity, 1);
	assert_int_equal(iommu.other, 2);
}

static void what_is_not_there_is_not_known(void **state)
{
	struct machine machine = look();

	(void)state;
	assert_string_equal(machine.thp, "");
	assert_int_equal(machine.zswap, ANSWER_UNKNOWN);
	assert_int_equal(machine.ksm, ANSWER_UNKNOWN);
	assert_int_equal(machine.ksm_sharing, UINT64_MAX);
	assert_int_equal(machine.ptrace_scope, UINT64_MAX);
	assert_int_equal(machine.table_levels, 0);
	assert_int_equal(machine.pool_count, 0);
	assert_string_equal(machine.lockdown, "");
	assert_string_equal(machine.hidepid, "");
}

static void settings_are_those_that_are_chosen(void **state)
{
	struct machine machine;

	(void)state;
	put("kernel/mm/transparent_hugepage/enabled",
	    "always [madvise] never\n");
	put("kernel/mm/transparent_hugepage/shmem_enabled",
	    "always within_size advise [never] deny force\n");
	put("kernel/security/lockdown", "none [integrity] confidentiality\n");
	put("module/zswap/parameters/enabled", "Y\n");
	put("kernel/mm/ksm/run", "2\n");
	put("kernel/mm/ksm/pages_sharing", "7\n");
	put("sys/kernel/yama/ptrace_scope", "1\n");
	put("kernel/mm/hugepages/hugepages-2048kB/nr_hugepages", "3\n");
	put("kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "1\n");
	put("kernel/mm/hugepages/hugepages-64kB/nr_hugepages", "0\n");
	machine = look();
	assert_string_equal(machine.thp, "madvise");
	assert_string_equal(machine.thp_shmem, "never");
	assert_string_equal(machine.lockdown, "integrity");
	assert_int_equal(machine.zswap, ANSWER_YES);
	assert_int_equal(machine.ksm, ANSWER_NO);
	assert_int_equal(machine.ksm_sharing, 7);
	assert_int_equal(machine.ptrace_scope, 1);
	assert_int_equal(machine.pool_count, 2);
	assert_int_equal(machine.pools[0].page_size, 64 << 10);
	assert_int_equal(machine.pools[0].free, UINT64_MAX);
	assert_int_equal(machine.pools[1].page_size, 2 << 20);
	assert_int_equal(machine.pools[1].pages, 3);
	assert_int_equal(machine.pools[1].free, 1);
}

static void the_last_mount_of_proc_counts(void **state)
{
	struct machine machine;

	(void)state;
	put("self/mounts", "proc /proc proc rw,hidepid=2,subset=pid 0 0\n"
			   "proc /mnt/proc proc rw,hidepid=1 0 0\n"
			   "proc /proc proc rw,hidepid=invisible,gid=3 0 0\n"
			   "tmpfs /tmp tmpfs rw 0 0\n");
	machine = look();
	assert_string_equal(machine.hidepid, "invisible");
	assert_false(machine.subset_pid);
	put("self/mounts", "proc /proc proc rw,subset=pid 0 0\n");
	machine = look();
	assert_string_equal(machine.hidepid, "");
	assert_true(machine.subset_pid);
}

/* --- control groups ------------------------------------------------------- */

/* Line of mountinfo for a hierarchy that is our directory `below`. */
static void put_mounts(const char *mount_root, const char *below,
		       const char *type, const char *options)
{
	char text[512];

	snprintf(text, sizeof(text),
		 "22 1 0:2 / / rw - ext4 /dev/vda rw\n"
		 "31 23 0:28 %s %s/%s rw,relatime shared:4 - %s x rw,%s\n",
		 mount_root, root, below, type, options);
	put("mountinfo", text);
}

static int find(struct memory_group *group)
{
	return memory_group_find(directory, directory, group);
}

static void version_2_has_the_least_limit_on_the_way(void **state)
{
	struct memory_group group;

	(void)state;
	put("cgroup", "0::/a/b\n");
	put_mounts("/", "cg", "cgroup2", "nsdelegate");
	put("cg/a/b/memory.max", "max\n");
	put("cg/a/b/memory.swap.max", "0\n");
	put("cg/a/memory.max", "1048576\n");
	put("cg/a/memory.swap.max", "max\n");
	put("cg/cgroup.procs", "");
	assert_int_equal(find(&group), 0);
	assert_int_equal(group.version, 2);
	assert_string_equal(group.path, "/a/b");
	assert_true(group.limited_known);
	assert_int_equal(group.memory, 1048576);
	assert_true(group.swap_known);
	assert_int_equal(group.swap, 0);
}

static void version_1_has_the_memory_if_it_is_there(void **state)
{
	struct memory_group group;

	(void)state;
	put("cgroup", "4:cpu,memory:/m\n3:memoryx:/x\n0::/two\n");
	put_mounts("/", "cg", "cgroup", "memory,cpu");
	put("cg/m/memory.limit_in_bytes", "9223372036854771712\n");
	put("cg/m/memory.memsw.limit_in_bytes", "4096\n");
	assert_int_equal(find(&group), 0);
	assert_int_equal(group.version, 1);
	assert_string_equal(group.path, "/m");
	assert_true(group.limited_known);
	assert_int_equal(group.memory, MEMORY_GROUP_UNLIMITED);
	assert_int_equal(group.swap, 4096);
}

static void a_part_of_a_hierarchy_may_be_mounted(void **state)
{
	struct memory_group group;

	(void)state;
	put("cgroup", "0::/docker/12/app\n");
	put_mounts("/docker/12", "c\\040g", "cgroup2", "x");
	put("c g/app/memory.max", "8192\n");
	assert_int_equal(find(&group), 0);
	assert_true(group.limited_known);
	assert_int_equal(group.memory, 8192);
	/* Neighbours whose name begins alike are not below. */
	put("cgroup", "0::/docker/123\n");
	assert_int_equal(find(&group), 0);
	assert_false(group.limited_known);
}

static void limits_that_cannot_be_read_are_not_known(void **state)
{
	struct memory_group group;

	(void)state;
	assert_int_equal(find(&group), -ENOENT);
	put("cgroup", "3:cpu:/x\n");
	assert_int_equal(find(&group), -ENODATA);
	put("cgroup", "0::/../outside\n");
	put_mounts("/", "cg", "cgroup2", "x");
	put("outside/memory.max", "4096\n");
	assert_int_equal(find(&group), 0);
	assert_false(group.limited_known);
	put("cgroup", "0::/gone\n");
	assert_int_equal(find(&group), 0);
	assert_false(group.limited_known);
	put("mountinfo", "garbage\n1 2 3 - x\n1 2 3 / /x rw - cgroup2\n");
	assert_int_equal(find(&group), 0);
	assert_false(group.limited_known);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_root, remove_root)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(small_files_are_read_without_their_last_newline),
		TEST(what_is_no_regular_file_does_not_stop_us),
		TEST(numbers_are_decimal_and_nothing_else),
		TEST(fields_are_found_by_their_whole_name),
		TEST(nothing_says_that_a_machine_is_real),
		TEST(each_sign_of_a_virtual_machine_is_seen),
		TEST(groups_of_devices_are_counted_by_their_type),
		TEST(what_is_not_there_is_not_known),
		TEST(settings_are_those_that_are_chosen),
		TEST(the_last_mount_of_proc_counts),
		TEST(version_2_has_the_least_limit_on_the_way),
		TEST(version_1_has_the_memory_if_it_is_there),
		TEST(a_part_of_a_hierarchy_may_be_mounted),
		TEST(limits_that_cannot_be_read_are_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

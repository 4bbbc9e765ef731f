// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * tools/known-base*.c: on a root of our own, whose /dev is the real one, so
 * that it has a device node, that of /dev/null, whoever runs this.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/sysmacros.h>

#include <cmocka.h>

#include "bus-address.h"
#include "fake-tree.h"
#include "known-base.h"

#define PAGE 4096u
#define BDF "sys/bus/pci/devices/0000:03:00.0"
#define NODE "sys/devices/uio/uio0"

static struct fake_tree tree;
static struct vminfo_mapping mapping;
static struct known_base base;

static int make(void **state)
{
	(void)state;
	fake_tree_make(&tree);
	fake_tree_link(&tree, "dev", "/dev");
	fake_tree_put(&tree, "proc/cpuinfo", "flags\t\t: fpu lm\n");
	fake_tree_put(&tree, "proc/cmdline", "\n");
	return 0;
}

static int end(void **state)
{
	(void)state;
	return fake_tree_end(&tree);
}

/* A mapping of `pages` from `offset` on, of the file at `path`. */
static void map(const char *path, const char *name, uint64_t offset,
		uint64_t pages)
{
	struct stat stat;

	assert_int_equal(fstatat(tree.fd, path, &stat, 0), 0);
	mapping = (struct vminfo_mapping){
		.va = 0x7f0000000000,
		.length = pages * PAGE,
		.offset = offset,
		.inode = stat.st_ino,
		.dev_major = major(stat.st_dev),
		.dev_minor = minor(stat.st_dev),
		.permissions = VMINFO_READ | VMINFO_SHARED,
		.kind = VMINFO_OBJECT,
		.name = name,
	};
}

static bool find(uint64_t page_size)
{
	base = (struct known_base){ .pa = 4711 };
	errno = ENOENT;
	if (known_base_of(tree.fd, page_size, &mapping, &base))
		return true;
	assert_int_equal(base.pa, 4711);
	return false;
}

static void expect(uint64_t pa, const char *source)
{
	assert_true(find(PAGE));
	assert_int_equal(base.pa, pa);
	assert_string_equal(base.source, source);
}

static void expect_none(void)
{
	assert_false(find(PAGE));
}

/* Whatever fits is known no more if this is another file. */
static void expect_this_file(void)
{
	assert_true(find(PAGE));
	mapping.inode++;
	expect_none();
	mapping.inode--;
	mapping.dev_major++;
	expect_none();
	mapping.dev_major--;
	mapping.dev_minor++;
	expect_none();
	mapping.dev_minor--;
	assert_true(find(PAGE));
}

/* --- /dev/mem ------------------------------------------------------------- */

/* False: neither is there one, nor may we make one. */
static bool has_memory(void)
{
	struct stat stat;

	if (fstatat(tree.fd, "dev/mem", &stat, 0) == 0)
		return true;
	fake_tree_remove(&tree, "dev");
	fake_tree_directory(&tree, "dev");
	if (mknodat(tree.fd, "dev/mem", S_IFCHR | 0600, makedev(1, 1)) == 0)
		return true;
	print_message("there is no /dev/mem, and we may not make one\n");
	return false;
}

static void the_offset_in_dev_mem_is_the_address(void **state)
{
	(void)state;
	if (!has_memory())
		skip();
	map("dev/mem", "/dev/mem", 0xfed00000, 3);
	expect(0xfed00000, "/dev/mem");
	mapping.offset = 0;
	expect(0, "/dev/mem");
	expect_this_file();
}

static void addresses_end_at_64_bits(void **state)
{
	(void)state;
	if (!has_memory())
		skip();
	map("dev/mem", "/dev/mem", UINT64_MAX - 2 * PAGE + 1, 2);
	expect(UINT64_MAX - 2 * PAGE + 1, "/dev/mem");
	mapping.length += PAGE;
	expect_none();
}

static void private_mappings_may_have_copies(void **state)
{
	(void)state;
	if (!has_memory())
		skip();
	map("dev/mem", "/dev/mem", 0xfed00000, 3);
	mapping.permissions = VMINFO_READ;
	expect_none();
	mapping.permissions = VMINFO_READ | VMINFO_WRITE | VMINFO_EXECUTE;
	expect_none();
	mapping.permissions = VMINFO_SHARED;
	expect(0xfed00000, "/dev/mem");
}

static void what_is_not_whole_pages_is_no_mapping(void **state)
{
	(void)state;
	if (!has_memory())
		skip();
	map("dev/mem", "/dev/mem", 0xfed00000, 0);
	expect_none();
	mapping.length = PAGE / 2;
	expect_none();
	mapping.length = PAGE;
	assert_true(find(PAGE));
	assert_false(find(16 * PAGE));
	mapping.offset += PAGE / 2;
	expect_none();
}

static void a_file_called_mem_is_not_the_memory(void **state)
{
	(void)state;
	fake_tree_remove(&tree, "dev");
	fake_tree_put(&tree, "dev/mem", "");
	map("dev/mem", "/dev/mem", 0xfed00000, 1);
	expect_none();
	fake_tree_link(&tree, "dev/mem", "/dev/null");
	map("dev/mem", "/dev/mem", 0xfed00000, 1);
	expect_none();
}

static void only_files_of_dev_are_looked_at(void **state)
{
	static const char *const names[] = {
		"/dev/mem (deleted)", "/dev/../dev/mem", "/dev/", "/dev",
		"dev/mem", "/tmp/mem", "", "[vvar]", "/dev//mem",
	};
	char name[300];

	(void)state;
	if (!has_memory())
		skip();
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		map("dev/mem", names[i], 0, 1);
		expect_none();
	}
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	memcpy(name, "/dev/", 5);
	map("dev/mem", name, 0, 1);
	expect_none();
}

/* --- BARs ----------------------------------------------------------------- */

static const char bars[] =
	"0x00000000fd000000 0x00000000fdffffff 0x0000000000042208\n"
	"0x000000000000c000 0x000000000000c0ff 0x0000000000040101\n"
	"0x00000000feb08800 0x00000000feb088ff 0x0000000000040200\n"
	"0x0000000000000000 0x0000000000000fff 0x0000000000040200\n"
	"0x0000004000000000 0x00000040ffffffff 0x000000000014220c\n"
	"0xfffffffffffff000 0xffffffffffffffff 0x0000000000040200\n"
	"0x0000000000100000 0x00000000001fffff 0x0000000000040200\n";

static void put_bars(void)
{
	fake_tree_put(&tree, BDF "/resource", bars);
	fake_tree_put(&tree, BDF "/resource0", "");
	fake_tree_put(&tree, BDF "/resource0_wc", "");
	for (char n = '1'; n <= '6'; n++) {
		char path[] = BDF "/resourceN";

		path[sizeof(path) - 2] = n;
		fake_tree_put(&tree, path, "");
	}
}

#define IN_SYS "/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0"

static void the_offset_of_a_bar_is_its_address(void **state)
{
	(void)state;
	put_bars();
	map(BDF "/resource0", IN_SYS "/resource0", 0xfd001000, 2);
	expect(0xfd001000, "/sys/bus/pci/devices/0000:03:00.0/resource0");
	expect_this_file();
	map(BDF "/resource0_wc", IN_SYS "/resource0_wc", 0xfd000000, 1);
	expect(0xfd000000, "/sys/bus/pci/devices/0000:03:00.0/resource0_wc");
	map(BDF "/resource4", "/sys/bus/pci/devices/0000:03:00.0/resource4",
	    0x4000000000, 0x100000);
	expect(0x4000000000, "/sys/bus/pci/devices/0000:03:00.0/resource4");
	map(BDF "/resource5", IN_SYS "/resource5", 0xfffffffffffff000, 1);
	expect(0xfffffffffffff000,
	       "/sys/bus/pci/devices/0000:03:00.0/resource5");
}

static void what_is_mapped_lies_inside_the_bar(void **state)
{
	(void)state;
	put_bars();
	map(BDF "/resource0", IN_SYS "/resource0", 0xfd000000, 0x1000);
	assert_true(find(PAGE));
	mapping.length += PAGE;
	expect_none();
	mapping.length = PAGE;
	mapping.offset = 0xfdfff000;
	assert_true(find(PAGE));
	mapping.offset = 0xfe000000;
	expect_none();
	mapping.offset = 0xfcfff000;
	expect_none();
	/* As if it counted from the start of the BAR. */
	mapping.offset = 0;
	expect_none();
	map(BDF "/resource5", IN_SYS "/resource5", 0xfffffffffffff000, 2);
	expect_none();
}

static void a_bar_may_be_smaller_than_a_page(void **state)
{
	(void)state;
	put_bars();
	map(BDF "/resource2", IN_SYS "/resource2", 0xfeb08000, 1);
	expect(0xfeb08000, "/sys/bus/pci/devices/0000:03:00.0/resource2");
	mapping.length = 2 * PAGE;
	expect_none();
	mapping.length = 16 * PAGE;
	mapping.offset = 0xfeb00000;
	assert_true(find(16 * PAGE));
	assert_int_equal(base.pa, 0xfeb00000);
	mapping.length = 32 * PAGE;
	assert_false(find(16 * PAGE));
}

static void ports_and_bars_without_an_address_are_not_known(void **state)
{
	(void)state;
	put_bars();
	map(BDF "/resource1", IN_SYS "/resource1", 0xc000, 1);
	expect_none();
	map(BDF "/resource3", IN_SYS "/resource3", 0, 1);
	expect_none();
}

static void names_of_bars_are_those_of_sysfs(void **state)
{
	static const char *const names[] = {
		IN_SYS "/resource0 (deleted)", IN_SYS "/resource0_w",
		IN_SYS "/resource", IN_SYS "/resourceX", IN_SYS "/Resource0",
		IN_SYS "/resource0_wcx", IN_SYS "/resource00",
		"/sys/0000:03:00.0 /resource0", "/sys/03:00.0/resource0",
		"/sys/0000:03:00.0//resource0", "/resource0", "resource0",
		"0000:03:00.0/", "/sys/0000:04:00.0/resource0",
		"/sys/00000000000000:03:00.0/resource0",
		"/sys/../0000:03:00.0x/resource0", "/proc/bus/pci/03/00.0",
	};

	(void)state;
	put_bars();
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		print_message("%s\n", names[i]);
		map(BDF "/resource0", names[i], 0xfd000000, 1);
		expect_none();
	}
	fake_tree_put(&tree, "sys/bus/pci/devices/12345678:00:00.0/resource",
		      bars);
	fake_tree_put(&tree, "sys/bus/pci/devices/12345678:00:00.0/resource0",
		      "");
	map("sys/bus/pci/devices/12345678:00:00.0/resource0",
	    "/sys/12345678:00:00.0/resource0", 0xfd000000, 1);
	assert_true(find(PAGE));
	mapping.name = "/sys/12345678:00:00.00/resource0";
	expect_none();
	map(BDF "/resource6", IN_SYS "/resource6", 0x100000, 1);
	expect_none();
	/* Where it stands does not matter: its inode does. */
	map(BDF "/resource0", "0000:03:00.0/resource0", 0xfd000000, 1);
	assert_true(find(PAGE));
}

static void a_bar_is_a_regular_file(void **state)
{
	(void)state;
	put_bars();
	fake_tree_put(&tree, "sys/target", "");
	fake_tree_link(&tree, BDF "/resource0", "../../../../target");
	map(BDF "/resource0", IN_SYS "/resource0", 0xfd000000, 1);
	expect_none();
	fake_tree_remove(&tree, BDF "/resource0");
	fake_tree_directory(&tree, BDF "/resource0");
	map(BDF "/resource0", IN_SYS "/resource0", 0xfd000000, 1);
	expect_none();
}

static void resources_in_another_form_are_not_read(void **state)
{
	static const char *const wrong[] = {
		"", "\n", "0xfd000000 0xfdffffff\n", "fd000000 fdffffff 200\n",
		"0xfd000000 0xfdffffff 0x200 x\n",
		"0xfd000000  0xfdffffff 0x200\n",
		"0xfd000000 0xfdffffff 0x\n",
		"0xfd000000 0xfdffffff 0x00000000000000200\n",
		"0xfd000000\t0xfdffffff 0x200\n",
		"0xfd000000 0xfdffffff\t0x200\n",
		"0x-fd000000 0xfdffffff 0x200\n",
		"-xfd000000 0xfdffffff 0x200\n",
		"0xfd000000 0xfdffffff 0x300\n",
		"0xfd000000 0xfdffffff 0x100\n",
	};

	(void)state;
	put_bars();
	map(BDF "/resource0", IN_SYS "/resource0", 0xfd000000, 1);
	fake_tree_put(&tree, BDF "/resource", "0xFD000000 0xfdFFffff 0x200");
	assert_true(find(PAGE));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		print_message("%s", wrong[i]);
		fake_tree_put(&tree, BDF "/resource", wrong[i]);
		expect_none();
	}
	map(BDF "/resource4", IN_SYS "/resource4", 0xfd000000, 1);
	fake_tree_put(&tree, BDF "/resource", "0x0 0x0 0x0\n0x0 0x0 0x0\n");
	expect_none();
	fake_tree_remove(&tree, BDF "/resource");
	expect_none();
}

/* --- UIO ------------------------------------------------------------------ */

/* The class device of /dev/null. */
static void put_class(const char *class)
{
	char target[64];

	fake_tree_directory(&tree, NODE);
	fake_tree_link(&tree, "sys/dev/char/1:3", "../../devices/uio/uio0");
	snprintf(target, sizeof(target), "../../../class/%s", class);
	fake_tree_link(&tree, NODE "/subsystem", target);
}

static void put_map(unsigned int n, const char *addr, const char *size)
{
	char path[64];

	snprintf(path, sizeof(path), NODE "/maps/map%u/addr", n);
	fake_tree_put(&tree, path, addr);
	snprintf(path, sizeof(path), NODE "/maps/map%u/size", n);
	fake_tree_put(&tree, path, size);
}

static void map_node(uint64_t page, uint64_t pages)
{
	map("dev/null", "/dev/null", page * PAGE, pages);
}

static void the_offset_of_uio_is_the_number_of_a_map(void **state)
{
	(void)state;
	put_class("uio");
	put_map(0, "0xfd000000\n", "0x1000\n");
	put_map(1, "0x00000000fe000000\n", "0x0000000000002000\n");
	map_node(0, 1);
	expect(0xfd000000, "/sys/class/uio/uio0/maps/map0");
	expect_this_file();
	map_node(1, 1);
	expect(0xfe000000, "/sys/class/uio/uio0/maps/map1");
	map_node(1, 2);
	expect(0xfe000000, "/sys/class/uio/uio0/maps/map1");
	map_node(1, 3);
	expect_none();
	map_node(0, 2);
	expect_none();
	map_node(3, 1);
	expect_none();
}

static void a_part_of_a_map_is_at_its_place(void **state)
{
	(void)state;
	put_class("uio");
	put_map(0, "0xfd000000\n", "0x10000\n");
	map_node(1, 15);
	expect(0xfd001000, "/sys/class/uio/uio0/maps/map0");
	map_node(15, 1);
	expect(0xfd00f000, "/sys/class/uio/uio0/maps/map0");
	map_node(15, 2);
	expect_none();
	map_node(16, 1);
	expect_none();
}

static void what_may_be_two_maps_is_not_known(void **state)
{
	(void)state;
	put_class("uio");
	put_map(0, "0xfd000000\n", "0x10000\n");
	put_map(1, "0xfe000000\n", "0x20000\n");
	map_node(0, 1);
	expect(0xfd000000, "/sys/class/uio/uio0/maps/map0");
	map_node(1, 1);
	expect_none();
	map_node(1, 15);
	expect_none();
	map_node(1, 16);	/* longer than the rest of map 0 */
	expect(0xfe000000, "/sys/class/uio/uio0/maps/map1");
	map_node(16, 1);	/* behind the end of map 0 */
	expect(0xfe00f000, "/sys/class/uio/uio0/maps/map1");
}

static void there_are_five_maps(void **state)
{
	(void)state;
	put_class("uio");
	for (unsigned int n = 0; n < 6; n++)
		put_map(n, "0xfd000000\n", "0x1000\n");
	map_node(4, 1);
	expect(0xfd000000, "/sys/class/uio/uio0/maps/map4");
	map_node(5, 1);
	expect_none();
	put_map(4, "0xfd000000\n", "0x2000\n");
	expect(0xfd001000, "/sys/class/uio/uio0/maps/map4");
}

static void maps_in_another_form_are_not_read(void **state)
{
	static const char *const wrong[] = {
		"", "fd000000\n", "0x\n", "0xfd000000 \n", "0x1fd000000x\n",
		"0x00000000fd0000000\n", "-0x1000\n",
	};

	(void)state;
	put_class("uio");
	put_map(1, "0xfe000000\n", "0x1000\n");
	map_node(1, 1);
	expect(0xfe000000, "/sys/class/uio/uio0/maps/map1");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		put_map(0, wrong[i], "0x1000\n");
		expect_none();
		put_map(0, "0xfd000000\n", wrong[i]);
		expect_none();
	}
	put_map(0, "0xfd000000\n", "0x1000\n");
	assert_true(find(PAGE));
}

static void a_map_starts_at_the_page_of_its_address(void **state)
{
	(void)state;
	put_class("uio");
	put_map(0, "0xfd000800\n", "0x1000\n");
	map_node(0, 2);
	expect(0xfd000000, "/sys/class/uio/uio0/maps/map0");
	mapping.length = 16 * PAGE;
	assert_true(find(16 * PAGE));
	assert_int_equal(base.pa, 0xfd000000);
	put_map(0, "0xfd000800\n", "0x800\n");
	map_node(0, 2);
	expect_none();
}

static void addresses_of_the_kernel_are_not_physical(void **state)
{
	(void)state;
	put_class("uio");
	put_map(0, "0xffff888100000000\n", "0x1000\n");
	map_node(0, 1);
	expect_none();
	put_map(0, "0x8000000000000000\n", "0x1000\n");
	expect_none();
	put_map(0, "0x4000000000000000\n", "0x1000\n");
	expect(0x4000000000000000, "/sys/class/uio/uio0/maps/map0");
	if (UINTPTR_MAX != UINT32_MAX)
		return;
	put_map(0, "0x80000000\n", "0x1000\n");
	expect_none();
	put_map(0, "0x7ffff000\n", "0x1000\n");
	assert_true(find(PAGE));
	put_map(0, "0x100000000\n", "0x1000\n");
	assert_true(find(PAGE));
}

static void a_map_that_does_not_fit_is_not_known(void **state)
{
	(void)state;
	put_class("uio");
	put_map(0, "0x7fffffffffff0000\n", "0xffffffffffffffff\n");
	map_node(0, 1);
	expect_none();
	put_map(0, "0x7fffffffffff0000\n", "0x800000000000ffff\n");
	assert_true(find(PAGE));
	put_map(0, "0x7fffffffffff0000\n", "0x8000000000010000\n");
	expect_none();
}

static void other_devices_are_not_known(void **state)
{
	(void)state;
	map_node(0, 1);
	expect_none();
	put_map(0, "0xfd000000\n", "0x1000\n");
	put_class("mem");
	expect_none();
	put_class("uiox");
	expect_none();
	put_class("uio");
	assert_true(find(PAGE));
	fake_tree_link(&tree, "sys/dev/char/1:3", "../../devices/uio/u\x1b");
	fake_tree_link(&tree, "sys/devices/uio/u\x1b", "uio0");
	expect_none();
	fake_tree_link(&tree, "sys/dev/char/1:3", "../../devices/uio/uio0/");
	expect_none();
}

static void a_name_that_is_cut_is_no_name(void **state)
{
	char target[600] = "../../devices/uio/", path[160], *end;

	(void)state;
	put_class("uio");
	put_map(0, "0xfd000000\n", "0x1000\n");
	map_node(0, 1);
	end = target + strlen(target);
	memset(end, 'u', 63);
	snprintf(path, sizeof(path), "sys/devices/uio/%s", end);
	fake_tree_link(&tree, path, "uio0");
	fake_tree_link(&tree, "sys/dev/char/1:3", target);
	assert_true(find(PAGE));
	end[63] = 'u';
	snprintf(path, sizeof(path), "sys/devices/uio/%s", end);
	fake_tree_link(&tree, path, "uio0");
	fake_tree_link(&tree, "sys/dev/char/1:3", target);
	expect_none();
	/* The first 511 bytes of the link end in "/uio/uio". */
	strcpy(target, "../../devices");
	while (strlen(target) < 512 - strlen("/uio/uio0"))
		strcat(target, "/.");
	assert_int_equal(strlen(strcat(target, "/uio/uio0")), 512);
	fake_tree_link(&tree, "sys/dev/char/1:3", target);
	expect_none();
}

/* --- u-dma-buf ------------------------------------------------------------ */

static void put_buffer(const char *class)
{
	put_class(class);
	fake_tree_put(&tree, NODE "/phys_addr", "0x000000004a000000\n");
	fake_tree_put(&tree, NODE "/size", "10000\n");
	fake_tree_directory(&tree, "sys/devices/platform/b");
	fake_tree_link(&tree, NODE "/device", "../../platform/b");
	map_node(0, 1);
}

/* A machine that raises doubts knows no buffer. */
static bool knows_buffers(void)
{
	int proc = openat(tree.fd, "proc", O_PATH);
	struct bus_device plain = { 0 };
	struct bus_machine machine;
	struct bus_answer answer;

	bus_machine_read(&machine, proc, tree.fd);
	close(proc);
	answer = bus_address_judge(&machine, &plain);
	print_message("%s\n", answer.why);
	put_buffer("u-dma-buf");
	return answer.is_physical == ANSWER_YES;
}

static void the_offset_in_a_buffer_counts_bytes(void **state)
{
	(void)state;
	if (!knows_buffers())
		skip();
	expect(0x4a000000, "/sys/class/u-dma-buf/uio0/phys_addr");
	expect_this_file();
	map_node(2, 1);
	expect(0x4a002000, "/sys/class/u-dma-buf/uio0/phys_addr");
	map_node(0, 3);
	assert_true(find(PAGE));
	map_node(0, 4);
	expect_none();
	map_node(2, 2);
	expect_none();
	put_buffer("udmabuf");
	expect(0x4a000000, "/sys/class/udmabuf/uio0/phys_addr");
	put_buffer("dma-buf");
	expect_none();
}

static void buffers_in_another_form_are_not_read(void **state)
{
	(void)state;
	if (!knows_buffers())
		skip();
	fake_tree_put(&tree, NODE "/phys_addr", "0x4a000800\n");
	expect_none();
	fake_tree_put(&tree, NODE "/phys_addr", "4a000000\n");
	expect_none();
	put_buffer("u-dma-buf");
	fake_tree_put(&tree, NODE "/size", "0x1000\n");
	expect_none();
	put_buffer("u-dma-buf");
	fake_tree_put(&tree, NODE "/phys_addr", "0xfffffffffffff000\n");
	fake_tree_put(&tree, NODE "/size", "4096\n");
	expect_none();
	fake_tree_put(&tree, NODE "/size", "4095\n");
	assert_true(find(PAGE));
}

static void an_address_behind_an_iommu_is_not_physical(void **state)
{
	(void)state;
	if (!knows_buffers())
		skip();
	fake_tree_link(&tree, "sys/devices/platform/b/iommu_group",
		       "../../../kernel/iommu_groups/0");
	fake_tree_directory(&tree, "sys/kernel/iommu_groups/0/devices");
	fake_tree_put(&tree, "sys/kernel/iommu_groups/0/type", "DMA\n");
	expect_none();
	fake_tree_link(&tree, "sys/devices/platform/b/driver", "../u-dma-buf");
	expect_none();
	fake_tree_put(&tree, "sys/kernel/iommu_groups/0/type", "identity\n");
	assert_true(find(PAGE));
	fake_tree_remove(&tree, NODE "/device");
	expect_none();
	put_buffer("u-dma-buf");
	assert_true(find(PAGE));
	fake_tree_put(&tree, "proc/cmdline", "swiotlb=force\n");
	expect_none();
	fake_tree_remove(&tree, "proc");
	expect_none();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_offset_in_dev_mem_is_the_address),
		TEST(addresses_end_at_64_bits),
		TEST(private_mappings_may_have_copies),
		TEST(what_is_not_whole_pages_is_no_mapping),
		TEST(a_file_called_mem_is_not_the_memory),
		TEST(only_files_of_dev_are_looked_at),
		TEST(the_offset_of_a_bar_is_its_address),
		TEST(what_is_mapped_lies_inside_the_bar),
		TEST(a_bar_may_be_smaller_than_a_page),
		TEST(ports_and_bars_without_an_address_are_not_known),
		TEST(names_of_bars_are_those_of_sysfs),
		TEST(a_bar_is_a_regular_file),
		TEST(resources_in_another_form_are_not_read),
		TEST(the_offset_of_uio_is_the_number_of_a_map),
		TEST(a_part_of_a_map_is_at_its_place),
		TEST(what_may_be_two_maps_is_not_known),
		TEST(there_are_five_maps),
		TEST(maps_in_another_form_are_not_read),
		TEST(a_map_starts_at_the_page_of_its_address),
		TEST(addresses_of_the_kernel_are_not_physical),
		TEST(a_map_that_does_not_fit_is_not_known),
		TEST(other_devices_are_not_known),
		TEST(a_name_that_is_cut_is_no_name),
		TEST(the_offset_in_a_buffer_counts_bytes),
		TEST(buffers_in_another_form_are_not_read),
		TEST(an_address_behind_an_iommu_is_not_physical),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/bus-*.c, pci-user.c: on directories of our own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bus-address.h"
#include "fake-tree.h"

#define DEVICE "bus/pci/devices/0000:03:00.0"
#define REAL "devices/pci0000:00/0000:03:00.0"

static struct fake_tree tree;	/* both /proc and /sys */

/* A processor and a kernel that raise no doubt, and a device without driver. */
static int make(void **state)
{
	(void)state;
	fake_tree_make(&tree);
	fake_tree_put(&tree, "cpuinfo", "vendor_id\t: GenuineIntel\n"
					"flags\t\t: fpu hypervisor lm\n");
	fake_tree_put(&tree, "cmdline", "root=/dev/vda rw\n");
	fake_tree_put(&tree, REAL "/uevent", "");
	fake_tree_put(&tree, "devices/pci0000:00/uevent", "");
	fake_tree_link(&tree, DEVICE, "../../../" REAL);
	return 0;
}

static int end(void **state)
{
	(void)state;
	return fake_tree_end(&tree);
}

static void bind(const char *driver)
{
	char target[128];

	snprintf(target, sizeof(target), "../../../bus/pci/drivers/%s",
		 driver);
	fake_tree_link(&tree, REAL "/driver", target);
}

static void group(const char *type)
{
	fake_tree_link(&tree, REAL "/iommu_group",
		       "../../../kernel/iommu_groups/7");
	fake_tree_put(&tree, "kernel/iommu_groups/7/type", type);
	fake_tree_link(&tree, "kernel/iommu_groups/7/devices/0000:03:00.0",
		       "../../../../" REAL);
}

static struct bus_device device(void)
{
	struct bus_device read;

	assert_int_equal(bus_device_read(&read, tree.fd, DEVICE), 0);
	return read;
}

static struct bus_machine machine(const char *architecture)
{
	struct bus_machine read = { 0 };

	strcpy(read.architecture, architecture);
	bus_machine_look(&read, tree.fd, tree.fd);
	return read;
}

static struct bus_answer judge(void)
{
	struct bus_machine here = machine("x86_64");
	struct bus_device read = device();
	struct bus_answer answer = bus_address_judge(&here, &read);

	assert_non_null(answer.why);
	return answer;
}

static enum answer is_physical(void)
{
	return judge().is_physical;
}

/* --- who uses it ---------------------------------------------------------- */

static void drivers_are_told_by_pieces_of_their_names(void **state)
{
	static const struct {
		const char *driver;
		enum pci_user user;
		bool vfio;
	} drivers[] = {
		{ "", PCI_NOBODY, false },
		{ "nvme", PCI_KERNEL, false },
		{ "uionic", PCI_KERNEL, false },
		{ "vfiox", PCI_KERNEL, false },
		{ "pci-stubs", PCI_KERNEL, false },
		{ "virtio-pci", PCI_KERNEL, false },
		{ "vfio-pci", PCI_USER_SPACE, true },
		{ "mlx5_vfio_pci", PCI_USER_SPACE, true },
		{ "hisi-acc-vfio-pci", PCI_USER_SPACE, true },
		{ "nvgrace_gpu_vfio_pci", PCI_USER_SPACE, true },
		{ "x-vfio", PCI_USER_SPACE, true },
		{ "uio_pci_generic", PCI_USER_SPACE, false },
		{ "igb_uio", PCI_USER_SPACE, false },
		{ "uio_hv_generic", PCI_USER_SPACE, false },
		{ "pci-stub", PCI_KEPT, false },
		{ "pciback", PCI_KEPT, false },
		{ "xen-pciback", PCI_KEPT, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(drivers) / sizeof(*drivers); i++) {
		print_message("%s\n", drivers[i].driver);
		assert_int_equal(pci_user_of(drivers[i].driver),
				 drivers[i].user);
		assert_int_equal(pci_user_is_vfio(drivers[i].driver),
				 drivers[i].vfio);
	}
}

static void a_driver_is_where_the_link_leads(void **state)
{
	(void)state;
	assert_string_equal(device().driver, "");
	assert_int_equal(device().used_by, PCI_NOBODY);
	bind("nvme");
	assert_string_equal(device().driver, "nvme");
	assert_int_equal(device().used_by, PCI_KERNEL);
	bind("pci-stub");
	assert_int_equal(device().used_by, PCI_KEPT);
}

static void drivers_of_uio_have_other_names_too(void **state)
{
	(void)state;
	fake_tree_directory(&tree, REAL "/uio/uio0");
	assert_int_equal(device().used_by, PCI_NOBODY);
	bind("hilscher");
	assert_int_equal(device().used_by, PCI_USER_SPACE);
	fake_tree_remove(&tree, REAL "/uio");
	assert_int_equal(device().used_by, PCI_KERNEL);
	fake_tree_directory(&tree, REAL "/vfio-dev/vfio0");
	assert_int_equal(device().used_by, PCI_USER_SPACE);
}

static void a_name_that_is_cut_is_no_name(void **state)
{
	static char name[600];
	struct bus_device read;

	(void)state;
	memset(name, 'x', BUS_WORD - 1);
	fake_tree_link(&tree, REAL "/driver", name);
	assert_string_equal(device().driver, name);
	name[BUS_WORD - 1] = 'x';
	fake_tree_link(&tree, REAL "/driver", name);
	assert_int_equal(bus_device_read(&read, tree.fd, DEVICE),
			 -ENAMETOOLONG);
	memset(name, 'x', 520);
	name[500] = '/';
	fake_tree_link(&tree, REAL "/driver", name);
	assert_int_equal(bus_device_read(&read, tree.fd, DEVICE),
			 -ENAMETOOLONG);
	assert_int_equal(bus_device_read(&read, tree.fd, "nowhere"), -ENOENT);
}

/* --- groups --------------------------------------------------------------- */

static void a_group_translates_for_who_does_dma(void **state)
{
	static const struct {
		const char *driver, *type;
		enum answer is_physical;
	} cases[] = {
		{ "nvme", "DMA\n", ANSWER_NO },
		{ "nvme", "DMA-FQ\n", ANSWER_NO },
		{ "nvme", "DMAX\n", ANSWER_UNKNOWN },
		{ "nvme", "identity\n", ANSWER_YES },
		{ "nvme", "blocked\n", ANSWER_NO },
		{ "nvme", "unmanaged\n", ANSWER_UNKNOWN },
		{ "nvme", "unknown\n", ANSWER_UNKNOWN },
		{ "nvme", "\n", ANSWER_UNKNOWN },
		{ "uio_pci_generic", "DMA\n", ANSWER_NO },
		{ "uio_pci_generic", "identity\n", ANSWER_YES },
		{ "pci-stub", "DMA\n", ANSWER_UNKNOWN },
		{ "pci-stub", "identity\n", ANSWER_YES },
		{ "vfio-pci", "DMA\n", ANSWER_UNKNOWN },
		{ "vfio-pci", "identity\n", ANSWER_UNKNOWN },
		{ "vfio-pci", "blocked\n", ANSWER_UNKNOWN },
		{ "virtio-pci", "DMA\n", ANSWER_UNKNOWN },
		{ "virtio-pci", "identity\n", ANSWER_YES },
		{ "virtio-pci", "blocked\n", ANSWER_NO },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bind(cases[i].driver);
		group(cases[i].type);
		print_message("%s: %s", cases[i].driver, cases[i].type);
		assert_int_equal(is_physical(), cases[i].is_physical);
		assert_string_equal(device().group, "7");
	}
}

static void nobody_is_translated_for(void **state)
{
	(void)state;
	group("DMA-FQ\n");
	assert_int_equal(is_physical(), ANSWER_UNKNOWN);
	group("identity\n");
	assert_int_equal(is_physical(), ANSWER_YES);
	group("blocked\n");
	assert_int_equal(is_physical(), ANSWER_NO);
}

static void a_group_without_a_type_is_not_known(void **state)
{
	(void)state;
	bind("nvme");
	group("DMA\n");
	fake_tree_remove(&tree, "kernel/iommu_groups/7/type");
	assert_string_equal(device().group, "7");
	assert_string_equal(device().group_type, "");
	assert_int_equal(is_physical(), ANSWER_UNKNOWN);
}

static void vfio_has_the_whole_group(void **state)
{
	static const char other[] = "kernel/iommu_groups/7/devices/x";

	(void)state;
	bind("pcieport");
	group("identity\n");
	fake_tree_directory(&tree, "devices/other");
	fake_tree_link(&tree, other, "../../../../devices/other");
	assert_false(device().shared_with_vfio);
	assert_int_equal(is_physical(), ANSWER_YES);
	fake_tree_link(&tree, "devices/other/driver", "../drivers/vfio-pci");
	assert_true(device().shared_with_vfio);
	assert_int_equal(is_physical(), ANSWER_UNKNOWN);
	fake_tree_link(&tree, "devices/other/driver", "../drivers/x");
	assert_int_equal(is_physical(), ANSWER_YES);
	fake_tree_directory(&tree, "devices/other/vfio-dev");
	assert_int_equal(is_physical(), ANSWER_UNKNOWN);
}

static void a_group_that_cannot_be_read_may_have_vfio(void **state)
{
	(void)state;
	bind("nvme");
	group("identity\n");
	assert_false(device().shared_with_vfio);
	fake_tree_link(&tree, "kernel/iommu_groups/7/devices/x", "nowhere");
	assert_true(device().shared_with_vfio);
	fake_tree_remove(&tree, "kernel/iommu_groups/7/devices");
	assert_true(device().shared_with_vfio);
}

static void vfio_without_an_iommu_is_physical(void **state)
{
	(void)state;
	bind("vfio-pci");
	assert_int_equal(is_physical(), ANSWER_YES);
	group("unknown\n");
	assert_int_equal(is_physical(), ANSWER_UNKNOWN);
	fake_tree_put(&tree, "kernel/iommu_groups/7/name", "vfio-noiommu\n");
	assert_int_equal(is_physical(), ANSWER_YES);
	assert_string_equal(device().group, "");
	assert_string_equal(device().group_type, "");
	assert_false(device().shared_with_vfio);
	fake_tree_put(&tree, "kernel/iommu_groups/7/name", "vfio\n");
	assert_int_equal(is_physical(), ANSWER_UNKNOWN);
}

static void a_device_in_no_group_is_not_behind_the_iommu(void **state)
{
	(void)state;
	bind("nvme");
	assert_false(machine("x86_64").has_groups);
	assert_string_equal(judge().why, "no IOMMU is in use");
	assert_int_equal(is_physical(), ANSWER_YES);
	fake_tree_directory(&tree, "kernel/iommu_groups");
	assert_false(machine("x86_64").has_groups);
	fake_tree_directory(&tree, "kernel/iommu_groups/0");
	assert_true(machine("x86_64").has_groups);
	assert_string_equal(judge().why, "the device is not behind the IOMMU "
					 "of this machine");
	assert_int_equal(is_physical(), ANSWER_YES);
}

static void behind_a_vmd_an_iommu_may_be_hidden(void **state)
{
	struct bus_machine here = machine("x86_64");
	struct bus_device read = device();

	(void)state;
	read.behind_vmd = true;
	assert_int_equal(bus_address_judge(&here, &read).is_physical,
			 ANSWER_YES);
	here.has_groups = true;
	assert_int_equal(bus_address_judge(&here, &read).is_physical,
			 ANSWER_UNKNOWN);
}

/* --- machines ------------------------------------------------------------- */

static enum answer on(const char *architecture, const struct bus_device *of)
{
	struct bus_machine here = machine(architecture);

	return bus_address_judge(&here, of).is_physical;
}

static void some_architectures_translate_without_a_group(void **state)
{
	static const struct {
		const char *name;
		enum answer alone, identity;
	} cases[] = {
		{ "x86_64", ANSWER_YES, ANSWER_YES },
		{ "i386", ANSWER_YES, ANSWER_YES },
		{ "i486", ANSWER_YES, ANSWER_YES },
		{ "i586", ANSWER_YES, ANSWER_YES },
		{ "i686", ANSWER_YES, ANSWER_YES },
		{ "aarch64", ANSWER_YES, ANSWER_YES },
		{ "armv7l", ANSWER_YES, ANSWER_YES },
		{ "armv8l", ANSWER_YES, ANSWER_YES },
		{ "riscv64", ANSWER_YES, ANSWER_YES },
		{ "ppc64le", ANSWER_UNKNOWN, ANSWER_UNKNOWN },
		{ "s390x", ANSWER_UNKNOWN, ANSWER_UNKNOWN },
		{ "sparc64", ANSWER_UNKNOWN, ANSWER_UNKNOWN },
		{ "mips64", ANSWER_UNKNOWN, ANSWER_UNKNOWN },
		{ "", ANSWER_UNKNOWN, ANSWER_UNKNOWN },
	};
	struct bus_device alone = device(), identity, translated;

	(void)state;
	bind("nvme");
	group("identity\n");
	identity = device();
	group("DMA\n");
	translated = device();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		print_message("%s\n", cases[i].name);
		assert_int_equal(on(cases[i].name, &alone), cases[i].alone);
		assert_int_equal(on(cases[i].name, &identity),
				 cases[i].identity);
		assert_int_equal(on(cases[i].name, &translated), ANSWER_NO);
	}
}

static void expect_doubt(const char *word)
{
	const char *doubt = machine("x86_64").doubt;

	assert_non_null(doubt);
	if (!strstr(doubt, word))
		fail_msg("no \"%s\" in: %s", word, doubt);
	assert_int_equal(is_physical(), ANSWER_UNKNOWN);
	assert_string_equal(judge().why, doubt);
}

static void an_encrypted_guest_is_doubtful(void **state)
{
	(void)state;
	assert_null(machine("x86_64").doubt);
	fake_tree_put(&tree, "cpuinfo", "flags\t\t: fpu tdx_guest\n");
	expect_doubt("guest is encrypted");
	fake_tree_put(&tree, "cpuinfo", "flags\t\t: fpu sme lm\n");
	expect_doubt("(SME)");
	fake_tree_put(&tree, "cpuinfo", "flags\t\t: fpu smep xtdx_guest\n");
	assert_null(machine("x86_64").doubt);
}

static void a_guest_that_may_have_sev_is_doubtful(void **state)
{
	struct bus_machine here = { .architecture = "x86_64",
				    .may_have_sev = true };

	(void)state;
	bus_machine_look(&here, tree.fd, tree.fd);
	assert_non_null(here.doubt);
	assert_non_null(strstr(here.doubt, "(SEV)"));
	fake_tree_put(&tree, "cpuinfo", "flags\t\t: fpu lm sev\n");
	bus_machine_look(&here, tree.fd, tree.fd);
	assert_null(here.doubt);
}

static void flags_that_cannot_be_read_are_doubtful(void **state)
{
	(void)state;
	fake_tree_put(&tree, "cpuinfo", "vendor_id\t: x\n");
	expect_doubt("flags");
	assert_non_null(machine("i686").doubt);
	assert_null(machine("aarch64").doubt);
	assert_null(machine("ia64").doubt);
	assert_null(machine("mm86").doubt);
	fake_tree_remove(&tree, "cpuinfo");
	expect_doubt("flags");
}

static void directories_of_some_guests_are_doubtful(void **state)
{
	(void)state;
	fake_tree_directory(&tree, "bus/vmbus");
	expect_doubt("Hyper-V");
	fake_tree_directory(&tree, "devices/platform/arm-cca-dev");
	expect_doubt("guest is encrypted");
	fake_tree_put(&tree, "hypervisor/type", "xen\n");
	expect_doubt("Xen");
}

static void another_hypervisor_than_xen_is_none(void **state)
{
	(void)state;
	fake_tree_put(&tree, "hypervisor/type", "xenon\n");
	assert_null(machine("x86_64").doubt);
}

static void a_kernel_may_copy_all(void **state)
{
	static const struct {
		const char *command;
		bool copies;
	} cases[] = {
		{ "quiet swiotlb=force\n", true },
		{ "swiotlb=65536,force rw\n", true },
		{ "swiotlb=65536,2,force\n", true },
		{ "swiotlb=force,3\n", true },
		{ "swiotlb=1 swiotlb=force\n", true },
		{ "swiotlb=noforce\n", false },
		{ "swiotlb=forced\n", false },
		{ "swiotlb=65536 force\n", false },
		{ "swiotlb= force\n", false },
		{ "\n", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		print_message("%s", cases[i].command);
		fake_tree_put(&tree, "cmdline", cases[i].command);
		if (cases[i].copies)
			expect_doubt("swiotlb=force");
		else
			assert_null(machine("x86_64").doubt);
	}
	fake_tree_remove(&tree, "cmdline");
	expect_doubt("cmdline");
}

static void this_machine_has_an_architecture(void **state)
{
	struct bus_machine here = { .doubt = "x" }, copy;

	(void)state;
	bus_machine_read(&here, tree.fd, tree.fd);
	assert_int_not_equal(strlen(here.architecture), 0);
	assert_false(here.has_groups);
	copy = here;
	bus_machine_look(&copy, tree.fd, tree.fd);
	assert_ptr_equal(copy.doubt, here.doubt);
	fake_tree_put(&tree, "hypervisor/type", "xen\n");
	fake_tree_directory(&tree, "kernel/iommu_groups/0");
	bus_machine_read(&here, tree.fd, tree.fd);
	assert_non_null(strstr(here.doubt, "Xen"));
	assert_true(here.has_groups);
}

/* --- device trees --------------------------------------------------------- */

#define TREE "firmware/devicetree/base/soc/pcie@fd500000"

static void make_tree(void)
{
	fake_tree_put(&tree, "firmware/devicetree/base/name", "");
	fake_tree_put(&tree, "firmware/devicetree/base/soc/name", "soc");
	fake_tree_put(&tree, TREE "/name", "pcie");
	fake_tree_link(&tree, "devices/pci0000:00/of_node", "../../" TREE);
}

static void ranges_of_a_device_tree_may_shift(void **state)
{
	(void)state;
	make_tree();
	assert_false(device().shifted);
	assert_int_equal(is_physical(), ANSWER_YES);
	fake_tree_put(&tree, TREE "/dma-ranges", "");
	assert_false(device().shifted);
	fake_tree_put(&tree, TREE "/dma-ranges", "x");
	assert_true(device().shifted);
	assert_int_equal(is_physical(), ANSWER_UNKNOWN);
	assert_non_null(strstr(judge().why, "dma-ranges"));
	group("identity\n");
	assert_int_equal(is_physical(), ANSWER_UNKNOWN);
	bind("nvme");
	group("DMA\n");
	assert_int_equal(is_physical(), ANSWER_NO);
}

static void ranges_of_buses_above_count(void **state)
{
	(void)state;
	make_tree();
	fake_tree_put(&tree, "firmware/devicetree/base/soc/dma-ranges", "x");
	assert_true(device().shifted);
	fake_tree_remove(&tree, "firmware/devicetree/base/soc/dma-ranges");
	/* Above the tree. */
	fake_tree_put(&tree, "firmware/devicetree/dma-ranges", "x");
	assert_false(device().shifted);
}

static void the_tree_starts_at_the_first_device_that_is_in_it(void **state)
{
	(void)state;
	make_tree();
	fake_tree_put(&tree, TREE "/dma-ranges", "x");
	fake_tree_put(&tree, "firmware/devicetree/base/name", "");
	fake_tree_link(&tree, REAL "/of_node",
		       "../../../firmware/devicetree/base");
	assert_false(device().shifted);
	fake_tree_remove(&tree, REAL "/of_node");
	assert_true(device().shifted);
	/* What has no uevent is no device, nor is what is above it. */
	fake_tree_remove(&tree, "devices/pci0000:00/uevent");
	assert_false(device().shifted);
}

/* Directories d/d/d/..., each with a file of that name. */
static void put_levels(const char *top, unsigned int levels, const char *name)
{
	char path[256], file[280];

	snprintf(path, sizeof(path), "%s", top);
	for (; levels; levels--) {
		strcat(path, "/d");
		snprintf(file, sizeof(file), "%s/%s", path, name);
		fake_tree_put(&tree, file, "");
	}
	fake_tree_link(&tree, "below", path);
}

static void what_is_too_far_up_may_shift(void **state)
{
	struct bus_device read;

	(void)state;
	put_levels("a", 31, "uevent");
	assert_int_equal(bus_device_read(&read, tree.fd, "below"), 0);
	assert_false(read.shifted);
	put_levels("a", 32, "uevent");
	assert_int_equal(bus_device_read(&read, tree.fd, "below"), 0);
	assert_true(read.shifted);
	put_levels("b", 31, "name");
	fake_tree_link(&tree, REAL "/of_node", "../../../below");
	assert_false(device().shifted);
	put_levels("b", 32, "name");
	assert_true(device().shifted);
}

static void a_tree_that_is_hidden_may_shift(void **state)
{
	(void)state;
	fake_tree_link(&tree, REAL "/of_node", "nowhere");
	assert_true(device().shifted);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(drivers_are_told_by_pieces_of_their_names),
		TEST(a_driver_is_where_the_link_leads),
		TEST(drivers_of_uio_have_other_names_too),
		TEST(a_name_that_is_cut_is_no_name),
		TEST(a_group_translates_for_who_does_dma),
		TEST(nobody_is_translated_for),
		TEST(a_group_without_a_type_is_not_known),
		TEST(vfio_has_the_whole_group),
		TEST(a_group_that_cannot_be_read_may_have_vfio),
		TEST(vfio_without_an_iommu_is_physical),
		TEST(a_device_in_no_group_is_not_behind_the_iommu),
		TEST(behind_a_vmd_an_iommu_may_be_hidden),
		TEST(some_architectures_translate_without_a_group),
		TEST(an_encrypted_guest_is_doubtful),
		TEST(a_guest_that_may_have_sev_is_doubtful),
		TEST(flags_that_cannot_be_read_are_doubtful),
		TEST(directories_of_some_guests_are_doubtful),
		TEST(another_hypervisor_than_xen_is_none),
		TEST(a_kernel_may_copy_all),
		TEST(this_machine_has_an_architecture),
		TEST(ranges_of_a_device_tree_may_shift),
		TEST(ranges_of_buses_above_count),
		TEST(the_tree_starts_at_the_first_device_that_is_in_it),
		TEST(what_is_too_far_up_may_shift),
		TEST(a_tree_that_is_hidden_may_shift),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

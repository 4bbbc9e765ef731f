// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/pci-device.c: on directories of our own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bus-address.h"
#include "fake-tree.h"
#include "pci-device.h"

#define DEVICE "bus/pci/devices/0000:03:00.0"

static struct fake_tree tree;	/* both /proc and /sys */

static void put_device(const char *address, const char *driver)
{
	char path[128];

	snprintf(path, sizeof(path), "bus/pci/devices/%s/uevent", address);
	fake_tree_put(&tree, path, "");
	snprintf(path, sizeof(path), "bus/pci/devices/%s/dma_mask_bits",
		 address);
	fake_tree_put(&tree, path, "40\n");
	snprintf(path, sizeof(path),
		 "bus/pci/devices/%s/consistent_dma_mask_bits", address);
	fake_tree_put(&tree, path, "36\n");
	snprintf(path, sizeof(path), "bus/pci/devices/%s/driver", address);
	fake_tree_link(&tree, path, driver);
}

static int make(void **state)
{
	(void)state;
	fake_tree_make(&tree);
	fake_tree_put(&tree, "cpuinfo", "flags\t\t: fpu lm\n");
	fake_tree_put(&tree, "cmdline", "\n");
	put_device("0000:03:00.0", "../drivers/nvme");
	return 0;
}

static int end(void **state)
{
	(void)state;
	return fake_tree_end(&tree);
}

static struct pci_device look(const char *bdf)
{
	struct pci_device device;

	assert_int_equal(pci_device_read(&device, tree.fd, tree.fd, bdf), 0);
	return device;
}

/* --- addresses ------------------------------------------------------------ */

static void addresses_are_those_of_sysfs(void **state)
{
	static const struct {
		const char *bdf, *address;
	} good[] = {
		{ "03:00.0", "0000:03:00.0" },
		{ "0000:03:00.0", "0000:03:00.0" },
		{ "FF:1F.7", "0000:ff:1f.7" },
		{ "000a:Be:09.3", "000a:be:09.3" },
		{ "10000:e1:00.0", "10000:e1:00.0" },
		{ "00000001:00:00.0", "0001:00:00.0" },
		{ "FFFFFFFF:ff:1f.7", "ffffffff:ff:1f.7" },
	};
	char address[PCI_ADDRESS];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_int_equal(pci_address_of(good[i].bdf, address), 0);
		assert_string_equal(address, good[i].address);
	}
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const wrong[] = {
		"", "x", "03", "03:", "03:00", "03:00.", "3:00.0", "03:0.0",
		"03:00.0 ", " 03:00.0", "03:00.00", "03:00.8", "03:20.0",
		"03-00.0", "03:00:0", "003:00.0", "000:03:00.0", ":03:00.0",
		"0000-03:00.0", "000000000:03:00.0", "0000:003:00.0",
		"0000:03:00.0/", "/0000:03:00.0", "0000:03:00.0/..", "..",
		"../../03:00.0", "0000:..:00.0", "g0:00.0", "03:00.g",
		"-3:00.0", "+3:00.0", "0x:00.0", "0000:0000:03:00.0",
		"0300.0", "03:000", "000003:00.0",
	};
	struct pci_device device = { .mask_bits = 4711 };
	char address[PCI_ADDRESS] = "kept";

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		print_message("\"%s\"\n", wrong[i]);
		assert_int_equal(pci_address_of(wrong[i], address), -EINVAL);
		assert_string_equal(address, "kept");
		assert_int_equal(pci_device_read(&device, tree.fd, tree.fd,
						 wrong[i]), -EINVAL);
	}
	assert_int_equal(device.mask_bits, 4711);
}

static void a_device_that_is_not_there_is_not_found(void **state)
{
	struct pci_device device = { .mask_bits = 4711 };

	(void)state;
	assert_int_equal(pci_device_read(&device, tree.fd, tree.fd, "04:00.0"),
			 -ENOENT);
	assert_int_equal(device.mask_bits, 4711);
	assert_string_equal(look("03:00.0").address, "0000:03:00.0");
}

/* --- masks ---------------------------------------------------------------- */

static void a_driver_of_the_kernel_says_what_the_device_reaches(void **state)
{
	struct pci_device device = look("03:00.0");

	(void)state;
	assert_string_equal(device.driver, "nvme");
	assert_int_equal(device.used_by, PCI_KERNEL);
	assert_int_equal(device.mask_bits, 40);
	assert_int_equal(device.coherent_bits, 36);
	assert_null(device.why_no_mask);
}

static void others_have_not_set_the_mask(void **state)
{
	static const struct {
		const char *driver, *word;
		enum pci_user user;
	} cases[] = {
		{ "../drivers/vfio-pci", "program", PCI_USER_SPACE },
		{ "../drivers/uio_pci_generic", "program", PCI_USER_SPACE },
		{ "../drivers/pci-stub", "keeps", PCI_KEPT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct pci_device device;

		put_device("0000:03:00.0", cases[i].driver);
		device = look("03:00.0");
		assert_int_equal(device.used_by, cases[i].user);
		assert_int_equal(device.mask_bits, 0);
		assert_int_equal(device.coherent_bits, 0);
		assert_non_null(device.why_no_mask);
		assert_non_null(strstr(device.why_no_mask, cases[i].word));
	}
}

static void without_a_driver_nobody_has_set_the_mask(void **state)
{
	struct pci_device device;

	(void)state;
	fake_tree_remove(&tree, DEVICE "/driver");
	device = look("03:00.0");
	assert_string_equal(device.driver, "");
	assert_int_equal(device.used_by, PCI_NOBODY);
	assert_int_equal(device.mask_bits, 0);
	assert_int_equal(device.coherent_bits, 0);
	assert_non_null(strstr(device.why_no_mask, "no driver"));
}

static void a_mask_that_is_not_said_is_not_known(void **state)
{
	static const char *const wrong[] = { "65\n", "0\n", "-1\n", "x\n", "" };
	struct pci_device device;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		fake_tree_put(&tree, DEVICE "/dma_mask_bits", wrong[i]);
		device = look("03:00.0");
		assert_int_equal(device.mask_bits, 0);
		assert_int_equal(device.coherent_bits, 36);
		assert_non_null(strstr(device.why_no_mask, "sysfs"));
	}
	fake_tree_put(&tree, DEVICE "/dma_mask_bits", "64\n");
	fake_tree_remove(&tree, DEVICE "/consistent_dma_mask_bits");
	device = look("03:00.0");
	assert_int_equal(device.mask_bits, 64);
	assert_int_equal(device.coherent_bits, 0);
	assert_null(device.why_no_mask);
}

static void a_node_is_a_number_from_0(void **state)
{
	(void)state;
	assert_int_equal(look("03:00.0").node, -1);
	fake_tree_put(&tree, DEVICE "/numa_node", "-1\n");
	assert_int_equal(look("03:00.0").node, -1);
	fake_tree_put(&tree, DEVICE "/numa_node", "0\n");
	assert_int_equal(look("03:00.0").node, 0);
	fake_tree_put(&tree, DEVICE "/numa_node", "2147483647\n");
	assert_int_equal(look("03:00.0").node, 2147483647);
	fake_tree_put(&tree, DEVICE "/numa_node", "2147483648\n");
	assert_int_equal(look("03:00.0").node, -1);
}

/* --- the bus -------------------------------------------------------------- */

static void its_group_says_what_goes_over_the_bus(void **state)
{
	struct pci_device device;

	(void)state;
	fake_tree_link(&tree, DEVICE "/iommu_group",
		       "../../../../kernel/iommu_groups/12");
	fake_tree_put(&tree, "kernel/iommu_groups/12/type", "DMA\n");
	fake_tree_directory(&tree, "kernel/iommu_groups/12/devices");
	device = look("03:00.0");
	assert_string_equal(device.group, "12");
	assert_string_equal(device.group_type, "DMA");
	assert_int_equal(device.bus_is_physical, ANSWER_NO);
	assert_non_null(strstr(device.why, "translates"));
}

static void a_doubt_of_the_machine_is_one_of_the_device(void **state)
{
	struct pci_device device;

	(void)state;
	fake_tree_put(&tree, "hypervisor/type", "xen\n");
	device = look("03:00.0");
	assert_int_equal(device.bus_is_physical, ANSWER_UNKNOWN);
	assert_non_null(strstr(device.why, "Xen"));
}

static void domains_beyond_those_of_firmware_are_of_a_vmd(void **state)
{
	struct bus_device plain = { 0 };
	struct bus_machine machine;

	(void)state;
	fake_tree_directory(&tree, "kernel/iommu_groups/0");
	put_device("ffff:03:00.0", "../drivers/nvme");
	put_device("10000:03:00.0", "../drivers/nvme");
	bus_machine_read(&machine, tree.fd, tree.fd);
	if (bus_address_judge(&machine, &plain).is_physical != ANSWER_YES) {
		print_message("%s\n", bus_address_judge(&machine, &plain).why);
		skip();
	}
	assert_int_equal(look("ffff:03:00.0").bus_is_physical, ANSWER_YES);
	assert_int_equal(look("10000:03:00.0").bus_is_physical,
			 ANSWER_UNKNOWN);
	assert_non_null(strstr(look("10000:03:00.0").why, "VMD"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(addresses_are_those_of_sysfs),
		TEST(what_is_no_address_is_refused),
		TEST(a_device_that_is_not_there_is_not_found),
		TEST(a_driver_of_the_kernel_says_what_the_device_reaches),
		TEST(others_have_not_set_the_mask),
		TEST(without_a_driver_nobody_has_set_the_mask),
		TEST(a_mask_that_is_not_said_is_not_known),
		TEST(a_node_is_a_number_from_0),
		TEST(its_group_says_what_goes_over_the_bus),
		TEST(a_doubt_of_the_machine_is_one_of_the_device),
		TEST(domains_beyond_those_of_firmware_are_of_a_vmd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

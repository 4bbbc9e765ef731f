// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * tools/pci-device.c, bus-device.c, bus-machine.c, bus-address.c: any address,
 * and any files of that device and of the machine.
 *
 * Lines: the address, then a piece for each file: "0 40" puts "40" into the
 * first of them.
 */
#include "fuzz.h"

#include <errno.h>

#include "../unit/fake-tree.h"
#include "pci-device.h"

#define DEVICE "bus/pci/devices/0000:03:00.0"

static const struct file {
	const char *name;
	bool is_link;
} files[] = {
	{ DEVICE "/dma_mask_bits", false },
	{ DEVICE "/consistent_dma_mask_bits", false },
	{ DEVICE "/numa_node", false },
	{ DEVICE "/driver", true },
	{ DEVICE "/iommu_group", true },
	{ "kernel/iommu_groups/7/name", false },
	{ "kernel/iommu_groups/7/type", false },
	{ "kernel/iommu_groups/7/devices/x", false },
	{ "hypervisor/type", false },
	{ "cpuinfo", false },
	{ "cmdline", false },
};

static struct fake_tree tree;	/* both /proc and /sys */

static void end_tree(void)
{
	fake_tree_end(&tree);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fake_tree_make(&tree);
	atexit(end_tree);
	return 0;
}

/* A group that is there, unless the link leads out of the tree. */
static void put_link(const char *name, const char *text)
{
	if (*text && *text != '/' && !strstr(text, ".."))
		fake_tree_link(&tree, name, text);
	else
		fake_tree_link(&tree, name,
			       "../../../../kernel/iommu_groups/7");
}

static void put(const char *line)
{
	size_t count = sizeof(files) / sizeof(*files);
	const struct file *file = &files[(unsigned char)*line % count];

	if (!*line)
		return;
	if (file->is_link)
		put_link(file->name, line + 1);
	else
		fake_tree_put(&tree, file->name, line + 1);
}

static void start_files(void)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		fake_tree_remove(&tree, files[i].name);
	fake_tree_put(&tree, DEVICE "/uevent", "");
	fake_tree_put(&tree, "cpuinfo", "flags\t\t: fpu lm\n");
	fake_tree_put(&tree, "cmdline", "\n");
}

static void check_address(const char *bdf)
{
	char address[PCI_ADDRESS] = "kept", again[PCI_ADDRESS];

	if (pci_address_of(bdf, address) != 0) {
		assert(strcmp(address, "kept") == 0);
		return;
	}
	assert(strlen(address) >= strlen("0000:00:00.0"));
	assert(pci_address_of(address, again) == 0);
	assert(strcmp(address, again) == 0);
}

static void check_device(void)
{
	struct pci_device device;
	int ret;

	memset(&device, 0x5a, sizeof(device));
	ret = pci_device_read(&device, tree.fd, tree.fd, "03:00.0");
	if (ret) {
		assert(ret < 0);
		assert(fuzz_is_untouched(&device, sizeof(device), 0x5a));
		return;
	}
	assert(device.mask_bits <= 64 && device.coherent_bits <= 64);
	assert(!device.mask_bits == !!device.why_no_mask);
	assert(!device.mask_bits || device.used_by == PCI_KERNEL);
	assert(device.why && device.node >= -1);
	assert(strlen(device.driver) < sizeof(device.driver));
	assert(strlen(device.group) < sizeof(device.group));
	assert(strlen(device.group_type) < sizeof(device.group_type));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	char *line = fuzz_line(&bytes);

	if (!line)
		return 0;
	check_address(line);
	start_files();
	do {
		free(line);
		line = fuzz_line(&bytes);
		if (line)
			put(line);
	} while (line);
	check_device();
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* /sys/bus/pci/devices/BDF: its driver, and the mask that this asked for. */
#include "pci-device.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bus-address.h"
#include "small-file.h"

_Static_assert(PCI_WORD == BUS_WORD, "words are copied from one to the other");

/* --- addresses ------------------------------------------------------------ */

/* Takes up to `most` hexadecimal digits; how many there are. */
static unsigned int take(const char **text, unsigned int most,
			 unsigned int *number)
{
	unsigned int n;

	*number = 0;
	for (n = 0; n < most && isxdigit((unsigned char)**text); n++) {
		int c = tolower((unsigned char)*(*text)++);
		int digit = isdigit(c) ? c - '0' : c - 'a' + 10;

		*number = *number * 16 + (unsigned int)digit;
	}
	return n;
}

static bool take_char(const char **text, char wanted)
{
	if (**text != wanted)
		return false;
	(*text)++;
	return true;
}

/* "03:00.0" */
static bool take_place(const char **text, unsigned int *bus,
		       unsigned int *device, unsigned int *function)
{
	return take(text, 2, bus) == 2 && take_char(text, ':') &&
	       take(text, 2, device) == 2 && *device < 32 &&
	       take_char(text, '.') && take(text, 1, function) == 1 &&
	       *function < 8 && !**text;
}

int pci_address_of(const char *bdf, char address[PCI_ADDRESS])
{
	unsigned int domain, bus, device, function;
	const char *at = bdf;

	if (take(&at, 8, &domain) < 4 || !take_char(&at, ':')) {
		domain = 0;
		at = bdf;
	}
	if (!take_place(&at, &bus, &device, &function))
		return -EINVAL;
	snprintf(address, PCI_ADDRESS, "%04x:%02x:%02x.%x", domain, bus, device,
		 function);
	return 0;
}

/* --- what its driver asked for -------------------------------------------- */

static uint64_t read_bits(int sys, const char *directory, const char *name)
{
	char path[128];
	uint64_t bits;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return small_file_number(sys, path, &bits) == 0 && bits <= 64 ? bits
								      : 0;
}

/* Without a driver both masks read 32: what they were at first. */
static void read_masks(struct pci_device *device, int sys,
		       const char *directory)
{
	static const char *const why[] = {
		[PCI_NOBODY] = "no driver uses the device: nothing has said "
			       "which addresses it can reach",
		[PCI_KERNEL] = "sysfs does not say which addresses the device "
			       "can reach",
		[PCI_USER_SPACE] = "its driver hands the device to a program, "
				   "and does not say which addresses it can "
				   "reach",
		[PCI_KEPT] = "its driver keeps the device from others, and "
			     "does not say which addresses it can reach",
	};

	if (device->used_by == PCI_KERNEL) {
		device->mask_bits = read_bits(sys, directory, "dma_mask_bits");
		device->coherent_bits = read_bits(sys, directory,
						  "consistent_dma_mask_bits");
	}
	if (device->mask_bits == 0)
		device->why_no_mask = why[device->used_by];
}

static int read_node(int sys, const char *directory)
{
	char path[128];
	uint64_t node;

	snprintf(path, sizeof(path), "%s/numa_node", directory);
	return small_file_number(sys, path, &node) == 0 && node <= INT_MAX
		       ? (int)node
		       : -1;
}

/* --- all of it ------------------------------------------------------------ */

static void read_bus(struct pci_device *device, int proc, int sys,
		     const struct bus_device *bus)
{
	struct bus_machine machine;
	struct bus_answer answer;

	memcpy(device->driver, bus->driver, sizeof(device->driver));
	memcpy(device->group, bus->group, sizeof(device->group));
	memcpy(device->group_type, bus->group_type,
	       sizeof(device->group_type));
	device->used_by = bus->used_by;
	bus_machine_read(&machine, proc, sys);
	answer = bus_address_judge(&machine, bus);
	device->bus_is_physical = answer.is_physical;
	device->why = answer.why;
}

int pci_device_read(struct pci_device *device, int proc, int sys,
		    const char *bdf)
{
	struct pci_device read = { 0 };
	struct bus_device bus;
	char directory[64];
	int ret = pci_address_of(bdf, read.address);

	if (ret)
		return ret;
	snprintf(directory, sizeof(directory), "bus/pci/devices/%s",
		 read.address);
	ret = bus_device_read(&bus, sys, directory);
	if (ret)
		return ret;
	/* VMD numbers the domains of its buses from 0x10000. */
	bus.behind_vmd = strchr(read.address, ':') - read.address > 4;
	read_bus(&read, proc, sys, &bus);
	read_masks(&read, sys, directory);
	read.node = read_node(sys, directory);
	*device = read;
	return 0;
}

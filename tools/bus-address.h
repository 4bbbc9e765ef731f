/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a physical address is what a device puts on its bus. */
#ifndef BUS_ADDRESS_H
#define BUS_ADDRESS_H

#include <stdbool.h>

#include "answer.h"
#include "pci-user.h"

#define BUS_WORD 64

/* What holds for all devices of a machine. */
struct bus_machine {
	char architecture[BUS_WORD + 1];	/* as uname has it */
	bool may_have_sev;	/* encrypted guests, by what CPUID says */
	bool has_groups;	/* some devices are in IOMMU groups */
	const char *doubt;	/* a sentence: why no device is certain to use
				   physical addresses; NULL: nothing says so */
};

/* What sysfs says of one device. */
struct bus_device {
	char driver[BUS_WORD];	/* "": none */
	enum pci_user used_by;
	char group[BUS_WORD];	/* number of its IOMMU group; "": none */
	char group_type[BUS_WORD];	/* "DMA", "identity"; "": unknown */
	bool shared_with_vfio;	/* VFIO has a device of the group, or may */
	bool shifted;		/* its bus may have an offset (dma-ranges) */
	bool behind_vmd;	/* a bus of its own behind another device */
};

struct bus_answer {
	enum answer is_physical;
	const char *why;	/* a sentence */
};

/* `proc` and `sys` are the directories /proc and /sys. */
void bus_machine_read(struct bus_machine *machine, int proc, int sys);

/* The same, of a machine of that architecture that may have SEV, or not. */
void bus_machine_look(struct bus_machine *machine, int proc, int sys);

/* `path` is its directory below `sys`.  0 or negative errno. */
int bus_device_read(struct bus_device *device, int sys, const char *path);

/* Pure. */
struct bus_answer bus_address_judge(const struct bus_machine *machine,
				    const struct bus_device *device);

#endif

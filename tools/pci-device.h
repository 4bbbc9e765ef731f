/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What sysfs says of one PCI device, and what it means for its DMA. */
#ifndef PCI_DEVICE_H
#define PCI_DEVICE_H

#include <stdint.h>

#include "answer.h"
#include "pci-user.h"

#define PCI_ADDRESS sizeof("12345678:00:00.0")
#define PCI_WORD 64

struct pci_device {
	char address[PCI_ADDRESS];	/* "0000:03:00.0" */
	char driver[PCI_WORD];	/* "": none */
	enum pci_user used_by;
	uint64_t mask_bits;	/* of addresses; 0: cannot be told */
	uint64_t coherent_bits;	/* of those of rings that stay mapped; 0 */
	int node;		/* -1: none */
	char group[PCI_WORD];	/* number of its IOMMU group; "": none */
	char group_type[PCI_WORD];	/* for drivers of the kernel: "DMA",
					   "DMA-FQ", "identity", "blocked", ...;
					   "": cannot be read */
	enum answer bus_is_physical;	/* a physical address is what it puts on
					   its bus, as its driver does it */
	const char *why;	/* a sentence for that */
	const char *why_no_mask;	/* a sentence if mask_bits is 0 */
};

/*
 * "03:00.0", "0000:03:00.0" or, of a longer domain, "10000:e1:00.0", in
 * whatever case, as sysfs has it.  0 or -EINVAL.
 */
int pci_address_of(const char *bdf, char address[PCI_ADDRESS]);

/*
 * `proc` and `sys` are the directories /proc and /sys.  0; -EINVAL: that is no
 * address; -ENOENT: there is no such device; another negative errno.
 */
int pci_device_read(struct pci_device *device, int proc, int sys,
		    const char *bdf);

#endif

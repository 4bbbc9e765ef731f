/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who a PCI device is in the hands of, by the name of its driver. */
#ifndef PCI_USER_H
#define PCI_USER_H

#include <stdbool.h>

enum pci_user {
	PCI_NOBODY,		/* no driver */
	PCI_KERNEL,		/* a driver of the kernel */
	PCI_USER_SPACE,		/* VFIO, UIO: they hand it to a program */
	PCI_KEPT,		/* pci-stub, pciback: kept from drivers */
};

/* `driver` is "" where there is none. */
enum pci_user pci_user_of(const char *driver);

/* VFIO and its variants, under which a program chooses bus addresses. */
bool pci_user_is_vfio(const char *driver);

#endif

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Drivers that do no DMA of their own, told by their names. */
#include "pci-user.h"

#include <string.h>

static const char *const keepers[] = { "pci-stub", "pciback", "xen-pciback" };

/* "vfio" is a piece of "vfio-pci" and of "mlx5_vfio_pci". */
static bool has_piece(const char *driver, const char *piece)
{
	size_t length = strlen(piece);

	while (*driver) {
		size_t n = strcspn(driver, "-_");

		if (n == length && strncmp(driver, piece, n) == 0)
			return true;
		driver += n + (driver[n] != '\0');
	}
	return false;
}

bool pci_user_is_vfio(const char *driver)
{
	return has_piece(driver, "vfio");
}

enum pci_user pci_user_of(const char *driver)
{
	if (!*driver)
		return PCI_NOBODY;
	for (size_t i = 0; i < sizeof(keepers) / sizeof(*keepers); i++)
		if (strcmp(driver, keepers[i]) == 0)
			return PCI_KEPT;
	if (pci_user_is_vfio(driver) || has_piece(driver, "uio"))
		return PCI_USER_SPACE;
	return PCI_KERNEL;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* BARs of PCI devices: /sys/devices/.../0000:03:00.0/resource2. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "known-base-parts.h"
#include "pci-device.h"
#include "small-file.h"

#define RESOURCES ((size_t)4 << 10)
#define RESOURCE_TYPES 0x1f00u	/* IORESOURCE_TYPE_BITS */
#define MEMORY_RESOURCE 0x200u

/* "..../0000:03:00.0/resource2_wc", as sysfs spells it. */
static bool take_bar(const char *name, char address[PCI_ADDRESS],
		     const char **file)
{
	const char *slash = strrchr(name, '/'), *start = slash;
	char bdf[PCI_ADDRESS];

	if (!slash)
		return false;
	while (start > name && start[-1] != '/')
		start--;
	snprintf(bdf, sizeof(bdf), "%.*s", (int)(slash - start), start);
	*file = slash + 1;
	return pci_address_of(bdf, address) == 0 &&
	       strcmp(bdf, address) == 0 &&
	       slash - start == (ptrdiff_t)strlen(bdf) &&
	       strncmp(*file, "resource", 8) == 0 && (*file)[8] >= '0' &&
	       (*file)[8] <= '5' &&
	       (!(*file)[9] || strcmp(*file + 9, "_wc") == 0);
}

/* Line `n` of them: first byte, last byte, flags. */
static bool take_resource(const char *text, unsigned int n, uint64_t numbers[3])
{
	const char *at = text;

	for (; n && at; n--) {
		at = strchr(at, '\n');
		at = at ? at + 1 : NULL;
	}
	return at && known_base_take_hex(&at, &numbers[0]) && *at++ == ' ' &&
	       known_base_take_hex(&at, &numbers[1]) && *at++ == ' ' &&
	       known_base_take_hex(&at, &numbers[2]) && (!*at || *at == '\n');
}

/*
 * Its line in the file of all resources.  What is mapped of a BAR has its own
 * address as its offset: mmap() puts it in the place of the offset in the file.
 */
static bool is_inside(const struct known_base_question *of, const char *address,
		      unsigned int n)
{
	char path[KNOWN_BASE_PATH], text[RESOURCES];
	uint64_t bar[3], mask = of->page_size - 1;
	uint64_t first = of->mapping->offset;

	snprintf(path, sizeof(path), "bus/pci/devices/%s/resource", address);
	return small_file_read(of->sys, path, text, sizeof(text)) == 0 &&
	       take_resource(text, n, bar) && bar[0] != 0 &&
	       (bar[2] & RESOURCE_TYPES) == MEMORY_RESOURCE &&
	       first >= (bar[0] & ~mask) && known_base_has_room(of, first) &&
	       first + (of->mapping->length - 1) <= (bar[1] | mask);
}

bool known_base_of_bar(const struct known_base_question *of,
		       struct known_base *base)
{
	char address[PCI_ADDRESS];
	const char *file;
	struct stat stat;

	if (!take_bar(of->mapping->name, address, &file))
		return false;
	snprintf(base->source, sizeof(base->source),
		 "/sys/bus/pci/devices/%s/%s", address, file);
	base->pa = of->mapping->offset;
	return known_base_is_file(of, of->sys, base->source + strlen("/sys/"),
				  &stat) &&
	       S_ISREG(stat.st_mode) &&
	       is_inside(of, address, (unsigned int)(file[8] - '0'));
}

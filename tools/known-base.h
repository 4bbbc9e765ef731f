/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where mappings are in physical memory for which the kernel tells no pages
 * (VmFlags pf), if what is mapped is known: /dev/mem, a BAR of a PCI device, a
 * map of UIO, a buffer of u-dma-buf.
 */
#ifndef KNOWN_BASE_H
#define KNOWN_BASE_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

#define KNOWN_BASE_SOURCE 160

struct known_base {
	uint64_t pa;		/* of its first byte; the others follow */
	char source[KNOWN_BASE_SOURCE];	/* what says so: "/dev/mem",
					   "/sys/class/uio/uio0/maps/map1";
					   printable */
};

/*
 * `root` is the directory /.  False: it is not known, and nothing is written.
 * The name of the mapping only says where to look: what counts is that the file
 * there is the one that is mapped.
 *
 * Private mappings are never known: pages that were written to are copies,
 * elsewhere.  Nor is a part of a UIO mapping if it could be one of several
 * maps: the offset, in pages, is the number of the map, and a part that was cut
 * from the middle of another one has such a number, too.
 */
bool known_base_of(int root, uint64_t page_size,
		   const struct vminfo_mapping *mapping,
		   struct known_base *base);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pagemap-bits.h - the bits of a word of pagemap, and nowhere else. */
#ifndef PAGEMAP_BITS_H
#define PAGEMAP_BITS_H

#include <stdint.h>

#define PAGEMAP_BITS(high, low) \
	((UINT64_MAX >> (63 - (high))) & (UINT64_MAX << (low)))

#define PAGEMAP_FRAME PAGEMAP_BITS(54, 0)
#define PAGEMAP_SWAP_TYPE PAGEMAP_BITS(4, 0)
#define PAGEMAP_SWAP_OFFSET PAGEMAP_BITS(54, 5)
#define PAGEMAP_SOFT_DIRTY PAGEMAP_BITS(55, 55)
#define PAGEMAP_EXCLUSIVE PAGEMAP_BITS(56, 56)
#define PAGEMAP_UFFD_WP PAGEMAP_BITS(57, 57)
#define PAGEMAP_GUARD PAGEMAP_BITS(58, 58)
#define PAGEMAP_FILE PAGEMAP_BITS(61, 61)
#define PAGEMAP_NOT_PRESENT PAGEMAP_BITS(62, 62)
#define PAGEMAP_PRESENT PAGEMAP_BITS(63, 63)

/* From one slot to the next. */
#define PAGEMAP_SLOT 32u

/* The offset of a PTE marker is a set of these. */
#define PAGEMAP_MARKER_UFFD_WP 1u
#define PAGEMAP_MARKER_POISONED 2u
#define PAGEMAP_MARKER_GUARD 4u

#endif

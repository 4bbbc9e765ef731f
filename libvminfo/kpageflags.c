// SPDX-License-Identifier: LGPL-2.1-or-later
/* One 64-bit word of kpageflags: its names, and which bits can be believed. */
#include "kpageflags.h"

#include <errno.h>
#include <string.h>

#define BIT KPAGEFLAGS_BIT

/* By bit. */
static const char *const names[64] = {
	"locked", "error", "referenced", "uptodate", "dirty", "lru", "active",
	"slab", "writeback", "reclaim", "buddy", "mmap", "anon", "swapcache",
	"swapbacked", "compound-head", "compound-tail", "huge", "unevictable",
	"hwpoison", "nopage", "ksm", "thp", "offline", "zero-page", "idle",
	"pgtable",
	"bit27", "bit28", "bit29", "bit30", "bit31",
	/* Internal to the kernel: no promise. */
	"reserved", "mlocked",
	"owner-2",	/* mapped-to-disk of a file; anonymous: exclusive */
	"private", "private-2", "owner-private", "arch",
	"uncached",	/* gone by Linux 6.12 */
	"softdirty", "arch-2",
	"arch-3",	/* new by Linux 6.12 */
	"bit43", "bit44", "bit45", "bit46", "bit47", "bit48", "bit49", "bit50",
	"bit51", "bit52", "bit53", "bit54", "bit55", "bit56", "bit57", "bit58",
	"bit59", "bit60", "bit61", "bit62",
	"maybe-ksm",	/* ours */
};

/*
 * Fields of the kernel's record of a frame have other uses while the frame is
 * one of these: what looks like a flag of a user's page is garbage then (slab
 * pages that are "anon" and "ksm").  The first that holds decides.
 */
static const uint64_t types[] = {
	BIT(VMINFO_FRAME_NOPAGE),
	BIT(VMINFO_FRAME_BUDDY),
	BIT(VMINFO_FRAME_SLAB),
	BIT(VMINFO_FRAME_PGTABLE),
	BIT(VMINFO_FRAME_OFFLINE),
	BIT(VMINFO_FRAME_RESERVED),
};

/* These have fields of their own, whatever the frame is. */
#define ALWAYS (BIT(VMINFO_FRAME_HWPOISON) | \
		BIT(VMINFO_FRAME_COMPOUND_HEAD) | \
		BIT(VMINFO_FRAME_COMPOUND_TAIL))

const char *vminfo_frame_flag_name(unsigned int bit)
{
	return bit < 64 ? names[bit] : NULL;
}

int vminfo_frame_flag_from_name(const char *name)
{
	for (int bit = 0; bit < 64; bit++) {
		if (!strcmp(names[bit], name))
			return bit;
	}
	return -EINVAL;
}

/* The type of a frame; 0: it is an ordinary one. */
static uint64_t type_of(uint64_t flags)
{
	/* It is reserved, and an ordinary page of users all the same. */
	if (flags & BIT(VMINFO_FRAME_ZERO_PAGE))
		return 0;
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		if (flags & types[i])
			return types[i];
	}
	return 0;
}

bool kpageflags_is_typed(uint64_t flags)
{
	return type_of(flags);
}

uint64_t vminfo_frame_flags_valid(uint64_t flags)
{
	uint64_t type = type_of(flags);

	return type ? flags & (type | ALWAYS) : flags;
}

bool kpageflags_is_head(uint64_t flags)
{
	return flags & BIT(VMINFO_FRAME_COMPOUND_HEAD);
}

bool kpageflags_is_tail(uint64_t flags)
{
	return flags & BIT(VMINFO_FRAME_COMPOUND_TAIL);
}

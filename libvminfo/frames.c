// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks up frames in /proc/kpageflags. */
#include "frames.h"

#include "procfs.h"

bool frames_have(int kpageflags, uint64_t frame, uint64_t flags)
{
	uint64_t word;

	if (kpageflags < 0 || frame > UINT64_MAX / sizeof(word))
		return false;
	if (procfs_read_at(kpageflags, &word, sizeof(word),
			   frame * sizeof(word)) != sizeof(word))
		return false;
	return (word & flags) == flags;
}

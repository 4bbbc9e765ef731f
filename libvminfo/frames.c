// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks up frames in /proc/kpageflags. */
#include "frames.h"

#include <errno.h>

int frames_have(struct procfs_file kpageflags, uint64_t frame,
		uint64_t flags)
{
	uint64_t word = 0;
	ssize_t n;

	if (kpageflags.fd < 0 || frame > UINT64_MAX / sizeof(word))
		return -EBADF;
	n = procfs_read_at(kpageflags, &word, sizeof(word),
			   frame * sizeof(word));
	if (n < 0)
		return (int)n;
	/* The file ends above the memory that the kernel knows. */
	return n == sizeof(word) && (word & flags) == flags;
}

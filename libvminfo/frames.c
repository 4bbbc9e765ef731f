// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks up frames in /proc/kpageflags and the like. */
#include "frames.h"

#include <errno.h>

#include "kpageflags.h"
#include "procfs.h"

/* Larger than the largest page that any machine has. */
#define MOST_ORDERS 32u

int frames_word(struct procfs_file file, uint64_t frame, uint64_t *word)
{
	uint64_t found;
	ssize_t n;

	if (file.fd < 0 || frame > UINT64_MAX / sizeof(found))
		return -EBADF;
	n = procfs_read_at(file, &found, sizeof(found), frame * sizeof(found));
	if (n < 0)
		return (int)n;
	if (n != sizeof(found))
		return 0;
	*word = found;
	return 1;
}

int frames_have(struct procfs_file kpageflags, uint64_t frame, uint64_t flags)
{
	uint64_t word = 0;
	int ret = frames_word(kpageflags, frame, &word);

	return ret > 0 ? (word & flags) == flags : ret;
}

/* Between a tail and its head there is no other head. */
static int find_head(struct procfs_file kpageflags, uint64_t tail,
		     uint64_t *head)
{
	for (unsigned int order = 1; order < MOST_ORDERS; order++) {
		uint64_t frame = tail & (UINT64_MAX << order), flags = 0;
		int ret;

		ret = frames_word(kpageflags, frame, &flags);
		if (ret <= 0)
			return ret < 0 ? ret : -ENODATA;
		if (!kpageflags_is_head(flags))
			continue;
		*head = frame;
		return 0;
	}
	return -ENODATA;
}

/* It ends where, after a power of two, the next one is no tail any more. */
static int order_of_head(struct procfs_file kpageflags, uint64_t head)
{
	for (unsigned int order = 0; order < MOST_ORDERS; order++) {
		uint64_t frames = (uint64_t)1 << order, flags = 0;
		int ret;

		if (head & (frames - 1))
			return -ENODATA;
		ret = frames_word(kpageflags, head + frames, &flags);
		if (ret < 0)
			return ret;
		if (ret == 0 || !kpageflags_is_tail(flags))
			return order ? (int)order : -ENODATA;
	}
	return -ENODATA;
}

int frames_order(struct procfs_file kpageflags, uint64_t frame, uint64_t flags)
{
	uint64_t valid = vminfo_frame_flags_valid(flags), head = frame;
	int ret = 0;

	/* What is free is not told by the sizes in which it could be taken. */
	if (!valid || valid & (KPAGEFLAGS_BIT(VMINFO_FRAME_BUDDY) |
			       KPAGEFLAGS_BIT(VMINFO_FRAME_NOPAGE)))
		return -ENODATA;
	if (kpageflags_is_tail(valid))
		ret = find_head(kpageflags, frame, &head);
	else if (!kpageflags_is_head(valid))
		return 0;
	if (ret == 0)
		ret = order_of_head(kpageflags, head);
	/* One that is too short was another one meanwhile. */
	if (ret >= 0 && frame - head >= (uint64_t)1 << ret)
		return -ENODATA;
	return ret;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* frames.h - files of the kernel that have a word for each frame. */
#ifndef FRAMES_H
#define FRAMES_H

#include <stddef.h>
#include <stdint.h>

#include "folio.h"
#include "ksm-flag.h"
#include "procfs.h"
#include "vminfo.h"

/*
 * The word of one frame.  1; 0: the file ends before it, as it does above the
 * memory that the kernel knows; -EBADF: it is not open; or negative errno.
 */
int frames_word(struct procfs_file file, uint64_t frame, uint64_t *word);

/*
 * Whether all of these flags are set in /proc/kpageflags (which may be
 * not open).  1, 0, or negative errno if they cannot be read.
 */
int frames_have(struct procfs_file kpageflags, uint64_t frame, uint64_t flags);

/*
 * How many frames the folio of a frame has, as a power of two.  -ENODATA: the
 * flags of the frames around it do not say.
 */
int frames_order(struct procfs_file kpageflags, uint64_t frame, uint64_t flags);

/* What the files say of a frame; members as in enum vminfo_frame_member. */
struct frames_said {
	uint64_t flags;
	uint64_t memcg;
	uint32_t mapcount;
	uint8_t order;
	uint8_t known;
	uint8_t inferred;
	uint8_t changed;
};

/* Consecutive frames, and the index of what is said of the first one. */
struct frames_item {
	uint64_t frame;
	uint32_t n;
	uint32_t at;
};

/* Words that were read at once from a frame on. */
struct frames_reader {
	struct procfs_file flags;	/* borrowed; may be not open */
	struct procfs_file counts;
	struct procfs_file groups;
	enum ksm_flag ksm;	/* what that flag means */
	uint8_t members;	/* those to be read */
	unsigned int most_free_order;	/* 0: not known */
	size_t room;		/* words that the buffer holds */
	uint64_t *buffer;
	struct folio_words near; /* what the buffer has of the flags */
	uint64_t single;	/* flags of a frame that is no folio's, and what
				   they tell; 0: there was none yet */
	uint64_t single_told;
	/* The last ones that were found; to be forgotten after a while. */
	struct folio folio;
	struct folio free;
};

/*
 * By frame, so that those that are near each other can be read at once; they
 * may be in `spare`, which has as much room, afterwards.
 */
struct frames_item *frames_sort(struct frames_item *items, size_t n,
				struct frames_item *spare);

/*
 * Fills said[] for items that are sorted and have no more frames than the
 * buffer has room.  0, or negative errno.
 */
int frames_read(struct frames_reader *reader, const struct frames_item *items,
		size_t n, struct frames_said *said);

/* Takes a word of /proc/kpagecount.  0. */
int frames_take_count(uint64_t word, struct frames_said *said);

/*
 * Whether so many frames from this one on all have the map count of the first
 * one.  1, 0 (some have not, or it cannot be read), or negative errno.
 */
int frames_have_same_count(struct frames_reader *reader, uint64_t frame,
			   uint64_t n);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* folio.h - which frames belong together, from the flags around them. */
#ifndef FOLIO_H
#define FOLIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "procfs.h"

/* Flags of frames: what was read already, and where the others are. */
struct folio_words {
	struct procfs_file file;
	uint64_t first;
	size_t n;
	const uint64_t *words;
};

/* 2^order frames from the head on. */
struct folio {
	uint64_t head;
	uint64_t flags;		/* those of the head */
	unsigned int order;	/* 0: this is none */
};

/*
 * The word of a frame.  1; 0: the file ends before it, as it does above the
 * memory that the kernel knows; -EBADF: it is not open; or negative errno.
 */
int folio_word(const struct folio_words *words, uint64_t frame,
	       uint64_t *word);

/*
 * The folio of a frame that is a head or a tail, by its flags.  Another one in
 * *folio, which may be as long, is where to begin.  0; -ENODATA: the flags do
 * not say; or negative errno.
 */
int folio_find(const struct folio_words *words, uint64_t frame,
	       uint64_t flags, struct folio *folio);

bool folio_has(const struct folio *folio, uint64_t frame);

/*
 * The block of free frames that this one is in: the kernel merges free blocks
 * that are neighbours into the next larger one, as long as there is one, and
 * shows no border of them.  0, or negative errno.
 */
int folio_find_free(const struct folio_words *words, uint64_t frame,
		    unsigned int most, struct folio *folio);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A bit for each frame of a window; those that nobody sets cost no memory. */
#ifndef FRAME_BITS_H
#define FRAME_BITS_H

#include <stddef.h>
#include <stdint.h>

struct frame_bits {
	uint64_t *words;
	uint64_t count;		/* a multiple of 64 */
};

void frame_bits_open(struct frame_bits *bits, uint64_t count);
void frame_bits_close(struct frame_bits *bits);
void frame_bits_clear(struct frame_bits *bits);

/* The bits of a word that are of these frames of a window. */
uint64_t frame_bits_mask(uint64_t first, uint64_t count, uint64_t word);

uint64_t frame_bits_sum(const struct frame_bits *bits);

/* The next one that is set, from there on; `count`: none. */
uint64_t frame_bits_next(const struct frame_bits *bits, uint64_t from);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pagemap.h - what one word of /proc/PID/pagemap means. */
#ifndef PAGEMAP_H
#define PAGEMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vminfo.h"

/* A swap type is 5 bits; the highest are not areas but special entries. */
#define PAGEMAP_TYPES 32u

/* On no kernel with swap numbers up to 31 is a type below this special. */
#define PAGEMAP_LOWEST_SPECIAL 22u

/* What is known of the zero page where the word is looked at. */
enum pagemap_zero {
	PAGEMAP_ZERO_BY_FRAME,	/* compare with zero_frame */
	PAGEMAP_ZERO_NO,	/* the kernel said that it is not */
	PAGEMAP_ZERO_YES,	/* the kernel said that it is */
	PAGEMAP_ZERO_MAYBE,	/* nobody could be asked */
};

/* What a decoder has to know besides the word. */
struct pagemap_decoder {
	uint64_t zero_frame;	/* the only small zero page, or VMINFO_NONE */
	uint8_t special_start;	/* first swap type that is no area */
	uint8_t marker_type;	/* PTE markers; PAGEMAP_TYPES: not known */
	uint8_t anonymous;	/* no object is behind the mapping */
	uint8_t empty;		/* enum vminfo_state of a word of 0 */
	uint8_t zero;		/* enum pagemap_zero */
};

/* Fills all of *page but va; attributes are only those of the word. */
void pagemap_decode(const struct pagemap_decoder *how, uint64_t word,
		    struct vminfo_page *page);

/* The word of the page `pages` after this one in the same huge page. */
uint64_t pagemap_step(uint64_t word, uint64_t pages);

/* Up to how many pages there can be such a word: numbers have their bits. */
uint64_t pagemap_steps(uint64_t word);

/* Frame of a present word; VMINFO_NONE if not present or hidden. */
uint64_t pagemap_frame(uint64_t word);

bool pagemap_is_present(uint64_t word);

/* Whether it is an anonymous page that this one entry maps, and no other. */
bool pagemap_is_its_own(uint64_t word);

/* A guard region, as newer kernels tell everybody. */
bool pagemap_has_guard_bit(uint64_t word);

/* No entry; bits of its mapping may be set all the same. */
bool pagemap_is_empty(uint64_t word);
bool pagemap_are_empty(const uint64_t *words, size_t n);

/* Whether it is a marker of userfaultfd, behind which an object may have a
 * page. */
bool pagemap_is_marker(const struct pagemap_decoder *how, uint64_t word);

/* Whether it is a special entry that a look at its frame could settle. */
bool pagemap_is_movable(const struct pagemap_decoder *how, uint64_t word);

/* Frame in a special entry, and its type. */
uint64_t pagemap_special_frame(uint64_t word);
unsigned int pagemap_type(uint64_t word);

#endif

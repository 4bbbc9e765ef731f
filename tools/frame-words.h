/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Frames as they are given: by number or by physical address, one by one or in
 * ranges, or in a list such as logs of memory errors have them.
 */
#ifndef FRAME_WORDS_H
#define FRAME_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli.h"
#include "frame-set.h"

/* The size of a page is known later. */
struct frame_word {
	uint64_t start;
	uint64_t count;		/* frames, or bytes */
	bool is_address;
};

struct frame_words {
	struct frame_word *list;
	size_t count;
	int given;		/* --pfn or --pa was */
};

extern const struct cli_option frame_words_options[];

void frame_words_free(struct frame_words *words);

/* "812", "0x32c-0x400" or "812+4".  0, or -EINVAL. */
int frame_word_of_number(const char *text, struct frame_word *word);

/* "13fa00000", "0x13fa00000-13fb00000" or "13fa00000+64K".  The same. */
int frame_word_of_address(const char *text, struct frame_word *word);

/* The frame that a line of a log names.  The same. */
int frame_word_of_log(const char *line, struct frame_word *word);

/* The frames.  0, or -EINVAL (one cannot be, told). */
int frame_words_set(const struct frame_words *words, uint64_t page_size,
		    struct frame_set *set);

#endif

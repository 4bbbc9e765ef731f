/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* recording-entry.h - what a recording says of pages: words for their words. */
#ifndef RECORDING_ENTRY_H
#define RECORDING_ENTRY_H

#include "recording.h"
#include "recording-reader.h"

#define ENTRY_TEXT 256u

/*
 * Takes ENTRY [ATTRIBUTE...] up to the end of the line: word, step, marks and
 * node of the pages, whose count is known.
 */
int entry_take(struct reader *reader, struct recorded_pages *pages);

/* Writes the same, at most ENTRY_TEXT bytes with the NUL. */
void entry_put(char *text, const struct recorded_machine *machine,
	       const struct recorded_pages *pages);

/* From one word to the next, where one line has several pages. */
uint16_t entry_step(const struct recorded_machine *machine, uint64_t word,
		    uint16_t marks);

#endif

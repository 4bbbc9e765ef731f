/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is known of a frame that is asked for, and whether all pages that it is
 * in were found.
 */
#ifndef REVERSE_FRAME_H
#define REVERSE_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "answer.h"
#include "places.h"

/* Why it is known that no page is missing; else why it is not known. */
enum reverse_proof {
	REVERSE_SCAN = 1,	/* all processes were seen */
	REVERSE_MAPCOUNT,	/* as many entries of page tables as it has */
	REVERSE_NO_FRAME,	/* no RAM is there */
	REVERSE_KNOWN = REVERSE_NO_FRAME,
	REVERSE_HIDDEN,		/* which pages it is in */
	REVERSE_CHANGED,	/* it became another's meanwhile */
	REVERSE_REFUSED,	/* of some process */
	REVERSE_MISSING,	/* it is mapped more often than was found */
};

struct reverse_frame {
	struct vminfo_frame is;
	uint8_t use;		/* enum frame_use; 0: not known */
	uint8_t ram;		/* enum answer */
	uint8_t proof;		/* enum reverse_proof */
	bool device;		/* no RAM, but perhaps memory of a device that
				   processes map like RAM */
	bool changed;
	uint64_t found;		/* entries of page tables that map it */
};

/* What a scan was like. */
struct reverse_scan {
	bool hidden;		/* numbers of frames were */
	bool complete;		/* all of each process was seen */
	bool chosen;		/* not all processes were meant */
	bool counts_each;	/* mapcount is of each page of a large folio */
	/* Of each process, who has the same memory; NULL: not known. */
	const uint32_t *first;
};

struct reverse_ram {
	struct vminfo_ram *ranges;
	ssize_t count;		/* negative: not known */
};

void reverse_ram_read(struct reverse_ram *ram, struct vminfo_context *context);
void reverse_ram_free(struct reverse_ram *ram);

/* Reads the frames of a set, one behind the other.  0, or negative errno. */
int reverse_frames_read(struct vminfo_context *context,
			const struct frame_set *set, struct reverse_frame *to);

/* Says of each what it is. */
void reverse_frames_tell(struct reverse_frame *frames, size_t count,
			 const struct reverse_ram *ram, uint64_t page_size);

/* Whether some process may have it mapped. */
bool reverse_frame_may_be_mapped(const struct reverse_frame *frame);

/* The same, if it may be the zero page. */
bool reverse_frame_may_be_zero(const struct reverse_frame *frame);

/* What changed since it was read before. */
void reverse_frame_compare(struct reverse_frame *frame,
			   const struct reverse_frame *after);

/* Counts its pages, and judges whether these are all. */
void reverse_frame_judge(struct reverse_frame *frame,
			 const struct places *places,
			 const struct reverse_scan *scan);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Why a run of frames ends at an address. */
#ifndef BREAK_REASON_H
#define BREAK_REASON_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

enum break_reason {
	BREAK_UNKNOWN,		/* the next frame is elsewhere, and no more */
	/* One of the two pages has no frame of its own. */
	BREAK_UNMAPPED,
	BREAK_ABSENT,
	BREAK_ZERO,
	BREAK_SWAPPED,
	BREAK_SHMEM_SWAPPED,
	BREAK_CACHED,
	BREAK_UNRESOLVED,
	BREAK_GUARD,
	BREAK_MARKER,
	BREAK_POISONED,
	BREAK_DEVICE,
	/* That of one of them is not known. */
	BREAK_MIGRATING,
	BREAK_SPECIAL,
	BREAK_NONPRESENT,
	BREAK_PFNMAP,
	BREAK_HIDDEN,
	BREAK_CHANGED,		/* what is there now is not what broke */
	BREAK_LIMIT,		/* frames follow each other: it was forced */
	/* Both have one. */
	BREAK_KSM,
	BREAK_FILE_COPY,	/* one is the file's, one is an own copy */
	BREAK_REORDERED,	/* they are of one folio */
	BREAK_BORDER,		/* of mappings */
	BREAK_OWN_COPY,		/* a larger folio around it has a place for the
				   page, but it is not there; who copied or
				   replaced it is not known */
	BREAK_FOLIO,		/* end of one */
	BREAK_PARTIAL,		/* a larger folio would go on */
	BREAK_REASONS
};

/* One of the two pages between which it breaks. */
struct break_side {
	struct vminfo_page page;
	struct vminfo_frame frame;	/* flags and order matter */
	bool mapped;
	struct vminfo_mapping mapping;	/* its name is not looked at */
	uint64_t place;		/* the frame that a larger folio around it has
				   for this page; VMINFO_NONE: none has */
};

struct break_joint {
	struct break_side before;
	struct break_side after;	/* the same page, if it breaks inside */
	uint64_t page_size;
	uint64_t pmd_size;	/* 0: no such */
};

struct break_answer {
	enum break_reason reason;
	bool before;		/* it is of the page before, not of the next */
	bool hugetlb;		/* that page is of hugetlb */
	bool huge;		/* what ends is a huge page */
	int order;		/* of the folio that ends; negative: unknown */
};

/* Pure.  What is not known of a frame is no reason. */
void break_reason_judge(const struct break_joint *joint,
			struct break_answer *answer);

/* The same of a page alone.  false: its state, if it has one, is no reason. */
bool break_reason_of_state(uint32_t state, struct break_answer *answer);

struct break_ask {
	struct vminfo_context *context;
	struct vminfo_process *process;
	uint64_t va;		/* the first byte that does not follow; may
				   carry a tag */
	/* As it was seen, as in struct vminfo_dma_finding. */
	uint64_t expected;	/* physical address, if it followed the byte
				   before; VMINFO_NONE: not known */
	uint64_t pa;		/* where it is; VMINFO_NONE: not known */
	uint32_t state;		/* of its page; 0: not known */
};

/*
 * Reads both pages, and those around them as far as a huge page goes, which
 * takes a fraction of a millisecond: not for each of many thousand breaks.
 * Needs no rights, once the process is open.
 * 0; -EINVAL: nothing is before the first address; else as vminfo_walk_pages().
 */
int break_reason_look(const struct break_ask *ask, struct break_answer *answer);

/* --- in words ------------------------------------------------------------- */

/* "folio-end", "own-copy": for programs; NULL for a number that has none. */
const char *break_reason_name(enum break_reason reason);

/* "is swapped out": of a page; NULL: it is not about a page. */
const char *break_reason_page_is(enum break_reason reason);

#define BREAK_ROOM 160

/* "end of a huge page; the next frame is elsewhere".  Returns `text`. */
char *break_reason_sentence(const struct break_answer *answer,
			    char text[BREAK_ROOM]);

/* What one can do about it, for people; NULL: nothing. */
const char *break_reason_remedy(const struct break_answer *answer);

#endif

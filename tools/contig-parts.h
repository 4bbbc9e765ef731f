/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of the buffers that are judged, and who says it. */
#ifndef CONTIG_PARTS_H
#define CONTIG_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "break-reason.h"
#include "buffers.h"
#include "cells.h"
#include "contig-bases.h"
#include "contig.h"
#include "globs-met.h"
#include "pci-device.h"
#include "stability.h"
#include "subject.h"

/* One thing that was asked, and its answer. */
struct contig_verdict {
	enum vminfo_dma_rule rule;	/* VMINFO_DMA_RULES: addresses on the
					   bus of a device */
	const char *constraint;		/* "dma-bits" */
	const char *wanted;		/* "32"; NULL: nothing is to be said */
	const char *from;		/* "profile isa"; NULL: an option */
	enum vminfo_verdict verdict;
	struct vminfo_dma_finding finding;
	bool has_reason;		/* `why` says what is at that place */
	struct break_answer why;
	char text[512];			/* "": there is nothing to say */
};

#define CONTIG_VERDICTS (VMINFO_DMA_RULES + 1)

/* What a column stands on, as bits of report_column.wants. */
enum contig_want {
	CONTIG_WANTS_FRAMES = 1u << 0,
	CONTIG_WANTS_STABILITY = 1u << 1,	/* smaps, costly */
};

/* A buffer that was looked at. */
struct contig_look {
	const struct buffer *buffer;
	uint64_t va;			/* without a tag */
	struct vminfo_dma_report report;
	struct vminfo_dma_segment *segments;	/* if they are wanted */
	size_t room;
	struct contig_verdict verdicts[CONTIG_VERDICTS];
	size_t count;
	enum vminfo_verdict verdict;	/* of all of them */
	bool has_stability;
	struct stability stability;
};

/* All verdicts of one call. */
struct contig {
	struct contig_given *given;
	struct visit visit;
	struct report *report;
	struct vminfo_dma_constraints constraints;
	const struct pci_device *device;	/* NULL: none was given */
	bool guest;			/* addresses are not the host's */
	uint64_t page_size;
	struct contig_bases bases;	/* of the process at hand */
	bool inferred;			/* they are all that can be known */
	struct subject *subject;	/* the process at hand, or NULL */
	struct buffer window;		/* that was found in a buffer */
	struct contig_look look;	/* the buffer at hand */
	bool lists;			/* segments are printed */
	bool several;			/* processes: each is named */
	struct globs_met globs;
	size_t judged;			/* buffers */
	bool proven_no;			/* of any */
	bool unknown;			/* of any */
	bool hidden;			/* some address was */
	bool lacks_list;		/* a scatter list was wanted */
};

struct contig_row {
	struct row row;			/* the process */
	const struct contig *contig;
	const struct contig_look *look;
	const struct contig_verdict *verdict;
	const struct vminfo_dma_segment *segment;
	size_t number;			/* of the segment, from 0 on */
	bool larger;			/* of a window: there may be one */
};

/*
 * Judges a buffer of a process: look->buffer is the caller's.  0, or negative
 * errno, told by nobody.
 */
int contig_judge(struct contig *contig, struct vminfo_process *process,
		 struct contig_look *look);

/* What is known beside what options say: of nodes, and of drivers' memory. */
void contig_complete(struct contig *contig,
		     struct vminfo_dma_constraints *constraints);

/*
 * The largest part of a buffer of which the verdict is yes, with a look at it;
 * of length 0 if there is none.  0, or negative errno, told by nobody.
 */
int contig_find(struct contig *contig, struct vminfo_process *process,
		const struct buffer *buffer, struct vminfo_dma_window *window);

/* What the frames of the buffer stand on, if that is to be told. */
void contig_look_at_stability(struct contig *contig,
			      struct vminfo_process *process,
			      struct contig_look *look);

/* Fills in why the verdict is what it is. */
void contig_say(const struct contig *contig, const struct contig_look *look,
		struct contig_verdict *verdict);

/* The buffer at hand, or a window that was found: rows, sentences, counts. */
void contig_put(struct contig *contig, struct vminfo_process *process);
void contig_put_window(struct contig *contig, struct vminfo_process *process,
		       const struct vminfo_dma_window *window);

/* Tells people of a buffer; of a window, or of a buffer that has none. */
void contig_tell(struct contig *contig, const struct contig_row *row);
void contig_tell_window(struct contig *contig, const struct contig_row *row);
void contig_tell_device(struct contig *contig);
void contig_tell_no_window(struct contig *contig, const char *label);

/* "2048 KiB", "1 byte": never rounded.  Returns `text`. */
#define CONTIG_AMOUNT 32
char *contig_amount(uint64_t bytes, char text[CONTIG_AMOUNT]);

#endif

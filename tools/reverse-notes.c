// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is said of a frame below the table of its pages. */
#include "reverse-notes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "foreign.h"
#include "frame-use.h"

/* Of more, the table says enough. */
#define MOST_NOTES 16

static void put_place(FILE *out, const struct reverse_row *row)
{
	const struct vminfo_frame *is = &row->frame->is;

	if (is->known & VMINFO_FRAME_HAS_NODE)
		fprintf(out, ", node %u", (unsigned int)is->node);
	if (is->known & VMINFO_FRAME_HAS_ZONE)
		fprintf(out, ", zone %s",
			vminfo_zone_name(is->zone));
}

static void put_foreign(FILE *out, const char *label, const char *raw)
{
	char *safe = malloc(foreign_room(raw));

	if (!safe)
		complain_out_of_memory();
	foreign_encode(FOREIGN_ASCII, raw, safe);
	fprintf(out, ", %s%s", label, safe);
	free(safe);
}

static void put_what(FILE *out, const struct reverse_row *row)
{
	const struct reverse_frame *frame = row->frame;
	const struct vminfo_frame *is = &frame->is;
	bool changed = is->changed & VMINFO_FRAME_HAS_FLAGS;

	if (changed)
		fputs("it became another's while it was looked at", out);
	else if (frame->use)
		fputs(frame_use_name(frame->use), out);
	else if (frame->ram == ANSWER_NO)
		fputs("no RAM is there", out);
	else
		fputs("what it is, is not known", out);
	if (!changed && *row->flags)
		fprintf(out, " (%s)", row->flags);
	if (!changed && frame->use &&
	    is->known & ~is->changed & VMINFO_FRAME_HAS_ORDER)
		fprintf(out, ", order %u", (unsigned int)is->order);
	put_place(out, row);
	if (row->region)
		put_foreign(out, "", row->region);
	if (row->memcg && !(is->changed & VMINFO_FRAME_HAS_MEMCG))
		put_foreign(out, "charged to ", row->memcg);
}

static void put_found(FILE *out, const struct reverse_frame *frame)
{
	uint64_t found = frame->found;

	if (found)
		fprintf(out, "%" PRIu64 " page%s found", found,
			found == 1 ? "" : "s");
	else
		fputs("no page found", out);
}

static void put_pages(FILE *out, const struct reverse_frame *frame)
{
	uint64_t mapcount = frame->is.mapcount;

	switch ((enum reverse_proof)frame->proof) {
	case REVERSE_SCAN:
		put_found(out, frame);
		fputs("; all processes that were meant were seen", out);
		break;
	case REVERSE_MAPCOUNT:
		if (!mapcount) {
			fputs("no page table maps it", out);
			break;
		}
		put_found(out, frame);
		fputs(", as many as map it: these are all", out);
		break;
	case REVERSE_NO_FRAME:
		fputs("no page is in it", out);
		break;
	case REVERSE_HIDDEN:
		fputs("who maps it is hidden", out);
		break;
	case REVERSE_CHANGED:
		put_found(out, frame);
		fputs("; meanwhile others came or went", out);
		break;
	case REVERSE_REFUSED:
	case REVERSE_MISSING:
		put_found(out, frame);
		if (frame->is.known & VMINFO_FRAME_HAS_MAPCOUNT && frame->use &&
		    mapcount > frame->found)
			fprintf(out, ", but it is mapped %" PRIu64 " times",
				mapcount);
		else
			fputs("; there may be others", out);
		break;
	}
}

void reverse_note(struct report *report, const struct reverse_row *row,
		  uint64_t number)
{
	char *line = NULL;
	size_t length = 0;
	FILE *out;

	if (!report_has_table(report) || number >= MOST_NOTES)
		return;
	out = open_memstream(&line, &length);
	if (!out)
		complain_out_of_memory();
	fprintf(out, "0x%" PRIx64 ": ", row->frame->is.pfn);
	put_what(out, row);
	fputs("; ", out);
	put_pages(out, row->frame);
	if (fclose(out) != 0)
		complain_out_of_memory();
	report_note(report, line);
	free(line);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What people are told of a buffer: a headline, and a line for each verdict. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "complain.h"
#include "contig-parts.h"
#include "foreign.h"
#include "units.h"

static void put_foreign(FILE *out, const char *raw)
{
	char *safe = malloc(foreign_room(raw));

	if (!safe)
		complain_out_of_memory();
	foreign_encode(FOREIGN_ASCII, raw, safe);
	fputs(safe, out);
	free(safe);
}

/* What is said of states beside "present", in this order. */
static const enum vminfo_state told_states[] = {
	VMINFO_SWAPPED, VMINFO_SHMEM_SWAPPED, VMINFO_ABSENT,
	VMINFO_UNRESOLVED, VMINFO_CACHED, VMINFO_ZERO, VMINFO_UNMAPPED,
	VMINFO_GUARD, VMINFO_MARKER, VMINFO_POISONED, VMINFO_DEVICE,
	VMINFO_MIGRATING, VMINFO_SPECIAL, VMINFO_NONPRESENT, VMINFO_PFNMAP,
};

static void put_states(FILE *out, const struct vminfo_dma_report *report)
{
	for (size_t i = 0; i < sizeof(told_states) / sizeof(*told_states);
	     i++) {
		uint64_t pages = report->pages_of_state[told_states[i]];

		if (pages)
			fprintf(out, ", %" PRIu64 " page%s %s", pages,
				pages == 1 ? "" : "s",
				told_states[i] == VMINFO_SWAPPED
					? "swapped out"
					: vminfo_state_name(told_states[i]));
	}
}

static void put_runs(FILE *out, const struct vminfo_dma_report *report)
{
	char longest[CONTIG_AMOUNT];

	if (report->runs == VMINFO_NONE)
		fputs(" in ? runs", out);
	else if (report->runs == 1)
		fputs(" in 1 run", out);
	else
		fprintf(out, " in %" PRIu64 " runs", report->runs);
	if (report->runs != VMINFO_NONE && report->runs > 1)
		fprintf(out, ", longest %s",
			contig_amount(report->longest, longest));
}

static void put_segments(FILE *out, const struct contig_row *row)
{
	const struct vminfo_dma_report *report = &row->look->report;
	const struct contig_given *given = row->contig->given;

	if (!given->segments &&
	    !constraints_has(&given->constraints, CONSTRAINT_MAX_SEGS) &&
	    !constraints_has(&given->constraints, CONSTRAINT_SEG_MAX) &&
	    !constraints_has(&given->constraints, CONSTRAINT_BOUNDARY))
		return;
	if (report->segments_least == report->segments_most)
		fprintf(out, ", %" PRIu64 " segment%s",
			report->segments_most,
			report->segments_most == 1 ? "" : "s");
	else
		fprintf(out, ", %" PRIu64 " to %" PRIu64 " segments",
			report->segments_least, report->segments_most);
}

/* Several mappings may have one name, and some have none. */
static void put_label(FILE *out, const struct contig_row *row)
{
	const struct contig_look *look = row->look;

	if (*look->buffer->label)
		put_foreign(out, look->buffer->label);
	else
		fputs("anonymous memory", out);
	if (row->contig->visit.target->glob_count && !row->contig->given->find)
		fprintf(out, " at %" PRIx64, look->va);
}

/* One process needs no name. */
static void put_who(FILE *out, const struct contig_row *row)
{
	if (row->contig->several) {
		fprintf(out, "%d ", (int)row->row.pid);
		put_foreign(out, row->row.command);
		fputs(": ", out);
	}
	put_label(out, row);
}

/* "[heap]: 4096 KiB in 3 runs, longest 2048 KiB, 64 pages swapped out" */
static void put_head(FILE *out, const struct contig_row *row)
{
	char size[CONTIG_AMOUNT];

	put_who(out, row);
	fprintf(out, ": %s",
		contig_amount(row->look->buffer->length, size));
	put_runs(out, &row->look->report);
	put_segments(out, row);
	put_states(out, &row->look->report);
}

/* "NO  --single: breaks at ..." */
static void put_verdict(FILE *out, const struct contig_verdict *verdict)
{
	static const char *const words[] = {
		[VMINFO_YES] = "YES", [VMINFO_NO] = "NO ",
		[VMINFO_UNKNOWN] = "?  ",
	};

	fprintf(out, "%s %s%s", words[verdict->verdict],
		verdict->rule == VMINFO_DMA_MEMORY ? "" : "--",
		verdict->constraint);
	if (verdict->wanted) {
		fputc(' ', out);
		put_foreign(out, verdict->wanted);
	}
	if (verdict->from) {
		fputs(" (", out);
		put_foreign(out, verdict->from);
		fputc(')', out);
	}
	if (*verdict->text)
		fprintf(out, ": %s", verdict->text);
}

/* That it is memory goes without saying, unless nothing else was asked. */
static bool is_said(const struct contig_look *look,
		    const struct contig_verdict *verdict)
{
	return verdict->rule != VMINFO_DMA_MEMORY ||
	       verdict->verdict != VMINFO_YES || look->count == 1;
}

/* --- what else is to be known --------------------------------------------- */

/* What would help against the first thing that is no yes. */
static void put_remedy(FILE *out, const struct contig_look *look)
{
	const char *remedy = NULL;

	for (size_t i = 0; i < look->count && !remedy; i++)
		if (look->verdicts[i].has_reason)
			remedy = break_reason_remedy(&look->verdicts[i].why);
	if (remedy)
		fprintf(out, "hint: %s", remedy);
}

static void put_stability(FILE *out, const struct contig_look *look)
{
	char hint[STABILITY_ROOM];

	/* Where nothing is, nothing stands on anything. */
	if (!look->has_stability ||
	    !(look->report.pages_of_state[VMINFO_PRESENT] ||
	      look->report.pages_of_state[VMINFO_PFNMAP]))
		return;
	fprintf(out, "stability: %s",
		stability_sentence(look->stability.grade));
	for (unsigned int i = 0; stability_hint(&look->stability, i, hint); i++)
		fprintf(out, "\nnote: %s", hint);
}

/* "runs: 3 of 4K, 1 of 2.0M": by powers of two, what is between is less. */
static void put_sizes(FILE *out, const struct contig_look *look)
{
	const char *before = "runs:";

	if (look->report.runs == VMINFO_NONE)
		return;
	for (unsigned int order = 0; order < 64; order++) {
		uint64_t runs = look->report.runs_of_order[order];
		char size[UNITS_ROOM];

		if (!runs)
			continue;
		*units_put_size(size, UINT64_C(1) << order) = '\0';
		fprintf(out, "%s %" PRIu64 " from %s on", before, runs, size);
		before = ",";
	}
}

typedef void put_line(FILE *out, const void *about);

static char *line_of(put_line *put, const void *about)
{
	char *line = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&line, &length);

	if (!out)
		complain_out_of_memory();
	put(out, about);
	if (fclose(out) != 0)
		complain_out_of_memory();
	return line;
}

static void put_head_of(FILE *out, const void *row)
{
	put_head(out, row);
}

static void put_verdict_of(FILE *out, const void *verdict)
{
	put_verdict(out, verdict);
}

static void put_remedy_of(FILE *out, const void *look)
{
	put_remedy(out, look);
}

static void put_stability_of(FILE *out, const void *look)
{
	put_stability(out, look);
}

static void put_sizes_of(FILE *out, const void *look)
{
	put_sizes(out, look);
}

static void note(struct contig *contig, put_line *put, const void *about)
{
	char *line = line_of(put, about);

	if (*line)
		report_note(contig->report, line);
	free(line);
}

/* "[heap]: 2048 KiB at 7f2217600000 (0x13fa00000) in 1 run" */
static void put_window(FILE *out, const struct contig_row *row)
{
	const struct contig_look *look = row->look;
	char size[CONTIG_AMOUNT];

	put_who(out, row);
	fprintf(out, ": %s at %" PRIx64,
		contig_amount(look->buffer->length, size), look->va);
	if (look->report.segments_needed != VMINFO_NONE)
		fprintf(out, " (0x%" PRIx64 ")", look->segments[0].pa);
	put_runs(out, &look->report);
	if (row->larger)
		fputs("; a larger one may be there, where it cannot be told",
		      out);
}

static void put_window_of(FILE *out, const void *row)
{
	put_window(out, row);
}

void contig_tell_window(struct contig *contig, const struct contig_row *row)
{
	char *line = line_of(put_window_of, row);

	report_note(contig->report, line);
	free(line);
	/* It was chosen by all others. */
	for (size_t i = 0; i < row->look->count; i++)
		if (row->look->verdicts[i].verdict != VMINFO_YES)
			note(contig, put_verdict_of, &row->look->verdicts[i]);
	note(contig, put_stability_of, row->look);
}

/* "note: 0000:03:00.0 is used by nvme; its mask has 64 bits; IOMMU group 7" */
static void put_device(FILE *out, const struct pci_device *device)
{
	fprintf(out, "note: %s is used by ", device->address);
	put_foreign(out, *device->driver ? device->driver : "no driver");
	if (device->mask_bits)
		fprintf(out, "; its mask has %" PRIu64 " bits",
			device->mask_bits);
	if (device->coherent_bits)
		fprintf(out, ", %" PRIu64 " for coherent memory",
			device->coherent_bits);
	if (*device->group) {
		fputs("; IOMMU group ", out);
		put_foreign(out, device->group);
	}
	if (*device->group_type) {
		fputs(", for drivers of the kernel ", out);
		put_foreign(out, device->group_type);
	}
	if (device->node >= 0)
		fprintf(out, "; node %d", device->node);
}

static void put_device_of(FILE *out, const void *device)
{
	put_device(out, device);
}

void contig_tell_device(struct contig *contig)
{
	if (contig->device)
		note(contig, put_device_of, contig->device);
}

void contig_tell_no_window(struct contig *contig, const char *label)
{
	char *safe = malloc(foreign_room(label)), *line;

	if (!safe)
		complain_out_of_memory();
	foreign_encode(FOREIGN_ASCII, label, safe);
	if (asprintf(&line, "%s: no part of it is fit", safe) < 0)
		complain_out_of_memory();
	report_note(contig->report, line);
	free(line);
	free(safe);
}

void contig_tell(struct contig *contig, const struct contig_row *row)
{
	const struct contig_look *look = row->look;
	char *line = line_of(put_head_of, row);

	report_summary(contig->report, &row->row, line);
	free(line);
	for (size_t i = 0; i < look->count; i++) {
		if (is_said(look, &look->verdicts[i]))
			note(contig, put_verdict_of, &look->verdicts[i]);
	}
	if (contig->visit.verbose)
		note(contig, put_sizes_of, look);
	if (look->verdict != VMINFO_YES)
		note(contig, put_remedy_of, look);
	note(contig, put_stability_of, look);
}

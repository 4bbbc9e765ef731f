// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the columns say of a buffer, of a verdict on it, of its segments. */
#include <string.h>

#include "contig-parts.h"

const char *const contig_groups[] = {
	"verdict", "buffer", "segment", "window", NULL
};

static const struct report_cell none = { .known = REPORT_NONE };
static const struct report_cell unknown = { .known = REPORT_UNKNOWN };

static struct report_cell number(uint64_t n)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .number = n };
}

static struct report_cell text(const char *words)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .text = words };
}

/* What is VMINFO_NONE is not known. */
static struct report_cell if_known(uint64_t n)
{
	return n == VMINFO_NONE ? unknown : number(n);
}

static const struct contig_row *own(const struct row *row)
{
	return (const struct contig_row *)row;
}

static const struct contig_look *look_of(const struct row *row)
{
	return own(row)->look;
}

/* --- the buffer ----------------------------------------------------------- */

static struct report_cell buffer(const struct row *row)
{
	return text(look_of(row)->buffer->label);
}

static struct report_cell va(const struct row *row)
{
	if (own(row)->segment)
		return number(own(row)->segment->va);
	return number(look_of(row)->va);
}

static uint64_t length_of(const struct row *row)
{
	if (own(row)->segment)
		return own(row)->segment->length;
	return look_of(row)->buffer->length;
}

static struct report_cell size(const struct row *row)
{
	return number(length_of(row));
}

static struct report_cell end(const struct row *row)
{
	return number(va(row).number + length_of(row));
}

static struct report_cell runs(const struct row *row)
{
	return if_known(look_of(row)->report.runs);
}

static struct report_cell longest(const struct row *row)
{
	return if_known(look_of(row)->report.longest);
}

static struct report_cell segments(const struct row *row)
{
	return if_known(look_of(row)->report.segments_needed);
}

static struct report_cell segments_least(const struct row *row)
{
	return number(look_of(row)->report.segments_least);
}

static struct report_cell segments_most(const struct row *row)
{
	return number(look_of(row)->report.segments_most);
}

static struct report_cell pages_of_state(const struct row *row, uint64_t arg)
{
	return number(look_of(row)->report.pages_of_state[arg]);
}

/* Pages in which a device would find nothing, or something else. */
static struct report_cell not_memory(const struct row *row)
{
	const struct vminfo_dma_report *report = &look_of(row)->report;
	const struct vminfo_dma_finding *memory =
		&report->findings[VMINFO_DMA_MEMORY];

	if (memory->verdict == VMINFO_UNKNOWN)
		return unknown;
	return number(memory->verdict == VMINFO_NO ? memory->bytes : 0);
}

static struct report_cell inferred(const struct row *row)
{
	return number(look_of(row)->report.inferred != 0);
}

static const char *stability_word(unsigned int n)
{
	return stability_name((enum stability_grade)n);
}

static struct report_cell stability(const struct row *row)
{
	const struct contig_look *look = look_of(row);

	if (!look->has_stability ||
	    look->stability.grade == STABILITY_UNKNOWN)
		return unknown;
	return text(stability_name(look->stability.grade));
}

static struct report_cell guest(const struct row *row)
{
	return own(row)->contig->guest ? number(1) : none;
}

/* --- a verdict ------------------------------------------------------------ */

static const char *const verdict_words[] = { "yes", "no", "unknown" };

static const char *verdict_word(unsigned int n)
{
	return n - 1 < 3 ? verdict_words[n - 1] : NULL;
}

/* Of one thing that was asked, or of all. */
static struct report_cell verdict(const struct row *row)
{
	const struct contig_verdict *one = own(row)->verdict;

	if (one)
		return text(vminfo_verdict_name(one->verdict));
	return text(vminfo_verdict_name(look_of(row)->verdict));
}

static struct report_cell constraint(const struct row *row)
{
	return text(own(row)->verdict->constraint);
}

static struct report_cell wanted(const struct row *row)
{
	return own(row)->verdict->wanted ? text(own(row)->verdict->wanted)
					 : none;
}

static struct report_cell from(const struct row *row)
{
	return own(row)->verdict->from ? text(own(row)->verdict->from) : none;
}

static const struct vminfo_dma_finding *finding(const struct row *row)
{
	const struct contig_verdict *of = own(row)->verdict;

	/* Only a page has a state: a device is nowhere. */
	return of->verdict == VMINFO_YES || !of->finding.state ? NULL
							       : &of->finding;
}

static struct report_cell at(const struct row *row)
{
	return finding(row) ? number(finding(row)->va) : none;
}

static struct report_cell offset(const struct row *row)
{
	return finding(row) ? number(finding(row)->va - look_of(row)->va)
			    : none;
}

/* Where there is no frame there is no address. */
static struct report_cell address(const struct row *row, uint64_t is)
{
	bool may_be = finding(row) &&
		      (finding(row)->state == VMINFO_PRESENT ||
		       finding(row)->state == VMINFO_PFNMAP);

	return is != VMINFO_NONE ? number(is) : may_be ? unknown : none;
}

static struct report_cell start_of_window(const struct row *row)
{
	const struct contig_look *look = look_of(row);

	return look->report.segments_needed == VMINFO_NONE
		? unknown : number(look->segments[0].pa);
}

static struct report_cell pa(const struct row *row)
{
	if (own(row)->segment)
		return number(own(row)->segment->pa);
	if (!own(row)->verdict)
		return start_of_window(row);
	return finding(row) ? address(row, finding(row)->pa) : none;
}

static struct report_cell bus(const struct row *row)
{
	const struct contig *contig = own(row)->contig;
	struct report_cell cell = pa(row);

	if (own(row)->segment)
		return number(own(row)->segment->bus);
	cell.number += (uint64_t)contig->constraints.bus_offset;
	return cell;
}

static struct report_cell expected(const struct row *row)
{
	if (!finding(row) || finding(row)->expected == VMINFO_NONE)
		return none;
	return number(finding(row)->expected);
}

static struct report_cell bytes(const struct row *row)
{
	return finding(row) && finding(row)->bytes
		? number(finding(row)->bytes) : none;
}

static struct report_cell state(const struct row *row)
{
	return finding(row) && finding(row)->state
		? text(vminfo_state_name(finding(row)->state)) : none;
}

static const char *reason_word(unsigned int n)
{
	return break_reason_name((enum break_reason)(n - 1));
}

static struct report_cell reason(const struct row *row)
{
	const struct contig_verdict *of = own(row)->verdict;

	return of->has_reason ? text(break_reason_name(of->why.reason)) : none;
}

static struct report_cell why(const struct row *row)
{
	return *own(row)->verdict->text ? text(own(row)->verdict->text) : none;
}

/* --- a window ------------------------------------------------------------- */

/* Only what could be judged can be called too small. */
static struct report_cell larger(const struct row *row)
{
	return own(row)->larger ? unknown : number(0);
}

/* --- a segment ------------------------------------------------------------ */

static struct report_cell segment(const struct row *row)
{
	return number(own(row)->number);
}

static struct report_cell page_offset(const struct row *row)
{
	return number(own(row)->segment->pa & (row->page_size - 1));
}

#define ALL_BUT_BUFFER (CONTIG_VERDICT | CONTIG_SEGMENT | CONTIG_WINDOW)
#define WHOLE (CONTIG_BUFFER | CONTIG_WINDOW)

#define PAGES_OF(state) \
	.groups = CONTIG_BUFFER, .kind = REPORT_COUNT, \
	.get_of = pages_of_state, .arg = (state)

/* name, kind, rows that have it, what it says; see report.h */
const struct report_column contig_columns[] = {
	{ "PID", REPORT_PID, CONTIG_ANY, cells_pid,
	  .text = "process" },
	{ "COMMAND", REPORT_NAME, CONTIG_ANY, cells_command,
	  .text = "its name" },
	{ "BUFFER", REPORT_NAME, CONTIG_ANY, buffer,
	  .text = "the mapping, symbol or range that was asked for" },
	{ "SEGMENT", REPORT_NUMBER, CONTIG_SEGMENT, segment,
	  .text = "number in the scatter list, from 0 on" },
	{ "VA", REPORT_ADDRESS, CONTIG_ANY, va,
	  .text = "virtual address of the first byte" },
	{ "END", REPORT_END, CONTIG_ANY, end,
	  .text = "virtual address behind the last byte" },
	{ "SIZE", REPORT_SIZE, CONTIG_ANY, size,
	  .text = "bytes" },
	{ "CONSTRAINT", REPORT_WORD, CONTIG_VERDICT, constraint,
	  .text = "what a device needs" },
	{ "WANTED", REPORT_NAME, CONTIG_VERDICT, wanted,
	  .text = "how much of it" },
	{ "FROM", REPORT_NAME, CONTIG_VERDICT, from,
	  .text = "who says so, if it is no option" },
	{ "VERDICT", REPORT_WORD, CONTIG_VERDICT | WHOLE, verdict,
	  .text = "yes, no, or unknown", .word = verdict_word },
	{ "AT", REPORT_ADDRESS, CONTIG_VERDICT, at,
	  .text = "virtual address of the first byte that is the reason" },
	{ "OFFSET", REPORT_SIZE, CONTIG_VERDICT, offset,
	  .text = "of that byte in the buffer" },
	{ "PA", REPORT_FRAME, ALL_BUT_BUFFER, pa,
	  .text = "physical address of that byte, or of the segment",
	  .wants = CONTIG_WANTS_FRAMES },
	{ "BUS", REPORT_FRAME, ALL_BUT_BUFFER, bus,
	  .text = "the same on the bus of the device",
	  .wants = CONTIG_WANTS_FRAMES },
	{ "EXPECTED", REPORT_FRAME, CONTIG_VERDICT, expected,
	  .text = "physical address that would go on from the byte before",
	  .wants = CONTIG_WANTS_FRAMES },
	{ "BYTES", REPORT_SIZE, CONTIG_VERDICT, bytes,
	  .text = "bytes of the buffer that this is so of, if they count" },
	{ "STATE", REPORT_WORD, CONTIG_VERDICT, state,
	  .text = "state of the page that has the byte",
	  .word = cells_state_word },
	{ "REASON", REPORT_WORD, CONTIG_VERDICT, reason,
	  .text = "what is there, or why a run ends there",
	  .word = reason_word },
	{ "TEXT", REPORT_NAME, CONTIG_VERDICT, why,
	  .text = "why, in a sentence" },
	{ "LENGTH", REPORT_NUMBER, CONTIG_SEGMENT, size,
	  .text = "bytes of the segment, as they are: below 4 GiB" },
	{ "PAGE-OFFSET", REPORT_NUMBER, CONTIG_SEGMENT, page_offset,
	  .text = "bytes from the start of its page" },
	{ "RUNS", REPORT_COUNT, WHOLE, runs,
	  .text = "runs of consecutive physical addresses",
	  .wants = CONTIG_WANTS_FRAMES },
	{ "LONGEST", REPORT_SIZE, WHOLE, longest,
	  .text = "the longest of them",
	  .wants = CONTIG_WANTS_FRAMES },
	{ "SEGMENTS", REPORT_COUNT, WHOLE, segments,
	  .text = "segments of the scatter list",
	  .wants = CONTIG_WANTS_FRAMES },
	{ "LARGER", REPORT_FLAG, CONTIG_WINDOW, larger,
	  .text = "there is a larger one: no, or it cannot be told" },
	{ "SEGMENTS-LEAST", REPORT_COUNT, CONTIG_BUFFER, segments_least,
	  .text = "so many at least, where addresses are hidden" },
	{ "SEGMENTS-MOST", REPORT_COUNT, CONTIG_BUFFER, segments_most,
	  .text = "so many at most" },
	{ "PRESENT", .text = "pages in a frame of RAM",
	  PAGES_OF(VMINFO_PRESENT) },
	{ "ZERO", .text = "pages of the zero page",
	  PAGES_OF(VMINFO_ZERO) },
	{ "SWAPPED", .text = "pages in a swap slot",
	  PAGES_OF(VMINFO_SWAPPED) },
	{ "ABSENT", .text = "pages without memory",
	  PAGES_OF(VMINFO_ABSENT) },
	{ "UNMAPPED", .text = "pages in no mapping",
	  PAGES_OF(VMINFO_UNMAPPED) },
	{ "PFNMAP", .text = "pages that a driver maps",
	  PAGES_OF(VMINFO_PFNMAP) },
	{ "NOT-MEMORY", REPORT_SIZE, CONTIG_BUFFER, not_memory,
	  .text = "bytes that are proven to be in no frame of their own" },
	{ "STABILITY", REPORT_WORD, CONTIG_BUFFER, stability,
	  .text = "what its frames stand on, the worst of them",
	  .word = stability_word, .wants = CONTIG_WANTS_STABILITY },
	{ "GUEST", REPORT_FLAG, CONTIG_BUFFER, guest,
	  .text = "addresses are those of a virtual machine" },
	{ "INFERRED", REPORT_FLAG, CONTIG_BUFFER, inferred,
	  .text = "some address is that of --pa-base, or of a device" },
	{ .name = NULL },
};

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Why a verdict is what it is, in a sentence. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "contig-parts.h"

char *contig_amount(uint64_t bytes, char text[CONTIG_AMOUNT])
{
	if (bytes == 0)
		strcpy(text, "0");
	else if (bytes % 1024 == 0)
		snprintf(text, CONTIG_AMOUNT, "%" PRIu64 " KiB", bytes / 1024);
	else
		snprintf(text, CONTIG_AMOUNT, "%" PRIu64 " byte%s", bytes,
			 bytes == 1 ? "" : "s");
	return text;
}

/* What is put together. */
struct saying {
	const struct contig *contig;
	const struct contig_look *look;
	struct contig_verdict *verdict;
	const struct vminfo_dma_finding *finding;
	char at[CONTIG_AMOUNT];		/* in the buffer */
	char bytes[CONTIG_AMOUNT];	/* that it is so of */
	char all[CONTIG_AMOUNT];	/* of the buffer */
};

static void say(struct saying *s, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Adds to the text, which is cut where there is no room. */
static void say(struct saying *s, const char *format, ...)
{
	char *text = s->verdict->text;
	size_t used = strlen(text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text + used, sizeof(s->verdict->text) - used, format,
		  arguments);
	va_end(arguments);
}

static void say_share(struct saying *s)
{
	if (s->finding->bytes && s->finding->bytes !=
				 s->look->buffer->length)
		say(s, " (%s of %s)", s->bytes, s->all);
}

static void say_memory(struct saying *s)
{
	if (s->verdict->has_reason)
		say(s, "the page at +%s %s", s->at,
		    break_reason_page_is(s->verdict->why.reason));
	else
		say(s, "the page at +%s may be the zero page, or changed "
		    "meanwhile", s->at);
	say_share(s);
}

/* A constraint ended it, although addresses go on. */
static bool is_forced(const struct vminfo_dma_finding *finding)
{
	return finding->pa != VMINFO_NONE && finding->expected == finding->pa;
}

static void say_forced(struct saying *s)
{
	const struct constraints *given = &s->contig->given->constraints;
	uint64_t boundary = s->contig->constraints.boundary;
	uint64_t bus = s->finding->pa +
		       (uint64_t)s->contig->constraints.bus_offset;
	enum constraint by = boundary && bus % boundary == 0
		? CONSTRAINT_BOUNDARY : CONSTRAINT_SEG_MAX;

	say(s, "is split at +%s, at 0x%" PRIx64, s->at, s->finding->pa);
	if (constraints_has(given, by))
		say(s, " (--%s %s)", constraints_name(by),
		    given->given[by].text);
}

static void say_break(struct saying *s)
{
	char why[BREAK_ROOM];

	if (is_forced(s->finding)) {
		say_forced(s);
		return;
	}
	say(s, "%s at +%s, between 0x%" PRIx64 " and 0x%" PRIx64,
	    s->verdict->verdict == VMINFO_NO ? "breaks" : "may break",
	    s->at, s->finding->va - 1, s->finding->va);
	if (s->verdict->has_reason)
		say(s, " (%s)", break_reason_sentence(&s->verdict->why, why));
}

static void say_min_run(struct saying *s)
{
	say(s, "a shorter run ");
	say_break(s);
}

static void say_align(struct saying *s)
{
	if (s->finding->pa == VMINFO_NONE)
		say(s, "cannot tell: the physical address is hidden");
	else
		say(s, "begins at 0x%" PRIx64,
		    s->finding->pa +
		    (uint64_t)s->contig->constraints.bus_offset);
}

static void say_mask(struct saying *s)
{
	uint64_t mask = s->contig->constraints.mask;
	uint64_t bus = s->finding->pa +
		       (uint64_t)s->contig->constraints.bus_offset;

	if (s->finding->pa == VMINFO_NONE) {
		say(s, "cannot tell: physical addresses are hidden");
		return;
	}
	say(s, "0x%" PRIx64 " is not directly reachable", s->finding->pa);
	if (mask && bus > mask)
		say(s, " (above 0x%" PRIx64 "; %s of %s)", mask, s->bytes,
		    s->all);
	else
		say(s, " (no address on the bus; %s of %s)", s->bytes, s->all);
}

static void say_virt_boundary(struct saying *s)
{
	say(s, "a segment ends at +%s, ", s->at);
	if (s->finding->pa == VMINFO_NONE)
		say(s, "where physical addresses are hidden");
	else
		say(s, "and the next begins at 0x%" PRIx64, s->finding->pa);
}

static void say_max_segs(struct saying *s)
{
	const struct vminfo_dma_report *report = &s->look->report;

	if (report->segments_least == report->segments_most)
		say(s, "it needs %" PRIu64, report->segments_most);
	else
		say(s, "it needs from %" PRIu64 " to %" PRIu64,
		    report->segments_least, report->segments_most);
}

static void say_nodes(struct saying *s)
{
	say(s, "at +%s ", s->at);
	say(s, s->verdict->verdict == VMINFO_NO ? "it is on another node"
						: "the node is not known");
	say_share(s);
}

static void (*const sayings[VMINFO_DMA_RULES])(struct saying *s) = {
	[VMINFO_DMA_MEMORY] = say_memory,
	[VMINFO_DMA_SINGLE] = say_break,
	[VMINFO_DMA_MIN_RUN] = say_min_run,
	[VMINFO_DMA_ALIGN] = say_align,
	[VMINFO_DMA_MASK] = say_mask,
	[VMINFO_DMA_VIRT_BOUNDARY] = say_virt_boundary,
	[VMINFO_DMA_MAX_SEGS] = say_max_segs,
	[VMINFO_DMA_NODES] = say_nodes,
};

/* Nothing is proven, for another reason: it is not all memory. */
static bool is_doubt(const struct contig_look *look,
		     const struct contig_verdict *verdict)
{
	const struct vminfo_dma_finding *memory =
		&look->report.findings[VMINFO_DMA_MEMORY];

	return verdict->rule != VMINFO_DMA_MEMORY &&
	       verdict->verdict == VMINFO_UNKNOWN &&
	       memory->verdict != VMINFO_YES &&
	       verdict->finding.va == memory->va &&
	       verdict->finding.state == memory->state;
}

void contig_say(const struct contig *contig, const struct contig_look *look,
		struct contig_verdict *verdict)
{
	struct saying s = {
		.contig = contig,
		.look = look,
		.verdict = verdict,
		.finding = &verdict->finding,
	};

	verdict->text[0] = '\0';
	if (verdict->verdict == VMINFO_YES)
		return;
	contig_amount(s.finding->va - look->va, s.at);
	contig_amount(s.finding->bytes, s.bytes);
	contig_amount(look->buffer->length, s.all);
	if (verdict->rule == VMINFO_DMA_RULES)
		say(&s, "%s", contig->device->why);
	else if (is_doubt(look, verdict))
		say(&s, "cannot tell: not all of it is memory");
	else
		sayings[verdict->rule](&s);
}

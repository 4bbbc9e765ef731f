// SPDX-License-Identifier: LGPL-2.1-or-later
/* Judges one buffer, and says which answers belong to what was asked. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "contig-parts.h"
#include "node.h"

/* A list may grow between two looks; then it is looked at once more. */
#define TRIES 8

/* --- the library's answer ------------------------------------------------- */

/* Numbers in another /proc are not numbers of processes here. */
static bool may_ask_kernel(const struct contig *contig)
{
	const struct target *target = contig->visit.target;

	return !target->procfs;
}

static uint64_t node_of_run(void *data, struct vminfo_process *process,
			    const struct vminfo_run *run, int *node)
{
	const struct contig *contig = data;

	if (!may_ask_kernel(contig))
		return run->pages;
	node_of_pages(process, &run->va, 1, node);
	return node_extent(process, run, contig->page_size, *node);
}

static void make_room(struct contig_look *look, uint64_t needed)
{
	uint64_t room = needed + needed / 8 + 16;
	void *list = NULL;

	if (room <= SIZE_MAX / sizeof(*look->segments))
		list = realloc(look->segments,
			       (size_t)room * sizeof(*look->segments));
	if (!list)
		complain_out_of_memory();
	look->segments = list;
	look->room = (size_t)room;
}

void contig_complete(struct contig *contig,
		     struct vminfo_dma_constraints *constraints)
{
	constraints->node_of = node_of_run;
	constraints->node_data = contig;
	constraints->bases = contig->bases.list;
	constraints->base_count = contig->bases.count;
}

static int check(struct contig *contig, struct vminfo_process *process,
		 struct contig_look *look)
{
	const struct vminfo_dma_buffer buffer = {
		.va = look->va, .length = look->buffer->length,
	};
	struct vminfo_dma_constraints constraints = contig->constraints;

	contig_complete(contig, &constraints);
	look->report = (struct vminfo_dma_report){
		.size = sizeof(look->report),
		.segments = look->segments,
		.room = look->room,
	};
	return vminfo_dma_check(process, &buffer, &constraints, &look->report);
}

/* Where drivers' memory is costs a look at all mappings: if there is any. */
static int check_with_bases(struct contig *contig,
			    struct vminfo_process *process,
			    struct contig_look *look)
{
	int ret = check(contig, process, look);

	if (ret < 0 || contig->inferred ||
	    !look->report.pages_of_state[VMINFO_PFNMAP])
		return ret;
	contig->inferred = true;
	ret = contig_bases_find(&contig->bases, &contig->visit, process);
	return ret < 0 ? ret : check(contig, process, look);
}

/* With room for all segments, if they are listed; a window begins with one. */
static int check_all(struct contig *contig, struct vminfo_process *process,
		     struct contig_look *look)
{
	int ret;

	if (contig->given->find && !look->room)
		make_room(look, 1);
	ret = check_with_bases(contig, process, look);
	for (int i = 0; contig->lists && i < TRIES; i++) {
		if (ret < 0 || look->report.segments_most <= look->room)
			return ret;
		make_room(look, look->report.segments_most);
		ret = check(contig, process, look);
	}
	return ret;
}

/* --- what was asked ------------------------------------------------------- */

/* By the rules of the library; the limit of addresses is one of two. */
static const enum constraint asked_by[VMINFO_DMA_RULES] = {
	[VMINFO_DMA_MEMORY] = CONSTRAINTS,
	[VMINFO_DMA_SINGLE] = CONSTRAINT_SINGLE,
	[VMINFO_DMA_MIN_RUN] = CONSTRAINT_MIN_RUN,
	[VMINFO_DMA_ALIGN] = CONSTRAINT_ALIGN,
	[VMINFO_DMA_MASK] = CONSTRAINT_BELOW,
	[VMINFO_DMA_VIRT_BOUNDARY] = CONSTRAINT_VIRT_BOUNDARY,
	[VMINFO_DMA_MAX_SEGS] = CONSTRAINT_MAX_SEGS,
	[VMINFO_DMA_NODES] = CONSTRAINT_NODE,
};

static struct contig_verdict *add(struct contig_look *look,
				  enum vminfo_dma_rule rule, const char *name)
{
	struct contig_verdict *verdict = &look->verdicts[look->count++];

	*verdict = (struct contig_verdict){
		.rule = rule,
		.constraint = name,
		.verdict = look->report.findings[rule].verdict,
		.finding = look->report.findings[rule],
	};
	return verdict;
}

/* A bus whose addresses are others has limits, also if none was given. */
static bool is_beyond_bus(const struct contig *contig,
			  const struct contig_look *look)
{
	return look->report.findings[VMINFO_DMA_MASK].verdict != VMINFO_YES &&
	       contig->constraints.bus_offset;
}

static void add_constraint(const struct contig *contig,
			   struct contig_look *look, enum vminfo_dma_rule rule)
{
	const struct constraints *given = &contig->given->constraints;
	enum constraint constraint = asked_by[rule];
	struct contig_verdict *verdict;

	if (rule == VMINFO_DMA_MASK) {
		constraint = constraints_limit(given);
		if (constraint == CONSTRAINTS && is_beyond_bus(contig, look))
			constraint = CONSTRAINT_BUS_OFFSET;
	}
	if (constraint == CONSTRAINTS || !constraints_has(given, constraint))
		return;
	verdict = add(look, rule, constraints_name(constraint));
	verdict->from = given->given[constraint].from;
	if (constraint != CONSTRAINT_SINGLE)
		verdict->wanted = given->given[constraint].text;
}

/* Not whether memory is fit, but whether its address is one for the device. */
static void add_device(const struct contig *contig, struct contig_look *look)
{
	const struct pci_device *device = contig->device;
	struct contig_verdict *verdict = &look->verdicts[look->count];

	if (!device)
		return;
	look->count++;
	*verdict = (struct contig_verdict){
		.rule = VMINFO_DMA_RULES,
		.constraint = "device",
		.wanted = device->address,
		.verdict = device->bus_is_physical == ANSWER_YES ? VMINFO_YES :
			   device->bus_is_physical == ANSWER_NO ? VMINFO_NO :
			   VMINFO_UNKNOWN,
		.finding = { .va = VMINFO_NONE, .pa = VMINFO_NONE,
			     .expected = VMINFO_NONE },
	};
	if (verdict->verdict == VMINFO_NO || look->verdict == VMINFO_YES)
		look->verdict = verdict->verdict;
}

static void take_answers(const struct contig *contig, struct contig_look *look)
{
	look->count = 0;
	look->verdict = look->report.verdict;
	add(look, VMINFO_DMA_MEMORY,
	    vminfo_dma_rule_name(VMINFO_DMA_MEMORY));
	for (unsigned int rule = VMINFO_DMA_MEMORY + 1;
	     rule < VMINFO_DMA_RULES; rule++)
		add_constraint(contig, look, rule);
	add_device(contig, look);
}

/* --- reasons -------------------------------------------------------------- */

static bool is_about_a_joint(const struct contig_verdict *verdict)
{
	return verdict->rule == VMINFO_DMA_SINGLE ||
	       verdict->rule == VMINFO_DMA_MIN_RUN ||
	       verdict->rule == VMINFO_DMA_VIRT_BOUNDARY;
}

static void find_reason(struct contig *contig, struct vminfo_process *process,
			struct contig_verdict *verdict)
{
	const struct vminfo_dma_finding *finding = &verdict->finding;
	const struct break_ask ask = {
		.context = contig->visit.context,
		.process = process,
		.va = finding->va,
		.expected = finding->expected,
		.pa = finding->pa,
		.state = finding->state,
	};

	if (verdict->verdict == VMINFO_YES)
		return;
	if (is_about_a_joint(verdict) && finding->va != VMINFO_NONE)
		verdict->has_reason = break_reason_look(&ask,
							&verdict->why) == 0;
	else if (verdict->rule == VMINFO_DMA_MEMORY)
		verdict->has_reason = break_reason_of_state(
			finding->state, &verdict->why);
}

int contig_judge(struct contig *contig, struct vminfo_process *process,
		 struct contig_look *look)
{
	int ret;

	look->va = vminfo_process_untagged(process, look->buffer->va);
	ret = check_all(contig, process, look);
	if (ret < 0)
		return ret;
	take_answers(contig, look);
	for (size_t i = 0; i < look->count; i++) {
		find_reason(contig, process, &look->verdicts[i]);
		contig_say(contig, look, &look->verdicts[i]);
	}
	return 0;
}

void contig_look_at_stability(struct contig *contig,
			      struct vminfo_process *process,
			      struct contig_look *look)
{
	const struct stability_ask ask = {
		.context = contig->visit.context,
		.process = process,
		.subject = contig->subject,
		.va = look->va,
		.length = look->buffer->length,
	};

	look->has_stability = stability_find(&look->stability, &ask) == 0;
}

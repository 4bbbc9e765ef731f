// SPDX-License-Identifier: LGPL-2.1-or-later
/* The largest part of a buffer that is fit, looked at once more. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "contig-parts.h"

/* What was found may have moved before it is looked at again. */
#define TRIES 4

/* In all memory it is called after the mapping that it begins in. */
static char *label_of(const struct contig *c, struct vminfo_process *process,
		      const struct buffer *whole, uint64_t va)
{
	const char *name = whole->label;
	struct vminfo_mapping mapping;
	char *label;

	if (!target_is_part(c->visit.target)) {
		if (vminfo_process_mapping(process, va, &mapping) == 1)
			name = mapping.name;
		if (!*name)
			name = "anonymous memory";
	}
	label = strdup(name);
	if (!label)
		complain_out_of_memory();
	return label;
}

/* The part as a buffer, and what is known of it. */
static int judge_part(struct contig *c, struct vminfo_process *process,
		      const struct buffer *whole,
		      const struct vminfo_dma_window *window)
{
	struct buffer *part = &c->window;

	free(part->label);
	*part = (struct buffer){
		.va = window->va,
		.length = window->length,
		.label = label_of(c, process, whole, window->va),
	};
	c->look.buffer = part;
	return contig_judge(c, process, &c->look);
}

static int find(struct contig *c, struct vminfo_process *process,
		const struct buffer *buffer, struct vminfo_dma_window *window)
{
	const struct vminfo_dma_buffer range = {
		.va = buffer->va, .length = buffer->length,
	};
	struct vminfo_dma_constraints constraints = c->constraints;

	contig_complete(c, &constraints);
	return vminfo_dma_find(process, &range, &constraints, window);
}

int contig_find(struct contig *c, struct vminfo_process *process,
		const struct buffer *buffer, struct vminfo_dma_window *window)
{
	int ret;

	if (!c->inferred) {
		c->inferred = true;
		ret = contig_bases_find(&c->bases, &c->visit, process);
		if (ret < 0)
			return ret;
	}
	for (int i = 0; i < TRIES; i++) {
		ret = find(c, process, buffer, window);
		if (ret < 0 || !window->length)
			return ret;
		ret = judge_part(c, process, buffer, window);
		if (ret < 0 || c->look.report.verdict == VMINFO_YES)
			return ret;
	}
	/* It moves faster than it is looked at. */
	window->length = 0;
	window->may_be_larger = 1;
	return 0;
}

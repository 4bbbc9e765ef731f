// SPDX-License-Identifier: LGPL-2.1-or-later
/* The verdict on memory of a process. */
#include <errno.h>
#include <string.h>

#include "dma-pieces.h"
#include "dma-plain.h"

struct buffer {
	struct dma_source source;
	struct dma dma;
};

int process_prepare_dma(struct vminfo_process *process)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.want = VMINFO_WANT_GAPS | VMINFO_WANT_EXACT,
		.split = DMA_TOLD_APART,
	};
	int ret;

	if (process->dma)
		return 0;
	ret = vminfo_walk_new(process, &options, &process->dma);
	if (ret < 0 || !process->self)
		return ret;
	/* We run while we look, so that how long we ran proves nothing. */
	process->dma->mappings.clock_pid = 0;
	ret = walk_reserve(process->dma);
	return ret < 0 ? context_fail(process->context, ret, "walk") : 0;
}

/* Who has to be asked for nodes is asked for runs. */
static bool add_plain(struct buffer *b)
{
	const struct dma_source *source = &b->source;
	const struct dma_range range = { source->first, source->last };

	return source->walk->process->self &&
	       !source->constraints->node_words &&
	       dma_add_plain(&b->dma, source->walk, &range);
}

static void add_piece(void *data, const struct dma_piece *piece)
{
	dma_add(data, piece);
}

static int look(struct buffer *b, struct vminfo_dma_report *report)
{
	struct dma_source *source = &b->source;
	uint64_t page_size = source->walk->source.page_size;

	dma_begin(&b->dma, source->constraints, page_size, report);
	if (add_plain(b))
		return 0;
	dma_begin(&b->dma, source->constraints, page_size, report);
	source->put = add_piece;
	source->data = &b->dma;
	return dma_pieces_each(source);
}

static int take_buffer(struct dma_source *source,
		       struct vminfo_process *process,
		       const struct vminfo_dma_buffer *buffer)
{
	int ret;

	source->first = context_untagged(process->context, buffer->va);
	source->last = source->first + (buffer->length - 1);
	if (!buffer->length || source->last < source->first) {
		context_fail(process->context, -EINVAL, "buffer");
		return -EINVAL;
	}
	ret = process_prepare_dma(process);
	source->walk = process->dma;
	return ret;
}

int vminfo_dma_check(struct vminfo_process *process,
		     const struct vminfo_dma_buffer *buffer,
		     const struct vminfo_dma_constraints *constraints,
		     struct vminfo_dma_report *report)
{
	struct vminfo_dma_constraints taken;
	struct vminfo_dma_report found;
	struct buffer b = { .source = { .constraints = &taken } };
	int ret = process_check(process);

	if (ret < 0)
		return ret;
	ret = dma_take_constraints(constraints, &taken);
	if (ret < 0)
		return context_fail(process->context, ret, "constraints");
	if (report->size < sizeof(*report))
		return context_fail(process->context, -EINVAL, "report");
	ret = take_buffer(&b.source, process, buffer);
	if (ret < 0)
		return ret;
	found.size = report->size;
	found.segments = report->segments;
	found.room = report->room;
	ret = look(&b, &found);
	if (ret < 0)
		return ret;
	dma_end(&b.dma);
	*report = found;
	/* Of a newer program: rules that were not judged are no yes. */
	memset(report + 1, 0, report->size - sizeof(*report));
	return 0;
}

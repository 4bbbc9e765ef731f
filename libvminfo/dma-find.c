// SPDX-License-Identifier: LGPL-2.1-or-later
/* The largest part of memory of a process that a device can be given. */
#include <errno.h>

#include "dma-pieces.h"
#include "fit-window.h"

struct search {
	struct dma_source source;
	struct fit fit;
	int failed;
};

static void add_piece(void *data, const struct dma_piece *piece)
{
	struct search *search = data;

	if (search->failed == 0)
		search->failed = fit_add(&search->fit, piece);
}

/* Up to 2^64, if there is no length. */
static int take_buffer(struct dma_source *source,
		       struct vminfo_process *process,
		       const struct vminfo_dma_buffer *buffer)
{
	int ret;

	source->first = context_untagged(process->context, buffer->va);
	source->last = UINT64_MAX;
	if (buffer->length)
		source->last = source->first + (buffer->length - 1);
	if (source->last < source->first) {
		context_fail(process->context, -EINVAL, "buffer");
		return -EINVAL;
	}
	ret = process_prepare_dma(process);
	source->walk = process->dma;
	return ret;
}

static int search_all(struct search *search, struct vminfo_dma_window *window)
{
	struct dma_source *source = &search->source;
	struct fit_window found;
	int ret;

	source->put = add_piece;
	source->data = search;
	fit_begin(&search->fit, source->constraints,
		  source->walk->source.page_size);
	ret = dma_pieces_each(source);
	if (ret == 0)
		ret = search->failed;
	if (ret == 0)
		ret = fit_end(&search->fit, &found);
	fit_free(&search->fit);
	if (ret < 0)
		return ret;
	*window = (struct vminfo_dma_window){
		.va = found.va,
		.length = found.length,
		.may_be_larger = found.may_be_larger,
	};
	return 0;
}

int vminfo_dma_find(struct vminfo_process *process,
		    const struct vminfo_dma_buffer *buffer,
		    const struct vminfo_dma_constraints *constraints,
		    struct vminfo_dma_window *window)
{
	struct vminfo_dma_constraints taken;
	struct search search = { .source = { .constraints = &taken } };
	int ret = process_check(process);

	if (ret < 0)
		return ret;
	ret = dma_take_constraints(constraints, &taken);
	if (ret < 0)
		return context_fail(process->context, ret, "buffer");
	ret = take_buffer(&search.source, process, buffer);
	if (ret < 0)
		return ret;
	ret = search_all(&search, window);
	return ret == -ENOMEM ? context_fail(process->context, ret, "window")
			      : ret;
}

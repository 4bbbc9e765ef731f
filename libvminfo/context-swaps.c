// SPDX-License-Identifier: LGPL-2.1-or-later
/* The swap areas of a machine, and which of them a slot is in. */
#include <errno.h>
#include <string.h>

#include "context.h"
#include "memory.h"

/* On no kernel are there more areas than types. */
#define MOST_AREAS 32u
#define SWAPS_TEXT ((size_t)256 << 10)

/* All of /proc/swaps, which may not be cut: a missing line changes answers. */
static int read_text(struct vminfo_context *c)
{
	size_t done = 0;
	ssize_t n = 1;

	if (!c->areas_text)
		c->areas_text = memory_new(1, SWAPS_TEXT);
	if (!c->areas_text)
		return -ENOMEM;
	if (procfs_rewind(c->swaps) < 0)
		return -EIO;
	while (n > 0 && done < SWAPS_TEXT) {
		n = procfs_read(c->swaps, c->areas_text + done,
				SWAPS_TEXT - done);
		if (n > 0)
			done += (size_t)n;
	}
	if (n < 0)
		return (int)n;
	if (done == SWAPS_TEXT)
		return -EFBIG;
	c->areas_text[done] = '\0';
	return 0;
}

static int read_areas(struct vminfo_context *c)
{
	char *line, *rest = NULL;
	int ret = read_text(c);

	if (ret < 0)
		return ret;
	if (!c->areas)
		c->areas = memory_new(MOST_AREAS, sizeof(*c->areas));
	if (!c->areas)
		return -ENOMEM;
	c->n_areas = 0;
	strtok_r(c->areas_text, "\n", &rest);
	while ((line = strtok_r(NULL, "\n", &rest))) {
		if (c->n_areas == MOST_AREAS ||
		    swaps_decode(line, &c->areas[c->n_areas]) < 0)
			return -EINVAL;
		c->n_areas++;
	}
	return 0;
}

static int take_areas(struct vminfo_context *context, bool again)
{
	bool changed;
	int ret;

	if (context->swaps.fd < 0)
		return -ENODATA;
	changed = procfs_has_changed(context->swaps);
	if (context->areas && !changed && !again)
		return (int)context->n_areas;
	context->areas_changed |= changed;
	if (changed)
		context->seen_types = 0;
	ret = read_areas(context);
	if (ret < 0) {
		memory_free(context->areas);
		context->areas = NULL;
		return context_fail(context, ret, "swaps");
	}
	return (int)context->n_areas;
}

int context_swap_areas(struct vminfo_context *context)
{
	return take_areas(context, false);
}

int context_swap_areas_now(struct vminfo_context *context)
{
	return take_areas(context, true);
}

/*
 * The area that a slot is in.  1: *area is the only one that it can be; 0: the
 * one on the line of its number, which nothing contradicts; -ENODATA.
 */
static int find_area(const struct vminfo_context *c, unsigned int type,
		     uint64_t slot, const struct swaps_area **area)
{
	unsigned int n = (unsigned int)c->n_areas, candidates = 0;
	struct swaps_lines lines = swaps_lines_of(type, c->seen_types, n);
	const struct swaps_area *only = NULL;
	bool by_number = false;

	for (unsigned int i = lines.first; i < lines.end; i++) {
		/* The size leaves out slot 0, the header. */
		if (slot * c->page_size > c->areas[i].size)
			continue;
		candidates++;
		only = &c->areas[i];
		by_number |= i == type;
	}
	/* A number beyond the lines: some are off, so lines are no numbers. */
	if ((uint64_t)c->seen_types >> n)
		by_number = false;
	if (!candidates || (candidates > 1 && !by_number))
		return -ENODATA;
	*area = candidates > 1 ? &c->areas[type] : only;
	return candidates == 1;
}

int context_slot_area(struct vminfo_context *context, unsigned int type,
		      uint64_t slot, const struct swaps_area **area)
{
	int ret = context_swap_areas(context);

	if (ret < 0)
		return ret;
	if (type >= MOST_AREAS || slot > UINT64_MAX / context->page_size)
		return -ENODATA;
	context->seen_types |= (uint32_t)1 << type;
	ret = find_area(context, type, slot, area);
	if (ret < 0)
		return ret;
	/* A slot seen before a change may be of an area that is off now. */
	return ret && !context->areas_changed && context->areas_real;
}

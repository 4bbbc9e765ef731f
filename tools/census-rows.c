// SPDX-License-Identifier: LGPL-2.1-or-later
/* The rows of a census: uses, zones, nodes, orders, or the whole machine. */
#include "census-rows.h"

#include <stdio.h>
#include <string.h>

#include "census-cells.h"
#include "units.h"

static void list(struct census_rows *rows, const struct row *row, bool empty)
{
	if (empty && rows->leave_out_empty)
		rows->left_out++;
	else
		report_row(rows->report, row);
}

static void list_uses(struct census_rows *rows)
{
	const struct census *census = rows->census;

	for (unsigned int use = 1; use < FRAME_USES; use++) {
		struct row row = {
			.census = census,
			.group = CENSUS_USE,
			.use = (enum frame_use)use,
		};

		list(rows, &row, census_knows(census, row.use) &&
				 !census->total.frames[use]);
	}
}

static void list_orders(struct census_rows *rows)
{
	const struct census *census = rows->census;

	for (unsigned int order = 0; order < FREE_BLOCKS_ORDERS; order++) {
		struct row row = {
			.census = census,
			.group = CENSUS_ORDER,
			.order = order,
			.counts = &census->of_order[order],
		};
		bool used = census_frames(row.counts);

		if (order > census->largest && !used)
			continue;
		list(rows, &row, !used && !census->listed.of_order[order] &&
				 !(census->lacks & CENSUS_NO_FLAGS));
	}
}

static bool is_empty(const struct census_zone *part)
{
	return !part->span.present && !census_frames(&part->counts) &&
	       !free_blocks_frames(&part->listed, 0);
}

static void list_part(struct census_rows *rows, enum census_group group,
		      const struct census_zone *part)
{
	struct row row = {
		.census = rows->census,
		.group = group,
		.part = part,
		.counts = &part->counts,
	};

	/* Frames of no known zone: most often there are none. */
	if (part->span.node == CENSUS_NO_NODE && is_empty(part))
		return;
	list(rows, &row, is_empty(part));
}

static void list_zones(struct census_rows *rows)
{
	for (size_t i = 0; i < rows->census->n_zones; i++)
		list_part(rows, CENSUS_ZONE, &rows->census->zones[i]);
}

static void add_part(struct census_zone *to, const struct census_zone *from)
{
	census_add(&to->counts, &from->counts);
	free_blocks_join(&to->listed, &from->listed);
	free_blocks_join(&to->seen, &from->seen);
	to->span.present += from->span.present;
	to->span.managed += from->span.managed;
	to->on_cpu_lists += from->on_cpu_lists;
}

static bool is_first_of_node(const struct census *census, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (census->zones[k].span.node == census->zones[i].span.node)
			return false;
	return true;
}

static void list_nodes(struct census_rows *rows)
{
	const struct census *census = rows->census;

	for (size_t i = 0; i < census->n_zones; i++) {
		struct census_zone node = {
			.span.node = census->zones[i].span.node,
		};

		if (!is_first_of_node(census, i))
			continue;
		for (size_t k = i; k < census->n_zones; k++)
			if (census->zones[k].span.node == node.span.node)
				add_part(&node, &census->zones[k]);
		list_part(rows, CENSUS_NODE, &node);
	}
}

static struct census_zone machine(const struct census *census)
{
	struct census_zone all = { .span.node = 0 };

	for (size_t i = 0; i < census->n_zones; i++)
		add_part(&all, &census->zones[i]);
	return all;
}

static void list_machine(struct census_rows *rows)
{
	struct census_zone all = machine(rows->census);

	list_part(rows, CENSUS_MACHINE, &all);
}

void census_rows_list(struct census_rows *rows)
{
	static const struct {
		enum census_group group;
		void (*list)(struct census_rows *rows);
	} lists[] = {
		{ CENSUS_USE, list_uses },
		{ CENSUS_ZONE, list_zones },
		{ CENSUS_NODE, list_nodes },
		{ CENSUS_ORDER, list_orders },
		{ CENSUS_MACHINE, list_machine },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (lists[i].group == rows->group)
			lists[i].list(rows);
}

/*
 * In words.
 */

static char *put_frames(char *to, const struct census *census,
			const struct census_zone *all)
{
	uint64_t frames = census_frames(&all->counts);
	uint64_t present = all->span.present;

	to = units_put_grouped(to, frames);
	to = stpcpy(to, " frames, ");
	to = units_put_size(to, frames * census->page_size);
	if (census->lacks & CENSUS_NO_ZONES)
		return to;
	if (frames == present)
		return stpcpy(to, ", as many as zoneinfo has");
	to = units_put_grouped(stpcpy(to, "; zoneinfo has "),
			       frames < present ? present - frames
						: frames - present);
	return stpcpy(to, frames < present ? " more" : " fewer");
}

static char *put_free(char *to, const struct census *census,
		      const struct census_zone *all)
{
	uint64_t size = census->page_size;

	to = units_put_size(stpcpy(to, "free: "),
			    all->counts.frames[FRAME_USE_FREE] * size);
	to = units_put_size(stpcpy(to, " by kpageflags, "),
			    free_blocks_frames(&all->listed, 0) * size);
	to = units_put_size(stpcpy(to, " by buddyinfo, and "),
			    all->on_cpu_lists * size);
	return stpcpy(to, " that CPUs keep");
}

static char *put_share(char *to, const struct census *census,
		       const struct free_blocks *listed,
		       enum census_request request)
{
	unsigned int order = census_request_order(census, request);

	to = units_put_decimal(to, free_blocks_frames(listed, order) * 100 /
				   free_blocks_frames(listed, 0));
	return units_put_size(stpcpy(to, "% of at least "),
			      census->page_size << order);
}

static char *put_shares(char *to, const struct census *census,
			const struct free_blocks *listed)
{
	to = put_share(stpcpy(to, "in free blocks: "), census, listed,
		       CENSUS_FIT_64K);
	if (census->pmd_size)
		to = put_share(stpcpy(to, ", "), census, listed,
			       CENSUS_FIT_HUGE);
	return put_share(stpcpy(to, ", "), census, listed, CENSUS_FIT_LARGEST);
}

static void write_sentence(const struct census *census,
			   const struct census_zone *all, char *to)
{
	if (!(census->lacks & (CENSUS_NO_FLAGS | CENSUS_NO_RAM)))
		to = stpcpy(put_frames(to, census, all), "\n");
	if (!(census->lacks & (CENSUS_NO_FLAGS | CENSUS_NO_LISTS)))
		to = stpcpy(put_free(to, census, all), "\n");
	if (free_blocks_frames(&all->listed, 0))
		to = stpcpy(put_shares(to, census, &all->listed), "\n");
	/* The report ends the last line. */
	to[-1] = '\0';
}

void census_rows_summary(struct census_rows *rows)
{
	struct census_zone all = machine(rows->census);
	struct row row = {
		.census = rows->census,
		.group = CENSUS_MACHINE,
		.part = &all,
		.counts = &all.counts,
	};
	char sentence[512] = "\n";

	write_sentence(rows->census, &all, sentence + 1);
	report_summary(rows->report, &row, sentence + 1);
}

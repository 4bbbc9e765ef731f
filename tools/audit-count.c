// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the runs of a mapping are counted as, in each view that has them. */
#include "audit-scan.h"
#include "node.h"
#include "resolve.h"

/* Once for a mapping: it costs more than the walk. */
static void look_closer(struct audit_scan *scan)
{
	if (scan->has_doubt)
		return;
	scan->has_doubt = true;
	swap_doubt_look(&scan->doubt, &(struct swap_doubt_how){
		.process = scan->process,
		.walk = scan->walk,
		.want = resolve_want(scan->visit->target),
		.page_size = scan->page_size,
	});
}

static enum swap_kind swap_of(struct audit_scan *scan,
			      const struct vminfo_run *run)
{
	enum swap_kind kind;

	if (!(scan->wants & (AUDIT_WANTS_SHMEM | AUDIT_WANTS_BACKING)) ||
	    scan->is_gap)
		return SWAP_NOT;
	kind = swap_kind_of(run, &scan->mapping, &scan->backing);
	if (kind == SWAP_NOT || kind == SWAP_OWN || kind == SWAP_SHMEM)
		return kind;
	look_closer(scan);
	if (kind == SWAP_SPECIAL && scan->doubt.specials)
		return SWAP_MAYBE_OWN;
	return kind;
}

/* --- nodes ---------------------------------------------------------------- */

static void skip(struct vminfo_run *run, uint64_t pages, uint64_t page_size)
{
	run->va += pages * page_size;
	run->pages -= pages;
	if (run->value != VMINFO_NONE)
		run->value += pages;
}

/* Where frames do not tell, the kernel can be asked, as of any process. */
static void count_nodes(struct audit_scan *scan, struct audit_sum *sum,
			const struct audit_piece *piece)
{
	const struct vminfo_frame *frame = piece->frame;
	struct vminfo_run rest = piece->run;
	int node = NODE_UNKNOWN;

	if (rest.state != VMINFO_PRESENT)
		return;
	if (frame && frame->known & VMINFO_FRAME_HAS_NODE) {
		audit_sum_node(sum, rest.pages, frame->node);
		return;
	}
	/* Numbers in another /proc are not numbers of processes here. */
	while (rest.pages && !scan->visit->target->procfs) {
		uint64_t n;

		node_of_pages(scan->process, &rest.va, 1, &node);
		n = node_extent(scan->process, &rest, scan->page_size, node);
		audit_sum_node(sum, n, node);
		skip(&rest, n, scan->page_size);
	}
	if (rest.pages)
		audit_sum_node(sum, rest.pages, NODE_UNKNOWN);
}

/* --- runs ----------------------------------------------------------------- */

static void add(struct audit_scan *scan, struct audit_sum *sum,
		const struct audit_piece *piece)
{
	audit_sum_piece(sum, piece);
	if (scan->wants & AUDIT_WANTS_NODES)
		count_nodes(scan, sum, piece);
}

/* What a span has of a run.  false: nothing. */
static bool clip(const struct audit_piece *all, const struct span *span,
		 uint64_t page_size, struct audit_piece *piece)
{
	uint64_t low = all->run.va, high = low + (all->bytes - 1);
	uint64_t end = span->start + (span->length - 1), before;

	if (span->start > high || end < low)
		return false;
	if (span->start > low)
		low = span->start;
	if (end < high)
		high = end;
	*piece = *all;
	before = (low - all->run.va) / page_size;
	skip(&piece->run, before, page_size);
	piece->skip = low - piece->run.va;
	piece->bytes = high - low + 1;
	piece->run.pages = (high - piece->run.va) / page_size + 1;
	return true;
}

void audit_count(struct audit_scan *scan, const struct vminfo_run *run,
		 const struct vminfo_frame *frame)
{
	struct audit_piece piece, all = {
		.run = *run,
		.frame = frame,
		.bytes = run->pages * scan->page_size,
		.mapping = scan->is_gap ? NULL : &scan->mapping,
		.backing = &scan->backing,
		.swap = swap_of(scan, run),
	};

	if (scan->counts_all)
		add(scan, &scan->all, &all);
	for (size_t i = 0; i < scan->count; i++) {
		struct audit_view *view = &scan->views[i];

		if (view->part == AUDIT_SOME_OF_IT &&
		    clip(&all, &view->span, scan->page_size, &piece))
			add(scan, &view->here, &piece);
	}
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Walks a process with what is behind its mappings, for where its pages are. */
#include "paging-look.h"

#include "progress.h"
#include "resolve.h"
#include "spans.h"
#include "swap-doubt.h"

#define BATCH 256

/* A span that is walked. */
struct going {
	struct paging_look *look;
	struct vminfo_process *process;
	struct vminfo_walk *walk;
	uint64_t page_size;
	uint64_t end;			/* the page behind all that was seen */
	struct vminfo_mapping mapping;	/* at hand, but for the name */
	bool has_doubt;			/* it, and what that may be: */
	struct swap_doubt doubt;
};

static void add_unknown_from(struct paging_list *list, uint64_t page)
{
	paging_list_add(list, &(struct paging_stretch){
		.page = page,
		.pages = UINT64_MAX - page,
		.slot = VMINFO_NONE,
		.place = PAGING_UNKNOWN,
	});
}

void paging_look_unknown(struct paging_list *list)
{
	paging_list_clear(list);
	add_unknown_from(list, 0);
}

static enum paging_place settle(struct going *going, enum swap_kind kind)
{
	/* Once for a mapping: it costs more than the walk. */
	if (!going->has_doubt)
		swap_doubt_look(&going->doubt, &(struct swap_doubt_how){
			.process = going->process,
			.walk = going->walk,
			.want = resolve_want(going->look->visit->target),
			.page_size = going->page_size,
		});
	going->has_doubt = true;
	return paging_place_settled(swap_doubt_settle(&going->doubt, kind));
}

static enum paging_place place_of(struct going *going,
				  const struct vminfo_run *run,
				  const struct vminfo_backing *backing)
{
	enum swap_kind kind = swap_kind_of(run, &going->mapping, backing);

	if (kind == SWAP_MAYBE_OWN || kind == SWAP_MAYBE_SHMEM)
		return settle(going, kind);
	return paging_place_of(run);
}

static void add_run(struct going *going, const struct vminfo_run *run,
		    const struct vminfo_backing *backing)
{
	enum paging_place place = place_of(going, run, backing);
	bool has_slot = place == PAGING_SLOT && run->state == VMINFO_SWAPPED;
	const struct paging_stretch stretch = {
		.page = run->va / going->page_size,
		.pages = run->pages,
		.slot = has_slot ? run->value : VMINFO_NONE,
		.place = (uint8_t)place,
		.area = has_slot ? run->swap_type : 0,
	};

	going->end = stretch.page + stretch.pages;
	paging_list_add(&going->look->list, &stretch);
}

static void add_batch(struct going *going, const struct vminfo_run *runs,
		      ssize_t n)
{
	const struct vminfo_mapping *mapping =
		vminfo_walk_mapping(going->walk);
	struct vminfo_backing backing = { .object = 0 };

	if (!mapping ||
	    !target_wants_name(going->look->visit->target, mapping->name))
		return;
	going->look->matched = true;
	if (going->mapping.va != mapping->va)
		going->has_doubt = false;
	going->mapping = *mapping;
	vminfo_walk_backing(going->walk, &backing);
	for (ssize_t i = 0; i < n; i++)
		add_run(going, &runs[i], &backing);
}

/* false: nothing is known behind what it saw. */
static bool walk_all(struct going *going, pid_t pid)
{
	struct vminfo_run runs[BATCH];
	struct paging_look *look = going->look;
	ssize_t n;

	while ((n = vminfo_walk_runs(going->walk, runs, NULL, BATCH)) > 0) {
		progress_runs(runs, (size_t)n, going->page_size);
		add_batch(going, runs, n);
	}
	visit_check_walk(look->visit, pid, going->walk, n);
	look->gone = vminfo_walk_status(going->walk) == VMINFO_GONE;
	if (n == 0)
		return true;
	add_unknown_from(&look->list, going->end);
	return false;
}

/* 1: go on; 0: that was all that can be seen; negative errno, not told. */
static int walk_span(struct paging_look *look, struct vminfo_process *process,
		     const struct span *span)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = span->start,
		.length = span->length,
		.want = resolve_want(look->visit->target),
		.split = VMINFO_FILE | VMINFO_CHANGED,
	};
	struct going going = {
		.look = look,
		.process = process,
		.mapping.va = VMINFO_NONE,
		.page_size = vminfo_context_page_size(look->visit->context),
		.end = span->start /
		       vminfo_context_page_size(look->visit->context),
	};
	int ret = vminfo_walk_new(process, &options, &going.walk);

	if (ret)
		return ret;
	ret = walk_all(&going, vminfo_process_pid(process));
	vminfo_walk_free(going.walk);
	return ret;
}

int paging_look_take(struct paging_look *look, struct vminfo_process *process)
{
	struct spans spans;
	int ret;

	paging_list_clear(&look->list);
	look->gone = look->matched = false;
	ret = spans_find(&spans, look->visit, process);
	if (ret) {
		visit_failed(look->visit, ret);
		return ret;
	}
	for (size_t i = 0, go_on = 1; go_on && i < spans.count; i++) {
		ret = walk_span(look, process, &spans.list[i]);
		go_on = ret > 0;
	}
	spans_free(&spans);
	if (ret < 0)
		visit_failed(look->visit, ret);
	return ret < 0 ? ret : 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* From frames to the pages of processes that they are in: the reverse map. */
#include "reverse.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "exits.h"
#include "frame-use.h"
#include "mapcount-kind.h"
#include "memcg-paths.h"
#include "places.h"
#include "reverse-cells.h"
#include "reverse-notes.h"
#include "rights.h"
#include "same-memory.h"
#include "scan.h"
#include "self.h"
#include "visit.h"

/* So many frames, and bytes of what they are in, are held at a time. */
#define MOST_FRAMES 16384
#define MOST_BYTES ((size_t)4 << 20)

#define TRIES 3

/* A frame on which the exit status is another one. */
#define EXIT_SKIP 77

static const char *const unknown_words[] = { "fail", "skip", NULL };

const struct cli_option reverse_options[] = {
	{ "on-unknown", CLI_CHOICE, unknown_words,
	  .offset = offsetof(struct reverse, on_unknown) },
	{ .name = NULL },
};

struct search {
	const struct reverse *how;
	struct visit visit;
	struct report *report;
	struct frame_set all;
	struct places places;
	struct reverse_frame *frames;	/* at hand */
	struct reverse_frame *after;	/* the same, once more */
	struct frame_set at_hand;
	size_t count;
	struct reverse_ram ram;
	struct reverse_scan scan;
	uint32_t *first;
	struct memcg_paths *groups;
	struct reverse_row row;
	bool asked_kind;		/* of mapcounts */
	bool scanned;			/* so far: it was told who refused */
	bool failed;			/* frames could not be read: told */
	size_t unknown;			/* frames */
	size_t total;			/* and all, so far */
	unsigned int proofs;		/* how others are known, as bits */
};

/*
 * Looking.
 */

static bool is_own_procfs(const struct search *s)
{
	return !s->visit.target->procfs && !s->visit.target->recorded;
}

/* Those that have a page: their mappings follow each other. */
static size_t list_processes(const struct search *s, uint32_t *processes,
			     pid_t *pids)
{
	size_t n = 0;

	for (size_t i = 0; i < s->places.mapping_count; i++) {
		uint32_t process = s->places.mappings[i].process;

		if (n && processes[n - 1] == process)
			continue;
		processes[n] = process;
		pids[n++] = s->places.processes[process].pid;
	}
	return n;
}

static void *allocate(size_t count, size_t size)
{
	void *room = calloc(count + 1, size);

	if (!room)
		complain_out_of_memory();
	return room;
}

static void find_same_memory(struct search *s)
{
	size_t room = s->places.process_count, n;
	uint32_t *processes = allocate(room, sizeof(*processes));
	uint32_t *first = allocate(room, sizeof(*first));
	pid_t *pids = allocate(room, sizeof(*pids));

	free(s->first);
	s->first = allocate(room, sizeof(*s->first));
	n = list_processes(s, processes, pids);
	if (same_memory_find(pids, n, first))
		s->scan.first = s->first;
	for (size_t i = 0; i < n; i++)
		s->first[processes[i]] = processes[first[i]];
	free(processes);
	free(first);
	free(pids);
}

static void scan(struct search *s)
{
	struct scan scan = {
		.visit = &s->visit,
		.jobs = s->how->jobs,
		.only = &s->at_hand,
		.again = s->scanned,
		.to = places_listener(&s->places),
	};

	for (size_t i = 0; i < s->count; i++)
		scan.zero |= reverse_frame_may_be_zero(&s->frames[i]);
	s->visit.incomplete = false;
	s->scanned = true;
	places_clear(&s->places);
	scan_run(&scan);
	places_sort(&s->places);
	s->scan.hidden = scan.hidden;
	s->scan.complete = visit_is_complete(&s->visit) && !scan.uncertain;
	s->scan.first = NULL;
	if (!s->places.full && is_own_procfs(s))
		find_same_memory(s);
}

static int read_frames(struct search *s, struct reverse_frame *to)
{
	int ret = reverse_frames_read(s->visit.context, &s->at_hand, to);

	if (ret) {
		complain("%s", vminfo_context_error(s->visit.context));
		s->failed = true;
		return ret;
	}
	reverse_frames_tell(to, s->count, &s->ram,
			    vminfo_context_page_size(s->visit.context));
	return 0;
}

static bool need_scan(const struct search *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (reverse_frame_may_be_mapped(&s->frames[i]))
			return true;
	return false;
}

/* Whether any changed. */
static bool compare(struct search *s)
{
	bool changed = false;

	for (size_t i = 0; i < s->count; i++) {
		reverse_frame_compare(&s->frames[i], &s->after[i]);
		changed |= s->frames[i].changed;
	}
	return changed;
}

/* 0; 1: it should be tried again; negative errno: told. */
static int look(struct search *s)
{
	int ret = read_frames(s, s->frames);

	if (ret)
		return ret;
	places_clear(&s->places);
	if (!need_scan(s))
		return 0;
	if (!(vminfo_context_rights(s->visit.context) & VMINFO_RIGHT_FRAMES)) {
		s->scan.hidden = true;
		return 0;
	}
	scan(s);
	if (s->places.full)
		return 0;
	ret = read_frames(s, s->after);
	if (ret)
		return ret;
	/* One of them exited before it could be asked whose memory it has. */
	return compare(s) || (is_own_procfs(s) && !s->scan.first);
}

/*
 * Telling.
 */

/* NULL: not known. */
static const char *find_group(struct search *s, uint64_t inode)
{
	const char *path = NULL;

	if (s->visit.target->recorded)
		vminfo_context_recorded_memcg(s->visit.context, inode, &path);
	else if (is_own_procfs(s))
		path = memcg_paths_find(s->groups, inode);
	return path;
}

static void set_frame(struct search *s, const struct reverse_frame *frame)
{
	struct reverse_row *row = &s->row;
	struct vminfo_region region;
	int ret;

	row->frame = frame;
	reverse_name_flags(row);
	row->memcg = NULL;
	if (frame->is.known & VMINFO_FRAME_HAS_MEMCG && frame->is.memcg)
		row->memcg = find_group(s, frame->is.memcg);
	ret = vminfo_context_region(s->visit.context,
				    frame->is.pfn * row->row.page_size,
				    &region);
	row->region = ret > 0 ? region.name : NULL;
	row->region_hidden = ret < 0;
}

static void tell_page(struct search *s, const struct place *place)
{
	const struct place_mapping *mapping = places_mapping(&s->places, place);
	const struct scan_process *process = places_process(&s->places, place);
	struct vminfo_mapping is = mapping->is;
	struct row *row = &s->row.row;

	is.name = places_name(&s->places, mapping);
	row->mapping = &is;
	row->pid = process->pid;
	row->command = process->name;
	row->va = place->va;
	row->pages = place->pages;
	row->state = place->state;
	row->attributes = row->doubts = place->attributes;
	snprintf(row->dev, sizeof(row->dev), "%02" PRIx32 ":%02" PRIx32,
		 is.dev_major, is.dev_minor);
	report_row(s->report, row);
	row->mapping = NULL;
}

static void tell_pages(struct search *s, const struct reverse_frame *frame)
{
	struct places_of of = places_of(&s->places, frame->is.pfn);

	for (size_t i = 0; i < of.count; i++)
		tell_page(s, &of.list[i]);
	/* More than these, or none: that is not known. */
	if (!of.count || frame->proof > REVERSE_KNOWN)
		report_row(s->report, &s->row.row);
}

static bool has_large_folio(const struct search *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->frames[i].is.known & VMINFO_FRAME_HAS_ORDER &&
		    s->frames[i].is.order && s->frames[i].is.mapcount)
			return true;
	return false;
}

/* Only if something depends on it. */
static void find_kind(struct search *s)
{
	if (s->asked_kind || s->scan.hidden || !is_own_procfs(s) ||
	    !has_large_folio(s))
		return;
	s->asked_kind = true;
	s->scan.counts_each = mapcount_is_of_each_page(s->visit.context) ==
			      ANSWER_YES;
}

static void tell(struct search *s)
{
	find_kind(s);
	for (size_t i = 0; i < s->count; i++) {
		struct reverse_frame *frame = &s->frames[i];

		reverse_frame_judge(frame, &s->places, &s->scan);
		set_frame(s, frame);
		if (s->how->group == REVERSE_FRAME)
			report_row(s->report, &s->row.row);
		else
			tell_pages(s, frame);
		reverse_note(s->report, &s->row, s->total++);
		if (frame->proof > REVERSE_KNOWN)
			s->unknown++;
		else
			s->proofs |= 1u << frame->proof;
	}
}

/*
 * All of it, a part at a time.
 */

static size_t take_part(struct search *s, uint64_t from, uint64_t most)
{
	frame_set_free(&s->at_hand);
	frame_set_part(&s->all, from, most, &s->at_hand);
	return (size_t)frame_set_size(&s->at_hand);
}

static int search_part(struct search *s)
{
	int ret = 1;

	for (int i = 0; i < TRIES && ret > 0; i++)
		ret = look(s);
	if (ret < 0)
		return ret;
	if (s->places.full)
		return 0;
	tell(s);
	return 0;
}

static void search(struct search *s)
{
	uint64_t from = 0, most = MOST_FRAMES;

	while ((s->count = take_part(s, from, most))) {
		const struct frame_stretch *last =
			&s->at_hand.list[s->at_hand.count - 1];

		/* What one frame is in is held, as much as it may be. */
		s->places.most = s->count > 1 ? MOST_BYTES : 0;
		if (search_part(s) < 0)
			return;
		if (s->places.full) {
			most = s->count / 2;
			continue;
		}
		from = last->pfn + last->count;
		most = MOST_FRAMES;
	}
}

static int start(struct search *s)
{
	uint64_t page_size = vminfo_context_page_size(s->visit.context);
	size_t room;

	if (frame_words_set(&s->how->words, page_size, &s->all) != 0)
		return -EINVAL;
	room = frame_set_size(&s->all) < MOST_FRAMES
		? (size_t)frame_set_size(&s->all) : MOST_FRAMES;
	s->frames = allocate(room, sizeof(*s->frames));
	s->after = allocate(room, sizeof(*s->after));
	s->places.page_size = page_size;
	s->row.row.context = s->visit.context;
	s->row.row.page_size = page_size;
	s->row.row.soft_dirty = -1;
	reverse_ram_read(&s->ram, s->visit.context);
	s->groups = memcg_paths_new(AT_FDCWD);
	return 0;
}

static void finish(struct search *s)
{
	frame_set_free(&s->all);
	frame_set_free(&s->at_hand);
	places_free(&s->places);
	reverse_ram_free(&s->ram);
	memcg_paths_free(s->groups);
	free(s->frames);
	free(s->after);
	free(s->first);
}

static unsigned int hidden_columns(struct vminfo_context *context)
{
	uint64_t rights = vminfo_context_rights(context);

	return (rights & VMINFO_RIGHT_FRAMES ? 0 : REVERSE_WANTS_PAGES) |
	       (rights & VMINFO_RIGHT_KPAGE ? 0 : REVERSE_WANTS_FLAGS) |
	       (rights & VMINFO_RIGHT_RAM ? 0 : REVERSE_WANTS_PLACE);
}

static int status_of(const struct search *s)
{
	int status = s->visit.wrong ? EXITS_WRONG : EXITS_DONE;

	if (s->failed || s->unknown || report_asked_unknown(s->report) ||
	    report_uncompared(s->report))
		status = exits_worse(status, EXITS_UNKNOWN);
	if (!report_rows(s->report))
		status = exits_worse(status, EXITS_NOTHING);
	if (status == EXITS_UNKNOWN && s->how->on_unknown)
		status = s->how->on_unknown == 1 ? EXITS_NOTHING : EXIT_SKIP;
	return status;
}

static void explain(const struct search *s)
{
	report_explain_uncompared(s->report);
	if (s->scan.hidden)
		visit_explain_hidden(&s->visit);
	if (!s->scan.complete && !s->unknown && s->scanned &&
	    s->proofs & 1u << REVERSE_MAPCOUNT)
		complain("what was not seen does not matter: no frame is "
			 "mapped more often than was found");
	else if (s->unknown && s->scanned && !s->visit.wrong)
		complain("of %zu of %zu frame%s it is not known whether all "
			 "pages were found", s->unknown, s->total,
			 s->total == 1 ? "" : "s");
}

static int run(struct search *s, const struct report_options *options)
{
	int status;

	if (start(s) != 0)
		return EXITS_WRONG;
	/* Processes are gone to more than once. */
	s->visit.rights_later = true;
	s->visit.verbose = options->verbose;
	report_begin(s->report, &(struct report_facts){
		.page_size = vminfo_context_page_size(s->visit.context),
		.hidden = hidden_columns(s->visit.context),
	});
	search(s);
	rights_finish();
	status = status_of(s);
	if (!options->quiet)
		explain(s);
	report_end(s->report, !s->unknown && !s->failed &&
		   !report_uncompared(s->report), status);
	return status;
}

/* All that there are: also we, who may have it mapped, too. */
static int choose_all(struct search *s, struct target *target)
{
	char number[24];

	s->scan.chosen = target->count || choose_is_used(&target->choose);
	if (s->scan.chosen)
		return 0;
	if (target->replay)
		return 0;
	if (target->procfs)
		return complain_usage("--procfs shows processes by their "
				      "numbers alone");
	target->choose.described.all = 1;
	snprintf(number, sizeof(number), "%d", (int)self_number());
	return target_add_operand(target, number);
}

int reverse_run(const struct reverse *reverse, struct target *target,
		const struct report_options *options)
{
	enum reverse_group group = reverse->group ? reverse->group
						  : REVERSE_PAGE;
	struct report_plan plan = {
		.columns = reverse_columns,
		.group = group,
		.group_names = reverse_groups,
		.defaults = group == REVERSE_PAGE
			? "PFN,USE,MAPCOUNT,PID,COMMAND,VA,PERMS,MAPPING"
			: "PFN,USE,ORDER,MAPCOUNT,FOUND,NODE,ZONE,FLAGS",
		.few = true,
		.summary_group = REVERSE_FRAME,
	};
	struct search s = { .how = reverse };
	int status = EXITS_WRONG;

	if (choose_all(&s, target) != 0 || target_check(target) != 0 ||
	    report_new(options, &plan, &s.report) != 0)
		return EXITS_WRONG;
	if (visit_start(&s.visit, target) == 0) {
		status = run(&s, options);
		finish(&s);
		visit_end(&s.visit);
	}
	report_free(s.report);
	return status;
}

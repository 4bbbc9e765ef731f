// SPDX-License-Identifier: LGPL-2.1-or-later
/* From frames to the pages of processes that they are in: the reverse map. */
#include "reverse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "complain.h"
#include "exits.h"
#include "reverse-search.h"
#include "rights.h"
#include "self.h"

/* So many frames, and bytes of what they are in, are held at a time. */
#define MOST_FRAMES 16384
#define MOST_BYTES ((size_t)2 << 20)

/* Each thread has its own buffers: with few frames there is memory for two. */
#define FEW_FRAMES 1024
#define JOBS_OF_FEW 2

/* Libraries that all use are mapped and unmapped all the time. */
#define TRIES 5

static void *allocate(size_t count, size_t size)
{
	void *room = calloc(count + 1, size);

	if (!room)
		complain_out_of_memory();
	return room;
}

static size_t take_part(struct reverse_search *s, uint64_t from, uint64_t most)
{
	frame_set_free(&s->at_hand);
	frame_set_part(&s->all, from, most, &s->at_hand);
	return (size_t)frame_set_size(&s->at_hand);
}

static int search_part(struct reverse_search *s)
{
	int ret = 1;

	for (int i = 0; i < TRIES && ret > 0; i++)
		ret = reverse_look(s);
	if (ret < 0)
		return ret;
	if (s->places.full)
		return 0;
	reverse_tell(s);
	return 0;
}

static void search(struct reverse_search *s)
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

static int start(struct reverse_search *s)
{
	uint64_t page_size = vminfo_context_page_size(s->visit.context);
	size_t room;

	if (frame_words_set(&s->how->words, page_size, &s->all) != 0)
		return -EINVAL;
	room = frame_set_size(&s->all) < MOST_FRAMES
		? (size_t)frame_set_size(&s->all) : MOST_FRAMES;
	s->jobs = s->how->jobs;
	if (!s->jobs)
		s->jobs = room <= FEW_FRAMES ? JOBS_OF_FEW : 1;
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

static void finish(struct reverse_search *s)
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

static int status_of(const struct reverse_search *s)
{
	int status = s->visit.wrong ? EXITS_WRONG : EXITS_DONE;

	if (s->failed || s->unknown || report_asked_unknown(s->report) ||
	    report_uncompared(s->report))
		status = exits_worse(status, EXITS_UNKNOWN);
	/* Nothing is an answer only if all was seen. */
	if (status == EXITS_DONE && !report_rows(s->report))
		status = EXITS_NOTHING;
	return on_unknown_status(&s->how->on_unknown, status);
}

static void explain(const struct reverse_search *s)
{
	report_explain_uncompared(s->report);
	if (s->scan.hidden)
		visit_explain_hidden(&s->visit);
	if (!s->scanned || s->visit.wrong)
		return;
	if (!s->scan.complete && !s->unknown &&
	    s->proofs & 1u << REVERSE_MAPCOUNT)
		complain("what was not seen does not matter: no frame is "
			 "mapped more often than was found");
	else if (s->unknown)
		complain("of %zu of %zu frame%s it is not known whether all "
			 "pages were found", s->unknown, s->total,
			 s->total == 1 ? "" : "s");
}

static int run(struct reverse_search *s, const struct report_options *options)
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
static int choose_all(struct reverse_search *s, struct target *target)
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
	struct reverse_search s = { .how = reverse };
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

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Looks for the pages that some frames are in. */
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "reverse-search.h"
#include "same-memory.h"
#include "scan.h"

bool reverse_is_own_procfs(const struct reverse_search *s)
{
	return !s->visit.target->procfs && !s->visit.target->recorded;
}

/* Those that have a page: their mappings follow each other. */
static size_t list_processes(const struct reverse_search *s,
			     uint32_t *processes,
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

static void find_same_memory(struct reverse_search *s)
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

static void scan(struct reverse_search *s)
{
	struct scan scan = {
		.visit = &s->visit,
		.jobs = s->jobs,
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
	if (!s->places.full && reverse_is_own_procfs(s))
		find_same_memory(s);
}

/* Regions of iomem where other memory than RAM may be: DAX, CXL, of GPUs. */
static const char *const of_devices[] = {
	"Persistent Memory", "Soft Reserved", "CXL Window", "dax",
	"device private", "namespace",
};

static bool is_of_device(const struct reverse_search *s, uint64_t pfn)
{
	struct vminfo_region region;

	if (vminfo_context_region(s->visit.context, pfn * s->places.page_size,
				  &region) <= 0)
		return false;
	for (size_t i = 0; i < sizeof(of_devices) / sizeof(*of_devices); i++)
		if (strstr(region.name, of_devices[i]))
			return true;
	return false;
}

static int read_frames(struct reverse_search *s, struct reverse_frame *to)
{
	int ret = reverse_frames_read(s->visit.context, &s->at_hand, to);

	if (ret) {
		complain("%s", vminfo_context_error(s->visit.context));
		s->failed = true;
		return ret;
	}
	reverse_frames_tell(to, s->count, &s->ram, s->places.page_size);
	for (size_t i = 0; i < s->count; i++)
		if (to[i].ram == ANSWER_NO)
			to[i].device = is_of_device(s, to[i].is.pfn);
	return 0;
}

static bool need_scan(const struct reverse_search *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (reverse_frame_may_be_mapped(&s->frames[i]))
			return true;
	return false;
}

/* Who was chosen by a number that no process has is told, also of frames that
 * nothing maps. */
static bool need_visit(const struct reverse_search *s)
{
	return s->scan.chosen && !s->scanned &&
	       vminfo_context_rights(s->visit.context) & VMINFO_RIGHT_FRAMES;
}

/* Whether any changed. */
static bool compare(struct reverse_search *s)
{
	bool changed = false;

	for (size_t i = 0; i < s->count; i++) {
		reverse_frame_compare(&s->frames[i], &s->after[i]);
		changed |= s->frames[i].changed;
	}
	return changed;
}

int reverse_look(struct reverse_search *s)
{
	int ret = read_frames(s, s->frames);

	if (ret)
		return ret;
	places_clear(&s->places);
	if (!need_scan(s) && !need_visit(s))
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
	return compare(s) || (reverse_is_own_procfs(s) && !s->scan.first);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * walks SECONDS CLAIMS PID - walks processes that come and go, and the steady
 * one of that number, with one context for the whole time.
 *
 * Says how many walks and answers there were, how many were wrong, and what it
 * holds between two rounds: the most in the first quarter of the time, and the
 * most after that.
 */
#include <dirent.h>
#include <inttypes.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <vminfo.h>

enum { CLAIMS = 64, BATCH = 256 };

static const char *const restless[] = { "churn", "exe", "restless" };

struct claim {
	uint64_t va, value;
	int state;
	bool same;	/* its frame does not change */
};

/* What is held between two rounds. */
struct held {
	uint64_t descriptors, bytes, mappings;
};

struct soak {
	struct vminfo_context *context;
	struct claim claims[CLAIMS];
	size_t count;
	uint64_t rounds, walks, cut, answers, wrong;
	struct held first, later;
};

static int read_claims(struct soak *s, const char *path)
{
	FILE *file = fopen(path, "r");
	char line[128], state[32], same[8];

	if (!file)
		return 1;
	while (s->count < CLAIMS && fgets(line, sizeof(line), file)) {
		struct claim *c = &s->claims[s->count];
		int n = sscanf(line, "%" SCNx64 " %31s %7s", &c->va, state,
			       same);

		if (n < 2)
			continue;
		c->state = vminfo_state_from_name(state);
		c->same = n == 3;
		c->value = VMINFO_NONE;
		s->count += c->state >= 0;
	}
	fclose(file);
	return s->count == 0;
}

/* --- what is held --------------------------------------------------------- */

static uint64_t count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	uint64_t n = 0;

	while (dir && readdir(dir))
		n++;
	if (dir)
		closedir(dir);
	return n;
}

static uint64_t count_mappings(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	uint64_t n = 0;
	int c;

	while (maps && (c = getc(maps)) != EOF)
		n += c == '\n';
	if (maps)
		fclose(maps);
	return n;
}

static void raise_to(uint64_t *most, uint64_t now)
{
	if (now > *most)
		*most = now;
}

static void measure(struct held *most)
{
	struct mallinfo2 heap = mallinfo2();

	raise_to(&most->bytes, heap.uordblks + heap.hblkhd);
	raise_to(&most->descriptors, count_descriptors());
	raise_to(&most->mappings, count_mappings());
}

/* --- walks ---------------------------------------------------------------- */

static int walk(struct soak *s, struct vminfo_process *process, uint64_t want)
{
	static struct vminfo_run runs[BATCH];
	static struct vminfo_frame frames[BATCH];
	struct vminfo_walk_options options = { .size = sizeof(options),
					       .want = want };
	bool with_frames = want & VMINFO_WANT_FRAMES;
	struct vminfo_walk *list;
	enum vminfo_status status;
	ssize_t n;

	if (vminfo_walk_new(process, &options, &list))
		return 0;
	do {
		n = vminfo_walk_runs(list, runs, with_frames ? frames : NULL,
				     BATCH);
		s->answers += n > 0 ? (uint64_t)n : 0;
	} while (n > 0);
	s->walks++;
	s->cut += n < 0;
	/* A list that was cut is never called complete. */
	status = vminfo_walk_status(list);
	s->wrong += (n == 0) != (status == VMINFO_COMPLETE ||
				 status == VMINFO_CHANGED_MEANWHILE);
	vminfo_walk_free(list);
	return n < 0;
}

static void sum_up(struct vminfo_process *process)
{
	struct vminfo_dma_window window;
	const struct vminfo_dma_buffer all = { .va = 0, .length = 0 };

	(void)vminfo_dma_find(process, &all, NULL, &window);
}

static void walk_restless(struct soak *s, pid_t pid)
{
	static const uint64_t wants[] = {
		0, VMINFO_WANT_FRAMES, VMINFO_WANT_BACKING | VMINFO_WANT_GAPS,
		VMINFO_WANT_EXACT | VMINFO_WANT_FRAMES,
	};
	struct vminfo_process *process;
	bool ours = false;

	if (vminfo_process_open(s->context, pid, &process))
		return;
	for (size_t i = 0; i < sizeof(restless) / sizeof(*restless); i++)
		ours |= !strcmp(vminfo_process_name(process), restless[i]);
	for (size_t i = 0; ours && i < sizeof(wants) / sizeof(*wants); i++)
		if (walk(s, process, wants[i]))
			break;
	if (ours)
		sum_up(process);
	vminfo_process_close(process);
}

/* A page on its way to another frame is there, too. */
static bool is_true(struct claim *c, const struct vminfo_page *page)
{
	bool there = page->state == VMINFO_MIGRATING &&
		     c->state == VMINFO_PRESENT && !c->same;

	if (page->state != c->state && !there)
		return false;
	if (!c->same)
		return true;
	if (c->value == VMINFO_NONE)
		c->value = page->value;
	return c->value == page->value;
}

static void judge(struct soak *s, struct claim *c,
		  struct vminfo_process *process)
{
	struct vminfo_page page;

	s->answers++;
	if (vminfo_process_page(process, c->va, &page) == 0 &&
	    is_true(c, &page))
		return;
	s->wrong++;
	printf("# %" PRIx64 " is %s, frame %" PRIx64 "\n", c->va,
	       vminfo_state_name(page.state), page.value);
}

static void walk_steady(struct soak *s, pid_t pid)
{
	struct vminfo_process *process;

	if (vminfo_process_open(s->context, pid, &process)) {
		s->wrong++;
		return;
	}
	for (size_t i = 0; i < s->count; i++)
		judge(s, &s->claims[i], process);
	/* Nothing in it changes: it is seen whole. */
	if (walk(s, process, VMINFO_WANT_FRAMES))
		s->wrong++;
	vminfo_process_close(process);
}

static void go_round(struct soak *s, pid_t steady)
{
	pid_t pid = 0;

	while ((pid = vminfo_context_next_process(s->context, pid)) > 0)
		walk_restless(s, pid);
	walk_steady(s, steady);
	s->rounds++;
}

static void print_held(const char *what, uint64_t first, uint64_t later)
{
	printf("%s %" PRIu64 " %" PRIu64 "\n", what, first, later);
}

int main(int argc, char **argv)
{
	static struct soak s;
	time_t start = time(NULL), seconds;

	if (argc != 4 || vminfo_context_new(NULL, &s.context) ||
	    read_claims(&s, argv[2]))
		return 2;
	seconds = atoi(argv[1]);
	/* However slow it is: some rounds before, and some after. */
	while (time(NULL) - start < seconds / 4 || s.rounds < 8) {
		go_round(&s, atoi(argv[3]));
		measure(&s.first);
	}
	while (time(NULL) - start < seconds || s.rounds < 16) {
		go_round(&s, atoi(argv[3]));
		measure(&s.later);
	}
	vminfo_context_free(s.context);
	printf("rounds %" PRIu64 "\nwalks %" PRIu64 "\ncut %" PRIu64
	       "\nanswers %" PRIu64 "\nwrong %" PRIu64 "\n", s.rounds, s.walks,
	       s.cut, s.answers, s.wrong);
	print_held("descriptors", s.first.descriptors, s.later.descriptors);
	print_held("bytes", s.first.bytes, s.later.bytes);
	print_held("mappings", s.first.mappings, s.later.mappings);
	return 0;
}

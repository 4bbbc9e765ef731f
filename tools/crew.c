// SPDX-License-Identifier: LGPL-2.1-or-later
/* Threads that go to some processes of a visit at once. */
#include "crew.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <bsd/stdlib.h>

#include "complain.h"
#include "progress.h"
#include "relay.h"
#include "rights.h"

#define MOST 64
#define MOST_BY_DEFAULT 4
#define FILES_OF_ONE 16		/* that are open at a time, at most */

struct crew_hand {
	struct visit visit;
	void *own;
	struct progress_share *progress;
	struct relay_writer *writer;
};

struct shift {
	struct crew *crew;
	const struct visit_round *round;
	uint64_t rights;
	struct crew_hand *hands;
	size_t count;
};

/* Kinds of the relay: those of the crew follow. */
enum { COMPLAINT, FIRST };

/*
 * In the threads of the hands.
 */

void *crew_put(struct crew_hand *hand, unsigned int kind, size_t size)
{
	return relay_put(hand->writer, FIRST + kind, size);
}

static void put_complaint(void *data, const char *line)
{
	struct crew_hand *hand = data;

	strcpy(relay_put(hand->writer, COMPLAINT, strlen(line) + 1), line);
}

static void begin(void *data, size_t i, struct relay_writer *writer)
{
	struct shift *shift = data;
	struct crew_hand *hand = &shift->hands[i];

	hand->writer = writer;
	rights_keep(shift->rights);
	complain_divert(put_complaint, hand);
	progress_divert(hand->progress);
}

static void work(void *data, size_t i, size_t thing)
{
	struct shift *shift = data;
	struct crew_hand *hand = &shift->hands[i];
	struct visit_round round = *shift->round;

	round.data = hand->own;
	round.go(&hand->visit, &round, thing);
	if (shift->crew->after)
		shift->crew->after(hand, hand->own);
}

/*
 * In ours.
 */

/* They have what they may raise; we only print. */
static void started(void *data)
{
	struct shift *shift = data;

	if (shift->round->last && !shift->crew->visit->rights_later)
		rights_finish();
}

static void take(void *data, unsigned int kind, void *result)
{
	struct shift *shift = data;

	if (kind == COMPLAINT)
		complain_print(result);
	else
		shift->crew->take(shift->crew->data, kind - FIRST, result);
}

static void show_progress(void *data, size_t i)
{
	struct shift *shift = data;

	progress_show_share(shift->hands[i].progress);
}

static void swallow(void *data, const char *line)
{
	(void)data;
	(void)line;
}

/* Without the means for all of them, there are fewer. */
static void hire(struct shift *shift)
{
	struct crew *crew = shift->crew;
	size_t i;

	complain_divert(swallow, NULL);
	for (i = 0; i < shift->count; i++) {
		struct crew_hand *hand = &shift->hands[i];

		if (visit_branch(crew->visit, &hand->visit) != 0)
			break;
		hand->own = crew->hire(crew->data, &hand->visit, hand);
		if (!hand->own) {
			visit_join(crew->visit, &hand->visit);
			break;
		}
		hand->progress = progress_share_new();
	}
	complain_divert(NULL, NULL);
	shift->count = i;
}

static void dismiss(struct shift *shift)
{
	struct crew *crew = shift->crew;

	for (size_t i = 0; i < shift->count; i++) {
		struct crew_hand *hand = &shift->hands[i];

		crew->dismiss(crew->data, hand->own);
		visit_join(crew->visit, &hand->visit);
		progress_share_free(hand->progress);
	}
	free(shift->hands);
}

static size_t fewer(size_t a, size_t b)
{
	return a < b ? a : b;
}

bool crew_run(struct crew *crew, const struct visit_round *round)
{
	struct shift shift = {
		.crew = crew,
		.round = round,
		.count = fewer(crew->count, round->count),
	};
	int ret = -EAGAIN;

	if (shift.count < 2)
		return false;
	shift.hands = calloc(shift.count, sizeof(*shift.hands));
	if (!shift.hands)
		complain_out_of_memory();
	hire(&shift);
	if (crew->hired)
		crew->hired(crew->data);
	shift.rights = rights_kept();
	if (shift.count > 1)
		ret = relay_run(&(struct relay){
			.things = round->count,
			.workers = shift.count,
			.data = &shift,
			.begin = begin,
			.work = work,
			.started = started,
			.take = take,
			.wait = show_progress,
		});
	dismiss(&shift);
	return ret == 0;
}

static bool spread(void *data, const struct visit_round *round)
{
	return crew_run(data, round);
}

/*
 * How many.
 */

int crew_read_count(const char *argument, size_t *count)
{
	const char *error = NULL;
	size_t n = (size_t)strtonum(argument, 1, MOST, &error);

	/* strtonum() would skip blanks and take a sign. */
	if (error || strspn(argument, "0123456789") != strlen(argument))
		return complain_usage("-j takes a number from 1 to %d, not "
				      "'%s'", MOST, argument);
	*count = n;
	return 0;
}

static size_t processors(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) != 0)
		return 1;
	return (size_t)CPU_COUNT(&set);
}

static bool is_for_many(const struct target *target)
{
	/* All threads would have to share the context of a recording. */
	if (target->recorded)
		return false;
	/* libdw is for one thread; libproc2, which is asked of each process
	 * that was described, keeps memory for each thread that there was. */
	return !target->symbol_count &&
	       !described_is_used(&target->choose.described);
}

size_t crew_hands(size_t count)
{
	struct rlimit files;

	if (!count)
		count = fewer(processors(), MOST_BY_DEFAULT);
	if (count > 1 && getrlimit(RLIMIT_NOFILE, &files) == 0)
		count = fewer(count, (size_t)files.rlim_cur / FILES_OF_ONE);
	return count;
}

void crew_spread(struct crew *crew)
{
	struct visit *visit = crew->visit;

	if (!is_for_many(visit->target))
		return;
	crew->count = crew_hands(crew->count);
	visit->spread = spread;
	visit->spread_data = crew;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* When to look again: at times that do not drift. */
#include "ticks.h"

#include <errno.h>
#include <time.h>

#define SECOND UINT64_C(1000000000)

static uint64_t now_by(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

/* So far in the future that nobody sees it. */
static uint64_t later(uint64_t now, uint64_t by)
{
	return by < UINT64_MAX - now ? now + by : UINT64_MAX;
}

static uint64_t at_most_end(const struct ticks *ticks, uint64_t tick)
{
	return tick < ticks->end ? tick : ticks->end;
}

/* One that is blocked comes to us even so. */
static bool is_ignored(int signal)
{
	struct sigaction action;

	return sigaction(signal, NULL, &action) == 0 &&
	       action.sa_handler == SIG_IGN;
}

void ticks_start(struct ticks *ticks, uint64_t every, uint64_t how_long)
{
	uint64_t now = now_by(CLOCK_MONOTONIC);

	*ticks = (struct ticks){
		.every = every,
		.end = how_long ? later(now, how_long) : UINT64_MAX,
	};
	ticks->next = at_most_end(ticks, later(now, every));
	sigemptyset(&ticks->stops);
	sigaddset(&ticks->stops, SIGINT);
	sigaddset(&ticks->stops, SIGTERM);
	/* Under nohup(1) it is to go on. */
	if (!is_ignored(SIGHUP))
		sigaddset(&ticks->stops, SIGHUP);
	sigprocmask(SIG_BLOCK, &ticks->stops, &ticks->found);
}

uint64_t ticks_after(const struct ticks *ticks, uint64_t now)
{
	uint64_t tick = later(ticks->next, ticks->every);

	if (ticks->next >= ticks->end)
		return 0;
	if (tick <= now)
		tick = later(tick, (now - tick) / ticks->every * ticks->every +
				   ticks->every);
	return at_most_end(ticks, tick);
}

/* 1: the tick came; 0: a signal did. */
static bool wait_until(const struct ticks *ticks, uint64_t tick)
{
	for (;;) {
		uint64_t now = now_by(CLOCK_MONOTONIC);
		uint64_t left = now < tick ? tick - now : 0;
		struct timespec time = {
			.tv_sec = (time_t)(left / SECOND),
			.tv_nsec = (long)(left % SECOND),
		};
		int signal = sigtimedwait(&ticks->stops, NULL, &time);

		if (signal > 0)
			return false;
		/* A signal that somebody else handles changes nothing. */
		if (errno != EINTR)
			return true;
	}
}

bool ticks_wait(struct ticks *ticks)
{
	if (!ticks->next || !wait_until(ticks, ticks->next))
		return false;
	ticks->next = ticks_after(ticks, now_by(CLOCK_MONOTONIC));
	return true;
}

void ticks_stop(struct ticks *ticks)
{
	sigprocmask(SIG_SETMASK, &ticks->found, NULL);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Until when something is waited for, by a clock that nobody sets. */
#include "deadline.h"

#define SECOND 1000000000ull
#define HOURS (100 * 3600 * SECOND)

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

uint64_t deadline_in(uint64_t nanoseconds)
{
	uint64_t start = now();

	if (nanoseconds >= DEADLINE_NEVER - start)
		return DEADLINE_NEVER;
	return start + nanoseconds;
}

bool deadline_is_over(uint64_t deadline)
{
	return now() >= deadline;
}

struct timespec deadline_left(uint64_t deadline)
{
	uint64_t start = now(), left = 0;

	if (deadline > start)
		left = deadline - start;
	if (left > HOURS)
		left = HOURS;
	return (struct timespec){ .tv_sec = (time_t)(left / SECOND),
				  .tv_nsec = (long)(left % SECOND) };
}

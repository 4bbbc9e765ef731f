// SPDX-License-Identifier: LGPL-2.1-or-later
/* What time it is, for people and for programs. */
#include "time-of-day.h"

#include <stdio.h>
#include <time.h>

void time_of_day_put(char text[TIME_OF_DAY_ROOM], bool human)
{
	struct timespec now;
	struct tm tm;
	char seconds[32];
	int milliseconds;

	clock_gettime(CLOCK_REALTIME, &now);
	if (human)
		localtime_r(&now.tv_sec, &tm);
	else
		gmtime_r(&now.tv_sec, &tm);
	strftime(seconds, sizeof(seconds),
		 human ? "%H:%M:%S" : "%Y-%m-%dT%H:%M:%S", &tm);
	milliseconds = (int)(now.tv_nsec / 1000000) % 1000;
	snprintf(text, TIME_OF_DAY_ROOM, "%s.%03d%s", seconds, milliseconds,
		 human ? "" : "Z");
}

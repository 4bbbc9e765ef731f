/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The time of a look, as text. */
#ifndef TIME_OF_DAY_H
#define TIME_OF_DAY_H

#include <stdbool.h>

#define TIME_OF_DAY_ROOM 64

/* People get the time of day, programs one that is good for ever. */
void time_of_day_put(char text[TIME_OF_DAY_ROOM], bool human);

#endif

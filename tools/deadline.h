/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Until when something is waited for, by a clock that nobody sets. */
#ifndef DEADLINE_H
#define DEADLINE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define DEADLINE_NEVER UINT64_MAX

/* So many nanoseconds from now. */
uint64_t deadline_in(uint64_t nanoseconds);

bool deadline_is_over(uint64_t deadline);

/* What is left until then; 0 if it is over, hours for never. */
struct timespec deadline_left(uint64_t deadline);

#endif

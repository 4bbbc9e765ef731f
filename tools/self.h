/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How /proc knows this program, and what it keeps from it. */
#ifndef SELF_H
#define SELF_H

#include <stdbool.h>
#include <sys/types.h>

/* Our number in /proc; 0: it is of a PID namespace that we are not in. */
pid_t self_number(void);

/*
 * Whether /proc was mounted with hidepid, so that each look at processes of
 * others needs a right; and whether we lack it, so that we do not see them.
 */
bool self_needs_right(void);
bool self_is_kept_out(void);

#endif

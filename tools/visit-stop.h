/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stops a process, if that is wanted, from before it is opened until it was
 * looked at. */
#ifndef VISIT_STOP_H
#define VISIT_STOP_H

#include "visit.h"

void visit_stop(struct visit *visit, pid_t pid);

/* 0, or negative errno: it could not be stopped, and is not looked at. */
int visit_look_stopped(struct visit *visit, struct vminfo_process *process,
		       const struct visit_round *round);

void visit_let_go(struct visit *visit);

#endif

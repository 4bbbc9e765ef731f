/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a visit says of processes that it cannot open. */
#ifndef VISIT_TELL_H
#define VISIT_TELL_H

#include "visit.h"

/* One that was given by its number, and why: negative errno. */
void visit_cannot_open(struct visit *visit, pid_t pid, int err);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files about ready points share. */
#ifndef READY_PARTS_H
#define READY_PARTS_H

#include "ready.h"

/* ready-notify.c: the socket of sd_notify(3) */
int ready_notify_open(struct ready *ready);
int ready_notify_give(const struct ready *ready);
void ready_notify_take(struct ready *ready);

/* ready-pipe.c: a descriptor of the command, or its standard output */
int ready_pipe_open(struct ready *ready);
int ready_pipe_give(const struct ready *ready, int *keep);
void ready_pipe_take(struct ready *ready);

#endif

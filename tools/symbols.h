/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stretches of memory that the symbols of --symbol are. */
#ifndef SYMBOLS_H
#define SYMBOLS_H

#include <vminfo.h>

#include "spans.h"
#include "visit.h"

/*
 * Adds a span for each symbol of the target that the process has, in the order
 * in which they were given, and a note for each.
 * What could not be found or told is said, and counted in the visit.
 */
void symbols_find(struct spans *spans, struct visit *visit,
		  struct vminfo_process *process);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What one large process adds up to, by several threads at once: each walks
 * other chunks of its address space, with a context of its own.
 */
#ifndef ROWS_CHUNKS_H
#define ROWS_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>

#include "rows.h"
#include "spans.h"

/* From now on there may be so many, as struct crew counts them. */
void rows_chunks_start(struct rows *rows, size_t count);

/*
 * In the place of a walk over these.  false: it was none, because that would
 * not pay, or because there are no threads to be had.
 */
bool rows_chunks_walk(struct rows *rows, struct vminfo_process *process,
		      const struct spans *spans);

#endif

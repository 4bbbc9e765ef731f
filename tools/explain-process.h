/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is told of one process. */
#ifndef EXPLAIN_PROCESS_H
#define EXPLAIN_PROCESS_H

#include <stdbool.h>

#include "explain.h"
#include "subject.h"
#include "sums.h"

struct about {
	struct vminfo_context *context;
	struct visit *visit;
	struct vminfo_process *process;	/* NULL: cannot be opened */
	int err;			/* why not */
	struct subject subject;
	struct sums sums;
	bool walked;			/* they are known */
};

/* Parts of it. */
void explain_kind(struct facts *facts, const struct about *about);
void explain_identity(struct facts *facts, const struct about *about);
void explain_readable(struct facts *facts, const struct about *about);

/* Walks the process, and tells what it adds up to. */
void explain_sums(struct facts *facts, struct about *about);

#endif

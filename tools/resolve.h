/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * --backing: what files and shared memory have of pages that no entry maps, and
 * why that was not told of all of them.
 */
#ifndef RESOLVE_H
#define RESOLVE_H

#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "cli.h"
#include "target.h"

#define RESOLVE_REASONS (VMINFO_BACKING_NOT_WANTED + 1)

/* Mappings with pages that stayed unresolved, by enum vminfo_backing_reason. */
struct resolve {
	size_t mappings[RESOLVE_REASONS];
};

extern const struct cli_option resolve_options[];	/* of struct target */

/* Before rights are settled: some are kept for this. */
void resolve_prepare(const struct target *target);

/* So that a walk raises them. */
void resolve_set_rights(const struct target *target,
			struct vminfo_context_options *options);

/* enum vminfo_want */
uint64_t resolve_want(const struct target *target);

/* Counts a mapping that the walk has left. */
void resolve_count(struct resolve *resolve,
		   const struct vminfo_backing *backing);
void resolve_join(struct resolve *resolve, const struct resolve *other);

/* One note for each reason that somebody can do something about; `option` asked
 * for it, or "". */
void resolve_explain(const struct resolve *resolve, const char *option);

/* Words of states that an unresolved page may stand for, or NULL. */
const char *const *resolve_may_be(const struct vminfo_backing *backing);

#endif

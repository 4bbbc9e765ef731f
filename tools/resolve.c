// SPDX-License-Identifier: LGPL-2.1-or-later
/* --backing: the option, the rights that it takes, and what it could not do. */
#include "resolve.h"

#include <stddef.h>
#include <stdio.h>

#include "complain.h"
#include "rights.h"

const struct cli_option resolve_options[] = {
	{ "backing", CLI_COUNT, .offset = offsetof(struct target, backing) },
	{ .name = NULL },
};

void resolve_prepare(const struct target *target)
{
	if (target_asks_objects(target))
		rights_ask_objects();
}

static void gain_rights(void *data)
{
	(void)data;
	rights_raise(RIGHTS_OBJECTS);
}

static void drop_rights(void *data)
{
	(void)data;
	rights_lower();
}

void resolve_set_rights(const struct target *target,
			struct vminfo_context_options *options)
{
	if (!target_asks_objects(target))
		return;
	options->gain_rights = gain_rights;
	options->drop_rights = drop_rights;
}

uint64_t resolve_want(const struct target *target)
{
	if (target->backing)
		return VMINFO_WANT_BACKING;
	return target->shmem ? VMINFO_WANT_SHMEM : 0;
}

void resolve_count(struct resolve *resolve,
		   const struct vminfo_backing *backing)
{
	/* What is known to be neither in swap nor in a cache is no loss. */
	if (backing->object != VMINFO_BACKED_BY_OTHER &&
	    backing->reason < RESOLVE_REASONS)
		resolve->mappings[backing->reason]++;
}

void resolve_join(struct resolve *resolve, const struct resolve *other)
{
	for (size_t i = 0; i < RESOLVE_REASONS; i++)
		resolve->mappings[i] += other->mappings[i];
}

/*
 * By reason: a missing capability, or a sentence.  Of what nobody can be asked
 * there is nothing to say.
 */
static const struct {
	const char *capability;
	const char *why;
} reasons[RESOLVE_REASONS] = {
	[VMINFO_BACKING_REFUSED] = { .capability = "CAP_CHECKPOINT_RESTORE" },
	[VMINFO_BACKING_NOT_FOUND] = { .why = "their objects cannot be "
					      "opened" },
	[VMINFO_BACKING_NOT_OWNER] = { .capability = "CAP_FOWNER" },
	[VMINFO_BACKING_OLD_KERNEL] = { .why = "without cachestat (Linux 6.5) "
					       "RAM and swap cannot be told "
					       "apart" },
	[VMINFO_BACKING_FAILED] = { .why = "the kernel gave an error" },
	[VMINFO_BACKING_NOT_RECORDED] = { .why = "they were so when they were "
						 "recorded" },
};

static void explain(size_t reason, size_t mappings, const char *option)
{
	const char *s = mappings == 1 ? "" : "s";
	const char *colon = *option ? ": " : "";
	char what[80];

	if (reasons[reason].capability) {
		snprintf(what, sizeof(what), "%s%swhat is behind %zu "
			 "mapping%s is", option, colon, mappings, s);
		rights_explain_lacking(what, reasons[reason].capability);
	} else if (reasons[reason].why) {
		complain("%s%spages of %zu mapping%s stay unresolved: %s",
			 option, colon, mappings, s, reasons[reason].why);
	}
}

void resolve_explain(const struct resolve *resolve, const char *option)
{
	for (size_t i = 1; i < RESOLVE_REASONS; i++)
		if (resolve->mappings[i])
			explain(i, resolve->mappings[i], option);
}

static const char *const of_shmem[] = {
	"cached", "shmem-swapped", "absent", NULL
};
static const char *const of_file[] = { "cached", "absent", NULL };

const char *const *resolve_may_be(const struct vminfo_backing *backing)
{
	switch (backing->object) {
	case VMINFO_BACKED_BY_OTHER:
		return NULL;
	case VMINFO_BACKED_BY_FILE:
		return of_file;
	default:
		return of_shmem;
	}
}

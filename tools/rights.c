// SPDX-License-Identifier: LGPL-2.1-or-later
/* What this program may do, and why not more. */
#include "rights.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cap-ng.h>
#include <linux/capability.h>

#include "complain.h"

#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#endif
#ifndef CAP_CHECKPOINT_RESTORE
#define CAP_CHECKPOINT_RESTORE 40
#endif

struct need {
	unsigned int capability;
	unsigned int needs;	/* bits of enum rights_need */
};

#define BIT(need) (1u << (need))
#define LOOKING (BIT(RIGHTS_OPEN) | BIT(RIGHTS_PTRACE) | BIT(RIGHTS_OBJECTS))

static const struct need few[] = {
	/* Frame numbers in pagemap; map_files before Linux 5.9. */
	{ CAP_SYS_ADMIN, BIT(RIGHTS_OPEN) | BIT(RIGHTS_OBJECTS) },
	/* Processes of others. */
	{ CAP_SYS_PTRACE, BIT(RIGHTS_OPEN) | BIT(RIGHTS_PTRACE) |
				  BIT(RIGHTS_OBJECTS) },
	/* Files that only their owner may open: pagemap, kpageflags. */
	{ CAP_DAC_READ_SEARCH, BIT(RIGHTS_OPEN) | BIT(RIGHTS_OBJECTS) },
	/* The files in map_files. */
	{ CAP_CHECKPOINT_RESTORE, BIT(RIGHTS_OBJECTS) },
	/* What only the owner of a file may ask. */
	{ CAP_FOWNER, BIT(RIGHTS_OBJECTS) },
	/* Newer kernels let it read the memory maps of others. */
	{ CAP_PERFMON, BIT(RIGHTS_OPEN) },
	/* A process of another user, to try the others on. */
	{ CAP_SETUID, BIT(RIGHTS_BECOME) },
	/* A file in a directory of another user. */
	{ CAP_DAC_OVERRIDE, BIT(RIGHTS_CREATE) },
	/* To end a command, however late. */
	{ CAP_KILL, BIT(RIGHTS_KILL) },
};

typedef uint64_t set;	/* of capabilities */

#define ONE(capability) (UINT64_C(1) << (capability))

static struct {
	set permitted, effective, inheritable;	/* what our caller gave us */
	set held;		/* may be raised, and is, all the time */
	bool settled;
	bool with_command;
	bool with_objects;
	bool with_files;
} rights;

/* Of these: what this thread may still raise. */
static _Thread_local set kept;

static set found_in(capng_type_t which)
{
	set all = 0;

	for (unsigned int i = 0; i <= CAP_LAST_CAP; i++)
		if (capng_have_capability(which, i))
			all |= ONE(i);
	return all;
}

static void add(capng_type_t which, set all)
{
	for (unsigned int i = 0; i <= CAP_LAST_CAP; i++)
		if (all & ONE(i))
			capng_update(CAPNG_ADD, which, i);
}

static int apply(set effective, set permitted, set inheritable)
{
	capng_clear(CAPNG_SELECT_CAPS);
	add(CAPNG_EFFECTIVE, effective);
	add(CAPNG_PERMITTED, permitted);
	add(CAPNG_INHERITABLE, inheritable);
	return capng_apply(CAPNG_SELECT_CAPS) == 0 ? 0 : -EPERM;
}

static int make_effective(set effective)
{
	return apply((effective | rights.held) & kept, kept,
		     rights.settled ? 0 : rights.inheritable);
}

static set few_of(unsigned int needs)
{
	set all = 0;

	for (size_t i = 0; i < sizeof(few) / sizeof(few[0]); i++)
		if (few[i].needs & needs)
			all |= ONE(few[i].capability);
	return all;
}

/*
 * Without CAP_SYS_PTRACE, a process is shown to those only who have all of its
 * capabilities: root in a container needs all that it has.
 */
static set helpful(unsigned int needs)
{
	if (needs & LOOKING && !(rights.permitted & ONE(CAP_SYS_PTRACE)))
		return rights.permitted;
	return few_of(needs);
}

int rights_start(void)
{
	if (capng_get_caps_process() != 0)
		return -EPERM;
	rights.permitted = found_in(CAPNG_PERMITTED);
	rights.effective = found_in(CAPNG_EFFECTIVE);
	rights.inheritable = found_in(CAPNG_INHERITABLE);
	kept = rights.permitted;
	return make_effective(0);
}

int rights_become(const struct user *user)
{
	int ret = apply(rights.effective, rights.permitted,
			rights.inheritable);

	if (ret == 0 && user)
		ret = user_become(user);
	if (ret || getuid() == 0)
		return ret;
	/* What is ambient goes with what is inheritable. */
	return apply(0, 0, 0);
}

void rights_ask_objects(void)
{
	rights.with_objects = true;
}

void rights_ask_create(void)
{
	rights.with_files = true;
}

int rights_settle(bool with_command)
{
	unsigned int needs = LOOKING;

	if (!rights.with_objects)
		needs &= ~BIT(RIGHTS_OBJECTS);
	if (rights.with_files)
		needs |= BIT(RIGHTS_CREATE);
	if (with_command)
		needs |= BIT(RIGHTS_KILL);
	/* Nothing that we could be made to start gains anything. */
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	rights.settled = true;
	rights.with_command = with_command;
	kept &= helpful(needs);
	return make_effective(0);
}

/* Raising fails only where nothing was given; then the call says why. */
void rights_raise(enum rights_need need)
{
	if (kept)
		make_effective(helpful(BIT(need)));
}

void rights_lower(void)
{
	if (kept)
		make_effective(0);
}

void rights_hold(enum rights_need need)
{
	rights.held = helpful(BIT(need));
	rights_lower();
}

void rights_finish(void)
{
	/* Threads are there only when it was long since. */
	if (!rights.settled)
		rights.settled = true;
	kept &= rights.held |
		(rights.with_files ? few_of(BIT(RIGHTS_CREATE)) : 0) |
		(rights.with_command ? few_of(BIT(RIGHTS_KILL)) : 0);
	make_effective(0);
}

bool rights_had(unsigned int capability)
{
	return capability < 64 && rights.permitted & ONE(capability);
}

uint64_t rights_kept(void)
{
	return kept;
}

void rights_keep(uint64_t of_creator)
{
	kept = of_creator;
}

static bool had_all_to_read(void)
{
	return rights_had(CAP_SYS_PTRACE) && rights_had(CAP_DAC_READ_SEARCH);
}

bool rights_see_others(void)
{
	return rights.permitted & ONE(CAP_SYS_PTRACE);
}

void rights_explain_hidden(void)
{
	if (geteuid() == 0)
		complain("physical addresses are hidden (needs CAP_SYS_ADMIN "
			 "in the first user namespace, which this root lacks); "
			 "in a container try: docker run --cap-add SYS_ADMIN");
	else
		complain_try_sudo("physical addresses are hidden (needs "
				  "CAP_SYS_ADMIN)");
}

void rights_explain_lacking(const char *what, const char *capability)
{
	if (geteuid() == 0)
		complain("%s hidden (needs %s in the first user namespace, "
			 "which this root lacks); in a container try: "
			 "docker run --cap-add %s", what, capability,
			 capability + strlen("CAP_"));
	else
		complain_try_sudo("%s hidden (needs %s)", what, capability);
}

void rights_explain_refused(const char *why)
{
	if (had_all_to_read())
		complain("%s (even with CAP_SYS_PTRACE and "
			 "CAP_DAC_READ_SEARCH)", why);
	else if (geteuid() == 0)
		complain("%s (needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH)",
			 why);
	else
		complain_try_sudo("%s (needs CAP_SYS_PTRACE and "
				  "CAP_DAC_READ_SEARCH)", why);
}

void rights_explain_unreadable(size_t count)
{
	const char *what = count == 1 ? "process" : "processes";

	if (had_all_to_read())
		complain("%zu %s could not be read (even with CAP_SYS_PTRACE "
			 "and CAP_DAC_READ_SEARCH)", count, what);
	else if (geteuid() == 0)
		complain("%zu %s could not be read (needs CAP_SYS_PTRACE and "
			 "CAP_DAC_READ_SEARCH)", count, what);
	else
		complain_try_sudo("%zu %s could not be read (needs "
				  "CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH)",
				  count, what);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What this program may do, and why not more. */
#include "rights.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cap-ng.h>
#include <linux/capability.h>

#include "complain.h"

#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#endif

struct need {
	unsigned int capability;
	unsigned int needs;	/* bits of enum rights_need */
};

#define BIT(need) (1u << (need))

static const struct need few[] = {
	/* Frame numbers in pagemap. */
	{ CAP_SYS_ADMIN, BIT(RIGHTS_OPEN) },
	/* Processes of others. */
	{ CAP_SYS_PTRACE, BIT(RIGHTS_OPEN) | BIT(RIGHTS_PTRACE) },
	/* Files that only their owner may open: pagemap, kpageflags. */
	{ CAP_DAC_READ_SEARCH, BIT(RIGHTS_OPEN) },
	/* Newer kernels let it read the memory maps of others. */
	{ CAP_PERFMON, BIT(RIGHTS_OPEN) },
};

#define COUNT (sizeof(few) / sizeof(few[0]))

/* Which of the few our caller gave us. */
static struct {
	bool have[COUNT];
	bool had_ptrace;	/* and the right to open files of others */
} rights;

static bool may(unsigned int capability)
{
	return capability <= (unsigned int)CAP_LAST_CAP &&
	       capng_have_capability(CAPNG_PERMITTED, capability);
}

/* Effective: what `needs` says; permitted: the few, as long as `keep`. */
static int apply(unsigned int needs, bool keep)
{
	capng_clear(CAPNG_SELECT_CAPS);
	for (size_t i = 0; keep && i < COUNT; i++) {
		if (!rights.have[i])
			continue;
		capng_update(CAPNG_ADD, CAPNG_PERMITTED, few[i].capability);
		if (few[i].needs & needs)
			capng_update(CAPNG_ADD, CAPNG_EFFECTIVE,
				     few[i].capability);
	}
	return capng_apply(CAPNG_SELECT_CAPS) == 0 ? 0 : -EPERM;
}

int rights_start(void)
{
	/* Nothing that we could be made to start gains anything. */
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (capng_get_caps_process() != 0)
		return -EPERM;
	for (size_t i = 0; i < COUNT; i++)
		rights.have[i] = may(few[i].capability);
	rights.had_ptrace = may(CAP_SYS_PTRACE) && may(CAP_DAC_READ_SEARCH);
	return apply(BIT(RIGHTS_OPEN), true);
}

static bool has_any(void)
{
	for (size_t i = 0; i < COUNT; i++)
		if (rights.have[i])
			return true;
	return false;
}

/* Raising fails only where nothing was given; then the call says why. */
void rights_raise(enum rights_need need)
{
	if (has_any())
		apply(BIT(need), true);
}

void rights_lower(void)
{
	if (has_any())
		apply(0, true);
}

void rights_finish(void)
{
	apply(0, false);
	for (size_t i = 0; i < COUNT; i++)
		rights.have[i] = false;
}

void rights_explain_hidden(const char *arguments)
{
	if (geteuid() == 0)
		complain("physical addresses are hidden (needs CAP_SYS_ADMIN "
			 "in the first user namespace, which this root lacks); "
			 "in a container try: docker run --cap-add SYS_ADMIN");
	else
		complain("physical addresses are hidden (needs CAP_SYS_ADMIN);"
			 " try: sudo %s %s", program_invocation_short_name,
			 arguments);
}

void rights_explain_refused(const char *why, int pid)
{
	if (rights.had_ptrace)
		complain("%s (even with CAP_SYS_PTRACE and "
			 "CAP_DAC_READ_SEARCH)", why);
	else if (geteuid() == 0)
		complain("%s (needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH)",
			 why);
	else
		complain("%s (needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH); "
			 "try: sudo %s %d", why,
			 program_invocation_short_name, pid);
}

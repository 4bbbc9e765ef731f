// SPDX-License-Identifier: LGPL-2.1-or-later
/* The table of what one may be able to see, and why one does not. */
#include "ability.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <linux/capability.h>

#include "remedy.h"
#include "rights.h"
#include "trials.h"

#define ADMIN REMEDY_ONE(CAP_SYS_ADMIN)
#define PTRACE REMEDY_ONE(CAP_SYS_PTRACE)
#define DAC REMEDY_ONE(CAP_DAC_READ_SEARCH)

#define MONITOR "CONFIG_PROC_PAGE_MONITOR"

const struct ability ability_table[] = {
	{ "pagemap", .try = trial_pagemap, .config = MONITOR,
	  .about = "whether a page is present, swapped or neither" },
	{ "scan", .try = trial_scan, .since = "6.7", .config = MONITOR,
	  .about = "PAGEMAP_SCAN: huge pages, zero pages, and terabytes of "
		   "nothing at once" },
	{ "query", .try = trial_query, .since = "6.11",
	  .about = "PROCMAP_QUERY: one mapping, and its exact name" },
	{ "smaps", .try = trial_smaps, .config = MONITOR,
	  .about = "the kernel's own sums of each mapping" },
	{ "rollup", .try = trial_rollup, .since = "4.14", .config = MONITOR,
	  .about = "smaps_rollup: its sums of a process" },
	{ "soft-dirty", .try = trial_soft_dirty,
	  .config = "CONFIG_MEM_SOFT_DIRTY",
	  .about = "pages that were written since somebody cleared them" },
	{ "guard", .try = trial_guard, .since = "6.15",
	  .about = "guard regions, told from swap for everybody" },
	{ "cachestat", .try = trial_cachestat, .since = "6.5",
	  .about = "pages of a file or of shared memory: in RAM or in swap" },
	{ "mincore", .try = trial_mincore,
	  .about = "pages of an own mapping that are in RAM" },
	{ "node", .try = trial_node, .config = "CONFIG_NUMA",
	  .about = "move_pages: the node of a page, without its frame" },
	{ "names", .try = trial_names, .since = "5.17",
	  .config = "CONFIG_ANON_VMA_NAME",
	  .about = "anonymous memory with names: [anon:...]" },

	{ "pfn", .is_right = true, .try = trial_pfn, .needs = ADMIN,
	  .first_namespace = true,
	  .about = "frame numbers: physical addresses, runs, slots of swap" },
	{ "kpage", .is_right = true, .try = trial_kpage, .needs = DAC,
	  .config = MONITOR,
	  .about = "kpageflags: what a frame is used for" },
	{ "mapcount", .is_right = true, .try = trial_mapcount, .needs = DAC,
	  .config = MONITOR,
	  .about = "kpagecount: how often a frame is mapped" },
	{ "memcg", .is_right = true, .try = trial_memcg, .needs = DAC,
	  .config = "CONFIG_MEMCG",
	  .about = "kpagecgroup: who is charged for a frame" },
	{ "ram", .is_right = true, .try = trial_ram, .needs = ADMIN,
	  .first_namespace = true,
	  .about = "iomem: where RAM is, and so which frames are a device's" },
	{ "swap", .is_right = true, .try = trial_swap, .needs = ADMIN,
	  .first_namespace = true, .config = "CONFIG_SWAP",
	  .about = "swapped pages told from special ones, with slot and area" },
	{ "shmem", .is_right = true, .try = trial_shmem,
	  .needs = ADMIN, .first_namespace = true, .since = "6.5",
	  .about = "shared memory page by page: in RAM or in swap "
		   "(--backing)" },
	{ "others", .is_right = true, .try = trial_others,
	  .needs = PTRACE | DAC,
	  .about = "processes of other users" },
	{ "idle", .is_right = true, .try = trial_idle, .needs = DAC,
	  .since = "4.3", .config = "CONFIG_IDLE_PAGE_TRACKING",
	  .about = "frames that were not used for a while (vmwalk does not ask "
		   "it yet)" },
	{ .word = NULL },
};

const struct ability *ability_find(const char *word, size_t length)
{
	for (const struct ability *a = ability_table; a->word; a++)
		if (strlen(a->word) == length &&
		    strncmp(a->word, word, length) == 0)
			return a;
	return NULL;
}

struct ability_trial ability_try(const struct ability *ability,
				 struct vminfo_context *context)
{
	struct ability_trial trial = { .context = context };

	rights_raise(RIGHTS_OPEN);
	ability->try(&trial);
	rights_lower();
	return trial;
}

/* --- why not -------------------------------------------------------------- */

static bool is_older_than(const char *since)
{
	unsigned int major = 0, minor = 0, since_major = 0, since_minor = 0;
	struct utsname name;

	if (uname(&name) < 0 ||
	    sscanf(name.release, "%3u.%3u", &major, &minor) != 2 ||
	    sscanf(since, "%3u.%3u", &since_major, &since_minor) != 2)
		return false;
	return major != since_major ? major < since_major
				    : minor < since_minor;
}

/* The kernel lacks it, or is kept from giving it. */
static void explain_kernel(const struct ability *a,
			   const struct ability_trial *trial, char *text)
{
	if (trial->refused)
		snprintf(text, ABILITY_ROOM, "a filter of system calls keeps "
			 "it away (seccomp: docker run --security-opt "
			 "seccomp=unconfined)");
	else if (a->since && is_older_than(a->since))
		snprintf(text, ABILITY_ROOM, "needs Linux %s or newer%s%s",
			 a->since, a->config ? " with " : "",
			 a->config ? a->config : "");
	else if (a->config)
		snprintf(text, ABILITY_ROOM, "needs a kernel with %s",
			 a->config);
	else if (a->since)
		snprintf(text, ABILITY_ROOM, "is part of Linux %s and newer; "
			 "something keeps it away here", a->since);
	else
		snprintf(text, ABILITY_ROOM, "this kernel does not have it");
}

/* Ours is the first user namespace: its number is part of the interface. */
static bool in_first_namespace(void)
{
	static const char first[] = "user:[4026531837]";
	char text[64];
	ssize_t n = readlink("/proc/self/ns/user", text, sizeof(text));

	return n == (ssize_t)strlen(first) &&
	       strncmp(text, first, strlen(first)) == 0;
}

static uint64_t missing_of(uint64_t needs)
{
	uint64_t missing = 0;

	for (unsigned int i = 0; i < 64; i++)
		if (needs & REMEDY_ONE(i) && !rights_had(i))
			missing |= REMEDY_ONE(i);
	return missing;
}

static void explain_right(const struct ability *a, char *text)
{
	uint64_t missing = missing_of(a->needs);
	char names[REMEDY_ROOM];

	remedy_names(missing ? missing : a->needs, names);
	if (a->first_namespace && !in_first_namespace())
		snprintf(text, ABILITY_ROOM, "needs %.200s in the first user "
			 "namespace, and this is another one", names);
	else if (missing)
		snprintf(text, ABILITY_ROOM, "needs %.200s%s", names,
			 a->first_namespace ? " in the first user namespace"
					    : "");
	else
		snprintf(text, ABILITY_ROOM, "refused even with %.200s",
			 names);
}

char *ability_reason(const struct ability *ability,
		     const struct ability_trial *trial,
		     char text[ABILITY_ROOM])
{
	if (trial->why)
		snprintf(text, ABILITY_ROOM, "%s", trial->why);
	else if (ability->is_right && trial->refused)
		explain_right(ability, text);
	else
		explain_kernel(ability, trial, text);
	return text;
}

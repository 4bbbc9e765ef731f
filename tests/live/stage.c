// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * stage - owns memory in every state that a page can be in, and says so.
 *
 *   stage              all acts
 *   stage ACT...       these
 *
 * One line for each piece of memory: "VA PAGES STATE ATTRIBUTES NAME" (hex,
 * decimal, the words of vminfo.h, "-" for no attribute); "skip NAME refused:
 * ..." for what this kernel would not do, "broken NAME ..." if something else
 * came out.  Then "ready".  After that it takes commands, answers each with
 * such lines and "ready", and ends at the end of its input:
 *
 *   swap AREA NAME     pages in that swap area (its name in /proc/swaps)
 *   swap-acts          the acts that need any swap area
 *   backed DISK TMPFS  objects with pages that are not mapped, in directories;
 *                      what is claimed of them is what they say themselves
 *   backed-out         some of these are paged out
 *   backed-gone        the same, and from the swap cache, too
 *   backed-in          they are written, and so mapped, again
 *   paged TMPFS        memory of each kind that can be in swap
 *   paged-lock         what of it is to stay is locked in memory
 *   paged-out          the other half is paged out
 *   paged-see          the same, if somebody else has done that
 *   paged-cached       how much of it the swap cache has
 *   paged-in           all of it is here again
 *   paged-restless     the half goes out and comes back, again and again
 *   paged-fork         a child has it, too: "child PID"
 *   mixed              pages in swap beside others that look like it
 *   shapes             mappings of objects that have pages in swap
 *
 * Nothing here trusts pagemap: smaps, mincore(2), move_pages(2), /proc/swaps
 * and return codes prove each claim.
 */
#include "stage/backed.h"
#include "stage/kernel.h"
#include "stage/paged.h"
#include "stage/shapes.h"

static bool is_wanted(const char *name, char **names)
{
	if (!*names)
		return true;
	for (; *names; names++)
		if (!strcmp(*names, name))
			return true;
	return false;
}

static void perform(const struct act *acts, char **names)
{
	for (; acts->name; acts++)
		if (is_wanted(acts->name, names))
			report(acts->name, acts->make(acts->name));
}

static void perform_all(char **names)
{
	perform(anonymous_acts, names);
	perform(huge_acts, names);
	perform(object_acts, names);
	perform(uffd_acts, names);
	perform(kernel_acts, names);
}

static void obey(const char *command)
{
	char *everything[] = { NULL };
	char area[256], name[256];

	if (sscanf(command, "swap %255s %255s", area, name) == 2)
		report(name, make_swapped(name, area));
	else if (sscanf(command, "backed %255s %255s", area, name) == 2)
		make_backed(area, name);
	else if (!strcmp(command, "paged-fork\n"))
		fork_paged();
	else if (!strncmp(command, "paged-", 6))
		obey_paged(command);
	else if (sscanf(command, "paged %255s", area) == 1)
		make_paged(area);
	else if (!strcmp(command, "mixed\n"))
		perform(mixed_acts, everything);
	else if (!strcmp(command, "shapes\n"))
		perform(shape_acts, everything);
	else if (!strcmp(command, "backed-out\n"))
		page_out_all(false);
	else if (!strcmp(command, "backed-gone\n"))
		page_out_all(true);
	else if (!strcmp(command, "backed-in\n"))
		touch_backed();
	else if (!strcmp(command, "swap-acts\n"))
		perform(swap_acts, everything);
	else
		printf("broken %s", command);
}

int main(int argc, char **argv)
{
	char command[512];

	setvbuf(stdout, NULL, _IOLBF, 0);
	(void)argc;
	perform_all(argv + 1);
	puts("ready");
	while (fgets(command, sizeof(command), stdin)) {
		obey(command);
		puts("ready");
	}
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether pages stay where they are: looks again and again. */
#include "contig-watch.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "change-plan.h"
#include "complain.h"
#include "exits.h"

#define COMPACT "/proc/sys/vm/compact_memory"

const struct cli_option contig_watch_options[] = {
	{ "provoke", CLI_COUNT,
	  .offset = offsetof(struct contig_watch, provoke) },
	{ .name = NULL },
};

void contig_watch_prepare(struct contig_watch *watch)
{
	if (!watch->provoke)
		return;
	watch->compact = open(COMPACT, O_WRONLY | O_CLOEXEC);
	if (watch->compact < 0)
		watch->compact = -errno;
}

int contig_watch_check(const struct contig_watch *watch)
{
	if (watch->provoke && !watch->watch.watch)
		return complain_usage("%s is for %s", "--provoke", "--watch");
	return watch_check(&watch->watch);
}

/* The kernel is done when the call returns. */
static bool provoke(void *data)
{
	const struct contig_watch *watch = data;

	if (write(watch->compact, "1", 1) == 1)
		return true;
	complain(COMPACT ": %s", strerror(errno));
	return false;
}

static int cannot_provoke(int err)
{
	complain(COMPACT ": %s%s", strerror(err),
		 err == EACCES || err == EPERM ? " (--provoke is for root)"
					       : "");
	return EXITS_UNKNOWN;
}

int contig_watch_run(struct contig_watch *watch, struct target *target,
		     const struct report_options *options)
{
	const struct change_view view = {
		.group = CELLS_RUN,
		.several = target_is_several(target),
		.timed = true,
	};
	int status;

	if (target->replay) {
		complain_usage("%s and %s cannot be combined", "--watch",
			       "--replay");
		return EXITS_WRONG;
	}
	if (target_check(target) != 0)
		return EXITS_WRONG;
	if (watch->provoke && watch->compact < 0)
		return cannot_provoke(-watch->compact);
	if (watch->provoke) {
		complain("--provoke: all memory of this machine is compacted "
			 "before each look but the first");
		watch->watch.between = provoke;
		watch->watch.data = watch;
	}
	watch->watch.judges = true;
	status = watch_run(&watch->watch, target, options, &view);
	if (watch->watch.between)
		close(watch->compact);
	return status;
}

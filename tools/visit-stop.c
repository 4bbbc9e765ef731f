// SPDX-License-Identifier: LGPL-2.1-or-later
/* Stops a process while it is looked at. */
#include "visit-stop.h"

#include <errno.h>

#include "command.h"
#include "withhold.h"

/* A command that is held at its end can do nothing. */
static bool is_held(const struct target *target)
{
	return target->command && target->command->trace.held;
}

void visit_stop(struct visit *visit, pid_t pid)
{
	visit->stop = -ESRCH;
	if (!visit->target->freeze || is_held(visit->target))
		return;
	visit->stop = freeze_begin(&visit->freeze, pid);
	if (visit->stop == 0)
		withhold_begin();
}

int visit_look_stopped(struct visit *visit, struct vminfo_process *process,
		       const struct visit_round *round)
{
	/* Who are members and wait for us are looked at as they are. */
	if (visit->stop != 0 && visit->stop != -ESRCH &&
	    !(visit->stop == -EDEADLK && visit->member))
		return visit->stop;
	round->look(round->data, process);
	return 0;
}

void visit_let_go(struct visit *visit)
{
	if (visit->stop != 0)
		return;
	freeze_end(&visit->freeze);
	withhold_end();
}

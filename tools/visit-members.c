// SPDX-License-Identifier: LGPL-2.1-or-later
/* Visits to processes that were chosen without their numbers. */
#include "visit-members.h"

#include <errno.h>
#include <stdio.h>

#include "choose.h"
#include "complain.h"
#include "progress.h"
#include "rights.h"
#include "self.h"
#include "visit-stop.h"

/* A process that starts one program after another is met in the end. */
#define MOST_TRIES 10

static void refused(struct visit *visit, int err, const char *why)
{
	visit->refused++;
	if (visit->missed)
		visit->missed(visit->missed_data, visit->pid, err);
	if (visit->verbose && !visit->returns)
		complain("%s", why);
}

static bool has_memory(struct visit *visit, pid_t pid)
{
	return vminfo_process_kind_of(visit->context, pid) ==
	       VMINFO_USER_PROCESS;
}

/* Nobody misses kernel threads, zombies, and who just exited. */
static void not_open(struct visit *visit, pid_t pid, int err)
{
	char why[256];

	snprintf(why, sizeof(why), "%s", vminfo_context_error(visit->context));
	if (err == -ESRCH)
		return;
	if (err == -ENOENT) {
		if (!target_is_hidden(visit->target, pid) ||
		    !self_is_kept_out())
			return;
		snprintf(why, sizeof(why), "%d: hidden by hidepid", pid);
		refused(visit, -EACCES, why);
	} else if (err != -EACCES && err != -EPERM) {
		if (visit->missed)
			visit->missed(visit->missed_data, visit->pid, err);
		complain("%s", why);
		visit->incomplete = true;
	} else if (has_memory(visit, pid)) {
		refused(visit, err, why);
	}
}

static struct vminfo_process *open_member(struct visit *visit,
					  const struct choose_list *list)
{
	struct vminfo_process *process = NULL;
	enum named still;
	int ret;

	rights_raise(RIGHTS_OPEN);
	ret = vminfo_process_open(visit->context, visit->pid, &process);
	if (ret)
		not_open(visit, visit->pid, ret);
	rights_lower();
	if (ret)
		return NULL;
	still = choose_is_member(&visit->target->choose, list, process);
	if (still == NAMED_YES)
		return process;
	visit->doubtful += still == NAMED_UNKNOWN;
	vminfo_process_close(process);
	return NULL;
}

static void look_at(struct visit *visit, struct vminfo_process *process,
		    const struct visit_round *round)
{
	int ret = visit_look_stopped(visit, process, round);

	if (!ret)
		return;
	visit->unstopped++;
	if (visit->missed)
		visit->missed(visit->missed_data, visit->pid, ret);
	if (visit->verbose && !visit->returns)
		freeze_explain(visit->pid, ret);
}

static void visit_member(struct visit *visit, const struct visit_round *round)
{
	visit->tries = visit->repeats ? MOST_TRIES : 1;
	visit->lost = false;
	do {
		struct vminfo_process *process;

		visit_stop(visit, visit->pid);
		process = open_member(visit, round->list);
		visit->again = false;
		visit->tries--;
		if (process) {
			visit->nobody = false;
			look_at(visit, process, round);
		}
		vminfo_process_close(process);
		visit_let_go(visit);
	} while (visit->again);
}

void visit_lost_member(struct visit *visit, int how)
{
	if (visit->tries > 0) {
		visit->again = true;
		return;
	}
	if (visit->lost ||
	    (how == -ESRCH && !has_memory(visit, visit->pid)))
		return;
	complain("%d: started another program while it was looked at",
		 visit->pid);
	visit->incomplete = visit->lost = true;
}

/* One line for all of them, as many as they are. */
static void tell(struct visit *visit, const struct choose_list *list)
{
	if (visit->stripped && !visit->returns)
		complain("cannot tell of %zu %s: stripped programs may have "
			 "the symbol (-v lists them)", visit->stripped,
			 visit->stripped == 1 ? "process" : "processes");
	if (visit->target->ignore_unreadable)
		return;
	visit->incomplete |= visit->refused || visit->unstopped ||
			     visit->doubtful || list->outside ||
			     list->kept_out;
	if (visit->returns)
		return;
	if (visit->refused)
		rights_explain_unreadable(visit->refused);
	if (visit->unstopped)
		complain("%zu %s could not be stopped (-v lists them)",
			 visit->unstopped,
			 visit->unstopped == 1 ? "process" : "processes");
	if (visit->doubtful)
		complain("%zu %s may have that name: no more than its first "
			 "15 bytes can be read", visit->doubtful,
			 visit->doubtful == 1 ? "process" : "processes");
	if (list->outside)
		complain("processes of another PID namespace have no number "
			 "here");
	if (list->kept_out)
		complain("processes of others are hidden, because /proc is "
			 "mounted with hidepid (needs CAP_SYS_PTRACE)");
}

static void go_to_member(struct visit *visit, const struct visit_round *round,
			 size_t i)
{
	const struct choose_list *list = round->list;

	visit->member = true;
	visit->pid = list->members[i].pid;
	progress_process(visit->pid, i + 1, list->count);
	if (target_has_number(visit->target, visit->pid))
		return;
	if (list->members[i].doubtful)
		visit->doubtful++;
	else
		visit_member(visit, round);
}

void visit_members(struct visit *visit, visit_look *look, void *data)
{
	struct choose_list list;

	choose_make_list(&visit->target->choose, &list);
	visit->incomplete |= list.incomplete;
	visit->refused = visit->doubtful = visit->unstopped = 0;
	visit->stripped = 0;
	visit->nobody = visit->target->count == 0;
	visit_go(visit, &(struct visit_round){
		.count = list.count,
		.list = &list,
		.go = go_to_member,
		.look = look,
		.data = data,
		.last = true,
	});
	visit->member = false;
	tell(visit, &list);
	visit->nobody = visit->nobody && !visit->incomplete && !list.told;
	choose_free_list(&list);
}

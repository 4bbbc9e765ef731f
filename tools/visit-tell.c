// SPDX-License-Identifier: LGPL-2.1-or-later
/* What cannot be seen of a process: it is told, and counted. */
#include "visit-tell.h"

#include <errno.h>

#include "complain.h"
#include "rights.h"
#include "self.h"
#include "visit-members.h"

static void no_such_process(struct visit *visit, pid_t pid)
{
	if (self_is_kept_out() && target_is_hidden(visit->target, pid)) {
		complain("%d: hidden, because /proc is mounted with hidepid "
			 "(needs CAP_SYS_PTRACE)", pid);
		visit->incomplete = true;
		return;
	}
	complain("%d: no such process", pid);
	visit->wrong = true;
}

/* It is there, but has no memory: that is all there is to see. */
static void no_memory(struct visit *visit, pid_t pid)
{
	switch (vminfo_process_kind_of(visit->context, pid)) {
	case VMINFO_KERNEL_THREAD:
		complain("%d: kernel thread: has no user memory", pid);
		break;
	case VMINFO_ZOMBIE:
		complain("%d: zombie: it exited and has no memory any more",
			 pid);
		break;
	default:
		complain("%d: exited before it could be looked at", pid);
		visit->incomplete = true;
	}
}

/* Who is hidden by hidepid is there. */
static int what_it_means(const struct visit *visit, pid_t pid, int err)
{
	if (err != -ENOENT || !self_is_kept_out())
		return err;
	return target_is_hidden(visit->target, pid) ? -EACCES : err;
}

void visit_cannot_open(struct visit *visit, pid_t pid, int err)
{
	const char *why = vminfo_context_error(visit->context);

	if (visit->missed &&
	    visit->missed(visit->missed_data, pid,
			  what_it_means(visit, pid, err)))
		return;
	switch (err) {
	case -ENOENT:
		no_such_process(visit, pid);
		break;
	case -ESRCH:
		no_memory(visit, pid);
		break;
	case -EACCES:
	case -EPERM:
		if (visit->target->replay)
			complain("%s (when it was recorded)", why);
		else
			rights_explain_refused(why);
		visit->incomplete = true;
		break;
	default:
		complain("%s", why);
		visit->incomplete = true;
	}
}

void visit_failed(struct visit *visit, int failed)
{
	if (visit->member && (failed == -ESRCH || failed == -ESTALE)) {
		visit_lost_member(visit, failed);
		return;
	}
	if (failed == -ESRCH) {
		visit_check_status(visit, visit->pid, VMINFO_GONE, failed);
		return;
	}
	complain("%s", vminfo_context_error(visit->context));
	visit->incomplete = true;
}

void visit_check_walk(struct visit *visit, pid_t pid,
		      const struct vminfo_walk *walk, ssize_t failed)
{
	visit_check_status(visit, pid, vminfo_walk_status(walk), failed);
}

/* Once: each range of addresses that is left ends in the same way. */
static void tell_lost(struct visit *visit, pid_t pid, enum vminfo_status status)
{
	visit->incomplete = true;
	if (visit->lost)
		return;
	visit->lost = true;
	if (status == VMINFO_EXECED)
		complain("%d: started another program while it was looked at",
			 pid);
	else
		complain("%d: exited%s", pid,
			 visit->returns ? "" : " while it was looked at");
}

void visit_check_status(struct visit *visit, pid_t pid,
			enum vminfo_status status, ssize_t failed)
{
	switch (status) {
	case VMINFO_COMPLETE:
		return;
	case VMINFO_GONE:
		if (!visit->member)
			tell_lost(visit, pid, status);
		return;
	case VMINFO_EXECED:
		if (visit->member)
			visit_lost_member(visit, -ESTALE);
		else
			tell_lost(visit, pid, status);
		return;
	case VMINFO_CHANGED_MEANWHILE:
		complain("%d: some mappings changed each time that they were "
			 "read (column CHANGED)", pid);
		break;
	default:
		if (failed < 0)
			complain("%s", vminfo_context_error(visit->context));
		else
			complain("%d: not all of it was seen", pid);
	}
	visit->incomplete = true;
}

bool visit_is_complete(const struct visit *visit)
{
	return !visit->wrong && !visit->incomplete;
}

int visit_status(const struct visit *visit, bool listed, bool asked_unknown)
{
	if (visit->wrong)
		return 2;
	if (visit->incomplete || asked_unknown)
		return 3;
	return listed && !visit->missing ? 0 : 1;
}

void visit_explain_hidden(const struct visit *visit)
{
	if (visit->target->replay)
		complain("physical addresses were hidden from who recorded "
			 "them");
	else
		rights_explain_hidden();
}

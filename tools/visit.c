// SPDX-License-Identifier: LGPL-2.1-or-later
/* Goes to each process of a target, and keeps account of how that went. */
#include "visit.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "command.h"
#include "complain.h"
#include "progress.h"
#include "resolve.h"
#include "rights.h"
#include "self.h"
#include "visit-members.h"
#include "visit-stop.h"
#include "visit-tell.h"

/*
 * A directory that is no procfs may point to any file: it is read with the
 * rights of who called alone.  The descriptor stays what it was found to be.
 */
static int pin_procfs(const char *path, char *pinned, size_t room)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct statfs fs;

	if (fd < 0)
		return -errno;
	if (fstatfs(fd, &fs) != 0 || fs.f_type != PROC_SUPER_MAGIC)
		rights_finish();
	snprintf(pinned, room, "/proc/self/fd/%d", fd);
	return fd;
}

static int open_procfs(struct visit *visit)
{
	struct vminfo_context_options options = { .size = sizeof(options) };
	const char *procfs = visit->target->procfs;
	char pinned[40];
	int ret = 0, fd = -1;

	resolve_set_rights(visit->target, &options);
	if (visit->target->only_sums)
		options.without |= VMINFO_WITHOUT_WALKS;
	rights_raise(RIGHTS_OPEN);
	if (procfs) {
		ret = fd = pin_procfs(procfs, pinned, sizeof(pinned));
		options.procfs = pinned;
	}
	if (ret >= 0)
		ret = vminfo_context_new(&options, &visit->context);
	rights_lower();
	if (fd >= 0)
		close(fd);
	/* Who exited is told from who is hidden while it is looked at. */
	if (!procfs && self_needs_right())
		rights_hold(RIGHTS_PTRACE);
	if (ret)
		complain("%s: %s", procfs ? procfs : "/proc", strerror(-ret));
	return ret;
}

int visit_start(struct visit *visit, const struct target *target)
{
	*visit = (struct visit){ .target = target,
				 .rights_later = target_asks_objects(target) };
	if (target->command && command_begin(target->command) != 0)
		return -ECHILD;
	if (!target->recorded)
		return open_procfs(visit);
	visit->context = target->recorded;
	return 0;
}

void visit_end(struct visit *visit)
{
	if (!visit->target->recorded)
		vminfo_context_free(visit->context);
}

void visit_opened(const struct visit *visit)
{
	if (visit->last && !visit->rights_later)
		rights_finish();
	else
		rights_lower();
}

static void open_one(struct visit *visit, pid_t pid, bool last,
		     struct vminfo_process **process)
{
	int ret;

	rights_raise(RIGHTS_OPEN);
	ret = vminfo_process_open(visit->context, pid, process);
	if (ret)
		visit_cannot_open(visit, pid, ret);
	visit->last = last && !visit->target->symbol_count;
	if (visit->opens_more)
		rights_lower();
	else
		visit_opened(visit);
}

static void look_at(struct visit *visit, struct vminfo_process *process,
		    const struct visit_round *round)
{
	pid_t pid = vminfo_process_pid(process);
	int ret = visit_look_stopped(visit, process, round);

	if (!ret || (visit->missed &&
		     visit->missed(visit->missed_data, pid, ret)))
		return;
	freeze_explain(pid, ret);
	visit->incomplete = true;
}

static void visit_one(struct visit *visit, const struct visit_round *round,
		      pid_t pid, bool last)
{
	struct vminfo_process *process = NULL;

	visit->pid = pid;
	visit->lost = false;
	visit_stop(visit, pid);
	open_one(visit, pid, last, &process);
	if (process)
		look_at(visit, process, round);
	vminfo_process_close(process);
	visit_let_go(visit);
}

static void go_to_command(struct visit *visit,
			  const struct visit_round *round, size_t i)
{
	visit_one(visit, round, command_number(visit->target->command, i),
		  i + 1 == round->count);
}

static void go_to_number(struct visit *visit, const struct visit_round *round,
			 size_t i)
{
	const struct target *target = visit->target;
	bool last = i + 1 == target->count && round->last;

	progress_process(target->pids[i], i + 1, target->count);
	if (target->range_count == 1)
		progress_range(target->ranges->start, target->ranges->length);
	else
		progress_range(0, 0);
	visit_one(visit, round, target->pids[i], last);
}

void visit_go(struct visit *visit, const struct visit_round *round)
{
	/* No more than one is stopped at a time. */
	if (visit->spread && !visit->target->freeze &&
	    visit->spread(visit->spread_data, round))
		return;
	for (size_t i = 0; i < round->count; i++)
		round->go(visit, round, i);
}

void visit_each(struct visit *visit, visit_look *look, void *data)
{
	const struct target *target = visit->target;

	if (target->command)
		visit_go(visit, &(struct visit_round){
			.count = command_count(target->command),
			.go = go_to_command,
			.look = look,
			.data = data,
		});
	visit_go(visit, &(struct visit_round){
		.count = target->count,
		.go = go_to_number,
		.look = look,
		.data = data,
		.last = !choose_is_used(&target->choose),
	});
	if (choose_is_used(&target->choose))
		visit_members(visit, look, data);
	progress_wipe();
}

int visit_branch(const struct visit *visit, struct visit *branch)
{
	int ret = visit_start(branch, visit->target);

	branch->rights_later = visit->rights_later;
	branch->repeats = visit->repeats;
	branch->verbose = visit->verbose;
	branch->returns = visit->returns;
	branch->missed = visit->missed;
	branch->missed_data = visit->missed_data;
	branch->nobody = true;
	return ret;
}

void visit_join(struct visit *visit, struct visit *branch)
{
	visit->wrong |= branch->wrong;
	visit->incomplete |= branch->incomplete;
	visit->missing |= branch->missing;
	visit->nobody &= branch->nobody;
	visit->refused += branch->refused;
	visit->unstopped += branch->unstopped;
	visit->stripped += branch->stripped;
	visit->doubtful += branch->doubtful;
	visit_end(branch);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Pins /proc/PID by its open directory, which never becomes a stranger's. */
#include "process.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "mappings.h"
#include "memory.h"
#include "procfs.h"
#include "walk.h"

/* An exec between two opens would pair files of two address spaces. */
#define OPEN_TRIES 5

static bool is_over(char state)
{
	return state == 'Z' || state == 'X' || state == 'x';
}

static bool is_same_program(const struct stat_fields *a,
			    const struct stat_fields *b)
{
	return a->start_time == b->start_time &&
	       a->start_code == b->start_code && a->end_code == b->end_code &&
	       a->start_stack == b->start_stack;
}

static int fail(struct vminfo_process *p, int err, const char *file)
{
	return context_fail(p->context, err, "%d/%s", (int)p->pid, file);
}

/*
 * The process is there; what is missing is the file: a kernel without
 * CONFIG_PROC_PAGE_MONITOR has no pagemap.
 */
static int fail_to_open(struct vminfo_process *p, int err, const char *file)
{
	fail(p, err, file);
	return err == -ENOENT ? -ENODATA : err;
}

static void close_files(struct vminfo_process *p)
{
	procfs_close(p->smaps);
	procfs_close(p->pagemap);
	procfs_close(p->maps);
	p->maps = p->pagemap = p->smaps = PROCFS_CLOSED;
}

static int open_files(struct vminfo_process *p)
{
	p->maps = procfs_open(p->dir, "maps");
	if (p->maps.fd < 0)
		return fail_to_open(p, p->maps.fd, "maps");
	p->pagemap = procfs_open(p->dir, "pagemap");
	if (p->pagemap.fd < 0)
		return fail_to_open(p, p->pagemap.fd, "pagemap");
	/* The same rules as for maps: it is missing in recordings only. */
	p->smaps = procfs_open(p->dir, "smaps");
	return 0;
}

static int read_stat(struct vminfo_process *p)
{
	int ret = process_read_stat(p);

	return ret < 0 ? fail_to_open(p, ret, "stat") : 0;
}

/* Without walks the sums are enough, where the kernel has them. */
static int open_or_sum_up(struct vminfo_process *p)
{
	int ret = -ENODATA;

	if (p->context->only_sums)
		ret = process_read_sums(p, &p->sums);
	p->has_sums = ret > 0;
	if (ret == -ENODATA)
		return open_files(p);
	return ret < 0 ? fail(p, ret, "smaps_rollup") : 0;
}

/* 1: opened; 0: another program started since stat was read, which is that
 * program's now; negative errno. */
static int open_one_program(struct vminfo_process *p)
{
	const struct stat_fields before = p->stat;
	int ret = open_or_sum_up(p);

	if (ret == 0)
		ret = read_stat(p);
	if (ret == 0 && is_same_program(&before, &p->stat))
		return 1;
	close_files(p);
	return ret;
}

static int open_program(struct vminfo_process *p)
{
	int ret = 0;

	/* Memory that is gone may be that of the program before. */
	for (int i = 0; (ret == 0 || ret == -ESRCH) && i < OPEN_TRIES; i++)
		ret = open_one_program(p);
	return ret == 0 ? fail(p, -EAGAIN, "maps") : ret;
}

/*
 * The address space of a leader that has exited while other threads live can
 * be seen through these only.
 */
static int open_live_thread(struct vminfo_process *p)
{
	struct procfs_file leader = p->dir;
	pid_t task = 0;
	char path[32];
	int ret = -ESRCH;

	while (ret < 0 && (task = procfs_next_task(leader, "task", task))) {
		process_close_stat(p);
		snprintf(path, sizeof(path), "task/%d", (int)task);
		p->dir = procfs_open_dir(leader, path);
		if (p->dir.fd < 0)
			continue;
		ret = read_stat(p);
		if (ret == 0)
			ret = open_program(p);
		if (ret < 0)
			procfs_close(p->dir);
	}
	if (ret < 0) {
		p->dir = leader;
		return ret;
	}
	procfs_close(leader);
	p->by_thread = true;
	return ret;
}

static int open_files_of(struct vminfo_process *p)
{
	int ret = read_stat(p);

	if (ret < 0)
		return ret;
	p->start_time = p->stat.start_time;
	if (is_over(p->stat.state) && p->stat.threads > 1)
		return open_live_thread(p);
	/* maps of these can be opened, and is empty. */
	if (p->stat.kernel_thread || is_over(p->stat.state))
		return fail(p, -ESRCH, "maps");
	return open_program(p);
}

static struct vminfo_process *make(struct vminfo_context *context, pid_t pid)
{
	struct vminfo_process *p = memory_new(1, sizeof(*p));

	if (!p)
		return NULL;
	p->context = context;
	p->pid = pid;
	p->start_time = VMINFO_NONE;
	p->dir = p->stat_file = PROCFS_CLOSED;
	p->maps = p->pagemap = p->smaps = PROCFS_CLOSED;
	if (context->own_pids && pid == getpid())
		p->self = pid;
	if (context->recording)
		p->recorded = recording_process(context->recording, pid);
	return p;
}

int vminfo_process_open(struct vminfo_context *context, pid_t pid,
			struct vminfo_process **process)
{
	struct vminfo_process *p = make(context, pid);
	char name[16];
	int ret;

	if (!p)
		return context_fail(context, -ENOMEM, "%d", (int)pid);
	snprintf(name, sizeof(name), "%d", (int)pid);
	p->dir = procfs_open_dir(context->procfs, name);
	if (p->dir.fd < 0) {
		ret = context_fail(context, p->dir.fd, "%s", name);
		goto close_process;
	}
	ret = open_files_of(p);
	process_close_stat(p);
	if (ret >= 0 && p->self && !p->has_sums)
		ret = process_prepare_dma(p);
	if (ret < 0)
		goto close_process;
	*process = p;
	return 0;

close_process:
	vminfo_process_close(p);
	return ret;
}

static int adopt_one(struct vminfo_process *p, int fd,
		     struct procfs_file *copy)
{
	*copy = procfs_duplicate(fd);
	return copy->fd < 0 ? fail(p, copy->fd, "descriptor") : 0;
}

int vminfo_process_adopt(struct vminfo_context *context,
			 const struct vminfo_descriptors *descriptors,
			 struct vminfo_process **process)
{
	struct vminfo_process *p;
	int ret = context_check_size(descriptors, descriptors->size,
				     sizeof(*descriptors));

	if (ret == 0 && descriptors->size < sizeof(*descriptors))
		ret = -EINVAL;
	/* They would be of a machine that it says nothing of. */
	if (context->recording)
		ret = -EINVAL;
	if (ret < 0)
		return context_fail(context, ret, "descriptors");
	p = make(context, -1);
	if (!p)
		return context_fail(context, -ENOMEM, "descriptors");
	ret = adopt_one(p, descriptors->maps, &p->maps);
	if (ret == 0)
		ret = adopt_one(p, descriptors->pagemap, &p->pagemap);
	if (ret == 0 && descriptors->smaps)
		ret = adopt_one(p, *descriptors->smaps, &p->smaps);
	if (ret < 0) {
		vminfo_process_close(p);
		return ret;
	}
	*process = p;
	return 0;
}

void vminfo_process_close(struct vminfo_process *process)
{
	if (!process)
		return;
	vminfo_walk_free(process->dma);
	vminfo_walk_free(process->lookup);
	close_files(process);
	procfs_close(process->dir);
	memory_free(process);
}

pid_t vminfo_process_pid(const struct vminfo_process *process)
{
	return process->pid;
}

const char *vminfo_process_name(const struct vminfo_process *process)
{
	return process->stat.name;
}

uint64_t vminfo_process_start_time(const struct vminfo_process *process)
{
	return process->start_time;
}

int vminfo_process_kind_of(struct vminfo_context *context, pid_t pid)
{
	struct stat_fields fields;
	char path[32];
	int ret;

	snprintf(path, sizeof(path), "%d/stat", (int)pid);
	ret = process_stat(context->procfs, path, &fields);
	if (ret < 0)
		return context_fail(context, ret, "%s", path);
	if (fields.kernel_thread)
		return VMINFO_KERNEL_THREAD;
	if (is_over(fields.state) && fields.threads <= 1)
		return VMINFO_ZOMBIE;
	return VMINFO_USER_PROCESS;
}

int process_check(const struct vminfo_process *process)
{
	if (process->self && process->self != getpid())
		return context_fail(process->context, -ESTALE,
				    "%d: forked since it was opened",
				    (int)process->self);
	return 0;
}

int process_has_ended(const struct vminfo_process *process)
{
	struct stat_fields now;
	int ret;

	/* Who asks after itself lives, in its own program. */
	if (process->dir.fd < 0 || process->by_thread || process->self)
		return 0;
	ret = process_stat(process->dir, "stat", &now);
	if (ret < 0)
		return ret == -ESRCH || ret == -ENOENT ? 1 : ret;
	if (is_over(now.state) && now.threads <= 1)
		return 1;
	/* Without rights the addresses are not told. */
	return now.start_stack > 1 && process->stat.start_stack > 1 &&
	       !is_same_program(&process->stat, &now);
}

/*
 * Whether the process, as it is now, has an address space: only one that is
 * there can be refused.
 */
static bool has_address_space(const struct vminfo_process *process)
{
	struct procfs_file maps = procfs_open(process->dir, "maps");
	char byte;
	bool has = maps.fd == -EACCES || maps.fd == -EPERM ||
		   (maps.fd >= 0 && procfs_read(maps, &byte, 1) == 1);

	procfs_close(maps);
	return has;
}

enum vminfo_status process_fate(const struct vminfo_process *process)
{
	struct stat_fields now;

	if (process->dir.fd < 0)
		return VMINFO_GONE;
	if (process_stat(process->dir, "stat", &now) < 0 || is_over(now.state))
		return VMINFO_GONE;
	return has_address_space(process) ? VMINFO_EXECED : VMINFO_GONE;
}

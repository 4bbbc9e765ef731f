// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a recording says of a process besides its memory. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "digits.h"
#include "recorder.h"
#include "recording-names.h"

static void put_stat(struct out *out, const struct stat_fields *stat)
{
	if (*stat->name) {
		out_put(out, "\tcomm ");
		out_rest(out, stat->name, strlen(stat->name));
		out_put(out, "\n");
	}
	if (isalpha((unsigned char)stat->state))
		out_put(out, "\tstate %c\n", stat->state);
	out_put(out, "\tflags 0x%" PRIx64 "\n\tthreads %" PRIu64
		     "\n\tstart-time %" PRIu64 "\n",
		stat->flags, stat->threads, stat->start_time);
	out_put(out, "\tcode %" PRIx64 " %" PRIx64 "\n\tstack %" PRIx64 "\n",
		stat->start_code, stat->end_code, stat->start_stack);
}

/* "812\t1": whether all of it is numbers of processes. */
static bool are_pids(const char *text)
{
	struct digits digits = { .at = text, .end = text + strlen(text) };
	uint64_t number;

	while (digits_take(&digits, 10, &number) && number &&
	       number <= RECORDING_LARGEST_PID) {
		if (!digits_take_blanks(&digits))
			return digits.at == digits.end;
	}
	return false;
}

static void put_namespaces(struct out *out, struct procfs_file dir)
{
	char text[512];

	if (process_namespace_pids(dir, text, sizeof(text)) < 0 ||
	    !are_pids(text))
		return;
	for (char *at = text; *at; at++) {
		if (*at == '\t')
			*at = ' ';
	}
	out_put(out, "\tnspid %s\n", text);
}

static void put_thp(struct out *out, struct vminfo_process *process)
{
	int enabled = vminfo_process_thp_enabled(process);

	if (enabled >= 0)
		out_put(out, "\tthp-enabled %d\n", enabled);
}

/*
 * Of a first thread that has exited the state is told, and of the thread that
 * stands for it everything else.
 */
static struct stat_fields leader_of(const struct vminfo_process *process)
{
	struct stat_fields stat = process->stat;

	stat.start_time = process->start_time;
	if (process->by_thread)
		stat.state = 'Z';
	return stat;
}

void recorder_put_process(struct vminfo_recorder *r,
			  struct vminfo_process *process)
{
	const struct stat_fields leader = leader_of(process);

	out_put(&r->out, "\nprocess %d\n", (int)process->pid);
	put_stat(&r->out, &leader);
	put_namespaces(&r->out, process->dir);
	put_thp(&r->out, process);
	if (process->by_thread)
		out_put(&r->out, "\tthread %" PRIu64 " %c\n",
			process->stat.number, process->stat.state);
}

void recorder_put_refused(struct vminfo_recorder *r, pid_t pid, int error)
{
	const struct recorded_name *name =
		recorded_name_of(recorded_errors, (uint64_t)-error);
	struct stat_fields stat;
	struct procfs_file dir;
	char path[16];

	out_put(&r->out, "\nprocess %d\n", (int)pid);
	snprintf(path, sizeof(path), "%d", (int)pid);
	dir = procfs_open_dir(r->context->procfs, path);
	if (dir.fd >= 0 && process_stat(dir, "stat", &stat) == 0) {
		put_stat(&r->out, &stat);
		put_namespaces(&r->out, dir);
	}
	procfs_close(dir);
	out_put(&r->out, "\trefused %s\n", name ? name->name : "EIO");
}

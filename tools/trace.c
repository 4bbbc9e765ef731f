// SPDX-License-Identifier: LGPL-2.1-or-later
/* Holds a command at its end, when its memory is still whole. */
#include "trace.h"

#include <errno.h>
#include <linux/audit.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rights.h"

/*
 * All threads from the start: one that starts another program could not be
 * traced later, while the kernel waits for the others to end.  If this program
 * dies, so does what it traces.
 */
#define OPTIONS (PTRACE_O_TRACEEXIT | PTRACE_O_TRACEEXEC | \
		 PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL)

#ifndef PTRACE_GET_SYSCALL_INFO
#define PTRACE_GET_SYSCALL_INFO 0x420e
#endif

/* Numbers of system calls, for programs of both sizes that a kernel runs. */
static const struct calls {
	uint32_t arch;
	long exit;
	long execve;
	long execveat;
} calls[] = {
	{ AUDIT_ARCH_X86_64, 60, 59, 322 },
	{ AUDIT_ARCH_I386, 1, 11, 358 },
	{ AUDIT_ARCH_AARCH64, 93, 221, 281 },
	{ AUDIT_ARCH_ARM, 1, 11, 387 },
	/* Any other: as in this program. */
	{ 0, SYS_exit, SYS_execve, SYS_execveat },
};

/* Does not fail for a thread that is stopped; a killed one stops no more. */
static void go_on(pid_t tid, int signal)
{
	ptrace(PTRACE_CONT, tid, NULL, (long)signal);
}

static const struct calls *calls_of(pid_t tid)
{
	struct {		/* how struct ptrace_syscall_info begins */
		uint8_t op;
		uint8_t pad[3];
		uint32_t arch;
	} info = { 0 };
	const struct calls *call = calls;

	ptrace(PTRACE_GET_SYSCALL_INFO, tid, (void *)sizeof(info), &info);
	while (call->arch && call->arch != info.arch)
		call++;
	return call;
}

/* What the kernel refuses to tell may be anything. */
static bool may_be(long number, long call)
{
	return number == call ||
	       (number < -1 && number != -EAGAIN && number != -ENOENT &&
		number != -ESRCH);
}

/*
 * Nothing tells that all threads are about to end, but the first thread ends
 * alone for two reasons only: it called exit (and not exit_group), or another
 * one called execve, which waits for the end of all others.
 */
static bool ends_alone(const struct trace *trace)
{
	const struct calls *call = calls_of(trace->pid);

	if (may_be(threads_syscall(trace->pid, trace->pid), call->exit))
		return true;
	for (size_t i = 0; i < trace->threads.count; i++) {
		pid_t tid = trace->threads.list[i].tid;
		long number = threads_syscall(trace->pid, tid);

		if (tid != trace->pid && (may_be(number, call->execve) ||
					  may_be(number, call->execveat)))
			return true;
	}
	return false;
}

/* The last thread of all is what is waited for. */
static void let_end(struct trace *trace, pid_t tid)
{
	threads_remove(&trace->threads, tid);
	go_on(tid, 0);
}

void trace_decide(struct trace *trace)
{
	bool alone;

	if (!trace->undecided)
		return;
	if (trace->threads.count == 1) {
		trace->undecided = false;
		trace->held = trace->pid;
		return;
	}
	rights_raise(RIGHTS_OPEN);
	alone = ends_alone(trace);
	rights_lower();
	if (alone) {
		trace->undecided = false;
		let_end(trace, trace->pid);
	}
}

static void at_exit(struct trace *trace, pid_t tid)
{
	if (!trace->started) {
		/* It could not call exec. */
		go_on(tid, 0);
	} else if (tid == trace->pid) {
		/* Best of all: it has the memory under the number of all. */
		trace->undecided = true;
	} else if (trace->threads.count == 1) {
		trace->held = tid;
	} else {
		let_end(trace, tid);
	}
}

/* Of all threads one is left, under the number of the first. */
static void at_exec(struct trace *trace)
{
	trace->started = true;
	trace->undecided = false;
	trace->threads.count = 0;
	threads_add(&trace->threads, trace->pid);
	go_on(trace->pid, 0);
}

/* A stop of the whole process, by a signal, lasts until SIGCONT. */
static void at_stop(pid_t tid, int signal)
{
	if (signal == SIGTRAP)
		go_on(tid, 0);
	else
		ptrace(PTRACE_LISTEN, tid, NULL, NULL);
}

static bool is_thread(const struct trace *trace, pid_t tid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/task/%d", (int)trace->pid,
		 (int)tid);
	return access(path, F_OK) == 0;
}

/*
 * It is traced from its beginning, and counts before it is first heard of: the
 * thread that made it could be the first one, and end alone.
 */
static void at_clone(struct trace *trace, pid_t tid)
{
	unsigned long made;

	if (ptrace(PTRACE_GETEVENTMSG, tid, NULL, &made) == 0 &&
	    !threads_find(&trace->threads, (pid_t)made) &&
	    is_thread(trace, (pid_t)made))
		threads_add(&trace->threads, (pid_t)made);
	go_on(tid, 0);
}

static void stopped(struct trace *trace, pid_t tid, int status)
{
	switch (status >> 16) {
	case 0:
		go_on(tid, WSTOPSIG(status));
		break;
	case PTRACE_EVENT_STOP:
		at_stop(tid, WSTOPSIG(status));
		break;
	case PTRACE_EVENT_CLONE:
		at_clone(trace, tid);
		break;
	case PTRACE_EVENT_EXIT:
		at_exit(trace, tid);
		break;
	case PTRACE_EVENT_EXEC:
		at_exec(trace);
		break;
	default:
		go_on(tid, 0);
	}
}

/* What clone(2) makes may share memory and yet be no thread. */
static bool take_new(struct trace *trace, pid_t tid, int status)
{
	if (!WIFSTOPPED(status) || status >> 16 == 0)
		return false;
	if (is_thread(trace, tid) && threads_add(&trace->threads, tid) == 0)
		stopped(trace, tid, status);
	else
		ptrace(PTRACE_DETACH, tid, NULL, NULL);
	return true;
}

bool trace_take(struct trace *trace, pid_t tid, int status)
{
	/* A thread that calls execve gets the number of all. */
	if (tid != trace->pid && !threads_find(&trace->threads, tid))
		return take_new(trace, tid, status);
	if (WIFSTOPPED(status)) {
		stopped(trace, tid, status);
		return true;
	}
	threads_remove(&trace->threads, tid);
	return tid != trace->pid;
}

int trace_begin(struct trace *trace, pid_t pid)
{
	int ret = threads_add(&trace->threads, pid);

	if (ret)
		return ret;
	trace->pid = pid;
	rights_raise(RIGHTS_PTRACE);
	if (ptrace(PTRACE_SEIZE, pid, NULL, (long)OPTIONS) != 0)
		ret = -errno;
	rights_lower();
	return ret;
}

void trace_let_go(const struct trace *trace)
{
	if (trace->held)
		ptrace(PTRACE_DETACH, trace->held, NULL, NULL);
}

void trace_end(struct trace *trace)
{
	trace_let_go(trace);
	threads_free(&trace->threads);
	*trace = (struct trace){ 0 };
}

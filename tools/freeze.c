// SPDX-License-Identifier: LGPL-2.1-or-later
/* Stops a process while it is looked at. */
#include "freeze.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "complain.h"
#include "deadline.h"
#include "family.h"
#include "rights.h"

#define PATIENCE 2000000000ull	/* nanoseconds, for threads that do not stop */
#define OFTEN 50000000		/* nanoseconds, to note ends */
#define SHORTEST 20000		/* nanoseconds, between two looks at one */
#define LONGEST 5000000

#ifndef sigev_notify_thread_id	/* older glibc */
#define sigev_notify_thread_id _sigev_un._tid
#endif

bool freeze_would_stop_us(pid_t pid)
{
	for (pid_t at = getpid(); at > 0; at = family_parent_of(at))
		if (at == pid)
			return true;
	return false;
}

/* A stop on the way to a signal: the signal is for when it goes on. */
static int signal_of(int status)
{
	return status >> 16 ? 0 : WSTOPSIG(status);
}

/* Whether it is stopped, or gone; then the list does not have it any more. */
static bool has_stopped(struct freeze *freeze, struct thread *thread)
{
	int status;
	pid_t pid = waitpid(thread->tid, &status, __WALL | WNOHANG);

	if (pid == 0)
		return false;
	if (pid == thread->tid && WIFSTOPPED(status)) {
		thread->stopped = true;
		thread->signal = signal_of(status);
	} else {
		threads_remove(&freeze->threads, thread->tid);
	}
	return true;
}

/*
 * How many go on running.  One that was stopped may have been killed; who waits
 * for that in execve, waits for us to note it.
 */
static size_t look_for_stops(struct freeze *freeze)
{
	size_t running = 0;

	for (size_t i = freeze->threads.count; i-- > 0;) {
		struct thread *thread = &freeze->threads.list[i];
		bool before = thread->stopped;

		if (!has_stopped(freeze, thread) && !before)
			running++;
	}
	return running;
}

/* 0, or -EBUSY: one sleeps in the kernel and hears nothing. */
static int await_stops(struct freeze *freeze, uint64_t deadline)
{
	struct timespec moment = { .tv_nsec = SHORTEST };

	while (look_for_stops(freeze)) {
		if (deadline_is_over(deadline))
			return -EBUSY;
		nanosleep(&moment, NULL);
		if (moment.tv_nsec < LONGEST)
			moment.tv_nsec *= 2;
	}
	return 0;
}

static ssize_t trace_all(struct freeze *freeze)
{
	size_t before = freeze->threads.count;
	ssize_t added;

	rights_raise(RIGHTS_PTRACE);
	added = threads_trace(&freeze->threads, freeze->pid, 0);
	rights_lower();
	for (size_t i = before; i < freeze->threads.count; i++)
		ptrace(PTRACE_INTERRUPT, freeze->threads.list[i].tid, NULL,
		       NULL);
	return added;
}

/* Threads that would not stop in time, and are let go when they do. */
static struct threads late;

/* The end of a process that was killed is for its parent, who may be us. */
static bool is_for_command(pid_t tid)
{
	return family_parent_of(tid) == getpid();
}

/* Whether nothing is left to do for it. */
static bool let_go(const struct thread *thread)
{
	siginfo_t info = { .si_pid = 0 };
	int status;

	if (ptrace(PTRACE_DETACH, thread->tid, NULL,
		   (long)thread->signal) == 0)
		return true;
	if (waitid(P_PID, (id_t)thread->tid, &info, WEXITED | WSTOPPED |
		   WNOHANG | WNOWAIT | __WALL) != 0)
		return true;
	if (info.si_pid == 0)
		return false;
	if (info.si_code != CLD_TRAPPED && info.si_code != CLD_STOPPED &&
	    is_for_command(thread->tid))
		return true;
	if (waitpid(thread->tid, &status, __WALL) == thread->tid &&
	    WIFSTOPPED(status))
		ptrace(PTRACE_DETACH, thread->tid, NULL,
		       (long)signal_of(status));
	return true;
}

/* The first thread last: the kernel tells of its end when all others have. */
static void let_all_go(struct threads *threads)
{
	for (size_t i = threads->count; i-- > 0;)
		if (let_go(&threads->list[i]))
			threads_remove(threads, threads->list[i].tid);
}

/* See threads_note_ends(): it is called again and again.  Negative: cannot. */
static int start_timer(timer_t *timer)
{
	const struct sigaction action = {
		.sa_handler = threads_note_ends,
		.sa_flags = SA_RESTART,
	};
	const struct itimerspec often = {
		.it_interval = { .tv_nsec = OFTEN },
		.it_value = { .tv_nsec = OFTEN },
	};
	struct sigevent event = {
		.sigev_notify = SIGEV_THREAD_ID,
		.sigev_signo = SIGALRM,
	};
	sigset_t alarm;

	event.sigev_notify_thread_id = gettid();
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm, NULL);
	if (timer_create(CLOCK_MONOTONIC, &event, timer) != 0)
		return -errno;
	timer_settime(*timer, 0, &often, NULL);
	return 0;
}

/* Who runs may have made another thread, before it stopped. */
static int stop_all(struct freeze *freeze)
{
	uint64_t deadline = deadline_in(PATIENCE);
	ssize_t added;
	int ret;

	do {
		added = trace_all(freeze);
		ret = added < 0 ? (int)added : await_stops(freeze, deadline);
	} while (ret == 0 && added > 0);
	return ret;
}

int freeze_begin(struct freeze *freeze, pid_t pid)
{
	timer_t timer;
	int ret;

	let_all_go(&late);
	*freeze = (struct freeze){ .pid = pid };
	if (freeze_would_stop_us(pid))
		return -EDEADLK;
	ret = start_timer(&timer);
	if (ret)
		return ret;
	ret = stop_all(freeze);
	timer_delete(timer);
	if (ret == 0 && freeze->threads.count == 0)
		ret = -ESRCH;
	if (ret)
		freeze_end(freeze);
	return ret;
}

void freeze_end(struct freeze *freeze)
{
	const struct timespec moment = { .tv_nsec = LONGEST };
	struct threads *threads = &freeze->threads;
	uint64_t deadline = deadline_in(PATIENCE);

	let_all_go(threads);
	while (threads->count && !deadline_is_over(deadline)) {
		nanosleep(&moment, NULL);
		let_all_go(threads);
	}
	for (size_t i = 0; i < threads->count; i++)
		threads_add(&late, threads->list[i].tid);
	threads_free(threads);
}

void freeze_explain(pid_t pid, int err)
{
	pid_t tracer = threads_tracer(pid);

	if (err == -EDEADLK)
		complain("%d: cannot be stopped: we run below it", (int)pid);
	else if (err == -EBUSY)
		complain("%d: cannot be stopped: it sleeps in the kernel",
			 (int)pid);
	else if (tracer)
		complain("%d: cannot be stopped: %d traces it", (int)pid,
			 (int)tracer);
	else
		complain("%d: cannot be stopped: %s (needs CAP_SYS_PTRACE)",
			 (int)pid, strerror(-err));
}

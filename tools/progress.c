// SPDX-License-Identifier: LGPL-2.1-or-later
/* How far long work is, on a terminal and for SIGUSR1. */
#include "progress.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "complain.h"
#include "units.h"

#define FIRST_AFTER_MS 1000
#define AGAIN_AFTER_MS 200

#define NAME_ROOM 32
#define LINE_ROOM (NAME_ROOM + PROGRESS_ROOM)

static char name[NAME_ROOM];

/*
 * The signal comes in the middle of anything: it reads the state that is
 * complete, while the other one is filled.
 */
static struct progress states[2];
static volatile sig_atomic_t complete;

/* Columns of the line that is on the terminal. */
static volatile sig_atomic_t shown;

static bool may_show;
static int64_t next_ms;

static char *put_percent(const struct progress *progress, char *to)
{
	uint64_t done = progress->number - 1, all = progress->of;

	if (progress->of < 2) {
		done = progress->va - progress->start;
		all = progress->length;
	}
	if (!all || !progress->number || done > all)
		return to;
	/* A hundred times as much has to be a number. */
	for (; all >> 57; all >>= 1)
		done >>= 1;
	to = stpcpy(to, " (");
	to = units_put_decimal(to, done * 100 / all);
	return stpcpy(to, "%)");
}

static char *frames_line(const struct progress *progress, char *to)
{
	to = units_put_grouped(to, progress->frames);
	to = units_put_grouped(stpcpy(to, " of "), progress->of_frames);
	to = stpcpy(to, " frames seen");
	/* A hundred times as much has to be a number. */
	if (progress->frames > progress->of_frames || progress->frames >> 57)
		return to;
	to = units_put_decimal(stpcpy(to, " ("),
			       progress->frames * 100 / progress->of_frames);
	return stpcpy(to, "%)");
}

char *progress_line(const struct progress *progress, char line[PROGRESS_ROOM])
{
	char *to = line;

	if (progress->of_frames)
		return frames_line(progress, to);

	if (!progress->pid)
		return stpcpy(to, "nothing was looked at yet");
	if (progress->of > 1) {
		to = units_put_grouped(stpcpy(to, "process "),
				       progress->number);
		to = units_put_grouped(stpcpy(to, " of "), progress->of);
		to = stpcpy(to, ", ");
	}
	to = units_put_decimal(to, (uint64_t)progress->pid);
	to = units_put_hex(stpcpy(to, ": at "), progress->va);
	to = units_put_grouped(stpcpy(to, ", "), progress->pages);
	to = stpcpy(to, progress->pages == 1 ? " page seen" : " pages seen");
	return put_percent(progress, to);
}

/* The program's name in front, blanks over what was there. */
static size_t make_line(char line[LINE_ROOM])
{
	char *to = stpcpy(stpcpy(line, name), ": ");
	size_t length;

	to = progress_line(&states[complete], to);
	length = (size_t)(to - line);
	while (length < (size_t)shown)
		line[length++] = ' ';
	return length;
}

/* Nobody hears of a progress that cannot be told. */
static void say(const char *text, size_t length)
{
	if (write(STDERR_FILENO, text, length) < 0)
		return;
}

static void answer(int signal)
{
	char line[LINE_ROOM + 2], *to = line;
	int err = errno;

	(void)signal;
	if (shown)
		*to++ = '\r';
	to += make_line(to);
	*to++ = '\n';
	shown = 0;
	say(line, (size_t)(to - line));
	errno = err;
}

static int64_t now_ms(void)
{
	struct timespec now;

	/* The coarse clock is read without a system call. */
	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_start(void)
{
	struct sigaction how = { .sa_handler = answer, .sa_flags = SA_RESTART };
	struct sigaction before;

	strncpy(name, program_invocation_short_name, sizeof(name) - 1);
	sigemptyset(&how.sa_mask);
	if (sigaction(SIGUSR1, NULL, &before) == 0 &&
	    before.sa_handler != SIG_IGN)
		sigaction(SIGUSR1, &how, NULL);
}

void progress_show(void)
{
	may_show = isatty(STDERR_FILENO);
	next_ms = now_ms() + FIRST_AFTER_MS;
}

/* A line that goes on in the next cannot be wiped. */
static size_t columns(void)
{
	struct winsize size = { 0 };

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 2)
		return 79;
	return size.ws_col - 1u;
}

static void show(void)
{
	char line[LINE_ROOM + 1];
	sigset_t asked, before;
	size_t length, room = columns();

	/* The answer must not come between the line and what we know of it. */
	sigemptyset(&asked);
	sigaddset(&asked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &asked, &before);
	line[0] = '\r';
	length = make_line(line + 1);
	if (length > room)
		length = room;
	say(line, length + 1);
	shown = (sig_atomic_t)length;
	sigprocmask(SIG_SETMASK, &before, NULL);
}

void progress_wipe(void)
{
	char blanks[LINE_ROOM + 2];
	size_t length = (size_t)shown;

	if (!length)
		return;
	shown = 0;
	memset(blanks, ' ', length + 2);
	blanks[0] = blanks[length + 1] = '\r';
	say(blanks, length + 2);
}

void progress_wipe_on(int fd)
{
	if (shown && isatty(fd))
		progress_wipe();
}

/*
 * What is reached.
 */

struct progress_share {
	pthread_mutex_t lock;
	struct progress state;
};

static _Thread_local struct progress_share *own;

struct progress_share *progress_share_new(void)
{
	struct progress_share *share = calloc(1, sizeof(*share));

	if (!share)
		complain_out_of_memory();
	pthread_mutex_init(&share->lock, NULL);
	return share;
}

void progress_share_free(struct progress_share *share)
{
	if (share)
		pthread_mutex_destroy(&share->lock);
	free(share);
}

void progress_divert(struct progress_share *share)
{
	own = share;
}

static const struct progress *reached(void)
{
	return own ? &own->state : &states[complete];
}

static void reach(const struct progress *state)
{
	if (own) {
		pthread_mutex_lock(&own->lock);
		own->state = *state;
		pthread_mutex_unlock(&own->lock);
		return;
	}
	states[!complete] = *state;
	/* Before the handler may look at it. */
	atomic_signal_fence(memory_order_acq_rel);
	complete = !complete;
	/* And what is filled next is not what it looks at. */
	atomic_signal_fence(memory_order_acq_rel);
	if (!may_show || now_ms() < next_ms)
		return;
	show();
	next_ms = now_ms() + AGAIN_AFTER_MS;
}

void progress_show_share(struct progress_share *share)
{
	struct progress state;

	pthread_mutex_lock(&share->lock);
	state = share->state;
	pthread_mutex_unlock(&share->lock);
	/* Its thread has not come to the process yet whose turn it is, or is
	 * not the one who tells. */
	if (!state.pid)
		return;
	if (state.of == reached()->of && state.number < reached()->number)
		return;
	reach(&state);
}

void progress_process(pid_t pid, size_t number, size_t of)
{
	reach(&(struct progress){ .pid = pid, .number = number, .of = of });
}

void progress_frames(uint64_t frames, uint64_t of)
{
	reach(&(struct progress){ .frames = frames, .of_frames = of });
}

void progress_range(uint64_t start, uint64_t length)
{
	struct progress state = *reached();

	state.start = state.va = start;
	state.length = length;
	reach(&state);
}

void progress_runs(const struct vminfo_run *runs, size_t n, uint64_t page_size)
{
	struct progress state = *reached();

	for (size_t i = 0; runs[0].state != VMINFO_UNMAPPED && i < n; i++)
		state.pages += runs[i].pages;
	state.va = runs[n - 1].va + runs[n - 1].pages * page_size;
	reach(&state);
}

void progress_pages(const struct vminfo_page *pages, size_t n)
{
	struct progress state = *reached();

	if (pages[0].state != VMINFO_UNMAPPED)
		state.pages += n;
	state.va = pages[n - 1].va;
	reach(&state);
}

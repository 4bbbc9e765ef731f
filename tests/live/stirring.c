// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Is never quiet, in the way that its argument names; says "ready" when it has
 * begun.  Of "asleep" each thread sleeps in another system call, and for each
 * line of input it names those that returned.
 */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define BETWEEN 3000	/* mappings */

static char **words;
static int empty[2];	/* a pipe that nobody writes to */

static void *sleep_on(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static void start(void *(*run)(void *), void *data)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run, data) != 0)
		exit(99);
}

static void say(const char *line)
{
	puts(line);
	fflush(stdout);
}

/* --- moves a page from one end of many mappings to the other -------------- */

static void move(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t all = (2 * BETWEEN + 3) * page;
	int fd = memfd_create("moving", 0);
	char *low = mmap(NULL, all, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
			 -1, 0);
	char *high = low + all - page;

	if (fd < 0 || ftruncate(fd, (off_t)page) != 0 || low == MAP_FAILED)
		exit(99);
	for (size_t i = 1; i <= BETWEEN; i++)
		mprotect(low + 2 * i * page, page, PROT_READ);
	mmap(low, page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0);
	*low = 1;
	say("ready");
	for (;;) {
		mremap(low, page, page, MREMAP_MAYMOVE | MREMAP_FIXED, high);
		mremap(high, page, page, MREMAP_MAYMOVE | MREMAP_FIXED, low);
	}
}

/* --- makes threads -------------------------------------------------------- */

static void *make_another(void *unused)
{
	pthread_t thread;

	while (pthread_create(&thread, NULL, make_another, NULL) != 0)
		;
	pthread_detach(pthread_self());
	return unused;
}

static void make(void)
{
	for (int i = 0; i < 4; i++)
		start(make_another, NULL);
	say("ready");
	sleep_on(NULL);
}

/* --- starts itself from a thread, which others hinder --------------------- */

static void *exec_again(void *unused)
{
	execv(words[0], words);
	return unused;
}

static void exec(void)
{
	if (!getenv("STIRRING")) {
		setenv("STIRRING", "yes", 1);
		say("ready");
	}
	for (int i = 0; i < 20; i++)
		start(sleep_on, NULL);
	start(exec_again, NULL);
	sleep_on(NULL);
}

/* --- sleeps in many ways -------------------------------------------------- */

static void in_read(void)
{
	char byte;

	if (read(empty[0], &byte, 1) < 0)
		return;
}

static void in_poll(void)
{
	struct pollfd wanted = { .fd = empty[0], .events = POLLIN };

	poll(&wanted, 1, -1);
}

static void in_poll_with_timeout(void)
{
	struct pollfd wanted = { .fd = empty[0], .events = POLLIN };

	poll(&wanted, 1, 1000000);
}

static void in_select(void)
{
	fd_set wanted;

	FD_ZERO(&wanted);
	FD_SET(empty[0], &wanted);
	select(empty[0] + 1, &wanted, NULL, NULL, NULL);
}

static void in_nanosleep(void)
{
	struct timespec days = { .tv_sec = 1000000 };

	syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &days, &days);
}

static void in_futex(void)
{
	static int word;

	syscall(SYS_futex, &word, 0 /* FUTEX_WAIT */, 0, NULL, NULL, 0);
}

static void in_pause(void)
{
	pause();
}

static void in_epoll(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	int fd = epoll_create1(0);

	epoll_ctl(fd, EPOLL_CTL_ADD, empty[0], &event);
	epoll_wait(fd, &event, 1, -1);
}

static void in_sigwait(void)
{
	struct timespec days = { .tv_sec = 1000000 };
	sigset_t none;

	sigemptyset(&none);
	sigtimedwait(&none, NULL, &days);
}

static struct sleeper {
	const char *name;
	void (*sleep)(void);
	volatile pid_t tid;
	volatile sig_atomic_t returned;
} sleepers[] = {
	{ .name = "read", .sleep = in_read },
	{ .name = "poll", .sleep = in_poll },
	{ .name = "poll-with-timeout", .sleep = in_poll_with_timeout },
	{ .name = "select", .sleep = in_select },
	{ .name = "nanosleep", .sleep = in_nanosleep },
	{ .name = "futex", .sleep = in_futex },
	{ .name = "pause", .sleep = in_pause },
	{ .name = "epoll", .sleep = in_epoll },
	{ .name = "sigwait", .sleep = in_sigwait },
};

#define COUNT (sizeof(sleepers) / sizeof(sleepers[0]))

static void *sleep_once(void *data)
{
	struct sleeper *sleeper = data;

	sleeper->tid = (pid_t)syscall(SYS_gettid);
	sleeper->sleep();
	sleeper->returned = 1;
	return sleep_on(NULL);
}

static int is_asleep(const struct sleeper *sleeper)
{
	char path[64], text[512] = "";
	FILE *stat;

	if (!sleeper->tid)
		return 0;
	snprintf(path, sizeof(path), "/proc/self/task/%d/stat",
		 (int)sleeper->tid);
	stat = fopen(path, "r");
	if (!stat || !fgets(text, sizeof(text), stat))
		exit(99);
	fclose(stat);
	return strstr(text, ") S ") != NULL;
}

/* Twice: one may have been asleep and on its way to say that it returned. */
static void wait_until_all_sleep(void)
{
	for (size_t i = 0, good = 0; good < 2 * COUNT; i = (i + 1) % COUNT)
		good = is_asleep(&sleepers[i]) ? good + 1 : 0;
}

static void fall_asleep(void)
{
	char line[16];

	for (size_t i = 0; i < COUNT; i++)
		start(sleep_once, &sleepers[i]);
	wait_until_all_sleep();
	say("ready");
	while (fgets(line, sizeof(line), stdin)) {
		wait_until_all_sleep();
		for (size_t i = 0; i < COUNT; i++)
			if (sleepers[i].returned)
				say(sleepers[i].name);
		say("ready");
	}
}

/* --- says "caught" for each signal ---------------------------------------- */

static void catch(int number)
{
	(void)number;
	if (write(STDOUT_FILENO, "caught\n", 7) != 7)
		_exit(99);
}

static void listen(void)
{
	signal(SIGUSR1, catch);
	say("ready");
	for (;;)
		getppid();
}

static const struct {
	const char *name;
	void (*stir)(void);
} ways[] = {
	{ "move", move },
	{ "make", make },
	{ "exec", exec },
	{ "listen", listen },
	{ "asleep", fall_asleep },
};

int main(int argc, char **argv)
{
	words = argv;
	if (pipe(empty) != 0)
		return 99;
	for (size_t i = 0; argc == 2 && i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(argv[1], ways[i].name) == 0)
			ways[i].stir();
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Ends in the way that its argument names.  Just before, it fills a part of a
 * memfd called "marked": 5 of 8 pages, so that who looks too early sees less.
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char *memory;
static size_t page;
static pthread_t first;
static char **words;

static void fill(size_t pages)
{
	memset(memory, 1, pages * page);
}

static void map(void)
{
	int fd = memfd_create("marked", 0);

	page = (size_t)sysconf(_SC_PAGESIZE);
	if (fd < 0 || ftruncate(fd, (off_t)(8 * page)) != 0)
		exit(99);
	memory = mmap(NULL, 8 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd,
		      0);
	if (memory == MAP_FAILED)
		exit(99);
	fill(1);
}

static void *sleep_on(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static void *exit_from_thread(void *unused)
{
	fill(5);
	exit(0);
	return unused;
}

static void start(void *(*run)(void *))
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run, NULL) != 0)
		exit(99);
}

/* Not before the first thread is a zombie. */
static void *exit_alone(void *unused)
{
	char path[64], text[512] = "";
	FILE *stat;

	pthread_join(first, NULL);
	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", getpid());
	while (!strstr(text, ") Z ")) {
		stat = fopen(path, "r");
		if (!stat || !fgets(text, sizeof(text), stat))
			exit(99);
		fclose(stat);
	}
	fill(5);
	exit(0);
	return unused;
}

static void *exec_again(void *unused)
{
	words[1] = (char[]){ "exit" };
	execv(words[0], words);
	return unused;
}

static void *return_at_once(void *unused)
{
	return unused;
}

static void end_by_exit(void)
{
	fill(5);
	exit(0);
}

static void end_by_failure(void)
{
	fill(5);
	exit(7);
}

static void end_by_fault(void)
{
	fill(5);
	mprotect(memory, 8 * page, PROT_NONE);
	memory[0] = 1;
}

static void end_by_kill(void)
{
	fill(5);
	kill(getpid(), SIGKILL);
}

static void end_with_sleepers(void)
{
	for (int i = 0; i < 20; i++)
		start(sleep_on);
	end_by_exit();
}

static void end_by_thread(void)
{
	start(sleep_on);
	start(exit_from_thread);
	sleep_on(NULL);
}

static void end_first(void)
{
	first = pthread_self();
	start(exit_alone);
	pthread_exit(NULL);
}

static void end_by_exec(void)
{
	start(sleep_on);
	start(exec_again);
	sleep_on(NULL);
}

/* The first thread ends, and another starts a program. */
static void *exec_alone(void *unused)
{
	pthread_join(first, NULL);
	return exec_again(unused);
}

static void end_first_and_exec(void)
{
	first = pthread_self();
	start(exec_alone);
	pthread_exit(NULL);
}

static void end_after_many(void)
{
	pthread_t thread;

	for (int i = 0; i < 2000; i++) {
		if (pthread_create(&thread, NULL, return_at_once, NULL) != 0)
			exit(99);
		pthread_join(thread, NULL);
	}
	end_by_exit();
}

static void end_after_fork(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	waitpid(child, NULL, 0);
	end_by_exit();
}

/* Shares memory with its parent, but is no thread of it. */
static void end_after_vfork(void)
{
	pid_t child = vfork();

	if (child == 0)
		_exit(0);
	waitpid(child, NULL, 0);
	end_by_exit();
}

static int pause_on(void *unused)
{
	sleep_on(unused);
	return 0;
}

/* A process of its own that goes on, in the same memory. */
static void end_beside_another(void)
{
	static char stack[65536] __attribute__((aligned(16)));

	if (clone(pause_on, stack + sizeof(stack), CLONE_VM, NULL) < 0)
		exit(99);
	end_by_exit();
}

static void end_after_stop(void)
{
	fill(5);
	raise(SIGSTOP);
	exit(0);
}

static volatile sig_atomic_t caught;

static void catch(int number)
{
	caught += number == SIGUSR1;
}

/* Signals reach it, and interrupt nothing that they should not. */
static void end_after_signals(void)
{
	signal(SIGUSR1, catch);
	for (int i = 0; i < 100; i++)
		raise(SIGUSR1);
	if (caught != 100)
		exit(98);
	end_by_exit();
}

static const struct {
	const char *name;
	void (*end)(void);
} ways[] = {
	{ "exit", end_by_exit },
	{ "failure", end_by_failure },
	{ "fault", end_by_fault },
	{ "kill", end_by_kill },
	{ "sleepers", end_with_sleepers },
	{ "thread", end_by_thread },
	{ "first", end_first },
	{ "exec", end_by_exec },
	{ "first-exec", end_first_and_exec },
	{ "many", end_after_many },
	{ "fork", end_after_fork },
	{ "vfork", end_after_vfork },
	{ "beside", end_beside_another },
	{ "stop", end_after_stop },
	{ "signals", end_after_signals },
};

int main(int argc, char **argv)
{
	words = argv;
	map();
	for (size_t i = 0; argc == 2 && i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(argv[1], ways[i].name) == 0)
			ways[i].end();
	fprintf(stderr, "usage: ending WAY\n");
	return 99;
}

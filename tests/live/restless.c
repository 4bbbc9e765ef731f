// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * restless - a target that changes while it is looked at, in such a way that
 * a truncated or mixed list can be told from a whole one.
 *
 * Every image puts up POSTS posts at fixed addresses, from the highest to the
 * lowest, and never takes one down: wherever the list is read, the posts seen
 * are the upper end of the row, without a gap.  A post is one written page; a
 * red one is readable, a blue one writable too, and one process is of one
 * colour.
 *
 *   restless still            red posts, then it waits
 *   restless exec COLOUR      posts, then exec of itself in the other colour
 *   restless toggle           posts, and mappings that come, go, split and
 *                             merge beside and around them, for ever
 *   restless leave            posts, a thread that waits, and a leader that
 *                             ends: a zombie with memory
 *   restless respawn PID      children with that number, one after the other,
 *                             in turn red and blue (in a PID namespace)
 */
#include <errno.h>
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { POSTS = 1000 };

#define FIRST_POST 0x10000000000ULL
#define STEP (64ULL << 10)

static size_t page;

/* Mappings that count as reserved would not be joined to others. */
static void *map_at(uint64_t va, size_t length, int protection)
{
	void *area = mmap((void *)(uintptr_t)va, length, protection,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED |
			  MAP_NORESERVE, -1, 0);

	if (area == MAP_FAILED) {
		perror("mmap");
		_exit(1);
	}
	return area;
}

static void put_up_posts(bool blue)
{
	for (uint64_t i = POSTS; i-- > 0;) {
		char *post = map_at(FIRST_POST + i * STEP, page,
				    PROT_READ | PROT_WRITE);

		*post = 'v';
		if (!blue)
			mprotect(post, page, PROT_READ);
	}
}

static void say_ready(void)
{
	puts("ready");
	fflush(stdout);
}

static void sleep_up_to_us(unsigned int most)
{
	usleep((unsigned int)rand() % most);
}

static int run_exec(char **argv)
{
	bool blue = !strcmp(argv[2], "blue");

	put_up_posts(blue);
	srand((unsigned int)(uintptr_t)&blue);
	sleep_up_to_us(6000);
	execl("/proc/self/exe", argv[0], "exec", blue ? "red" : "blue",
	      (char *)NULL);
	return 1;
}

/* Between the posts: mappings that are there every other time. */
static void *come_and_go(void *unused)
{
	(void)unused;
	for (bool there = false;; there = !there) {
		for (uint64_t i = 0; i < POSTS; i++) {
			uint64_t va = FIRST_POST + i * STEP + 4 * page;

			if (there)
				munmap((void *)(uintptr_t)va, 4 * page);
			else
				map_at(va, 4 * page, PROT_READ | PROT_WRITE);
		}
	}
	return NULL;
}

/* The page above a post comes, joins its mapping, leaves it, and goes. */
static void change_neighbour(uint64_t post, unsigned int phase)
{
	void *next = (void *)(uintptr_t)(post + page);

	switch (phase % 4) {
	case 0:
		map_at(post + page, page, PROT_READ | PROT_WRITE);
		break;
	case 1:
		mprotect(next, page, PROT_READ);
		break;
	case 2:
		mprotect(next, page, PROT_READ | PROT_WRITE);
		break;
	case 3:
		munmap(next, page);
		break;
	}
}

/* Each post stays as it is for one round: about as long as a walk takes. */
static void join_and_split(void)
{
	for (unsigned int phase = 0;; phase++) {
		for (uint64_t i = 0; i < POSTS; i++)
			change_neighbour(FIRST_POST + i * STEP, phase);
	}
}

static int run_toggle(void)
{
	pthread_t thread;

	put_up_posts(false);
	if (pthread_create(&thread, NULL, come_and_go, NULL))
		return 1;
	say_ready();
	join_and_split();
	return 0;
}

static void *wait_for_ever(void *unused)
{
	(void)unused;
	say_ready();
	for (;;)
		pause();
	return NULL;
}

static int run_leave(void)
{
	pthread_t thread;

	put_up_posts(false);
	if (pthread_create(&thread, NULL, wait_for_ever, NULL))
		return 1;
	pthread_exit(NULL);
}

/* Child with that PID; 0 in the child, as fork(). */
static pid_t fork_as(pid_t pid)
{
	struct clone_args how = {
		.exit_signal = SIGCHLD,
		.set_tid = (uintptr_t)&pid,
		.set_tid_size = 1,
	};

	return (pid_t)syscall(SYS_clone3, &how, sizeof(how));
}

static int run_respawn(pid_t pid)
{
	for (bool blue = false;; blue = !blue) {
		pid_t child = fork_as(pid);

		if (child < 0)
			return errno == EPERM ? 77 : 1;
		if (child == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			put_up_posts(blue);
			for (;;)
				pause();
		}
		sleep_up_to_us(12000);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";

	page = (size_t)sysconf(_SC_PAGESIZE);
	if (!strcmp(mode, "exec") && argc == 3)
		return run_exec(argv);
	if (!strcmp(mode, "toggle"))
		return run_toggle();
	if (!strcmp(mode, "leave"))
		return run_leave();
	if (!strcmp(mode, "respawn") && argc == 3)
		return run_respawn(atoi(argv[2]));
	if (strcmp(mode, "still"))
		return 2;
	put_up_posts(false);
	say_ready();
	for (;;)
		pause();
}

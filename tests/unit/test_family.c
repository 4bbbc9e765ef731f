// SPDX-License-Identifier: LGPL-2.1-or-later
/* The processes below this one. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "family.h"

#define ROOM 16

/* A child that waits, with as many generations below it. */
static pid_t start(int generations)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	if (generations)
		start(generations - 1);
	for (;;)
		pause();
}

static bool has(const pid_t *pids, size_t count, pid_t pid)
{
	for (size_t i = 0; i < count; i++)
		if (pids[i] == pid)
			return true;
	return false;
}

typedef size_t list(pid_t *pids, size_t room);

static void finds_both(list *children)
{
	pid_t pids[ROOM], one = start(0), other = start(0);
	size_t count = children(pids, ROOM);

	assert_true(has(pids, count, one));
	assert_true(has(pids, count, other));
	assert_int_equal(count, 2);
	assert_int_equal(children(pids, 1), 1);
	family_kill();
	assert_int_equal(children(pids, ROOM), 0);
}

static void children_are_found_by_the_kernels_list(void **state)
{
	(void)state;
	finds_both(family_children);
}

static void children_are_found_by_their_parent(void **state)
{
	(void)state;
	finds_both(family_children_by_parent);
}

static void a_signal_reaches_each_child(void **state)
{
	int status;

	(void)state;
	start(0);
	start(0);
	assert_int_equal(family_signal(SIGTERM), 2);
	for (int i = 0; i < 2; i++) {
		assert_true(wait(&status) > 0);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGTERM);
	}
	assert_int_equal(family_signal(SIGTERM), 0);
}

/* Each generation is ours when the one above it has gone. */
static void all_generations_are_ended(void **state)
{
	(void)state;
	start(5);
	family_kill();
	assert_int_equal(wait(NULL), -1);
	assert_int_equal(errno, ECHILD);
}

static int begin(void **state)
{
	(void)state;
	family_begin();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(children_are_found_by_the_kernels_list),
		cmocka_unit_test(a_signal_reaches_each_child),
		cmocka_unit_test(all_generations_are_ended),
		/* Afterwards, this is the way for all. */
		cmocka_unit_test(children_are_found_by_their_parent),
		cmocka_unit_test(all_generations_are_ended),
	};

	return cmocka_run_group_tests(tests, begin, NULL);
}

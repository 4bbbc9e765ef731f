// SPDX-License-Identifier: LGPL-2.1-or-later
/* An address space that is held, until nobody has it any more. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake-tree.h"
#include "paging-pin.h"

/* A child that waits for a word, and then calls exec. */
struct child {
	pid_t pid;
	int word;	/* written to it */
	int gone;	/* at its end when it has called exec, or has ended */
};

static void wait_and_exec(int word)
{
	char byte;

	if (read(word, &byte, 1) == 1)
		execl("/bin/sh", "sh", "-c", "exec sleep 1000", (char *)NULL);
	_exit(1);
}

static void start(struct child *child)
{
	int word[2], gone[2];

	assert_int_equal(pipe2(word, O_CLOEXEC), 0);
	assert_int_equal(pipe2(gone, O_CLOEXEC), 0);
	child->pid = fork();
	assert_true(child->pid >= 0);
	if (child->pid == 0) {
		close(word[1]);
		wait_and_exec(word[0]);
	}
	close(word[0]);
	close(gone[1]);
	child->word = word[1];
	child->gone = gone[0];
}

static void wait_until_gone(const struct child *child)
{
	char byte;

	assert_int_equal(read(child->gone, &byte, 1), 0);
}

static void end(const struct child *child)
{
	kill(child->pid, SIGKILL);
	waitpid(child->pid, NULL, 0);
	close(child->word);
	close(child->gone);
}

static void it_holds_until_exec(void **state)
{
	struct child child;
	int pin;

	(void)state;
	start(&child);
	pin = paging_pin_open(NULL, child.pid);
	assert_true(pin >= 0);
	assert_true(paging_pin_holds(pin));
	assert_true(paging_pin_holds(pin));
	assert_int_equal(write(child.word, "x", 1), 1);
	wait_until_gone(&child);
	assert_false(paging_pin_holds(pin));
	paging_pin_close(pin);
	end(&child);
}

static void it_holds_until_the_end(void **state)
{
	struct child child;
	int pin;

	(void)state;
	start(&child);
	pin = paging_pin_open(NULL, child.pid);
	assert_true(paging_pin_holds(pin));
	end(&child);
	assert_false(paging_pin_holds(pin));
	paging_pin_close(pin);
}

static void without_a_descriptor_nothing_is_known(void **state)
{
	(void)state;
	assert_true(paging_pin_holds(-1));
	assert_int_equal(paging_pin_open("/nowhere", getpid()), -1);
	paging_pin_close(-1);
}

static void descriptors_for_others_are_spared(void **state)
{
	struct rlimit limit, small;
	int open_before, pin;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	small = limit;
	small.rlim_cur = 200;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &small), 0);
	open_before = fake_tree_open();
	assert_int_equal(paging_pin_open(NULL, getpid()), -1);
	assert_int_equal(fake_tree_open(), open_before);
	paging_pin_allow_many();
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &small), 0);
	assert_int_equal(small.rlim_cur, limit.rlim_max);
	pin = paging_pin_open(NULL, getpid());
	assert_true(pin >= 0);
	paging_pin_close(pin);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_holds_until_exec),
		cmocka_unit_test(it_holds_until_the_end),
		cmocka_unit_test(without_a_descriptor_nothing_is_known),
		cmocka_unit_test(descriptors_for_others_are_spared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

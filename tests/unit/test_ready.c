// SPDX-License-Identifier: LGPL-2.1-or-later
/* Who waits for a barrier waits until the command was looked at. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include <vminfo-ready.h>

#include "ready.h"

/* A ready point that we can write to. */
static int open_point(struct ready *ready, const char *how)
{
	int keep = -1, fd;

	assert_int_equal(ready_parse(ready, how), 1);
	ready->user = getuid();
	assert_int_equal(ready_open(ready), 0);
	assert_int_equal(ready_give(ready, &keep), 0);
	fd = vminfo_point_socket();
	assert_true(fd >= 0);
	return fd;
}

/* The end that says when the barrier is gone. */
static int send_barrier(int fd)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(vminfo_point_send_barrier(fd, ends[1]), 0);
	close(ends[1]);
	return ends[0];
}

static bool is_gone(int end)
{
	struct pollfd wait = { .fd = end, .events = POLLIN };

	return poll(&wait, 1, 0) == 1;
}

static void a_barrier_stays_until_it_was_looked_at(void **state)
{
	struct ready ready;
	int fd = open_point(&ready, "notify"), before, with;

	(void)state;
	before = send_barrier(fd);
	assert_int_equal(send(fd, "READY=1", 7, 0), 7);
	with = send_barrier(fd);
	ready_take(&ready);
	assert_true(ready.said);
	assert_true(is_gone(before));
	assert_false(is_gone(with));
	ready_release(&ready);
	assert_true(is_gone(with));
	close(before);
	close(with);
	close(fd);
	ready_close(&ready);
}

static void a_barrier_that_is_never_taken_goes_with_the_socket(void **state)
{
	struct ready ready;
	int fd = open_point(&ready, "notify:late"), end;

	(void)state;
	end = send_barrier(fd);
	assert_false(is_gone(end));
	ready_close(&ready);
	assert_true(is_gone(end));
	close(end);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_barrier_stays_until_it_was_looked_at),
		cmocka_unit_test(
			a_barrier_that_is_never_taken_goes_with_the_socket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

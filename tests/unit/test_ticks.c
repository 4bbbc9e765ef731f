// SPDX-License-Identifier: LGPL-2.1-or-later
/* When to look again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "ticks.h"

static uint64_t after(uint64_t next, uint64_t now, uint64_t end)
{
	const struct ticks ticks = { .every = 10, .next = next, .end = end };

	return ticks_after(&ticks, now);
}

static void ticks_do_not_drift(void **state)
{
	(void)state;
	assert_int_equal(after(100, 100, UINT64_MAX), 110);
	assert_int_equal(after(100, 109, UINT64_MAX), 110);
}

static void missed_ticks_are_left_out(void **state)
{
	(void)state;
	assert_int_equal(after(100, 110, UINT64_MAX), 120);
	assert_int_equal(after(100, 119, UINT64_MAX), 120);
	assert_int_equal(after(100, 1234, UINT64_MAX), 1240);
}

static void the_last_tick_is_at_the_end(void **state)
{
	(void)state;
	assert_int_equal(after(100, 100, 105), 105);
	assert_int_equal(after(100, 300, 105), 105);
	assert_int_equal(after(105, 105, 105), 0);
}

static void a_tick_beyond_all_time_is_at_its_end(void **state)
{
	const struct ticks ticks = { .every = UINT64_MAX - 5, .next = 100,
				     .end = UINT64_MAX };

	(void)state;
	assert_true(ticks_after(&ticks, 100) == UINT64_MAX);
}

static void each_tick_comes_until_the_end(void **state)
{
	struct ticks ticks;
	int n = 0;

	(void)state;
	ticks_start(&ticks, 2000000, 5000000);
	while (ticks_wait(&ticks))
		n++;
	ticks_stop(&ticks);
	/* Two and the end; a slow machine may miss some, but not the end. */
	assert_in_range(n, 1, 3);
	assert_false(ticks_wait(&ticks));
}

static void a_signal_ends_it_also_if_it_came_before_the_wait(void **state)
{
	sigset_t mask;
	struct ticks ticks;

	(void)state;
	ticks_start(&ticks, UINT64_C(3600000000000), 0);
	kill(getpid(), SIGTERM);
	assert_false(ticks_wait(&ticks));
	kill(getpid(), SIGINT);
	assert_false(ticks_wait(&ticks));
	ticks_stop(&ticks);
	sigprocmask(SIG_SETMASK, NULL, &mask);
	assert_false(sigismember(&mask, SIGINT));
}

static void a_hangup_ends_it_unless_it_is_ignored(void **state)
{
	struct sigaction found;
	struct ticks ticks;

	(void)state;
	sigaction(SIGHUP, &(struct sigaction){ .sa_handler = SIG_DFL }, &found);
	ticks_start(&ticks, UINT64_C(3600000000000), 0);
	kill(getpid(), SIGHUP);
	assert_false(ticks_wait(&ticks));
	ticks_stop(&ticks);
	sigaction(SIGHUP, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
	ticks_start(&ticks, 1000000, 0);
	kill(getpid(), SIGHUP);
	assert_true(ticks_wait(&ticks));
	ticks_stop(&ticks);
	sigaction(SIGHUP, &found, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ticks_do_not_drift),
		cmocka_unit_test(missed_ticks_are_left_out),
		cmocka_unit_test(the_last_tick_is_at_the_end),
		cmocka_unit_test(a_tick_beyond_all_time_is_at_its_end),
		cmocka_unit_test(each_tick_comes_until_the_end),
		cmocka_unit_test(
			a_signal_ends_it_also_if_it_came_before_the_wait),
		cmocka_unit_test(a_hangup_ends_it_unless_it_is_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

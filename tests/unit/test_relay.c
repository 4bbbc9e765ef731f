// SPDX-License-Identifier: LGPL-2.1-or-later
/* Results of several threads: their order, and how many wait. */
#include <sched.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "relay.h"

#define THINGS 500
#define MOST_WORKERS 9

/* What relay.c lets one worker hold, and a piece more that it is filling. */
#define BOUND (17 * (64 * 1024))

struct result {
	size_t thing, number;
	unsigned char filled[];
};

static struct {
	struct relay_writer *writers[MOST_WORKERS];
	size_t last_thing[MOST_WORKERS];
	atomic_size_t ahead;	/* bytes that were put and not taken */
	atomic_size_t most_ahead;
	atomic_bool go_on;
	size_t started;
	size_t thing, number;	/* of the result that is next */
	size_t taken;
} course;

static size_t results_of(size_t thing)
{
	return thing * 7919 % 97;
}

static size_t size_of(size_t thing, size_t number)
{
	return thing % 50 == 3 ? 100000 : (thing + number * 31) % 3000;
}

static void begin(void *data, size_t worker, struct relay_writer *writer)
{
	(void)data;
	course.writers[worker] = writer;
}

static void put(size_t worker, size_t thing, size_t number)
{
	size_t size = sizeof(struct result) + size_of(thing, number);
	unsigned int kind = (unsigned int)(thing % 3);
	struct result *result;

	result = relay_put(course.writers[worker], kind, size);
	/* No test can fail but in the first thread. */
	if ((uintptr_t)result % alignof(max_align_t))
		abort();
	result->thing = thing;
	result->number = number;
	memset(result->filled, (int)(thing + number),
	       size_of(thing, number));
}

static void work(void *data, size_t worker, size_t thing)
{
	(void)data;
	if (course.last_thing[worker] > thing)
		abort();
	course.last_thing[worker] = thing;
	for (size_t i = 0; i < results_of(thing); i++)
		put(worker, thing, i);
}

static void started(void *data)
{
	(void)data;
	course.started++;
}

/* Skips things that have no results. */
static void expect_next(void)
{
	while (course.thing < THINGS &&
	       course.number == results_of(course.thing)) {
		course.thing++;
		course.number = 0;
	}
}

static void take(void *data, unsigned int kind, void *taken)
{
	const struct result *result = taken;

	(void)data;
	expect_next();
	assert_int_equal(result->thing, course.thing);
	assert_int_equal(result->number, course.number);
	assert_int_equal(kind, course.thing % 3);
	for (size_t i = 0; i < size_of(result->thing, result->number); i++)
		if (result->filled[i] != (unsigned char)(result->thing +
							 result->number))
			fail_msg("byte %zu of result %zu of %zu", i,
				 result->number, result->thing);
	course.number++;
	course.taken++;
}

static void do_nothing(void *data, size_t worker)
{
	(void)data;
	(void)worker;
}

static void results_come_out_in_order_whatever_the_threads_do(void **state)
{
	size_t all = 0;

	(void)state;
	for (size_t i = 0; i < THINGS; i++)
		all += results_of(i);
	for (size_t workers = 1; workers <= MOST_WORKERS; workers++) {
		memset(&course, 0, sizeof(course));
		assert_int_equal(relay_run(&(struct relay){
			.things = THINGS,
			.workers = workers,
			.begin = begin,
			.work = work,
			.started = started,
			.take = take,
			.wait = do_nothing,
		}), 0);
		assert_int_equal(course.started, 1);
		assert_int_equal(course.taken, all);
	}
}

/*
 * The first thing does not end before the others are as far ahead as they can
 * be; then its result lets them go on.
 */

#define LARGE 10000

static void put_large(size_t worker)
{
	size_t ahead, most;

	relay_put(course.writers[worker], 0, LARGE);
	ahead = atomic_fetch_add(&course.ahead, LARGE) + LARGE;
	most = atomic_load(&course.most_ahead);
	while (ahead > most &&
	       !atomic_compare_exchange_weak(&course.most_ahead, &most, ahead))
		continue;
	/* As much as may wait, but for the piece that is being filled. */
	if (ahead > BOUND - 3 * 64 * 1024)
		atomic_store(&course.go_on, true);
}

static void work_behind_a_slow_one(void *data, size_t worker, size_t thing)
{
	(void)data;
	if (thing > 0) {
		for (size_t i = 0; i < 1000; i++)
			put_large(worker);
		return;
	}
	while (!atomic_load(&course.go_on))
		sched_yield();
	/* Who did not have to wait would go on meanwhile. */
	for (size_t i = 0; i < 10000; i++)
		sched_yield();
}

static void take_large(void *data, unsigned int kind, void *taken)
{
	(void)data;
	(void)kind;
	(void)taken;
	atomic_fetch_sub(&course.ahead, LARGE);
	course.taken++;
}

static void who_is_too_far_ahead_waits(void **state)
{
	(void)state;
	memset(&course, 0, sizeof(course));
	assert_int_equal(relay_run(&(struct relay){
		.things = 4,
		.workers = 2,
		.begin = begin,
		.work = work_behind_a_slow_one,
		.started = started,
		.take = take_large,
		.wait = do_nothing,
	}), 0);
	assert_int_equal(course.taken, 3000);
	/* That of two workers, and as much in the hands of who takes it. */
	if (course.most_ahead > 3 * BOUND)
		fail_msg("%zu bytes were waiting", course.most_ahead);
}

/*
 * Turns that are short, one after the other: nobody is ever waited for long.
 */

static atomic_size_t done, waits;

static void work_a_little(void *data, size_t worker, size_t thing)
{
	(void)data;
	while (atomic_load(&done) < thing)
		sched_yield();
	/* Meanwhile the one who takes has to wait. */
	for (size_t i = 0; i < 100; i++)
		sched_yield();
	relay_put(course.writers[worker], 0, 1);
}

static void take_a_little(void *data, unsigned int kind, void *taken)
{
	(void)data;
	(void)kind;
	(void)taken;
	atomic_fetch_add(&done, 1);
}

static void count_waits(void *data, size_t worker)
{
	(void)data;
	assert_in_range(worker, 0, 1);
	atomic_fetch_add(&waits, 1);
}

static void short_turns_are_heard_of_while_they_are_waited_for(void **state)
{
	(void)state;
	memset(&course, 0, sizeof(course));
	assert_int_equal(relay_run(&(struct relay){
		.things = THINGS,
		.workers = 2,
		.begin = begin,
		.work = work_a_little,
		.started = started,
		.take = take_a_little,
		.wait = count_waits,
	}), 0);
	assert_int_equal(done, THINGS);
	assert_true(waits > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			results_come_out_in_order_whatever_the_threads_do),
		cmocka_unit_test(who_is_too_far_ahead_waits),
		cmocka_unit_test(
			short_turns_are_heard_of_while_they_are_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

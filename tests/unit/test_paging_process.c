// SPDX-License-Identifier: LGPL-2.1-or-later
/* The processes that are watched, and what their rows say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "paging-cells.h"
#include "paging-process.h"
#include "paging-watch.h"
#include "paging.h"

static void note_gone(void *data, const struct paging_process *process)
{
	char *text = data;

	snprintf(text + strlen(text), 16, "%d ", (int)process->pid);
}

static void those_that_were_not_seen_are_forgotten(void **state)
{
	static const pid_t pids[] = { 50, 7, 812, 9, 60 };
	struct paging_processes processes = { 0 };
	char gone[64] = "";

	(void)state;
	for (size_t i = 0; i < sizeof(pids) / sizeof(*pids); i++)
		paging_processes_add(&processes, pids[i]);
	for (size_t i = 0; i < sizeof(pids) / sizeof(*pids); i++)
		assert_int_equal(paging_processes_find(&processes,
						       pids[i])->pid, pids[i]);
	assert_null(paging_processes_find(&processes, 8));
	assert_null(paging_processes_find(&processes, 813));
	paging_processes_find(&processes, 9)->seen = true;
	paging_processes_find(&processes, 812)->seen = true;
	paging_processes_forget(&processes, note_gone, gone);
	assert_string_equal(gone, "7 50 60 ");
	assert_int_equal(processes.count, 2);
	assert_null(paging_processes_find(&processes, 7));
	assert_non_null(paging_processes_find(&processes, 812));
	/* Nobody was seen by the next look. */
	gone[0] = '\0';
	paging_processes_forget(&processes, note_gone, gone);
	assert_string_equal(gone, "9 812 ");
	paging_processes_free(&processes);
}

static void there_is_room_for_many(void **state)
{
	struct paging_processes processes = { 0 };

	(void)state;
	for (pid_t pid = 1000; pid > 0; pid--)
		paging_processes_add(&processes, pid);
	assert_int_equal(processes.count, 1000);
	for (pid_t pid = 1; pid <= 1000; pid++)
		assert_int_equal(processes.list[pid - 1]->pid, pid);
	paging_processes_free(&processes);
}

static void the_worst_word_of_a_process_stays(void **state)
{
	struct paging_process process = { .pid = 1 };

	(void)state;
	assert_int_equal(paging_process_word(&process), PAGING_QUIET);
	process.was_unknown = true;
	assert_int_equal(paging_process_word(&process), PAGING_NO_WORD);
	process.has_paged = true;
	assert_int_equal(paging_process_word(&process), PAGING_PAGING);
	process.has_thrashed = true;
	assert_int_equal(paging_process_word(&process), PAGING_THRASHING);
}

static void what_is_proven_of_one_is_the_word_of_all(void **state)
{
	struct paging_sums sums = { .processes = 4 };

	(void)state;
	assert_int_equal(paging_sums_word(&sums), PAGING_NO_WORD);
	sums.of[PAGING_QUIET] = 1;
	assert_int_equal(paging_sums_word(&sums), PAGING_QUIET);
	sums.of[PAGING_NO_WORD] = 1;
	assert_int_equal(paging_sums_word(&sums), PAGING_NO_WORD);
	sums.of[PAGING_PAGING] = 1;
	assert_int_equal(paging_sums_word(&sums), PAGING_PAGING);
	sums.of[PAGING_THRASHING] = 1;
	assert_int_equal(paging_sums_word(&sums), PAGING_THRASHING);
}

/* "?", "-", a number or a word. */
static const char *cell(const struct row *row, const char *name)
{
	const struct report_column *column = paging_columns;
	struct report_cell found;
	static char text[64];

	while (strcmp(column->name, name) != 0) {
		column++;
		assert_non_null(column->name);
	}
	found = column->get ? column->get(row)
			    : column->get_of(row, column->arg);
	if (found.known == REPORT_UNKNOWN)
		return "?";
	if (found.known == REPORT_NONE)
		return "-";
	if (found.text)
		return found.text;
	snprintf(text, sizeof(text), "%llu", (unsigned long long)found.number);
	return text;
}

static const char *cells(const struct row *row, const char *names)
{
	static char all[512];
	char words[256], *rest = NULL, *word;

	all[0] = '\0';
	snprintf(words, sizeof(words), "%s", names);
	for (word = strtok_r(words, " ", &rest); word;
	     word = strtok_r(NULL, " ", &rest)) {
		if (all[0])
			strcat(all, " ");
		strcat(all, cell(row, word));
	}
	return all;
}

#define OF_ALL "LOOK TIME OF PID COMMAND OUT IN REFAULTS SWAPPED MINFLT " \
	       "MAJFLT PAGING"
#define OF_MACHINE "PSWPIN PSWPOUT ZSWPIN ZSWPOUT SWPIN-ZERO SWPOUT-ZERO " \
		   "STALLED-SOME STALLED-FULL INTERVAL"

static struct paging_amount known(uint64_t number)
{
	return (struct paging_amount){ .known = PAGING_KNOWN,
				       .number = number };
}

static void a_process_has_counts_and_faults(void **state)
{
	struct paging_counts counts = { .out = 1, .in = 2, .refaults = 3,
					.swapped = 4 };
	struct row row = {
		.of = PAGING_OF_PROCESS, .time = "now", .look = 9,
		.word = PAGING_THRASHING, .counts = &counts, .pid = 812,
		.command = "app", .minor = known(5), .major = known(6),
	};

	(void)state;
	assert_string_equal(cells(&row, OF_ALL),
			    "9 now process 812 app 1 2 3 4 5 6 thrashing");
	assert_string_equal(cells(&row, OF_MACHINE), "- - - - - - - - -");
	counts.more_out = counts.more_swapped = true;
	row.major.known = PAGING_NOT_KNOWN;
	row.word = PAGING_NO_WORD;
	assert_string_equal(cells(&row, OF_ALL),
			    "9 now process 812 app ? 2 3 ? 5 ? ?");
	counts.more_in = counts.more_refaults = true;
	row.minor.known = PAGING_NOT_KNOWN;
	assert_string_equal(cells(&row, OF_ALL),
			    "9 now process 812 app ? ? ? ? ? ? ?");
}

static void the_machine_has_what_the_kernel_counts(void **state)
{
	struct paging_machine machine = {
		.in = known(20), .out = known(10), .some = known(7),
		.full = known(8), .microseconds = 9,
	};
	struct row row = { .of = PAGING_OF_MACHINE, .time = "now", .look = 9,
			   .word = PAGING_PAGING, .machine = &machine };

	(void)state;
	for (unsigned int i = 0; i < PAGING_COUNTERS; i++)
		machine.counters[i] = known(100 + i);
	machine.counters[PAGING_PGFAULT] = known(150);
	assert_string_equal(cells(&row, OF_ALL),
			    "9 now machine - - 10 20 106 - 42 108 paging");
	assert_string_equal(cells(&row, OF_MACHINE),
			    "100 101 102 103 104 105 7 8 9");
	machine.counters[PAGING_ZSWPIN].known = PAGING_NO_SUCH;
	machine.counters[PAGING_PGMAJFAULT].known = PAGING_NOT_KNOWN;
	machine.some.known = machine.full.known = PAGING_NOT_KNOWN;
	machine.in.known = PAGING_NOT_KNOWN;
	assert_string_equal(cells(&row, OF_ALL),
			    "9 now machine - - 10 ? 106 - ? ? paging");
	assert_string_equal(cells(&row, OF_MACHINE),
			    "100 101 - 103 104 105 ? ? 9");
	/* They were read one after the other. */
	machine.counters[PAGING_PGMAJFAULT] = known(151);
	assert_string_equal(cells(&row, "MINFLT MAJFLT"), "? 151");
	machine.counters[PAGING_PGMAJFAULT] = known(150);
	assert_string_equal(cells(&row, "MINFLT MAJFLT"), "0 150");
	machine.counters[PAGING_PGFAULT].known = PAGING_NOT_KNOWN;
	assert_string_equal(cells(&row, "MINFLT MAJFLT"), "? 150");
}

static void a_look_has_the_sums_of_what_it_compared(void **state)
{
	const struct paging_counts counts = { .out = 1, .in = 2, .refaults = 3,
					      .swapped = 4 };
	struct row row = {
		.of = PAGING_OF_LOOK, .time = "now", .word = PAGING_QUIET,
		.counts = &counts, .processes = 2,
	};

	(void)state;
	assert_string_equal(cells(&row, "LOOK TIME PROCESSES OUT IN REFAULTS "
					"SWAPPED PAGING"),
			    "0 now 2 1 2 3 4 quiet");
	row.processes = 0;
	assert_string_equal(cells(&row, "PROCESSES OUT IN REFAULTS SWAPPED "
					"PAGING"), "0 - - - 4 -");
}

static void words_of_columns_end(void **state)
{
	(void)state;
	for (const struct report_column *column = paging_columns; column->name;
	     column++) {
		unsigned int n = 1;

		if (!column->word)
			continue;
		while (column->word(n))
			n++;
		assert_int_equal(n, strcmp(column->name, "OF") == 0 ? 3 : 4);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_that_were_not_seen_are_forgotten),
		cmocka_unit_test(there_is_room_for_many),
		cmocka_unit_test(the_worst_word_of_a_process_stays),
		cmocka_unit_test(what_is_proven_of_one_is_the_word_of_all),
		cmocka_unit_test(a_process_has_counts_and_faults),
		cmocka_unit_test(the_machine_has_what_the_kernel_counts),
		cmocka_unit_test(a_look_has_the_sums_of_what_it_compared),
		cmocka_unit_test(words_of_columns_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

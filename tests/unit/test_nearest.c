// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which good word a wrong one is taken for, and when none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "nearest.h"

static const char *const options[] = {
	"--group", "--verify", "--strip", "--output", "--output-all",
	"--json", "--json=lines", "--pairs", "--raw", "--noheadings",
	"--notruncate", "--sort", "--summary", "--summary=only", "--color",
	"--ascii", "--quiet", "--verbose", "--help", "--version", NULL
};

static const char *const columns[] = {
	"PID", "VA", "END", "SIZE", "PAGES", "STATE", "PA", "PFN", "NODE",
	"HUGE", "RSS", "SWAP", "ZERO", "LONGEST", "SWAPTYPE", NULL
};

struct expectation {
	const char *const *words;
	const char *wrong;
	const char *near;
};

static const struct expectation expectations[] = {
	{ options, "--jsn", "--json" },
	{ options, "--colour", "--color" },
	{ options, "--hlep", "--help" },
	{ options, "--jsonlines", "--json=lines" },
	{ options, "--sumary=onyl", "--summary=only" },
	{ options, "-output", "--output" },
	{ options, "--vreify", "--verify" },
	{ columns, "siz", "SIZE" },
	{ columns, "PAGE", "PAGES" },
	{ columns, "longes", "LONGEST" },
	/* A beginning is a word that is not written out. */
	{ options, "--sum", "--summary" },
	{ options, "--out", "--output" },
	{ options, "--no", "" },
	{ columns, "swapt", "SWAP" },
	/* Half of a short word is not a slip. */
	{ options, "--foo", "" },
	{ options, "--bar", "" },
	{ options, "--port", "" },
	{ columns, "zone", "" },
	{ columns, "x", "" },
	{ columns, "xx", "" },
	{ columns, "pss", "" },
	{ columns, "name", "" },
	{ columns, "", "" },
	{ options, "--", "" },
};

static void only_a_slip_has_a_good_word(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < sizeof(expectations) / sizeof(*expectations);
	     i++) {
		const struct expectation *e = &expectations[i];
		struct nearest nearest;

		nearest_start(&nearest, e->wrong);
		for (size_t j = 0; e->words[j]; j++)
			nearest_consider(&nearest, e->words[j]);
		assert_string_equal(nearest.best, e->near);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_a_slip_has_a_good_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

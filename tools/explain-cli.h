/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --explain and --can on the command line. */
#ifndef EXPLAIN_CLI_H
#define EXPLAIN_CLI_H

#include <stddef.h>
#include <stdint.h>

#include "cli.h"
#include "report.h"
#include "target.h"

struct explain_given {
	int explain;
	int can;
	const char *list;	/* of --can */
	uint64_t *addresses;	/* operands, in the order given */
	size_t address_count;
	const char *first;	/* of them, as it was written */
};

/* Members of a struct explain_given. */
extern const struct cli_option explain_cli_options[];

/* An operand that begins with 0x, for --explain. */
bool explain_is_address(const char *word);
int explain_add_address(struct explain_given *given, const char *word);

/* Whether the operands fit.  0, or -EINVAL, told. */
int explain_check(const struct explain_given *given);

/* Before rights are settled. */
void explain_prepare(const struct explain_given *given,
		     const struct target *target);
void explain_free(struct explain_given *given);

/* Each gives the exit status. */
int explain_given_run(const struct explain_given *given,
		      const struct target *target,
		      const struct report_options *report);
int explain_given_can(const struct explain_given *given,
		      const struct target *target,
		      const struct report_options *report);

#endif

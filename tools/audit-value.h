/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What was measured, as far as it is known, and whether it is what a rule
 * wants.  Pure arithmetic.
 */
#ifndef AUDIT_VALUE_H
#define AUDIT_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "where.h"

/* From so much to so much: what is not known may be anything between. */
struct audit_value {
	uint64_t least;
	uint64_t most;
	bool each;		/* pages have values of their own, of which both
				   of these are some */
	const char *why;	/* it is not known: static storage; or NULL */
};

/* Known. */
struct audit_value audit_value_of(uint64_t number);

/* From so much to so much, because of that. */
struct audit_value audit_value_between(uint64_t least, uint64_t most,
				       const char *why);

/* Nothing is known of it. */
struct audit_value audit_value_unknown(const char *why);

/* Whether it is one number. */
bool audit_value_is_known(const struct audit_value *value);

/*
 * Of one that each page has, the answer is yes if it is so for all of them.
 * The comparison is one of numbers.
 */
enum where_answer audit_value_judge(const struct audit_value *value,
				    enum where_op op, uint64_t number);

#endif

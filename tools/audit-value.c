// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether what was measured, as far as it is known, is what a rule wants. */
#include "audit-value.h"

struct audit_value audit_value_of(uint64_t number)
{
	return (struct audit_value){ .least = number, .most = number };
}

struct audit_value audit_value_between(uint64_t least, uint64_t most,
				       const char *why)
{
	return (struct audit_value){
		.least = least,
		.most = most,
		.why = least == most ? NULL : why,
	};
}

struct audit_value audit_value_unknown(const char *why)
{
	return (struct audit_value){ .most = UINT64_MAX, .why = why };
}

bool audit_value_is_known(const struct audit_value *value)
{
	return value->least == value->most && !value->why;
}

static bool holds(uint64_t is, enum where_op op, uint64_t number)
{
	switch (op) {
	case WHERE_EQUAL:
		return is == number;
	case WHERE_DIFFERENT:
		return is != number;
	case WHERE_LESS:
		return is < number;
	case WHERE_AT_MOST:
		return is <= number;
	case WHERE_MORE:
		return is > number;
	case WHERE_AT_LEAST:
		return is >= number;
	default:
		return false;
	}
}

static bool contains(const struct audit_value *value, uint64_t number)
{
	return value->least <= number && number <= value->most;
}

/* Of two numbers that are both there, one that fails is enough. */
static enum where_answer judge_each(const struct audit_value *value,
				    enum where_op op, uint64_t number)
{
	if (!holds(value->least, op, number) ||
	    !holds(value->most, op, number))
		return WHERE_NO;
	if (value->why)
		return WHERE_UNKNOWN;
	/* Between them there may be any. */
	if (op == WHERE_DIFFERENT && contains(value, number))
		return WHERE_UNKNOWN;
	return WHERE_YES;
}

enum where_answer audit_value_judge(const struct audit_value *value,
				    enum where_op op, uint64_t number)
{
	bool low = holds(value->least, op, number);
	bool high = holds(value->most, op, number);

	if (value->each)
		return judge_each(value, op, number);
	/* One of them may be that very number. */
	if ((op == WHERE_EQUAL || op == WHERE_DIFFERENT) &&
	    value->least != value->most && contains(value, number))
		return WHERE_UNKNOWN;
	if (low != high)
		return WHERE_UNKNOWN;
	return low ? WHERE_YES : WHERE_NO;
}

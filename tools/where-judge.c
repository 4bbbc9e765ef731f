// SPDX-License-Identifier: LGPL-2.1-or-later
/* The answer of one comparison on one cell: yes, no or unknown. */
#include "where.h"

#include <string.h>

#include "parts.h"
#include "report-format.h"
#include "units.h"

static bool is_negative(enum where_op op)
{
	return op == WHERE_DIFFERENT || op == WHERE_UNLIKE;
}

static enum where_answer answer(const struct where *where, bool positive)
{
	return positive != is_negative(where->op) ? WHERE_YES : WHERE_NO;
}

/* The end of an address space, 2^64, is 0 in a cell. */
static int compare(const struct where *where, uint64_t number)
{
	bool beyond = where->kind == REPORT_END && number == 0;

	if (beyond || where->beyond)
		return (int)beyond - (int)where->beyond;
	return (number > where->number) - (number < where->number);
}

static enum where_answer judge_number(const struct where *where,
				      uint64_t number)
{
	int order = compare(where, number);

	switch (where->op) {
	case WHERE_LESS:
		return order < 0;
	case WHERE_AT_MOST:
		return order <= 0;
	case WHERE_MORE:
		return order > 0;
	case WHERE_AT_LEAST:
		return order >= 0;
	default:
		return answer(where, order == 0);
	}
}

/*
 * The word that is shown stands for one of several.  Whoever asks for a word
 * that says just that, such as nonpresent, is told yes.
 */
static enum where_answer judge_vague(const struct where *where,
				     const struct report_cell *cell)
{
	bool shown_is_one = false;
	size_t n = 0, fitting = 0;

	for (; cell->may_be && cell->may_be[n]; n++) {
		shown_is_one |= strcmp(cell->may_be[n], cell->text) == 0;
		fitting += where_fits(where, cell->may_be[n]);
	}
	if (!shown_is_one && where_fits(where, cell->text))
		return answer(where, true);
	if (n && (fitting == 0 || fitting == n))
		return answer(where, fitting);
	return WHERE_UNKNOWN;
}

/* Whether one of the words is like that. */
static bool fits_one(const struct where *where, const char *list)
{
	char word[64];

	while (*list) {
		size_t length = strcspn(list, ",");

		if (length < sizeof(word)) {
			memcpy(word, list, length);
			word[length] = '\0';
			if (where_fits(where, word))
				return true;
		}
		list += length;
		list += *list == ',';
	}
	return false;
}

static enum where_answer judge_list(const struct where *where,
				    const struct report_cell *cell)
{
	if (fits_one(where, cell->text))
		return answer(where, true);
	for (size_t i = 0; cell->may_be && cell->may_be[i]; i++)
		if (where_fits(where, cell->may_be[i]))
			return WHERE_UNKNOWN;
	return answer(where, false);
}

/* The bytes whose key is not known may have any. */
static enum where_answer judge_parts(const struct where *where,
				     const char *text)
{
	struct parts_one part;
	bool unknown = false;
	char key[UNITS_ROOM];

	while (parts_next(&text, &part)) {
		unknown |= part.unknown;
		*units_put_decimal(key, part.key) = '\0';
		if (!part.unknown && where_fits(where, key))
			return answer(where, true);
	}
	return unknown ? WHERE_UNKNOWN : answer(where, false);
}

enum where_answer where_judge(const struct where *where,
			      const struct report_cell *cell)
{
	if (cell->known == REPORT_UNKNOWN || cell->known == REPORT_MIXED)
		return WHERE_UNKNOWN;
	if (cell->known < REPORT_UNKNOWN)
		return answer(where, where->none);
	if (where->none)
		return answer(where, false);
	if (cell->known == REPORT_GUESS)
		return WHERE_UNKNOWN;
	if (!where->text)
		return judge_number(where, cell->number);
	if (where->kind == REPORT_LIST)
		return judge_list(where, cell);
	if (report_kind_is_parts(where->kind))
		return judge_parts(where, cell->text);
	if (cell->known == REPORT_VAGUE)
		return judge_vague(where, cell);
	return answer(where, where_fits(where, cell->text));
}

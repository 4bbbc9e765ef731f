// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/where.c: a comparison, whose answers have to fit each other. */
#include "fuzz.h"

#include "where.h"

#define KINDS (REPORT_BLOCKS + 1)

static void check_split(const char *text, const struct where_words *words)
{
	const char *end = text + strlen(text);

	assert(words->name >= text && words->name + words->length <= end);
	assert(words->sign >= words->name + words->length);
	assert(words->value >= words->sign + words->sign_length);
	assert(words->value <= end);
}

static enum where_answer inverse(enum where_answer answer)
{
	return answer == WHERE_UNKNOWN ? WHERE_UNKNOWN :
	       answer == WHERE_YES     ? WHERE_NO :
					 WHERE_YES;
}

static enum where_answer judge(const struct where *where, enum where_op op,
			       const struct report_cell *cell)
{
	struct where other = *where;

	other.op = op;
	return where_judge(&other, cell);
}

/* Of a cell that is known, an operator says the contrary of its opposite. */
static void check_opposites(const struct where *where,
			    const struct report_cell *cell)
{
	static const enum where_op pairs[][2] = {
		{ WHERE_EQUAL, WHERE_DIFFERENT },
		{ WHERE_LESS, WHERE_AT_LEAST },
		{ WHERE_MORE, WHERE_AT_MOST },
		{ WHERE_LIKE, WHERE_UNLIKE },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		enum where_answer one = judge(where, pairs[i][0], cell);
		enum where_answer other = judge(where, pairs[i][1], cell);

		if (where->op == pairs[i][0] || where->op == pairs[i][1])
			assert(one == inverse(other));
	}
}

/* What the kind allows is compared with any cell. */
static void check_cells(const struct where *where, uint64_t number,
			const char *text)
{
	const bool none_differs = where->op == WHERE_DIFFERENT ||
				  where->op == WHERE_UNLIKE;
	const struct report_cell known = {
		.number = number, .text = text, .known = REPORT_KNOWN,
	};
	const struct report_cell none = { .known = REPORT_NONE };
	const struct report_cell unknown = { .known = REPORT_UNKNOWN };
	const struct report_cell guess = {
		.number = number, .text = text, .known = REPORT_GUESS,
	};
	enum where_answer of_known = where_judge(where, &known);
	enum where_answer of_guess = where_judge(where, &guess);

	assert(where_judge(where, &unknown) == WHERE_UNKNOWN);
	assert(of_guess == WHERE_UNKNOWN || of_guess == of_known);
	if (!where->none)
		assert(where_judge(where, &none) ==
		       (none_differs ? WHERE_YES : WHERE_NO));
	if (where->kind < REPORT_LIST)
		assert(of_known != WHERE_UNKNOWN);
	if (!where->none)
		check_opposites(where, &known);
}

static void check_kind(const struct where_words *words, enum report_kind kind,
		       uint64_t number)
{
	struct where where;
	enum where_mistake mistake;

	memset(&where, 0x5a, sizeof(where));
	mistake = where_read(words, kind, NULL, &where);
	assert(where_operators(kind) && where_values(kind));
	if (mistake) {
		assert(mistake == WHERE_WRONG_OPERATOR ||
		       mistake == WHERE_WRONG_VALUE);
		assert(fuzz_is_untouched(&where, sizeof(where), 0x5a));
		return;
	}
	assert(where.kind == kind && where.op == words->op);
	if (where.text)
		assert(where.text == words->value);
	check_cells(&where, number, "1:2,3:4");
	if (!where.text)
		check_cells(&where, where.number, "");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	uint64_t number = fuzz_number(&bytes, 8);
	char *text = fuzz_string(bytes.at, bytes.left);
	struct where_words words;
	enum where_mistake mistake = where_split(text, &words);

	check_split(text, &words);
	assert(mistake <= WHERE_NO_VALUE);
	for (unsigned int kind = 0; !mistake && kind < KINDS; kind++)
		check_kind(&words, (enum report_kind)kind, number);
	free(text);
	return 0;
}

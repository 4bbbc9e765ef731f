// SPDX-License-Identifier: LGPL-2.1-or-later
/* One comparison, 'COLUMN OP VALUE', and its answer: yes, no or unknown. */
#include "where.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "name-glob.h"
#include "units.h"

/*
 * The words.
 */

static const struct {
	const char *sign;
	enum where_op op;
} signs[] = {
	{ "=", WHERE_EQUAL },
	{ "!=", WHERE_DIFFERENT },
	{ "<", WHERE_LESS },
	{ "<=", WHERE_AT_MOST },
	{ ">", WHERE_MORE },
	{ ">=", WHERE_AT_LEAST },
	{ "~", WHERE_LIKE },
	{ "!~", WHERE_UNLIKE },
};

static enum where_op op_of(const char *sign, size_t length)
{
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (strlen(signs[i].sign) == length &&
		    strncmp(signs[i].sign, sign, length) == 0)
			return signs[i].op;
	return 0;
}

static const char *behind_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

enum where_mistake where_split(const char *text, struct where_words *words)
{
	const char *name = behind_blanks(text);
	size_t before = strcspn(name, "=!<>~");
	const char *sign = name + before;
	size_t sign_length = strspn(sign, "=!<>~");

	while (before && (name[before - 1] == ' ' || name[before - 1] == '\t'))
		before--;
	*words = (struct where_words){
		.name = name,
		.length = before,
		.op = op_of(sign, sign_length),
		.sign = sign,
		.sign_length = sign_length,
		.value = behind_blanks(sign + sign_length),
	};
	if (!sign_length)
		return WHERE_NO_OPERATOR;
	if (!words->op)
		return WHERE_BAD_OPERATOR;
	if (!before)
		return WHERE_NO_NAME;
	return *words->value ? 0 : WHERE_NO_VALUE;
}

/*
 * The value.
 */

/* Without a suffix: 1K pages may be 1000 or 1024. */
static bool read_number(const char *text, struct where *where)
{
	bool hexadecimal = strncasecmp(text, "0x", 2) == 0;

	if (!hexadecimal && text[strspn(text, "0123456789")])
		return false;
	return units_size_from(text, &where->number) == 0 &&
	       isxdigit((unsigned char)text[strlen(text) - 1]);
}

static bool read_percent(const char *text, struct where *where)
{
	size_t digits = strspn(text, "0123456789");

	if (!digits || digits > 9 ||
	    (text[digits] && strcmp(text + digits, "%") != 0))
		return false;
	for (size_t i = 0; i < digits; i++)
		where->number = where->number * 10 +
				(unsigned int)(text[i] - '0');
	return true;
}

static bool read_size(const char *text, struct where *where)
{
	return units_size_from(text, &where->number) == 0;
}

static bool read_address(const char *text, struct where *where)
{
	const char *end;
	int ret = units_address_from(text, &where->number, &end);

	where->beyond = ret == -EOVERFLOW;
	return (ret == 0 || where->beyond) && !*end;
}

/* 4G is a size, because there is no such digit. */
static bool read_frame(const char *text, struct where *where)
{
	return read_address(text, where) || read_size(text, where);
}

static bool read_flag(const char *text, struct where *where)
{
	where->number = strcasecmp(text, "yes") == 0 ||
			strcasecmp(text, "true") == 0;
	return where->number || strcasecmp(text, "no") == 0 ||
	       strcasecmp(text, "false") == 0;
}

#define BIT(op) (1u << (op))
#define SAME (BIT(WHERE_EQUAL) | BIT(WHERE_DIFFERENT))
#define GLOB (BIT(WHERE_LIKE) | BIT(WHERE_UNLIKE))
#define ORDER (BIT(WHERE_LESS) | BIT(WHERE_AT_MOST) | BIT(WHERE_MORE) | \
	       BIT(WHERE_AT_LEAST))

static const struct kind {
	unsigned int ops;
	bool (*read)(const char *text, struct where *where);	/* NULL: text */
	const char *values;
} kinds[] = {
	[REPORT_NAME] = { SAME | GLOB, NULL, "a name" },
	[REPORT_WORD] = { SAME | GLOB, NULL, "a word" },
	[REPORT_NUMBER] = { SAME | ORDER, read_number, "a number" },
	[REPORT_PID] = { SAME | ORDER, read_number, "a number" },
	[REPORT_COUNT] = { SAME | ORDER, read_number, "a number" },
	[REPORT_PERCENT] = { SAME | ORDER, read_percent, "a percentage" },
	[REPORT_SIZE] = { SAME | ORDER, read_size,
			  "bytes, with K, M or G behind them if need be" },
	[REPORT_ADDRESS] = { SAME | ORDER, read_address,
			     "a hexadecimal address" },
	[REPORT_END] = { SAME | ORDER, read_address, "a hexadecimal address" },
	[REPORT_FRAME] = { SAME | ORDER, read_frame,
			   "hexadecimal digits, or a size such as 4G" },
	[REPORT_PAGEMAP_WORD] = { SAME | ORDER, read_address,
				  "hexadecimal digits" },
	[REPORT_INODE] = { SAME | ORDER, read_number, "a number" },
	[REPORT_FLAG] = { SAME, read_flag, "yes or no" },
	[REPORT_LIST] = { GLOB, NULL, "a word" },
	[REPORT_TIME] = { SAME | GLOB, NULL, "a time" },
	[REPORT_PARTS] = { GLOB, NULL, "a key" },
	[REPORT_BLOCKS] = { GLOB, NULL, "a size in bytes" },
};

const char *where_operators(enum report_kind kind)
{
	if (kinds[kind].ops == GLOB)
		return "~ !~";
	if (kinds[kind].ops & GLOB)
		return "= != ~ !~";
	return kinds[kind].ops & ORDER ? "= != < <= > >=" : "= !=";
}

const char *where_values(enum report_kind kind)
{
	return kinds[kind].values;
}

bool where_fits(const struct where *where, const char *text)
{
	if (BIT(where->op) & GLOB)
		return name_glob_matches(where->text, text);
	return strcmp(where->text, text) == 0;
}

/* A word that the column never holds is a mistake, not a reason for no. */
static bool is_possible(const struct where *where, report_word *word)
{
	const char *possible;

	if (!word)
		return true;
	for (unsigned int i = 1; (possible = word(i)); i++)
		if (where_fits(where, possible))
			return true;
	return false;
}

enum where_mistake where_read(const struct where_words *words,
			      enum report_kind kind, report_word *word,
			      struct where *where)
{
	const struct kind *k = &kinds[kind];
	struct where found = { .kind = kind, .op = words->op };

	if (!(k->ops & BIT(words->op)))
		return WHERE_WRONG_OPERATOR;
	found.none = strcmp(words->value, "-") == 0 && BIT(words->op) & SAME;
	if (!k->read)
		found.text = words->value;
	if (found.none)
		goto done;
	if (k->read && !k->read(words->value, &found))
		return WHERE_WRONG_VALUE;
	if (!k->read && !is_possible(&found, word))
		return WHERE_NEVER;
done:
	*where = found;
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What --symbol was given: [OBJECT:][FILE:]NAME[+OFF][:LEN]. */
#include "symbol-word.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "units.h"

/* Takes a number off the end: no name has a digit behind such a sign. */
static int take_number(char *text, char sign, uint64_t *number)
{
	char *at = strrchr(text, sign);

	if (!at || !isdigit((unsigned char)at[1]))
		return 0;
	*at = '\0';
	return units_size_from(at + 1, number) == 0 ? 1 : -EINVAL;
}

/* One that stands alone: those of app::ring are its own. */
static char *single_colon(char *text)
{
	while ((text = strchr(text, ':'))) {
		if (text[1] != ':')
			return text;
		text += 2;
	}
	return NULL;
}

static char *take_places(struct symbol_word *word)
{
	char *name = word->parts, *colon;

	for (size_t i = 0; (colon = single_colon(name)); i++) {
		if (i == SYMBOL_PLACES || colon == name)
			return NULL;
		*colon = '\0';
		word->places[i] = name;
		name = colon + 1;
	}
	return name;
}

static int take_apart(struct symbol_word *word)
{
	char *name;
	int ret = take_number(word->parts, ':', &word->length);

	if (ret < 0)
		return ret;
	if (ret && word->length == 0)
		return -ERANGE;
	name = take_places(word);
	if (!name)
		return -EINVAL;
	ret = take_number(name, '+', &word->offset);
	word->name = name;
	return ret < 0 || !*name ? -EINVAL : 0;
}

int symbol_word_read(const char *text, struct symbol_word *word)
{
	struct symbol_word found = { .text = text, .parts = strdup(text) };
	int ret;

	if (!found.parts)
		complain_out_of_memory();
	ret = take_apart(&found);
	if (ret)
		symbol_word_free(&found);
	else
		*word = found;
	return ret;
}

void symbol_word_free(struct symbol_word *word)
{
	free(word->parts);
	*word = (struct symbol_word){ .text = NULL };
}

/*
 * Names of C++.
 */

struct plain {
	char *text;
	size_t used;
};

static void put(struct plain *plain, const char *bytes, size_t n)
{
	if (plain->used + n >= SYMBOL_NAME_ROOM)
		n = SYMBOL_NAME_ROOM - 1 - plain->used;
	memcpy(plain->text + plain->used, bytes, n);
	plain->used += n;
	plain->text[plain->used] = '\0';
}

/* "4ring": returns what is behind it; NULL if it is no such name. */
static const char *take_source_name(const char *from, struct plain *plain)
{
	static const char anonymous[] = "_GLOBAL__N_";
	size_t n = 0;

	for (; isdigit((unsigned char)*from) && n < 4096; from++)
		n = 10 * n + (size_t)(*from - '0');
	if (n == 0 || strnlen(from, n) < n)
		return NULL;
	if (strncmp(from, anonymous, strlen(anonymous)) == 0)
		return from + n;
	if (plain->used)
		put(plain, "::", 2);
	put(plain, from, n);
	return from + n;
}

/* _Z4ring, _ZL4ring, _ZN3app4ringE: variables, whose names have no types. */
static bool take_mangled(const char *from, struct plain *plain)
{
	bool nested;

	if (strncmp(from, "_Z", 2) != 0)
		return false;
	from += 2;
	nested = *from == 'N';
	from += nested;
	if (strncmp(from, "St", 2) == 0) {
		put(plain, "std", 3);
		from += 2;
	}
	do {
		from += *from == 'L';
		from = take_source_name(from, plain);
	} while (from && nested && *from != 'E');
	if (!from || plain->used == 0)
		return false;
	from += nested;
	return *from == '\0' || *from == '.' || *from == '@';
}

const char *symbol_plain_name(const char *symbol, char text[SYMBOL_NAME_ROOM])
{
	struct plain plain = { .text = text };

	if (take_mangled(symbol, &plain))
		return text;
	plain.used = 0;
	put(&plain, symbol, strcspn(symbol, "@"));
	return text;
}

/*
 * Names in ELF files.
 */

/* ".0", ".lto_priv.0": what compilers put behind names that would clash. */
static bool is_number_of_many(const char *rest)
{
	static const char lto[] = ".lto_priv";

	if (strncmp(rest, lto, strlen(lto)) == 0)
		rest += strlen(lto);
	if (*rest != '.')
		return false;
	rest++;
	return *rest && rest[strspn(rest, "0123456789")] == '\0';
}

/* NAME@VER stands for NAME@@VER, the version that is linked to, too. */
static bool is_version(const char *meant, const char *symbol)
{
	size_t length = strcspn(meant, "@");

	return meant[length] && strncmp(meant, symbol, length) == 0 &&
	       symbol[length] == '@' && symbol[length + 1] == '@' &&
	       strcmp(meant + length, symbol + length + 1) == 0;
}

enum symbol_match symbol_word_match(const struct symbol_word *word,
				    const char *symbol)
{
	const char *meant = word->name;
	size_t length = strlen(meant);
	char text[SYMBOL_NAME_ROOM];

	if (strncmp(symbol, meant, length) == 0) {
		if (symbol[length] == '\0' || symbol[length] == '@')
			return SYMBOL_SAME;
		if (is_number_of_many(symbol + length))
			return SYMBOL_INNER;
	}
	if (is_version(meant, symbol))
		return SYMBOL_SAME;
	if (strncmp(symbol, "_Z", 2) == 0 &&
	    strcmp(symbol_plain_name(symbol, text), meant) == 0)
		return SYMBOL_SAME;
	return SYMBOL_OTHER;
}

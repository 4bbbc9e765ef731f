// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * tools/symbol-word.c: what --symbol is given, in the first line; the others
 * are names of symbols in foreign files.
 */
#include "fuzz.h"

#include <errno.h>

#include "symbol-word.h"

static void check_parts(const struct symbol_word *word, const char *text)
{
	const char *end = word->parts + strlen(text);

	assert(word->text == text);
	assert(*word->name);
	assert(word->name >= word->parts);
	assert(word->name + strlen(word->name) <= end);
	assert(!word->places[1] || word->places[0]);
	for (size_t i = 0; i < SYMBOL_PLACES; i++)
		assert(!word->places[i] || (*word->places[i] &&
					    word->places[i] >= word->parts &&
					    word->places[i] < word->name));
	/* It is what it says. */
	assert(symbol_word_match(word, word->name) == SYMBOL_SAME);
}

static void check_symbol(const struct symbol_word *word, const char *symbol)
{
	char text[SYMBOL_NAME_ROOM];
	enum symbol_match match = symbol_word_match(word, symbol);

	assert(match <= SYMBOL_SAME);
	memset(text, 0x5a, sizeof(text));
	assert(symbol_plain_name(symbol, text) == text);
	assert(memchr(text, '\0', sizeof(text)));
	if (match == SYMBOL_INNER)
		assert(strncmp(symbol, word->name, strlen(word->name)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	char *text = fuzz_line(&bytes), *symbol;
	struct symbol_word word;
	int ret;

	if (!text)
		return 0;
	memset(&word, 0x5a, sizeof(word));
	ret = symbol_word_read(text, &word);
	if (ret) {
		assert(ret == -EINVAL || ret == -ERANGE);
		assert(fuzz_is_untouched(&word, sizeof(word), 0x5a));
		free(text);
		return 0;
	}
	check_parts(&word, text);
	while ((symbol = fuzz_line(&bytes))) {
		check_symbol(&word, symbol);
		free(symbol);
	}
	symbol_word_free(&word);
	free(text);
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Frames as they are given: by number or by physical address. */
#include "frame-words.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "frame-list.h"
#include "units.h"

/* Physical addresses are shorter by far. */
#define HIGHEST ((uint64_t)1 << 62)

typedef int read_number(const char *text, uint64_t *number, const char **end);

/* Decimal, unless it begins with 0x. */
static int read_frame(const char *text, uint64_t *number, const char **end)
{
	char *rest;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		return units_address_from(text, number, end);
	errno = 0;
	*number = strtoull(text, &rest, 10);
	*end = rest;
	return errno ? -ERANGE : 0;
}

static int read_count(const char *text, uint64_t *count)
{
	const char *end;
	int ret = read_frame(text, count, &end);

	return ret == 0 && *end ? -EINVAL : ret;
}

struct words_of {
	read_number *number;
	int (*length)(const char *text, uint64_t *length);
	bool is_address;
};

static const struct words_of numbers = { read_frame, read_count, false };
static const struct words_of addresses = {
	units_address_from, units_size_from, true
};

static int read_end(const struct words_of *of, const char *text, uint64_t start,
		    uint64_t *length)
{
	uint64_t high;
	const char *end;
	int ret;

	if (*text == '+')
		return of->length(text + 1, length);
	if (*text != '-')
		return -EINVAL;
	ret = of->number(text + 1, &high, &end);
	if (ret)
		return ret;
	if (*end || high < start)
		return -EINVAL;
	*length = high - start;
	return 0;
}

static int read_word(const struct words_of *of, const char *text,
		     struct frame_word *word)
{
	struct frame_word found = { .count = 1, .is_address = of->is_address };
	const char *end;
	int ret = of->number(text, &found.start, &end);

	if (ret)
		return ret == -EOVERFLOW ? -ERANGE : ret;
	if (*end)
		ret = read_end(of, end, found.start, &found.count);
	if (ret)
		return ret == -EOVERFLOW ? -ERANGE : ret;
	if (found.start >= HIGHEST || found.count > HIGHEST)
		return -ERANGE;
	/* Nobody means no frame at all. */
	if (!found.count)
		return -EINVAL;
	*word = found;
	return 0;
}

int frame_word_of_number(const char *text, struct frame_word *word)
{
	return read_word(&numbers, text, word);
}

int frame_word_of_address(const char *text, struct frame_word *word)
{
	return read_word(&addresses, text, word);
}

static void append(struct frame_words *words, const struct frame_word *word)
{
	struct frame_word *list = words->list;

	/* At powers of two. */
	if ((words->count & (words->count - 1)) == 0)
		list = reallocarray(list, words->count ? 2 * words->count : 1,
				    sizeof(*list));
	if (!list)
		complain_out_of_memory();
	list[words->count++] = *word;
	words->list = list;
}

static int add(void *into, const struct frame_word *word)
{
	append(into, word);
	return 0;
}

static int add_numbers(void *into, const char *argument)
{
	struct frame_words *words = into;
	struct frame_word word;

	words->given = true;
	if (strcmp(argument, "-") == 0)
		return frame_list_read("--pfn", frame_word_of_number, add,
				       words);
	if (frame_word_of_number(argument, &word) != 0)
		return complain_usage("--pfn takes N, N-M or N+COUNT, decimal "
				      "or with 0x; not '%s'", argument);
	append(words, &word);
	return 0;
}

static int add_addresses(void *into, const char *argument)
{
	struct frame_words *words = into;
	struct frame_word word;

	words->given = true;
	if (strcmp(argument, "-") == 0)
		return frame_list_read("--pa", frame_word_of_address, add,
				       words);
	if (frame_word_of_address(argument, &word) != 0)
		return complain_usage("--pa takes ADDR, LO-HI or ADDR+LEN, "
				      "with hexadecimal addresses; not '%s'",
				      argument);
	append(words, &word);
	return 0;
}

const struct cli_option frame_words_options[] = {
	{ "pfn", CLI_CALL, .call = add_numbers },
	{ "pa", CLI_CALL, .call = add_addresses },
	{ .name = NULL },
};

void frame_words_free(struct frame_words *words)
{
	free(words->list);
}

/* All frames that have a byte of it. */
static struct frame_stretch frames_of(const struct frame_word *word,
				      uint64_t page_size)
{
	uint64_t last = word->start + (word->count - 1);

	if (!word->is_address)
		return (struct frame_stretch){ word->start, word->count };
	return (struct frame_stretch){
		.pfn = word->start / page_size,
		.count = last / page_size - word->start / page_size + 1,
	};
}

int frame_words_set(const struct frame_words *words, uint64_t page_size,
		    struct frame_set *set)
{
	const uint64_t end = HIGHEST / page_size;

	*set = (struct frame_set){ 0 };
	for (size_t i = 0; i < words->count; i++) {
		struct frame_stretch s = frames_of(&words->list[i], page_size);

		if (s.pfn < end && s.count <= end - s.pfn) {
			frame_set_add(set, s.pfn, s.count);
			continue;
		}
		frame_set_free(set);
		return complain_usage("--pfn, --pa: no machine has so high "
				      "addresses");
	}
	frame_set_join(set);
	return 0;
}

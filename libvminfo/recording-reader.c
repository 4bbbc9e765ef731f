// SPDX-License-Identifier: LGPL-2.1-or-later
/* The words of a line: each is checked, and what is wrong has its place. */
#include "recording-reader.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "digits.h"

/* So much of a word that is wrong is shown. */
#define SHOWN 40

int reader_fail(struct reader *r, const char *place, const char *what, ...)
{
	const struct recording_source *source = r->source;
	size_t room = source->error_size;
	va_list args;
	int n;

	if (!source->error || !room)
		return -EBADMSG;
	n = snprintf(source->error, room, "%s:%zu:%zu: ", source->name,
		     r->number, (size_t)(place - r->start) + 1);
	if (n < 0 || (size_t)n >= room)
		return -EBADMSG;
	va_start(args, what);
	vsnprintf(source->error + n, room - (size_t)n, what, args);
	va_end(args);
	return -EBADMSG;
}

int reader_no_memory(struct reader *r)
{
	reader_fail(r, r->start, "no memory for it");
	return -ENOMEM;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool reader_at_end(struct reader *r)
{
	while (r->at < r->end && is_blank(*r->at))
		r->at++;
	return r->at == r->end;
}

int reader_end(struct reader *r)
{
	if (reader_at_end(r))
		return 0;
	return reader_fail(r, r->at, "nothing is to follow here: %.*s",
			   (int)(r->end - r->at > SHOWN ? SHOWN :
							  r->end - r->at),
			   r->at);
}

int reader_word(struct reader *r, struct word *word, const char *what)
{
	if (reader_at_end(r))
		return reader_fail(r, r->at, "%s is missing", what);
	word->text = r->at;
	while (r->at < r->end && !is_blank(*r->at))
		r->at++;
	word->length = (size_t)(r->at - word->text);
	return 0;
}

bool word_is(const struct word *word, const char *text)
{
	return strlen(text) == word->length &&
	       !memcmp(word->text, text, word->length);
}

int reader_parse(struct reader *r, const struct word *word, unsigned int base,
		 uint64_t *number)
{
	struct digits digits = { .at = word->text,
				 .end = word->text + word->length };
	int shown = word->length > SHOWN ? SHOWN : (int)word->length;
	bool fits = digits_take(&digits, base, number);

	/* What does not fit leaves the digit that was too much. */
	if (fits && digits.at == digits.end)
		return 0;
	if (!fits && digits.at > word->text)
		return reader_fail(r, word->text, "more than 64 bits: %.*s",
				   shown, word->text);
	return reader_fail(r, word->text, "no %s: %.*s",
			   base == 10 ? "number" : "hexadecimal number", shown,
			   word->text);
}

int reader_number(struct reader *r, uint64_t *number, const char *what)
{
	struct word word;
	int ret = reader_word(r, &word, what);

	if (ret < 0)
		return ret;
	if (word.length < 2 || memcmp(word.text, "0x", 2) != 0)
		return reader_parse(r, &word, 10, number);
	word.text += 2;
	word.length -= 2;
	return reader_parse(r, &word, 16, number);
}

int reader_number_to(struct reader *r, uint64_t most, uint64_t *number,
		     const char *what)
{
	const char *place;
	uint64_t n;
	int ret;

	reader_at_end(r);
	place = r->at;
	ret = reader_number(r, &n, what);
	if (ret < 0)
		return ret;
	if (n > most)
		return reader_fail(r, place, "%s is at most %llu", what,
				   (unsigned long long)most);
	*number = n;
	return 0;
}

int reader_address(struct reader *r, uint64_t *address, const char *what)
{
	struct word word;
	int ret = reader_word(r, &word, what);

	return ret < 0 ? ret : reader_parse(r, &word, 16, address);
}

/* The address before END, which may be 2^64: then as 1 and 16 zeros. */
static int parse_last(struct reader *r, const struct word *end, uint64_t *last)
{
	int ret = 0;

	*last = 0;
	if (!word_is(end, "10000000000000000"))
		ret = reader_parse(r, end, 16, last);
	*last -= 1;
	return ret;
}

int reader_range(struct reader *r, struct recorded_range *range)
{
	struct word word, end;
	const char *dash;
	int ret = reader_word(r, &word, "START-END");

	if (ret < 0)
		return ret;
	dash = memchr(word.text, '-', word.length);
	if (!dash)
		return reader_fail(r, word.text, "START-END has no -");
	end.text = dash + 1;
	end.length = word.length - (size_t)(end.text - word.text);
	word.length = (size_t)(dash - word.text);
	ret = reader_parse(r, &word, 16, &range->va);
	if (ret == 0)
		ret = parse_last(r, &end, &range->last);
	if (ret < 0)
		return ret;
	if (range->last < range->va ||
	    (range->last == UINT64_MAX && end.length != 17))
		return reader_fail(r, word.text, "it ends before it starts");
	return 0;
}

int reader_keep(struct reader *r, const char *text, size_t length,
		recorded_text *kept)
{
	char *to = growing_add(&r->recording->texts, length + 1, 1);

	if (!to)
		return reader_no_memory(r);
	memcpy(to, text, length);
	*kept = (size_t)(to - (char *)r->recording->texts.rows);
	return 0;
}

static int value_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A byte of \xHH or \\; 0: it is neither, or it is the end of a string. */
static char unescape(const char **at, const char *end)
{
	const char *text = *at;
	int high, low;

	if (end - text >= 2 && text[1] == '\\') {
		*at += 2;
		return '\\';
	}
	if (end - text < 4 || text[1] != 'x')
		return 0;
	high = value_of(text[2]);
	low = value_of(text[3]);
	if (high < 0 || low < 0)
		return 0;
	*at += 4;
	return (char)(high << 4 | low);
}

static int keep_escaped(struct reader *r, const struct word *word,
			recorded_text *kept)
{
	const char *at = word->text, *end = at + word->length;
	char *start, *to;
	int ret = reader_keep(r, at, word->length, kept);

	if (ret < 0)
		return ret;
	start = (char *)r->recording->texts.rows + *kept;
	for (to = start; at < end; to++) {
		const char *place = at;

		*to = *at == '\\' ? unescape(&at, end) : *at++;
		if (!*to)
			return reader_fail(r, place,
					   "not \\\\, and not \\x01 to \\xff");
	}
	*to = '\0';
	/* What was shorter than its escapes is given back. */
	r->recording->texts.n = *kept + (size_t)(to - start) + 1;
	return 0;
}

int reader_escaped_word(struct reader *r, recorded_text *text, const char *what)
{
	struct word word = { .text = "" };
	int ret = reader_word(r, &word, what);

	return ret < 0 ? ret : keep_escaped(r, &word, text);
}

int reader_escaped_rest(struct reader *r, recorded_text *text)
{
	struct word rest;

	reader_at_end(r);
	rest.text = r->at;
	rest.length = (size_t)(r->end - r->at);
	r->at = r->end;
	return keep_escaped(r, &rest, text);
}

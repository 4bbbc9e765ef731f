/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fuzz.h - what each target of libFuzzer begins with.
 *
 * A target is one file that is named for what it feeds.  It may refuse its
 * bytes, but what holds for everybody has to hold: that is assert()ed, always.
 */
#ifndef FUZZ_H
#define FUZZ_H

#undef NDEBUG
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What libFuzzer calls: once, if it is there, and for each input. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes that are not taken yet. */
struct fuzz_bytes {
	const uint8_t *at;
	size_t left;
};

/* So many of them as a number; behind the last all are 0. */
static inline uint64_t fuzz_number(struct fuzz_bytes *bytes, size_t n)
{
	uint64_t number = 0;

	for (size_t i = 0; i < n && bytes->left; i++, bytes->left--)
		number |= (uint64_t)*bytes->at++ << (8 * i);
	return number;
}

/* A string of its own, to be freed: who reads behind its NUL is caught. */
static inline char *fuzz_string(const uint8_t *data, size_t size)
{
	size_t length = 0;
	char *text;

	while (length < size && data[length])
		length++;
	text = malloc(length + 1);
	assert(text);
	if (length)
		memcpy(text, data, length);
	text[length] = '\0';
	return text;
}

/* The next line as such a string; NULL: there is none. */
static inline char *fuzz_line(struct fuzz_bytes *bytes)
{
	const uint8_t *line = bytes->at;
	size_t length = 0;

	if (!bytes->left)
		return NULL;
	while (length < bytes->left && line[length] != '\n')
		length++;
	bytes->at += length;
	bytes->left -= length;
	if (bytes->left) {
		bytes->at++;
		bytes->left--;
	}
	return fuzz_string(line, length);
}

/* Whether two records are the same, byte by byte. */
static inline bool fuzz_is_same(const void *a, const void *b, size_t size)
{
	return memcmp(a, b, size) == 0;
}

/* Whether all of a record is as it was, which was filled with this byte. */
static inline bool fuzz_is_untouched(const void *record, size_t size,
				     uint8_t byte)
{
	const uint8_t *at = record;

	for (size_t i = 0; i < size; i++)
		if (at[i] != byte)
			return false;
	return true;
}

#endif

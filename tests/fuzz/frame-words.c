// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/frame-words.c and frame-list.c: what --pfn and --pa are given. */
#include "quiet.h"

#include <errno.h>

#include "frame-words.h"

#define HIGHEST (UINT64_C(1) << 62)

static void check_set(const struct frame_word *word, uint64_t page_size)
{
	struct frame_word copy = *word;
	const struct frame_words words = { .list = &copy, .count = 1 };
	struct frame_set set;
	int ret;

	quiet_start();
	ret = frame_words_set(&words, page_size, &set);
	quiet_check(ret);
	assert(ret == 0 || ret == -EINVAL);
	if (ret == 0)
		frame_set_free(&set);
}

static void check(int ret, const struct frame_word *word, bool is_address)
{
	if (ret) {
		assert(ret == -EINVAL || ret == -ERANGE);
		assert(fuzz_is_untouched(word, sizeof(*word), 0x5a));
		return;
	}
	assert(word->is_address == is_address);
	assert(word->start < HIGHEST);
	assert(word->count && word->count <= HIGHEST);
	check_set(word, 4096);
	check_set(word, 65536);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct frame_word word;
	int ret;

	memset(&word, 0x5a, sizeof(word));
	check(frame_word_of_number(text, &word), &word, false);
	memset(&word, 0x5a, sizeof(word));
	check(frame_word_of_address(text, &word), &word, true);
	memset(&word, 0x5a, sizeof(word));
	ret = frame_word_of_log(text, &word);
	check(ret, &word, ret == 0 && word.is_address);
	if (ret == 0)
		assert(word.count == 1);
	free(text);
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/lines.c: a text in pieces of any size, as lines. */
#include "fuzz.h"

#include <errno.h>

#include "../unit/recorded.h"
#include "lines.h"

/* The lines are those of the text, whatever a read gives. */
static void check(const char *text, size_t size, size_t piece)
{
	struct recorded_string string = recorded_string(text, size);
	struct lines lines;
	struct line line;
	size_t at = 0;
	int ret;

	string.piece = piece;
	assert(lines_init(&lines, (struct procfs_file){
		.served = &string.served }) == 0);
	while ((ret = lines_next(&lines, &line)) > 0) {
		assert(size - at > line.length);
		assert(memcmp(line.text, text + at, line.length) == 0);
		assert(!memchr(line.text, '\n', line.length));
		assert(line.text[line.length] == '\0');
		assert(text[at + line.length] == '\n');
		at += line.length + 1;
	}
	if (ret == 0)
		assert(at == size);
	else
		assert(ret == -EINVAL && !memchr(text + at, '\n', size - at));
	lines_free(&lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	size_t piece = 1 + fuzz_number(&bytes, 2);

	check((const char *)bytes.at, bytes.left, piece);
	return 0;
}

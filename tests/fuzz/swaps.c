// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/swaps.c: the lines of /proc/swaps, and whose a number can be. */
#include "fuzz.h"

#include <errno.h>

#include "swaps.h"

static void take(char *line)
{
	const size_t length = strlen(line);
	char *before = fuzz_string((const uint8_t *)line, length);
	struct swaps_area area;
	int ret;

	memset(&area, 0x5a, sizeof(area));
	ret = swaps_decode(line, &area);
	if (ret) {
		assert(ret == -EINVAL);
		assert(strcmp(line, before) == 0);
		assert(fuzz_is_untouched(&area, sizeof(area), 0x5a));
	} else {
		assert(area.name == line);
		assert(strlen(area.name) <= strcspn(before, " \t"));
		assert(area.size % 1024 == 0 && area.used % 1024 == 0);
		assert(area.size != VMINFO_NONE && area.used != VMINFO_NONE);
		assert(area.kind <= VMINFO_SWAP_FILE);
	}
	free(before);
}

static unsigned int bits_of(uint32_t set)
{
	return (unsigned int)__builtin_popcount(set);
}

/*
 * Whether the numbers in `seen` fit on that many lines, in their order and with
 * this one on line `line`: what swaps_lines_of() has to find.
 */
static bool may_be_on(unsigned int line, unsigned int type, uint32_t seen,
		      unsigned int lines)
{
	unsigned int below = bits_of(seen & (((uint32_t)1 << type) - 1));
	unsigned int above = bits_of((uint32_t)((uint64_t)seen >> (type + 1)));

	return line < lines && line >= below && line <= type &&
	       lines - line - 1 >= above;
}

static void check_lines(struct fuzz_bytes *bytes)
{
	unsigned int type = (unsigned int)fuzz_number(bytes, 1) % 32;
	unsigned int lines = (unsigned int)fuzz_number(bytes, 1) % 40;
	uint32_t seen = (uint32_t)fuzz_number(bytes, 4);
	struct swaps_lines found = swaps_lines_of(type, seen, lines);

	assert(found.first <= found.end);
	for (unsigned int line = 0; line < 40; line++) {
		bool in = line >= found.first && line < found.end;

		assert(in == may_be_on(line, type, seen, lines));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	char *line;

	check_lines(&bytes);
	bytes = (struct fuzz_bytes){ data, size };
	while ((line = fuzz_line(&bytes))) {
		take(line);
		free(line);
	}
	return 0;
}

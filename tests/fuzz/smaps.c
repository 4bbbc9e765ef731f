// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/smaps.c: the lines below a heading of /proc/PID/smaps. */
#include "fuzz.h"

#include <errno.h>

#include "smaps.h"

#define ALL_FLAGS ((uint64_t)VMINFO_VM_DONTDUMP * 2 - 1)

/* Sizes are of whole KiB; what no line said stays unknown. */
static void check(const struct vminfo_smaps *smaps)
{
	const uint64_t *number = (const uint64_t *)(const void *)smaps;
	size_t n = offsetof(struct vminfo_smaps, flags) / sizeof(*number);

	for (size_t i = 0; i < n; i++)
		assert(number[i] == VMINFO_NONE || number[i] % 1024 == 0);
	assert(smaps->flags == VMINFO_NONE || smaps->flags <= ALL_FLAGS);
	assert(smaps->thp_eligible == VMINFO_NONE || smaps->thp_eligible <= 1);
}

/* A line changes one number at most, and a refused one none. */
static void take(const char *line, struct vminfo_smaps *smaps)
{
	const struct vminfo_smaps before = *smaps;
	const uint64_t *a = (const uint64_t *)(const void *)&before;
	const uint64_t *b = (const uint64_t *)(const void *)smaps;
	int ret = smaps_decode(line, smaps);
	size_t changed = 0;

	for (size_t i = 0; i < sizeof(*smaps) / sizeof(*a); i++)
		changed += a[i] != b[i];
	assert(ret == 0 || ret == -EINVAL);
	assert(changed <= (ret == 0));
	check(smaps);
}

/* What is here is read as it is by who has a file. */
static void take_all(const uint8_t *data, size_t size,
		     struct vminfo_smaps *smaps)
{
	struct lines lines = { .buffer = malloc(size + 1), .filled = size };
	struct line line;
	size_t place = 0;

	if (size)
		memcpy(lines.buffer, data, size);
	while (smaps_take(&lines, &place, smaps), lines_take(&lines, &line))
		smaps_decode_next(line.text, &place, smaps);
	/* What is behind the last newline. */
	lines.buffer[size] = '\0';
	smaps_decode(lines.buffer + lines.next, smaps);
	free(lines.buffer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	struct vminfo_smaps smaps, all;
	char *line;

	smaps_clear(&smaps);
	smaps_clear(&all);
	check(&smaps);
	while ((line = fuzz_line(&bytes))) {
		take(line, &smaps);
		free(line);
	}
	take_all(data, size, &all);
	assert(!memcmp(&smaps, &all, sizeof(smaps)));
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/constraints.c: a value for each constraint, one a line. */
#include "quiet.h"

#include <errno.h>

#include "constraints.h"

static bool is_power(uint64_t n)
{
	return n && !(n & (n - 1));
}

static void check(const struct vminfo_dma_constraints *built)
{
	uint64_t nodes = 0;

	assert(built->single <= 1);
	assert(!built->align || is_power(built->align));
	assert(!built->boundary || is_power(built->boundary));
	assert(!built->virt_boundary || is_power(built->virt_boundary));
	for (size_t i = 0; i < built->node_words; i++)
		nodes |= built->nodes[i];
	assert(!built->nodes || nodes);
}

/* What was refused leaves no trace. */
static void add(struct constraints *constraints, enum constraint which,
		const char *text)
{
	bool had = constraints_has(constraints, which);
	int ret;

	quiet_start();
	ret = constraints_add(constraints, which, text, "a test");
	quiet_check(ret);
	assert(ret == 0 || ret == -EINVAL);
	if (ret)
		assert(constraints_has(constraints, which) == had);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	struct vminfo_dma_constraints built;
	struct constraints constraints = { 0 };
	char *lines[CONSTRAINTS];

	for (unsigned int i = 0; i < CONSTRAINTS; i++) {
		lines[i] = fuzz_line(&bytes);
		if (lines[i] && *lines[i])
			add(&constraints, (enum constraint)i, lines[i]);
	}
	constraints_build(&constraints, &built);
	check(&built);
	for (unsigned int i = 0; i < CONSTRAINTS; i++)
		free(lines[i]);
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/paging-machine.c: any /proc/vmstat and /proc/pressure/memory. */
#include "fuzz.h"

#include <errno.h>

#include "paging-machine.h"
#include "paging-word.h"

static void take(struct paging_sample *sample, const char *text)
{
	struct paging_sample before;
	int ret;

	memcpy(&before, sample, sizeof(before));
	ret = paging_sample_counters(sample, text);
	assert(ret == 0 || ret == -EINVAL);
	assert(ret ? fuzz_is_same(sample, &before, sizeof(before)) :
		     sample->has_counters);
	memcpy(&before, sample, sizeof(before));
	ret = paging_sample_pressure(sample, text);
	assert(ret == 0 || ret == -EINVAL);
	assert(ret ? fuzz_is_same(sample, &before, sizeof(before)) :
		     sample->has_pressure);
}

static void check_amount(const struct paging_amount *amount)
{
	assert(amount->known == PAGING_KNOWN || amount->number == 0);
}

static void check(const struct paging_sample *before,
		  const struct paging_sample *after)
{
	struct paging_machine machine;

	paging_machine_between(before, after, &machine);
	for (size_t i = 0; i < PAGING_COUNTERS; i++)
		check_amount(&machine.counters[i]);
	check_amount(&machine.in);
	check_amount(&machine.out);
	check_amount(&machine.some);
	check_amount(&machine.full);
	assert(paging_word_of_machine(&machine) <= PAGING_THRASHING);
}

/* Two looks: the second half of the bytes is what the later one has. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *first = fuzz_string(data, size / 2);
	char *second = fuzz_string(data + size / 2, size - size / 2);
	struct paging_sample before, after;

	memset(&before, 0, sizeof(before));
	memset(&after, 0, sizeof(after));
	after.nanoseconds = 1000000000;
	take(&before, first);
	take(&after, first);
	take(&after, second);
	check(&before, &after);
	free(first);
	free(second);
	return 0;
}

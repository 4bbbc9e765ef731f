// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which processes have one address space together. */
#include "same-memory.h"

#include <linux/kcmp.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "complain.h"
#include "rights.h"

/* The kernel gives the address spaces an order, so that they can be sorted. */
static int compare(pid_t one, pid_t other, bool *told)
{
	switch (syscall(SYS_kcmp, one, other, KCMP_VM, 0, 0)) {
	case 0:
		return 0;
	case 1:
		return -1;
	case 2:
		return 1;
	default:
		*told = false;
		return one < other ? -1 : one > other;
	}
}

struct sorting {
	const pid_t *pids;
	bool told;
};

static int by_memory(const void *a, const void *b, void *data)
{
	struct sorting *s = data;
	uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
	int ret = compare(s->pids[one], s->pids[other], &s->told);

	return ret ? ret : (one > other) - (one < other);
}

bool same_memory_find(const pid_t *pids, size_t count, uint32_t *first)
{
	struct sorting s = { .pids = pids, .told = true };
	uint32_t *order = calloc(count + 1, sizeof(*order));

	if (!order)
		complain_out_of_memory();
	for (size_t i = 0; i < count; i++)
		order[i] = (uint32_t)i;
	rights_raise(RIGHTS_PTRACE);
	qsort_r(order, count, sizeof(*order), by_memory, &s);
	for (size_t i = 0; i < count; i++) {
		first[order[i]] = order[i];
		if (i && compare(pids[order[i - 1]], pids[order[i]],
				 &s.told) == 0)
			first[order[i]] = first[order[i - 1]];
	}
	rights_lower();
	free(order);
	return s.told;
}

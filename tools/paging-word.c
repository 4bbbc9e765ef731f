// SPDX-License-Identifier: LGPL-2.1-or-later
/* What quiet, paging and thrashing are. */
#include "paging-word.h"

#include <stddef.h>

#include "answer.h"

#define LEAST_PAGES 16
#define LEAST_PERCENT 1
#define LEAST_REFAULTED_PERCENT 50
#define LEAST_STALLED_PERCENT 10

const char *paging_word_name(unsigned int word)
{
	static const char *const names[] = {
		[PAGING_QUIET] = "quiet",
		[PAGING_PAGING] = "paging",
		[PAGING_THRASHING] = "thrashing",
	};

	return word < sizeof(names) / sizeof(*names) ? names[word] : NULL;
}

/* Rounded up. */
static uint64_t percent_of(uint64_t all, unsigned int percent)
{
	return all / 100 * percent + (all % 100 * percent + 99) / 100;
}

static bool is_much(uint64_t pages, uint64_t of)
{
	return pages >= LEAST_PAGES && pages >= percent_of(of, LEAST_PERCENT);
}

enum paging_word paging_word_of(const struct paging_counts *counts)
{
	if (is_much(counts->out, counts->most) &&
	    is_much(counts->refaults, counts->most))
		return PAGING_THRASHING;
	if (counts->more_out || counts->more_in || counts->more_refaults)
		return PAGING_NO_WORD;
	return counts->out || counts->in ? PAGING_PAGING : PAGING_QUIET;
}

static enum answer is_refaulting(const struct paging_machine *machine)
{
	const struct paging_amount *refaults =
		&machine->counters[PAGING_REFAULT_ANON];
	uint64_t least = percent_of(machine->in.number,
				    LEAST_REFAULTED_PERCENT);

	if (!machine->in.number)
		return ANSWER_NO;
	if (refaults->known != PAGING_KNOWN)
		return ANSWER_UNKNOWN;
	return refaults->number >= least ? ANSWER_YES : ANSWER_NO;
}

static enum answer is_stalled(const struct paging_machine *machine)
{
	if (machine->some.known != PAGING_KNOWN)
		return ANSWER_UNKNOWN;
	return machine->some.number >=
	       percent_of(machine->microseconds, LEAST_STALLED_PERCENT)
		? ANSWER_YES : ANSWER_NO;
}

enum paging_word paging_word_of_machine(const struct paging_machine *machine)
{
	enum answer refaulting, stalled;

	if (machine->in.known == PAGING_NOT_KNOWN ||
	    machine->out.known == PAGING_NOT_KNOWN)
		return PAGING_NO_WORD;
	if (!machine->in.number && !machine->out.number)
		return PAGING_QUIET;
	refaulting = is_refaulting(machine);
	stalled = is_stalled(machine);
	if (refaulting == ANSWER_NO || stalled == ANSWER_NO)
		return PAGING_PAGING;
	if (refaulting == ANSWER_UNKNOWN || stalled == ANSWER_UNKNOWN)
		return PAGING_NO_WORD;
	return PAGING_THRASHING;
}

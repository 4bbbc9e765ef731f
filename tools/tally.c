// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the runs of a mapping, or of a process, add up to. */
#include "tally.h"

void tally_start(struct tally *tally)
{
	*tally = (struct tally){ .mappings = 1, .smaps.unknown = UINT32_MAX };
}

bool tally_continues(const struct vminfo_run *open,
		     const struct vminfo_run *run)
{
	return open->pages && open->state == run->state &&
	       open->swap_type == run->swap_type &&
	       open->value != VMINFO_NONE &&
	       open->value + open->pages == run->value;
}

/* Runs of the caller may be cut, even to single pages: they are joined. */
static void count_run(struct tally *tally, const struct vminfo_run *run)
{
	struct vminfo_run *open = &tally->open;

	if (tally_continues(open, run)) {
		open->pages += run->pages;
	} else {
		*open = *run;
		tally->runs += run->state == VMINFO_PRESENT;
		tally->slot_runs += run->state == VMINFO_SWAPPED;
	}
	if (open->state == VMINFO_PRESENT && open->pages > tally->longest)
		tally->longest = open->pages;
}

static bool is_uncertain(const struct vminfo_run *run)
{
	return run->state == VMINFO_SPECIAL || run->state == VMINFO_NONPRESENT;
}

static void count_present(struct tally *tally, const struct vminfo_run *run)
{
	if (run->any & VMINFO_HIDDEN)
		tally->hidden += run->pages;
	if (run->all & VMINFO_HUGE)
		tally->huge += run->pages;
	else if (run->any & (VMINFO_HUGE | VMINFO_HUGE_UNKNOWN))
		tally->huge_unknown += run->pages;
}

/* Of nearly all runs that are present nothing else counts. */
static bool is_ordinary(const struct vminfo_run *run)
{
	const uint16_t others = VMINFO_CHANGED | VMINFO_MAYBE_ZERO |
				VMINFO_HIDDEN | VMINFO_HUGE |
				VMINFO_HUGE_UNKNOWN;

	return run->state == VMINFO_PRESENT && !(run->any & others);
}

/* Attributes that only some pages of a run have count for all of them where
 * that makes a number unknown. */
void tally_run(struct tally *tally, const struct vminfo_run *run)
{
	const uint16_t doubts = VMINFO_CHANGED | VMINFO_MAYBE_ZERO;
	bool hidden = run->any & VMINFO_HIDDEN;

	tally->pages += run->pages;
	if (is_ordinary(run)) {
		tally->of_state[VMINFO_PRESENT] += run->pages;
		count_run(tally, run);
		return;
	}
	if (run->state < TALLY_STATES)
		tally->of_state[run->state] += run->pages;
	if (is_uncertain(run) || run->any & doubts)
		tally->unknown += run->pages;
	if (run->any & VMINFO_MAYBE_ZERO)
		tally->maybe_zero += run->pages;
	if (run->state == VMINFO_NONPRESENT ||
	    (run->state == VMINFO_SWAPPED && hidden))
		tally->slots_hidden += run->pages;
	if (run->state == VMINFO_PRESENT)
		count_present(tally, run);
	count_run(tally, run);
}

void tally_page(struct tally *tally, const struct vminfo_page *page)
{
	const struct vminfo_run run = {
		.va = page->va,
		.pages = 1,
		.value = page->value,
		.state = page->state,
		.swap_type = page->swap_type,
		.all = page->attributes,
		.any = page->attributes,
	};

	tally_run(tally, &run);
}

static void add_pages(struct tally *total, const struct tally *part)
{
	total->pages += part->pages;
	for (size_t i = 0; i < TALLY_STATES; i++)
		total->of_state[i] += part->of_state[i];
	total->huge += part->huge;
	total->huge_unknown += part->huge_unknown;
	total->hidden += part->hidden;
	total->slots_hidden += part->slots_hidden;
	total->maybe_zero += part->maybe_zero;
	total->unknown += part->unknown;
	total->maybe_shmem += part->maybe_shmem;
	total->maybe_cached += part->maybe_cached;
	total->asked |= part->asked;
}

void tally_join(struct tally *tally, const struct tally *pieces,
		const struct vminfo_run *run)
{
	add_pages(tally, pieces);
	count_run(tally, run);
}

void tally_ask(struct tally *tally, const struct vminfo_backing *backing)
{
	uint64_t unresolved = tally->of_state[VMINFO_UNRESOLVED];

	tally->asked = true;
	if (backing->object == VMINFO_BACKED_BY_OTHER)
		return;
	tally->maybe_cached += unresolved;
	if (backing->object != VMINFO_BACKED_BY_FILE)
		tally->maybe_shmem += unresolved;
}

uint64_t tally_swapped(const struct tally *tally)
{
	return tally->of_state[VMINFO_SWAPPED] +
	       tally->of_state[VMINFO_SHMEM_SWAPPED];
}

bool tally_may_be_swapped(const struct tally *tally)
{
	return tally->of_state[VMINFO_NONPRESENT] || tally->maybe_shmem;
}

void tally_interrupt(struct tally *tally)
{
	tally->open.pages = 0;
}

void tally_add(struct tally *total, const struct tally *part)
{
	tally_add_smaps(&total->smaps, &part->smaps);
	add_pages(total, part);
	total->mappings += part->mappings;
	total->runs += part->runs;
	total->slot_runs += part->slot_runs;
	if (part->longest > total->longest)
		total->longest = part->longest;
}

bool tally_is_empty(const struct tally *tally)
{
	return tally->of_state[VMINFO_ABSENT] +
	       tally->of_state[VMINFO_UNRESOLVED] == tally->pages;
}

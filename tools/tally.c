// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the runs of a mapping, or of a process, add up to. */
#include "tally.h"

#include <stdio.h>
#include <string.h>

#include "foreign.h"
#include "units.h"

void tally_start(struct tally *tally)
{
	*tally = (struct tally){ .mappings = 1 };
}

static bool continues(const struct vminfo_run *open,
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

	if (continues(open, run)) {
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

/* Attributes that only some pages of a run have count for all of them where
 * that makes a number unknown. */
void tally_run(struct tally *tally, const struct vminfo_run *run)
{
	const uint16_t doubts = VMINFO_CHANGED | VMINFO_MAYBE_ZERO;
	bool hidden = run->any & VMINFO_HIDDEN;

	tally->pages += run->pages;
	if (run->state < TALLY_STATES)
		tally->of_state[run->state] += run->pages;
	if (is_uncertain(run) || run->any & doubts)
		tally->unknown += run->pages;
	if (run->any & VMINFO_MAYBE_ZERO)
		tally->maybe_zero += run->pages;
	if (run->state == VMINFO_NONPRESENT ||
	    (run->state == VMINFO_SWAPPED && hidden))
		tally->slots_hidden += run->pages;
	if (run->state == VMINFO_PRESENT) {
		if (hidden)
			tally->hidden += run->pages;
		if (run->all & VMINFO_HUGE)
			tally->huge += run->pages;
		else if (run->any & (VMINFO_HUGE | VMINFO_HUGE_UNKNOWN))
			tally->huge_unknown += run->pages;
	}
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

static uint64_t difference(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

/* Kernels without hugetlb have no such lines. */
static uint64_t known_or_0(uint64_t bytes)
{
	return bytes == VMINFO_NONE ? 0 : bytes;
}

/*
 * Rss of smaps has pages that are being moved and memory of devices, but not
 * hugetlb, which has its own lines.
 * Swap of smaps has pages of a shared memory object that are in swap: here
 * they look like pages that were never touched.
 */
void tally_verify(struct tally *tally, const struct vminfo_mapping *mapping,
		  const struct vminfo_smaps *smaps, uint64_t page_size)
{
	uint64_t rss = tally->of_state[VMINFO_PRESENT] +
		       tally->of_state[VMINFO_MIGRATING] +
		       tally->of_state[VMINFO_DEVICE];
	uint64_t swap = tally->of_state[VMINFO_SWAPPED] * page_size;
	uint64_t theirs = known_or_0(smaps->rss) +
			  known_or_0(smaps->shared_hugetlb) +
			  known_or_0(smaps->private_hugetlb);
	bool object_in_swap = mapping->kind == VMINFO_OBJECT &&
			      tally->of_state[VMINFO_UNRESOLVED] &&
			      smaps->swap > swap;

	tally->smaps = (struct tally_smaps){
		.rss = known_or_0(smaps->rss),
		.swap = known_or_0(smaps->swap),
		.rss_known = smaps->rss != VMINFO_NONE,
		.swap_known = smaps->swap != VMINFO_NONE,
		.residual = difference(rss * page_size, theirs) +
			    difference(swap, known_or_0(smaps->swap)),
	};
	tally->smaps.residual_known = tally->smaps.rss_known &&
		tally->smaps.swap_known && !object_in_swap &&
		!tally->unknown && !tally->slots_hidden;
}

static void add_smaps(struct tally *total, const struct tally *part)
{
	struct tally_smaps *sum = &total->smaps;
	bool first = total->mappings == 0;

	sum->rss += part->smaps.rss;
	sum->swap += part->smaps.swap;
	sum->residual += part->smaps.residual;
	sum->rss_known = part->smaps.rss_known &&
			 (first || sum->rss_known);
	sum->swap_known = part->smaps.swap_known &&
			  (first || sum->swap_known);
	sum->residual_known = part->smaps.residual_known &&
			      (first || sum->residual_known);
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
}

void tally_join(struct tally *tally, const struct tally *pieces,
		const struct vminfo_run *run)
{
	add_pages(tally, pieces);
	count_run(tally, run);
}

void tally_interrupt(struct tally *tally)
{
	tally->open.pages = 0;
}

void tally_add(struct tally *total, const struct tally *part)
{
	add_smaps(total, part);
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

static char *put_count(char *to, uint64_t n, bool known, const char *what)
{
	if (known)
		to = units_put_grouped(to, n);
	else
		*to++ = '?';
	return stpcpy(to, what);
}

static char *put_residual(char *to, const struct tally_smaps *smaps)
{
	to = stpcpy(to, "; residual ");
	if (smaps->residual_known)
		return units_put_size(to, smaps->residual);
	return stpcpy(to, "?");
}

char *tally_sentence(const struct tally *tally, uint64_t page_size,
		     char text[TALLY_ROOM])
{
	bool frames_known = !tally->hidden && !tally->maybe_zero;
	char *to = text;

	to = units_put_size(to, tally->pages * page_size);
	to = stpcpy(to, " mapped, ");
	to = put_count(to, tally->of_state[VMINFO_PRESENT],
		       !tally->maybe_zero, " pages present, ");
	to = put_count(to, tally->of_state[VMINFO_SWAPPED],
		       !tally->of_state[VMINFO_NONPRESENT], " swapped, ");
	to = put_count(to, tally->unknown, true, " unknown; ");
	to = put_count(to, tally->runs, frames_known, " runs, longest ");
	if (frames_known)
		to = units_put_size(to, tally->longest * page_size);
	else
		*to++ = '?';
	if (tally->smaps.rss_known)
		to = put_residual(to, &tally->smaps);
	*to = '\0';
	return text;
}

char *tally_line(const struct tally *tally, const struct tally_owner *owner,
		 char text[TALLY_LINE_ROOM])
{
	char counts[TALLY_ROOM], safe[TALLY_ROOM] = "?";

	if (foreign_room(owner->command) <= sizeof(safe))
		foreign_encode(FOREIGN_ASCII, owner->command, safe);
	tally_sentence(tally, owner->page_size, counts);
	snprintf(text, TALLY_LINE_ROOM, "%d %s: %s", owner->pid, safe, counts);
	return text;
}

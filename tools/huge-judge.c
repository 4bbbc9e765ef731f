// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether a block of memory is one huge page, and if not, why. */
#include "huge-judge.h"

#include <stddef.h>

struct judging {
	const struct huge_block *block;
	const struct huge_mapping *mapping;
	struct huge_answer *answer;
	bool unlimited;		/* a limit of khugepaged is not known */
};

static void add(struct judging *j, enum huge_reason reason, uint64_t pages)
{
	if (!pages)
		return;
	j->answer->sure |= HUGE_BIT(reason);
	j->answer->pages[reason] += pages;
}

static uint64_t in_state(const struct judging *j, enum vminfo_state state)
{
	return j->block->of_state[state];
}

/* --- is it one? ----------------------------------------------------------- */

/* All of it may be, and nothing speaks against it. */
static bool may_be_huge(const struct huge_block *block,
			const struct huge_mapping *mapping)
{
	return !block->scattered && !mapping->has_none && !block->single &&
	       !block->large && !block->displaced;
}

static enum answer is_huge(const struct huge_block *block, enum huge_cut cut,
			   const struct huge_mapping *mapping)
{
	if (mapping->backing == HUGE_OF_HUGETLB)
		return huge_block_is_empty(block) ? ANSWER_NO : ANSWER_YES;
	if (cut != HUGE_WHOLE)
		return ANSWER_NO;
	/* Drivers map huge pages, too, of which the kernel tells nothing. */
	if (block->changed || block->of_state[VMINFO_PFNMAP])
		return ANSWER_UNKNOWN;
	if (block->huge == block->size)
		return ANSWER_YES;
	if (block->huge + block->huge_unknown < block->size)
		return ANSWER_NO;
	return may_be_huge(block, mapping) ? ANSWER_UNKNOWN : ANSWER_NO;
}

/* --- where it lies, and what may be there --------------------------------- */

static void look_at_place(struct judging *j, enum huge_cut cut)
{
	static const uint64_t of_cut[] = {
		[HUGE_WHOLE] = 0,
		[HUGE_CUT] = HUGE_BIT(HUGE_EDGE),
		[HUGE_CUT_UNKNOWN] = HUGE_BIT(HUGE_EDGE),
		[HUGE_CUT_PROTECTION] = HUGE_BIT(HUGE_PROTECTION),
		[HUGE_CUT_SPLIT] = HUGE_BIT(HUGE_SPLIT),
	};

	j->answer->sure |= of_cut[cut];
	if (cut == HUGE_CUT_UNKNOWN)
		j->answer->maybe |= HUGE_BIT(HUGE_PROTECTION) |
				    HUGE_BIT(HUGE_SPLIT);
	if (!j->mapping->congruent)
		j->answer->sure |= HUGE_BIT(HUGE_OFFSET);
}

static void look_at_policy(struct judging *j)
{
	const struct huge_policy *policy = &j->mapping->policy;

	j->answer->sure |= policy->sure;
	j->answer->maybe |= policy->maybe;
	if (in_state(j, VMINFO_PFNMAP) &&
	    !(policy->sure & HUGE_BIT(HUGE_KERNEL)))
		j->answer->sure |= HUGE_BIT(HUGE_DRIVER);
}

/* --- pages that nothing puts into a huge one ------------------------------ */

/* Where userfaultfd fills holes, khugepaged does not. */
static void look_at_uffd(struct judging *j)
{
	const uint64_t fills = VMINFO_VM_UFFD_MISSING | VMINFO_VM_UFFD_MINOR;
	uint64_t holes = in_state(j, VMINFO_ABSENT) +
			 in_state(j, VMINFO_UNRESOLVED);
	uint64_t pages = in_state(j, VMINFO_MARKER) + j->block->protected;

	add(j, HUGE_UFFD, pages);
	if (!holes)
		return;
	if (j->mapping->flags == VMINFO_NONE)
		j->answer->maybe |= HUGE_BIT(HUGE_UFFD);
	else if (j->mapping->flags & fills)
		add(j, HUGE_UFFD, holes);
}

static void look_at_obstacles(struct judging *j)
{
	static const struct {
		enum vminfo_state state;
		enum huge_reason reason;
	} obstacles[] = {
		{ VMINFO_GUARD, HUGE_GUARD },
		{ VMINFO_POISONED, HUGE_POISONED },
		{ VMINFO_DEVICE, HUGE_DEVICE },
		{ VMINFO_SPECIAL, HUGE_SPECIAL },
		{ VMINFO_MIGRATING, HUGE_MIGRATING },
	};

	for (size_t i = 0; i < sizeof(obstacles) / sizeof(*obstacles); i++)
		add(j, obstacles[i].reason, in_state(j, obstacles[i].state));
	look_at_uffd(j);
	add(j, HUGE_COPIED, j->block->copied);
	if (in_state(j, VMINFO_NONPRESENT))
		j->answer->maybe |= HUGE_BIT(HUGE_SWAPPED) |
			HUGE_BIT(HUGE_GUARD) | HUGE_BIT(HUGE_POISONED) |
			HUGE_BIT(HUGE_DEVICE) | HUGE_BIT(HUGE_SPECIAL) |
			HUGE_BIT(HUGE_MIGRATING) | HUGE_BIT(HUGE_UFFD);
}

/* --- what khugepaged can live with, up to a limit ------------------------- */

static void limit(struct judging *j, uint64_t reasons, uint64_t most)
{
	uint64_t pages = 0;

	for (unsigned int i = 0; i < HUGE_REASONS; i++) {
		if (reasons >> i & 1)
			pages += j->answer->pages[i];
	}
	if (!pages)
		return;
	if (most == VMINFO_NONE)
		j->unlimited = true;
	else if (pages > most)
		j->answer->beyond |= reasons & j->answer->sure;
}

static void look_at_pages(struct judging *j)
{
	const struct huge_settings *settings = j->mapping->settings;
	const struct huge_block *block = j->block;

	add(j, HUGE_HOLE, in_state(j, VMINFO_ABSENT));
	add(j, HUGE_ZERO, in_state(j, VMINFO_ZERO));
	add(j, HUGE_NOT_MAPPED, in_state(j, VMINFO_UNRESOLVED) +
				in_state(j, VMINFO_CACHED) +
				in_state(j, VMINFO_SHMEM_SWAPPED));
	/* Who maps a part of an object needs no more; what is in memory of the
	 * rest is not known, so that khugepaged is not to blame. */
	j->answer->beyond |= j->answer->sure & HUGE_BIT(HUGE_NOT_MAPPED);
	add(j, HUGE_SWAPPED, in_state(j, VMINFO_SWAPPED));
	add(j, HUGE_SHARED, block->shared);
	add(j, HUGE_KSM, block->ksm);
	if (block->maybe_zero)
		j->answer->maybe |= HUGE_BIT(HUGE_ZERO);
	if (block->perhaps_ksm && !j->mapping->has_no_ksm)
		j->answer->maybe |= HUGE_BIT(HUGE_KSM);
	limit(j, HUGE_BIT(HUGE_HOLE) | HUGE_BIT(HUGE_ZERO),
	      settings->most_holes);
	limit(j, HUGE_BIT(HUGE_SWAPPED), settings->most_swapped);
	limit(j, HUGE_BIT(HUGE_SHARED) | HUGE_BIT(HUGE_KSM),
	      settings->most_shared);
}

static void look_at_folios(struct judging *j)
{
	const struct huge_block *block = j->block;

	add(j, block->in_place == block->size ? HUGE_PTE_MAPPED : HUGE_PARTIAL,
	    block->in_place);
	add(j, HUGE_DISPLACED, block->displaced);
	add(j, HUGE_MTHP, block->large);
	add(j, HUGE_SMALL, block->single);
	if (block->folio_unknown)
		j->answer->maybe |=
			HUGE_BIT(HUGE_PTE_MAPPED) | HUGE_BIT(HUGE_PARTIAL) |
			HUGE_BIT(HUGE_DISPLACED) | HUGE_BIT(HUGE_MTHP) |
			HUGE_BIT(HUGE_SMALL);
}

static void look_for_khugepaged(struct judging *j)
{
	struct huge_answer *answer = j->answer;
	const uint64_t itself = HUGE_BIT(HUGE_COLLAPSIBLE);

	if (answer->sure & HUGE_BLOCKING || answer->beyond)
		return;
	if (answer->maybe & HUGE_BLOCKING || j->unlimited)
		answer->maybe |= itself;
	else
		answer->sure |= itself;
}

/* -------------------------------------------------------------------------- */

static void find_order(struct judging *j)
{
	const struct huge_block *block = j->block;

	j->answer->has_order = in_state(j, VMINFO_PRESENT);
	j->answer->order = block->folio_unknown ? -1 : (int)block->order;
}

static void find_reasons(struct judging *j, enum huge_cut cut)
{
	struct huge_answer *answer = j->answer;

	look_at_place(j, cut);
	if (huge_block_is_empty(j->block))
		answer->sure |= HUGE_BIT(HUGE_EMPTY);
	look_at_policy(j);
	if (answer->sure & HUGE_BIT(HUGE_EMPTY) ||
	    in_state(j, VMINFO_PFNMAP))
		return;
	look_at_obstacles(j);
	look_at_pages(j);
	look_at_folios(j);
	look_for_khugepaged(j);
}

/* They are why it is none, if it is none; whose it is stays known. */
static void doubt(struct huge_answer *answer)
{
	const uint64_t owners = HUGE_BIT(HUGE_KERNEL) | HUGE_BIT(HUGE_DRIVER);

	answer->maybe |= answer->sure & ~owners;
	answer->sure &= owners;
	answer->beyond = 0;
}

void huge_judge(const struct huge_block *block, enum huge_cut cut,
		const struct huge_mapping *mapping, struct huge_answer *answer)
{
	struct judging j = { .block = block, .mapping = mapping,
			     .answer = answer };

	*answer = (struct huge_answer){ .huge = is_huge(block, cut, mapping) };
	find_order(&j);
	if (mapping->backing == HUGE_OF_HUGETLB) {
		answer->sure = HUGE_BIT(HUGE_HUGETLB);
		if (answer->huge == ANSWER_NO)
			answer->sure |= HUGE_BIT(HUGE_EMPTY);
		return;
	}
	if (answer->huge == ANSWER_YES)
		return;
	find_reasons(&j, cut);
	answer->maybe &= ~answer->sure;
	if (answer->huge == ANSWER_UNKNOWN)
		doubt(answer);
}

static unsigned int put(uint64_t set, enum huge_reason *to)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < HUGE_REASONS; i++) {
		if (set >> i & 1)
			to[n++] = (enum huge_reason)i;
	}
	return n;
}

unsigned int huge_reasons_of(const struct huge_answer *answer,
			     enum huge_reason reasons[HUGE_REASONS])
{
	uint64_t first = answer->sure & HUGE_BLOCKING;
	unsigned int n = put(first, reasons);

	n += put(answer->beyond, reasons + n);
	n += put(answer->sure & ~first & ~answer->beyond, reasons + n);
	return n;
}

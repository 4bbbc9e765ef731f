// SPDX-License-Identifier: LGPL-2.1-or-later
/* What smaps says, and how far our own count is from it. */
#include "tally.h"

#include <stddef.h>

#define BIT(item) (1u << (item))

#define LINE(name) offsetof(struct vminfo_smaps, name)

/*
 * The lines that an item is the sum of.  Kernels without hugetlb, and older
 * ones, have fewer of them; but then they have the one that is named last.
 */
static const struct {
	size_t lines[3];	/* in struct vminfo_smaps */
	size_t count;
	size_t needed;
} items[TALLY_RESIDUAL] = {
	[TALLY_SMAPS_RSS] = { { LINE(rss) }, 1, LINE(rss) },
	[TALLY_SMAPS_PSS] = { { LINE(pss) }, 1, LINE(pss) },
	[TALLY_SMAPS_USS] = { { LINE(private_clean), LINE(private_dirty) }, 2,
			      LINE(private_dirty) },
	[TALLY_SMAPS_SWAP] = { { LINE(swap) }, 1, LINE(swap) },
	[TALLY_SMAPS_SWAP_PSS] = { { LINE(swap_pss) }, 1, LINE(swap_pss) },
	[TALLY_SMAPS_LOCKED] = { { LINE(locked) }, 1, LINE(locked) },
	[TALLY_SMAPS_HUGE] = { { LINE(anon_huge), LINE(shmem_huge),
				 LINE(file_huge) }, 3, LINE(anon_huge) },
	[TALLY_SMAPS_OWN_HUGETLB] = { { LINE(private_hugetlb) }, 1,
				      LINE(rss) },
	[TALLY_SMAPS_HUGETLB] = { { LINE(private_hugetlb),
				    LINE(shared_hugetlb) }, 2, LINE(rss) },
};

static uint64_t line_of(const struct vminfo_smaps *smaps, size_t line)
{
	return *(const uint64_t *)(const void *)((const char *)smaps + line);
}

static void take_item(struct tally_smaps *taken,
		      const struct vminfo_smaps *smaps, enum tally_item item)
{
	for (size_t i = 0; i < items[item].count; i++) {
		uint64_t bytes = line_of(smaps, items[item].lines[i]);

		if (bytes != VMINFO_NONE)
			taken->bytes[item] += bytes;
	}
	if (line_of(smaps, items[item].needed) == VMINFO_NONE)
		taken->unknown |= BIT(item);
}

void tally_take_smaps(struct tally_smaps *taken,
		      const struct vminfo_smaps *smaps)
{
	*taken = (struct tally_smaps){
		.unknown = BIT(TALLY_RESIDUAL) | BIT(TALLY_SHARE_RESIDUAL),
	};
	for (unsigned int item = 0; item < TALLY_RESIDUAL; item++)
		take_item(taken, smaps, item);
}

void tally_add_smaps(struct tally_smaps *total, const struct tally_smaps *part)
{
	for (size_t i = 0; i < TALLY_ITEMS; i++)
		total->bytes[i] += part->bytes[i];
	total->unknown |= part->unknown;
}

bool tally_knows(const struct tally *tally, enum tally_item item)
{
	return !(tally->smaps.unknown & BIT(item));
}

static uint64_t difference(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

/*
 * Rss of smaps has pages that are being moved and memory of devices, but not
 * hugetlb, which has its own lines.
 */
static uint64_t residual_of_rss(const struct tally *tally, uint64_t page_size)
{
	const uint64_t *theirs = tally->smaps.bytes;
	uint64_t pages = tally->of_state[VMINFO_PRESENT] +
			 tally->of_state[VMINFO_MIGRATING] +
			 tally->of_state[VMINFO_DEVICE];

	return difference(pages * page_size, theirs[TALLY_SMAPS_RSS] +
					     theirs[TALLY_SMAPS_HUGETLB]);
}

/* A recording may lack the lines, and a kernel without PAGEMAP_SCAN tells
 * nothing to compare them with. */
static uint64_t residual_of_huge(const struct tally *tally,
				 uint64_t page_size)
{
	const uint64_t *theirs = tally->smaps.bytes;

	if (tally->huge_unknown || !tally_knows(tally, TALLY_SMAPS_HUGE))
		return 0;
	return difference(tally->huge * page_size,
			  theirs[TALLY_SMAPS_HUGE] +
			  theirs[TALLY_SMAPS_HUGETLB]);
}

/*
 * Swap of smaps has pages of a shared memory object that are in swap: unless
 * it was asked, they look like pages that were never touched.
 */
static bool has_object_in_swap(const struct tally *tally,
			       const struct vminfo_mapping *mapping,
			       uint64_t swap)
{
	return mapping->kind == VMINFO_OBJECT &&
	       tally->of_state[VMINFO_UNRESOLVED] &&
	       tally->smaps.bytes[TALLY_SMAPS_SWAP] > swap;
}

void tally_verify(struct tally *tally, const struct vminfo_mapping *mapping,
		  const struct vminfo_smaps *smaps, uint64_t page_size)
{
	uint64_t swap = tally_swapped(tally) * page_size;

	tally_take_smaps(&tally->smaps, smaps);
	tally->smaps.bytes[TALLY_RESIDUAL] =
		residual_of_rss(tally, page_size) +
		residual_of_huge(tally, page_size) +
		difference(swap, tally->smaps.bytes[TALLY_SMAPS_SWAP]);
	if (tally_knows(tally, TALLY_SMAPS_RSS) &&
	    tally_knows(tally, TALLY_SMAPS_SWAP) &&
	    !has_object_in_swap(tally, mapping, swap) &&
	    !tally->unknown && !tally->slots_hidden)
		tally->smaps.unknown &= ~BIT(TALLY_RESIDUAL);
}

/*
 * Pss of smaps is rounded down to KiB; a page that is being moved counts in it
 * as one that nobody shares, but not as private.
 */
void tally_verify_shares(struct tally *tally, const struct tally_shares *shares,
			 uint64_t page_size)
{
	const uint64_t *theirs = tally->smaps.bytes;
	uint64_t pss = shares->pss +
		       tally->of_state[VMINFO_MIGRATING] * page_size;

	if (!tally_knows(tally, TALLY_SMAPS_PSS) ||
	    !tally_knows(tally, TALLY_SMAPS_USS) || tally->unknown ||
	    tally->of_state[VMINFO_DEVICE])
		return;
	if (!theirs[TALLY_SMAPS_HUGETLB])
		tally->smaps.bytes[TALLY_SHARE_RESIDUAL] =
			difference(pss & ~UINT64_C(1023),
				   theirs[TALLY_SMAPS_PSS]) +
			difference(shares->uss, theirs[TALLY_SMAPS_USS]);
	tally->smaps.unknown &= ~BIT(TALLY_SHARE_RESIDUAL);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Metrics that tell who maps present memory, and what kind of memory it is. */
#include "audit-metric.h"

static const char changed[] = "its mapping changed while it was read";
static const char maybe_zero[] = "some of it may be the zero page";
static const char frames_hidden[] = "what its frames are is hidden, or changed";
static const char no_page[] = "no page of it is present";

static struct audit_value bytes_of(const struct audit_sum *sum,
				   struct audit_value pages)
{
	pages.least *= sum->page_size;
	pages.most *= sum->page_size;
	return pages;
}

/* --- by who maps it ------------------------------------------------------- */

struct audit_value audit_take_rss(const struct audit_measured *m,
				  const struct audit_use *use)
{
	const struct audit_sum *sum = m->sum;
	uint64_t least = audit_sum_present(sum);

	(void)use;
	return bytes_of(sum, audit_value_between(least, least +
				sum->maybe_zero + sum->changed,
				sum->changed ? changed : maybe_zero));
}

struct audit_value audit_take_pss(const struct audit_measured *m,
				  const struct audit_use *use)
{
	const struct audit_sum *sum = m->sum;
	const struct tally_frames *frames = &sum->frames;
	uint64_t least = frames->pss >> TALLY_PSS_SHIFT;
	uint64_t maybe = frames->pss_unknown + sum->changed;

	(void)use;
	if (sum->maybe_zero)
		return audit_value_unknown(maybe_zero);
	return audit_value_between(least, least + maybe * sum->page_size,
				   frames_hidden);
}

struct audit_value audit_take_uss(const struct audit_measured *m,
				  const struct audit_use *use)
{
	const struct audit_sum *sum = m->sum;
	const struct tally_frames *frames = &sum->frames;
	uint64_t maybe = frames->own_unknown + sum->changed;

	(void)use;
	if (sum->maybe_zero)
		return audit_value_unknown(maybe_zero);
	return bytes_of(sum, audit_value_between(frames->own,
						 frames->own + maybe,
						 frames_hidden));
}

struct audit_value audit_take_shared(const struct audit_measured *m,
				     const struct audit_use *use)
{
	const struct audit_sum *sum = m->sum;
	const struct tally_frames *frames = &sum->frames;
	uint64_t others = audit_sum_present(sum) - frames->own -
			  frames->own_unknown;

	(void)use;
	if (sum->maybe_zero)
		return audit_value_unknown(maybe_zero);
	return audit_value_between(others, others + frames->own_unknown +
				   sum->changed, frames_hidden);
}

struct audit_value audit_take_mapcount(const struct audit_measured *m,
				       const struct audit_use *use)
{
	const struct audit_sum *sum = m->sum;
	struct audit_value value = {
		.least = sum->mapcount.least,
		.most = sum->mapcount.most,
		.each = true,
	};

	(void)use;
	if (!sum->mapcount.pages)
		return audit_value_unknown(audit_sum_present(sum) ?
					   frames_hidden : no_page);
	if (sum->mapcount.unknown || sum->changed)
		value.why = frames_hidden;
	return value;
}

/* --- by what its frames are ----------------------------------------------- */

/* Without flags of frames, two kinds each may be one of two. */
static uint64_t maybe_of_kind(const struct tally_frames *frames,
			      unsigned int kind)
{
	uint64_t either = kind == TALLY_FILE || kind == TALLY_SHMEM ?
			  frames->file_or_shmem : frames->anon_or_hugetlb;

	return either + frames->kind_unknown;
}

struct audit_value audit_take_kind(const struct audit_measured *m,
				   const struct audit_use *use)
{
	const struct audit_sum *sum = m->sum;
	unsigned int kind = use->metric->arg;
	uint64_t least = sum->frames.of_kind[kind];

	if (sum->maybe_zero)
		return audit_value_unknown(maybe_zero);
	return bytes_of(sum, audit_value_between(least, least + sum->changed +
				maybe_of_kind(&sum->frames, kind),
				frames_hidden));
}

struct audit_value audit_take_order(const struct audit_measured *m,
				    const struct audit_use *use)
{
	const struct parts *orders = &m->sum->frames.orders;
	uint64_t least = 0;

	for (size_t i = 0; i < orders->count; i++)
		if (orders->list[i].key == use->number)
			least = orders->list[i].bytes;
	return audit_value_between(least, least + orders->unknown +
				   m->sum->changed * m->sum->page_size,
				   frames_hidden);
}

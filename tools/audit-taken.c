// SPDX-License-Identifier: LGPL-2.1-or-later
/* Metrics that are taken from how many pages are in which state. */
#include "audit-metric.h"

#include <string.h>

static const char changed[] = "its mapping changed while it was read";
static const char hidden[] = "what some entries are is hidden";
static const char special[] = "what some special entries are is not known";
static const char maybe_zero[] = "some of it may be the zero page";
static const char unresolved[] = "what is behind some of it did not say";
static const char swap_hidden[] = "whether some of it is in swap is hidden";
static const char frames_hidden[] = "what its frames are is hidden, or changed";
static const char no_smaps[] = "smaps does not say it";
static const char huge_hidden[] = "this kernel does not tell huge pages";
static const char area_hidden[] = "which slots, or areas, is hidden";
static const char no_area[] = "no swap area of that name is on";
static const char no_page[] = "no page of it is present";

static struct audit_value bytes_of(const struct audit_sum *sum,
				   struct audit_value pages)
{
	pages.least *= sum->page_size;
	pages.most *= sum->page_size;
	return pages;
}

struct audit_value audit_take_pages(const struct audit_measured *m,
				    const struct audit_use *use)
{
	(void)use;
	return audit_value_of(m->sum->pages);
}

struct audit_value audit_take_size(const struct audit_measured *m,
				   const struct audit_use *use)
{
	(void)use;
	return bytes_of(m->sum, audit_value_of(m->sum->pages));
}

struct audit_value audit_take_mappings(const struct audit_measured *m,
				       const struct audit_use *use)
{
	(void)use;
	return audit_value_of(m->sum->mappings);
}

/* --- states --------------------------------------------------------------- */

struct doubt {
	uint64_t pages;
	const char *why;
};

/* Linux 6.13 and 6.14 have guard regions, but no bit that all may see. */
static bool may_hide_guards(const struct audit_measured *m)
{
	uint64_t features = m->context ? vminfo_context_features(m->context) :
					 0;

	return features & VMINFO_FEATURE_GUARD &&
	       !(features & VMINFO_FEATURE_GUARD_BIT);
}

/* Pages that may be in that state, too. */
static struct doubt doubt_of(const struct audit_measured *m,
			     unsigned int state)
{
	const struct audit_sum *sum = m->sum;

	switch (state) {
	case VMINFO_GUARD:
		return (struct doubt){ may_hide_guards(m) ?
				       sum->of_state[VMINFO_NONPRESENT] : 0,
				       hidden };
	case VMINFO_ZERO:
		return (struct doubt){ sum->maybe_zero, maybe_zero };
	case VMINFO_MARKER:
	case VMINFO_POISONED:
	case VMINFO_MIGRATING:
	case VMINFO_DEVICE:
		return (struct doubt){ sum->of_state[VMINFO_NONPRESENT] +
				       sum->of_state[VMINFO_SPECIAL],
				       sum->of_state[VMINFO_NONPRESENT] ?
				       hidden : special };
	case VMINFO_SPECIAL:
		return (struct doubt){ sum->of_state[VMINFO_NONPRESENT],
				       hidden };
	case VMINFO_CACHED:
		return (struct doubt){ sum->maybe_cached, unresolved };
	case VMINFO_ABSENT:
		return (struct doubt){ sum->of_state[VMINFO_UNRESOLVED],
				       unresolved };
	default:
		return (struct doubt){ 0, changed };
	}
}

static struct audit_value present(const struct audit_sum *sum)
{
	uint64_t least = audit_sum_present(sum);

	return audit_value_between(least, least + sum->maybe_zero +
				   sum->changed,
				   sum->changed ? changed : maybe_zero);
}

struct audit_value audit_take_state(const struct audit_measured *m,
				    const struct audit_use *use)
{
	const struct audit_sum *sum = m->sum;
	unsigned int state = use->metric->arg;
	uint64_t least = sum->of_state[state];
	struct doubt doubt = doubt_of(m, state);

	if (state == VMINFO_PRESENT)
		return present(sum);
	return audit_value_between(least, least + doubt.pages + sum->changed,
				   sum->changed ? changed : doubt.why);
}

struct audit_value audit_take_not_present(const struct audit_measured *m,
					  const struct audit_use *use)
{
	struct audit_value is = present(m->sum);

	(void)use;
	return audit_value_between(m->sum->pages - is.most,
				   m->sum->pages - is.least, is.why);
}

struct audit_value audit_take_unknown(const struct audit_measured *m,
				      const struct audit_use *use)
{
	const struct audit_sum *sum = m->sum;

	(void)use;
	return audit_value_of(sum->changed + sum->maybe_zero +
			      sum->of_state[VMINFO_SPECIAL] +
			      sum->of_state[VMINFO_NONPRESENT]);
}

/* --- swap ----------------------------------------------------------------- */

/* What changed may have gone there since. */
static struct audit_value in_swap(const struct audit_sum *sum,
				  const struct swap_bounds *bounds)
{
	return audit_value_between(bounds->least, bounds->most + sum->changed,
				   bounds->least == bounds->most ? changed
								 : swap_hidden);
}

struct audit_value audit_take_swapped(const struct audit_measured *m,
				      const struct audit_use *use)
{
	const struct swap_counts *swap = &m->sum->swap;
	const struct swap_bounds *bounds = &swap->all;

	if (use->metric->arg == AUDIT_OWN_SWAP)
		bounds = &swap->own;
	else if (use->metric->arg == AUDIT_SHMEM_SWAP)
		bounds = &swap->shmem;
	return in_swap(m->sum, bounds);
}

struct audit_value audit_take_swap(const struct audit_measured *m,
				   const struct audit_use *use)
{
	(void)use;
	return bytes_of(m->sum, in_swap(m->sum, &m->sum->swap.all));
}

/* 1: the slots are in that area; 0: in another; -1: who knows. */
static int is_area(const struct audit_measured *m, unsigned int area,
		   const char *wanted)
{
	struct vminfo_swap_area found;
	int proven = vminfo_context_slot_area(m->context, area,
					      m->sum->slot_of_area[area],
					      &found);

	return proven == 1 ? strcmp(found.name, wanted) == 0 : -1;
}

/* Or the list cannot be read. */
static bool may_be_on(const struct audit_measured *m, const char *name)
{
	struct vminfo_swap_area areas[AUDIT_AREAS];
	ssize_t n = vminfo_context_swap_areas(m->context, areas, AUDIT_AREAS);

	for (ssize_t i = 0; i < n && i < AUDIT_AREAS; i++)
		if (!strcmp(areas[i].name, name))
			return true;
	return n < 0;
}

struct audit_value audit_take_swap_area(const struct audit_measured *m,
					const struct audit_use *use)
{
	const struct audit_sum *sum = m->sum;
	uint64_t least = 0, maybe = sum->swap.own.most;
	uint64_t all = sum->swap.all.most + sum->changed;

	/* A name that is misspelt has nothing, too. */
	if (!may_be_on(m, use->text))
		return bytes_of(sum, audit_value_between(0, all, no_area));
	for (unsigned int i = 0; i < AUDIT_AREAS; i++) {
		int is = sum->of_area[i] ? is_area(m, i, use->text) : -1;

		if (!sum->of_area[i] || is < 0)
			continue;
		maybe -= sum->of_area[i];
		least += is ? sum->of_area[i] : 0;
	}
	/* Where shared memory has its pages, nobody sees. */
	maybe += sum->swap.shmem.most + sum->changed;
	return bytes_of(sum, audit_value_between(least, least + maybe,
						 area_hidden));
}

/* --- marks ---------------------------------------------------------------- */

static struct audit_pages marked(const struct audit_sum *sum, unsigned int what)
{
	struct audit_pages ksm = sum->ksm;

	if (what == AUDIT_LOCKED)
		return sum->locked;
	if (what == AUDIT_DONTDUMP)
		return sum->dontdump;
	ksm.maybe += sum->changed;
	return ksm;
}

static const char *why_unmarked(unsigned int what)
{
	return what == AUDIT_KSM ? frames_hidden : no_smaps;
}

struct audit_value audit_take_marked(const struct audit_measured *m,
				     const struct audit_use *use)
{
	struct audit_pages pages = marked(m->sum, use->metric->arg);

	return audit_value_between(pages.certain, pages.certain + pages.maybe,
				   why_unmarked(use->metric->arg));
}

struct audit_value audit_take_unmarked(const struct audit_measured *m,
				       const struct audit_use *use)
{
	struct audit_pages pages = marked(m->sum, use->metric->arg);
	uint64_t rest = m->sum->pages - pages.certain;

	return audit_value_between(rest - pages.maybe, rest,
				   why_unmarked(use->metric->arg));
}

/* --- huge pages ----------------------------------------------------------- */

static uint64_t most_huge(const struct audit_sum *sum)
{
	return sum->huge.certain + sum->huge.maybe + sum->changed;
}

static const char *why_not_huge(const struct audit_sum *sum)
{
	return sum->huge.maybe ? huge_hidden : sum->changed ? changed
							    : maybe_zero;
}

struct audit_value audit_take_huge_pages(const struct audit_measured *m,
					 const struct audit_use *use)
{
	(void)use;
	return audit_value_between(m->sum->huge.certain, most_huge(m->sum),
				   why_not_huge(m->sum));
}

/* Rounded down: 100 is all of them. */
struct audit_value audit_take_huge_percent(const struct audit_measured *m,
					   const struct audit_use *use)
{
	const struct audit_sum *sum = m->sum;
	struct audit_value pages = present(sum);
	uint64_t most;

	(void)use;
	if (!pages.least)
		return audit_value_unknown(pages.most ? why_not_huge(sum)
						      : no_page);
	most = most_huge(sum) * 100 / pages.least;
	return audit_value_between(sum->huge.certain * 100 / pages.most,
				   most < 100 ? most : 100, why_not_huge(sum));
}

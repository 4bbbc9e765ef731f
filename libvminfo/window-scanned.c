// SPDX-License-Identifier: LGPL-2.1-or-later
/* Fills a window from the populated regions that PAGEMAP_SCAN finds. */
#include <errno.h>

#include "window-parts.h"

static bool is_huge(const struct procfs_region *region)
{
	return region->categories & PROCFS_HUGE;
}

static bool is_present(const struct procfs_region *region)
{
	return region->categories & PROCFS_PRESENT;
}

/*
 * What the scan says of the pages of a region, besides their words.  A frame
 * that tells whether it is the small zero page is newer than the scan.
 */
static struct extent extent_of(const struct window *w,
			       const struct procfs_region *region)
{
	struct extent e = { .kind = EXTENT_WORDS, .zero = PAGEMAP_ZERO_NO };

	if (region->categories & PROCFS_PFNZERO)
		e.zero = PAGEMAP_ZERO_YES;
	/* What came since was not seen at all. */
	if (!is_present(region))
		e.zero = PAGEMAP_ZERO_MAYBE;
	if (w->source->zero_by_frame && !is_huge(region))
		e.zero = PAGEMAP_ZERO_BY_FRAME;
	if (region->categories & PROCFS_MAYBE_ZERO)
		e.zero = PAGEMAP_ZERO_MAYBE;
	if (is_huge(region))
		e.attributes = is_present(region) ? VMINFO_HUGE :
						    VMINFO_HUGE_UNKNOWN;
	if (region->categories & PROCFS_HUGE_UNKNOWN)
		e.attributes = VMINFO_HUGE_UNKNOWN;
	return e;
}

/* Appends the pages up to `to` word by word, as far as there is room. */
static int append_words(struct window *w, uint64_t to, struct extent e)
{
	ssize_t n = window_read_words(w, window_pages_to(w, to));

	if (n < 0)
		return (int)n;
	e.word = (uint32_t)w->n_words;
	e.pages = (uint64_t)n;
	window_append(w, &e);
	w->n_words += (size_t)n;
	return 0;
}

/* Whether a word can be of page `index` in a huge page of so many. */
static bool fits_huge(uint64_t word, uint64_t index, uint64_t pages)
{
	uint64_t frame = pagemap_frame(word);

	if (!pagemap_is_present(word))
		return false;
	return frame == VMINFO_NONE || frame % pages == index;
}

/* One word for the huge page of `unit` pages here, as far as up to `to`. */
static int append_huge_page(struct window *w, uint64_t to, uint64_t unit,
			    struct extent e)
{
	uint64_t index = w->end % unit;
	ssize_t n = window_read_words(w, 1);

	if (n < 0)
		return (int)n;
	e.pages = window_pages_to(w, to);
	if (e.pages > unit - index)
		e.pages = unit - index;
	if (!fits_huge(w->words[w->n_words], index, unit)) {
		/* It was split or moved since the scan. */
		to = w->end + e.pages;
		e = (struct extent){ .kind = EXTENT_WORDS,
				     .zero = PAGEMAP_ZERO_MAYBE,
				     .attributes = VMINFO_HUGE_UNKNOWN };
		return append_words(w, to, e);
	}
	e.kind = EXTENT_HUGE;
	e.word = (uint32_t)w->n_words;
	w->n_words += WINDOW_HUGE_WORDS;
	e.attributes |= VMINFO_INFERRED;
	window_append(w, &e);
	return 0;
}

static int append_huge(struct window *w, const struct procfs_region *region,
		       const struct window_request *request)
{
	uint64_t unit = request->hugetlb_pages;
	int ret = 0;

	/* pagemap reads 0 for an entry of hugetlb that is not present. */
	if (unit && !is_present(region)) {
		struct extent e = { .kind = EXTENT_OCCUPIED,
				    .pages = window_pages_to(w, region->end) };

		window_append(w, &e);
		return 0;
	}
	if (!is_present(region) || w->source->exact)
		return append_words(w, region->end, extent_of(w, region));
	if (!unit)
		unit = w->source->pmd_pages;
	while (ret == 0 && w->end < region->end && !window_is_full(w))
		ret = append_huge_page(w, region->end, unit,
				       extent_of(w, region));
	return ret;
}

/* Whether what the scan says of a region is all that is wanted. */
static bool is_enough(const struct window *w,
		      const struct procfs_region *region)
{
	return w->source->presence && is_present(region) &&
	       !(region->categories & PROCFS_MAYBE_ZERO);
}

static void append_in_ram(struct window *w, const struct procfs_region *region)
{
	bool zero = region->categories & PROCFS_PFNZERO;
	const struct extent e = {
		.kind = EXTENT_IN_RAM,
		.pages = window_pages_to(w, region->end),
		.state = zero ? VMINFO_ZERO : VMINFO_PRESENT,
		.attributes = extent_of(w, region).attributes,
	};

	window_append(w, &e);
}

/* Where reading the small regions from the i-th on in one go should end. */
static uint64_t bridge_end(const struct window *w, size_t i)
{
	const struct procfs_region *r = w->populated->regions;

	while (i + 1 < w->populated->n && !is_huge(&r[i + 1]) &&
	       !is_enough(w, &r[i + 1]) &&
	       r[i + 1].start - r[i].end <= WINDOW_BRIDGE)
		i++;
	return r[i].end;
}

/* The same words, told apart by what the scan says of them. */
static void append_told(struct window *w, uint64_t to, struct extent e)
{
	e.word = (uint32_t)w->n_words;
	e.pages = window_pages_to(w, to);
	w->n_words += (size_t)e.pages;
	window_append(w, &e);
}

static int append_small(struct window *w, size_t i)
{
	const struct procfs_region *r = w->populated->regions;
	ssize_t n = window_read_words(w, window_pages_to(w, bridge_end(w, i)));
	uint64_t end;

	if (n < 0)
		return (int)n;
	end = w->end + (uint64_t)n;
	for (; w->end < end && !window_is_full(w); i++) {
		/* Entries may have come between the regions since the scan. */
		if (r[i].start > w->end)
			append_told(w, r[i].start < end ? r[i].start : end,
				    (struct extent){ .kind = EXTENT_WORDS });
		if (w->end < end && !window_is_full(w))
			append_told(w, r[i].end < end ? r[i].end : end,
				    extent_of(w, &r[i]));
	}
	return 0;
}

static void append_empty(struct window *w, uint64_t to)
{
	struct extent e = { .kind = EXTENT_EMPTY,
			    .pages = window_pages_to(w, to) };

	window_append(w, &e);
}

static int append_next(struct window *w, size_t i,
		       const struct window_request *request)
{
	const struct procfs_region *region = &w->populated->regions[i];

	if (region->start > w->end)
		append_empty(w, region->start);
	if (is_enough(w, region))
		append_in_ram(w, region);
	else if (is_huge(region))
		return append_huge(w, region, request);
	else
		return append_small(w, i);
	return 0;
}

/* How many small pages there are up to the end of what was scanned. */
static uint64_t dense_pages(const struct window *w)
{
	const struct populated *p = w->populated;
	const struct procfs_region *last = p->n ? &p->regions[p->n - 1] : NULL;

	if (!last || is_huge(last) || last->end != p->end)
		return 0;
	return last->end - last->start;
}

/* Where it was dense reading may be better, in steps as if these were read. */
static void choose_next(struct window *w)
{
	uint64_t pages = w->end < w->populated->end ? 0 : dense_pages(w);

	w->scan_first = pages < w->source->pmd_pages;
	if (!w->scan_first && pages > w->step)
		w->step = pages < w->room ? (size_t)pages : w->room;
}

static int scan(struct window *w, uint64_t limit)
{
	int ret;

	if (w->scanned && w->end >= w->populated->start &&
	    w->end < w->populated->end && limit >= w->populated->end)
		return 0;
	w->scanned = false;
	ret = populated_scan(w->populated, w->end, limit);
	if (ret == 0 && w->populated->end <= w->end)
		ret = -EIO;
	w->scanned = ret == 0;
	return ret;
}

int window_read_scanned(struct window *w, const struct window_request *request)
{
	const struct populated *p = w->populated;
	int ret = scan(w, request->limit);
	size_t i = 0;

	while (ret == 0 && w->end < p->end && !window_is_full(w)) {
		while (i < p->n && p->regions[i].end <= w->end)
			i++;
		if (i < p->n)
			ret = append_next(w, i, request);
		else
			append_empty(w, p->end);
	}
	choose_next(w);
	return ret;
}

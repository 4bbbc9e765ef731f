// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a recording answers to who asks for pages, frames and mappings. */
#include <errno.h>
#include <string.h>

#include "pagemap.h"
#include "recording-file.h"
#include "vminfo.h"

static uint64_t lower(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

ssize_t recorded_read_words(struct recorded_file *f, uint64_t *words, size_t n,
			    uint64_t first)
{
	const struct recorded_pages *p;
	size_t rows, done = 0;

	p = recording_pages(f->recording, f->process, first, &rows);
	memset(words, 0, n * sizeof(*words));
	for (; rows && p->page <= first + (n - 1); p++, rows--) {
		uint64_t skip = first > p->page ? first - p->page : 0;

		done = (size_t)(p->page + skip - first);
		for (; skip < p->count && done < n; skip++)
			words[done++] = p->word + skip * p->step;
	}
	return (ssize_t)(n * sizeof(*words));
}

/* Of frames that were not asked nothing is known: not even that it is 0. */
ssize_t recorded_read_frames(struct recorded_file *f, uint64_t *words, size_t n,
			     uint64_t first)
{
	uint64_t end = f->recording->frames_end;
	const struct recorded_frames *frames;
	size_t rows, done = 0;

	if (end && first >= end)
		return 0;
	frames = recording_frames(f->recording, first, &rows);
	for (; rows && done < n; frames++, rows--) {
		uint64_t skip = first + done - frames->frame;

		if (frames->frame > first + done ||
		    !(frames->known & 1u << f->word))
			break;
		for (; skip < frames->count && done < n; skip++)
			words[done++] = frames->words[f->word];
	}
	return done ? (ssize_t)(done * sizeof(*words)) : -ENODATA;
}

/* --- scan ----------------------------------------------------------------- */

static const struct {
	uint16_t mark;
	uint64_t category;
} told[] = {
	{ RECORDED_ZERO, PROCFS_PFNZERO },
	{ RECORDED_MAYBE_ZERO, PROCFS_MAYBE_ZERO },
	{ RECORDED_HUGE, PROCFS_HUGE },
	{ RECORDED_HUGE_UNKNOWN, PROCFS_HUGE_UNKNOWN },
	{ RECORDED_OCCUPIED, PROCFS_SWAPPED | PROCFS_HUGE },
};

static uint64_t categories_of(const struct recorded_pages *p)
{
	uint64_t set = 0;

	if (pagemap_is_present(p->word))
		set |= PROCFS_PRESENT;
	else if (!pagemap_is_empty(p->word))
		set |= PROCFS_SWAPPED;
	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		if (p->marks & told[i].mark)
			set |= told[i].category;
	}
	return set;
}

/* A scan for any page at all: only what is not walked has none. */
static int scan_any(const struct recorded_file *f, struct procfs_scan *scan)
{
	const struct recorded_mapping *m =
		recording_mapping(f->recording, f->process, scan->start);

	scan->walk_end = scan->end;
	return m && m->va <= scan->start && !m->pfnmap;
}

/* As the kernel does: a region may have several lines. */
static bool push(struct procfs_region *regions, size_t *n, size_t room,
		 const struct procfs_region *next)
{
	struct procfs_region *last = *n ? &regions[*n - 1] : NULL;

	if (last && last->end == next->start &&
	    last->categories == next->categories) {
		last->end = next->end;
		return true;
	}
	if (*n == room)
		return false;
	regions[(*n)++] = *next;
	return true;
}

int recorded_scan(struct recorded_file *f, struct procfs_scan *scan)
{
	struct procfs_region *regions = (void *)(uintptr_t)scan->vec;
	uint64_t page_size = f->recording->machine.page_size;
	/* The end may be 2^64. */
	uint64_t at = scan->start / page_size, left = scan->max_pages;
	uint64_t end = (scan->end - 1) / page_size + 1;
	const struct recorded_pages *p;
	size_t rows, n = 0;

	if (!scan->category_anyof_mask)
		return scan_any(f, scan);
	scan->walk_end = scan->end;
	p = recording_pages(f->recording, f->process, at, &rows);
	for (; rows && p->page < end; p++, rows--) {
		struct procfs_region next;
		uint64_t from = at > p->page ? at : p->page;
		uint64_t pages = lower(p->page + p->count, end) - from;

		next.categories = categories_of(p);
		if (!next.categories)
			continue;
		next.start = from * page_size;
		next.end = (from + lower(pages, left)) * page_size;
		if (!left ||
		    !push(regions, &n, (size_t)scan->vec_len, &next)) {
			scan->walk_end = next.start;
			break;
		}
		if (pages > left) {
			scan->walk_end = next.end;
			break;
		}
		left -= pages;
	}
	return (int)n;
}

/* --- query ---------------------------------------------------------------- */

static int give_name(const struct recorded_file *f,
		     const struct recorded_mapping *m,
		     struct procfs_query *query)
{
	const char *name = recording_text(f->recording, m->name);
	char *to = (void *)(uintptr_t)query->vma_name_addr;
	size_t size = *name ? strlen(name) + 1 : 0;

	if (!to)
		return 0;
	if (size > query->vma_name_size)
		return -ENAMETOOLONG;
	memcpy(to, name, size);
	query->vma_name_size = (uint32_t)size;
	return 0;
}

int recorded_query(struct recorded_file *f, struct procfs_query *query)
{
	const struct recorded_mapping *m = recording_mapping(
		f->recording, f->process, query->query_addr);

	if (!m || (m->va > query->query_addr &&
		   !(query->query_flags & PROCFS_COVERING_OR_NEXT)))
		return -ENOENT;
	query->vma_start = m->va;
	query->vma_end = m->last + 1;
	query->vma_flags = m->permissions;
	query->vma_page_size = m->page_size;
	query->vma_offset = m->offset;
	query->inode = m->inode;
	query->dev_major = m->dev_major;
	query->dev_minor = m->dev_minor;
	return give_name(f, m, query);
}

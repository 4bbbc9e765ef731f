// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What an object says is of a page without an entry only if there still is none
 * when it has answered.
 */
#include <errno.h>

#include "walk.h"
#include "window-parts.h"

/* Pages that follow each other, and had no entry. */
struct stretch {
	uint64_t from;
	uint64_t to;
};

/* Finds the first of them that has an entry now; else the one behind. */
static int scan_again(struct vminfo_walk *walk, const struct stretch *s,
		      uint64_t *entry)
{
	struct populated *p = walk->window.populated;
	int ret = populated_scan(p, s->from, s->to);

	window_forget(&walk->window);
	if (ret == 0)
		*entry = p->n && p->regions[0].start < s->to ?
				 p->regions[0].start :
				 s->to;
	return ret;
}

/* Has the words from a page on read, if they are not. */
static int read_again(struct vminfo_walk *walk, uint64_t page)
{
	struct walk_backing *b = &walk->backing;
	uint64_t n = walk->window.end - page;
	ssize_t got;

	if (page >= b->first && page - b->first < b->n)
		return 0;
	if (n > WALK_BACKING_WORDS)
		n = WALK_BACKING_WORDS;
	got = procfs_read_at(walk->source.pagemap, b->words,
			     (size_t)n * sizeof(*b->words),
			     page * sizeof(*b->words));
	if (got < (ssize_t)sizeof(*b->words))
		return got < 0 ? (int)got : -ESRCH;
	b->first = page;
	b->n = (uint64_t)got / sizeof(*b->words);
	return 0;
}

static int look_again(struct vminfo_walk *walk, const struct stretch *s,
		      uint64_t *entry)
{
	const struct walk_backing *b = &walk->backing;
	int ret;

	for (*entry = s->from; *entry < s->to; ++*entry) {
		ret = read_again(walk, *entry);
		if (ret < 0)
			return ret;
		if (!pagemap_is_empty(b->words[*entry - b->first]))
			break;
	}
	return 0;
}

static int check_stretch(struct vminfo_walk *walk, const struct stretch *s,
			 uint64_t *entry)
{
	if (walk->source.scan && s->to - s->from > WALK_BACKING_WORDS)
		return scan_again(walk, s, entry);
	return look_again(walk, s, entry);
}

/* The first page of the window that got an entry; else its end. */
static int find_entry(struct vminfo_walk *walk, uint64_t *entry)
{
	const struct window *w = &walk->window;
	struct stretch s = { .to = w->start };
	size_t i = 0;
	int ret;

	walk->backing.n = 0;
	while (i < w->n_extents) {
		s.from = s.to;
		for (; i < w->n_extents && w->extents[i].kind == EXTENT_EMPTY;
		     i++)
			s.to += w->extents[i].pages;
		ret = check_stretch(walk, &s, entry);
		if (ret < 0 || *entry < s.to)
			return ret;
		if (i < w->n_extents)
			s.to += w->extents[i++].pages;
	}
	*entry = s.to;
	return 0;
}

static void cut(struct vminfo_walk *walk, uint64_t page)
{
	struct window *w = &walk->window;
	struct extent *last = &w->extents[w->n_extents - 1];
	uint64_t start;

	for (; w->end > page; last--) {
		start = last->va / walk->source.page_size;
		w->end = start < page ? page : start;
		last->pages = w->end - start;
		w->n_extents -= !last->pages;
	}
}

/* What it is cannot be told: each time that it was asked, it was another. */
static void give_up_first(struct vminfo_walk *walk)
{
	const struct extent changed = { .kind = EXTENT_EMPTY,
					.pages = 1,
					.attributes = VMINFO_CHANGED };

	window_append(&walk->window, &changed);
	walk->status = VMINFO_CHANGED_MEANWHILE;
}

int walk_check_backing(struct vminfo_walk *walk, bool last)
{
	struct window *w = &walk->window;
	uint64_t entry = w->end;
	int ret;

	walk->file = "pagemap";
	ret = find_entry(walk, &entry);
	if (ret < 0)
		return ret;
	/* Read ahead, it would be empty each time. */
	if (entry < w->end)
		window_forget(w);
	cut(walk, entry);
	if (w->end == w->start && last)
		give_up_first(walk);
	walk->file = "maps";
	return w->end > w->start;
}

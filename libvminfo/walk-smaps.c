// SPDX-License-Identifier: LGPL-2.1-or-later
/* The smaps of a walk: its records, in the order of addresses, read along. */
#include <errno.h>
#include <string.h>

#include "maps.h"
#include "smaps.h"
#include "walk.h"

void walk_close_smaps(struct vminfo_walk *walk)
{
	walk->smaps.open = walk->smaps.valid = walk->smaps.has_next = false;
}

int walk_reserve_smaps(struct vminfo_walk *walk)
{
	if (walk->smaps.lines.buffer)
		return 0;
	return lines_init(&walk->smaps.lines, walk->process->smaps);
}

static int open_smaps(struct vminfo_walk *walk)
{
	struct walk_smaps *s = &walk->smaps;
	int ret;

	if (s->open && walk->process->smaps_reader == walk)
		return 0;
	walk_close_smaps(walk);
	if (walk->process->smaps.fd < 0)
		return -ENODATA;
	ret = walk_reserve_smaps(walk);
	if (ret < 0)
		return ret;
	s->open = true;
	walk->process->smaps_reader = walk;
	s->valid = s->has_next = false;
	return lines_rewind(&s->lines);
}

static int take_heading(struct walk_smaps *s, const struct line *line)
{
	int ret = maps_decode(line->text, line->length, &s->next);

	s->has_next = ret == 0;
	return ret;
}

static bool has_item(const struct growing *text, const char *line)
{
	size_t name = strcspn(line, ":") + 1;
	const char *kept = text->rows;

	for (size_t at = 0; at < text->n; at += strlen(kept + at) + 1) {
		if (!strncmp(kept + at, line, name))
			return true;
	}
	return false;
}

/* Each item once; no kernel has so many that some are left out. */
static int keep_item(struct walk_smaps *s, const struct line *line)
{
	char *to;

	if (!s->keep || s->kept == RECORDING_MOST_ITEMS ||
	    has_item(&s->text, line->text))
		return 0;
	to = growing_add(&s->text, line->length + 1, 1);
	if (!to)
		return -ENOMEM;
	memcpy(to, line->text, line->length);
	s->kept++;
	return 0;
}

/* Reads the items below a heading, up to the next one. */
static int read_items(struct walk_smaps *s)
{
	struct line line;
	size_t place = 0;
	int ret;

	s->heading = s->next;
	s->has_next = false;
	s->text.n = s->kept = 0;
	smaps_clear(&s->items);
	for (;;) {
		if (!s->keep)
			smaps_take(&s->lines, &place, &s->items);
		ret = lines_next(&s->lines, &line);
		if (ret <= 0)
			break;
		if (smaps_decode_next(line.text, &place, &s->items) < 0) {
			ret = take_heading(s, &line);
			break;
		}
		ret = keep_item(s, &line);
		if (ret < 0)
			break;
	}
	s->valid = ret >= 0;
	return ret < 0 ? ret : 1;
}

/* 1: the next record is read; 0: there is none; negative errno. */
static int next_record(struct walk_smaps *s)
{
	struct line line;
	int ret;

	if (s->has_next)
		return read_items(s);
	if (s->valid)
		return 0;
	ret = lines_next(&s->lines, &line);
	if (ret <= 0)
		return ret;
	ret = take_heading(s, &line);
	return ret < 0 ? ret : read_items(s);
}

int walk_find_smaps(struct vminfo_walk *walk, uint64_t va)
{
	struct walk_smaps *s = &walk->smaps;
	int ret = open_smaps(walk);

	while (ret >= 0 && (!s->valid || s->heading.va < va)) {
		ret = next_record(s);
		if (ret == 0)
			return -ENODATA;
	}
	if (ret < 0)
		return ret;
	return s->heading.va == va ? 0 : -ENODATA;
}

/* Smaps is read ahead, so what it had may have been another one. */
int walk_find_smaps_of(struct vminfo_walk *walk,
		       const struct vminfo_mapping *mapping)
{
	for (int look = 0; look < 2; look++) {
		int ret = walk_find_smaps(walk, mapping->va);

		if (ret < 0 && ret != -ENODATA)
			return ret;
		if (ret == 0 &&
		    mappings_are_same(mapping, &walk->smaps.heading))
			return 0;
		walk_close_smaps(walk);
	}
	return -ENODATA;
}

int vminfo_walk_smaps(struct vminfo_walk *walk, uint64_t va,
		      struct vminfo_smaps *smaps)
{
	const struct vminfo_mapping *inside = vminfo_walk_mapping(walk);
	int ret = process_check(walk->process);

	if (ret == 0 && inside && inside->va == va)
		ret = walk_find_smaps_of(walk, inside);
	else if (ret == 0)
		ret = walk_find_smaps(walk, va);
	if (ret == -ENODATA)
		return ret;
	if (ret < 0)
		return context_fail(walk->process->context, ret, "%d/smaps",
				    (int)walk->process->pid);
	*smaps = walk->smaps.items;
	return 0;
}

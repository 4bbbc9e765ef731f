// SPDX-License-Identifier: LGPL-2.1-or-later
/* The lines of a recording that are of one mapping, but for its pages. */
#include <errno.h>
#include <string.h>

#include "recording-lines.h"
#include "recording-names.h"
#include "vminfo.h"

/* In bytes it has 64 bits, too, and is not VMINFO_NONE. */
#define MOST_KIB ((UINT64_MAX >> 10) - 1)

static int take_permissions(struct reader *r, uint32_t *permissions)
{
	static const char letters[] = "rwxs";
	struct word word;
	int ret = reader_word(r, &word, "rwxp");

	if (ret < 0)
		return ret;
	if (word.length != 4)
		return reader_fail(r, word.text, "not like rwxp");
	*permissions = 0;
	for (unsigned int i = 0; i < 4; i++) {
		if (word.text[i] == letters[i])
			*permissions |= 1u << i;
		else if (word.text[i] != (i == 3 ? 'p' : '-'))
			return reader_fail(r, word.text, "not like rwxp");
	}
	return 0;
}

static int take_device(struct reader *r, struct recorded_mapping *m)
{
	struct word word, minor;
	uint64_t numbers[2];
	const char *colon;
	int ret = reader_word(r, &word, "the device");

	if (ret < 0)
		return ret;
	colon = memchr(word.text, ':', word.length);
	if (!colon)
		return reader_fail(r, word.text, "the device has no :");
	minor.text = colon + 1;
	minor.length = word.length - (size_t)(minor.text - word.text);
	word.length = (size_t)(colon - word.text);
	ret = reader_parse(r, &word, 16, &numbers[0]);
	if (ret == 0)
		ret = reader_parse(r, &minor, 16, &numbers[1]);
	if (ret == 0 && (numbers[0] > UINT32_MAX || numbers[1] > UINT32_MAX))
		ret = reader_fail(r, word.text, "no device");
	if (ret < 0)
		return ret;
	m->dev_major = (uint32_t)numbers[0];
	m->dev_minor = (uint32_t)numbers[1];
	return 0;
}

static int check_place(struct reader *r, const char *place,
		       const struct recorded_range *range)
{
	uint64_t mask = r->recording->machine.page_size - 1;

	if (range->va & mask || ~range->last & mask)
		return reader_fail(r, place, "no whole pages");
	if (r->mapping && r->mapping->last >= range->va)
		return reader_fail(r, place,
				   "mappings ascend and do not overlap");
	if (r->process->refused || r->process->cut_error)
		return reader_fail(r, place,
				   "no mapping was seen from here on");
	return 0;
}

/* START-END PERMISSIONS OFFSET DEVICE INODE NAME, as in PID/maps. */
int take_mapping(struct reader *r)
{
	struct recorded_mapping m = { .page_size = VMINFO_NONE }, *kept;
	const char *place = r->at;
	struct recorded_range range;
	int ret = reader_range(r, &range);

	if (ret == 0)
		ret = check_place(r, place, &range);
	if (ret == 0)
		ret = take_permissions(r, &m.permissions);
	if (ret == 0)
		ret = reader_address(r, &m.offset, "the offset");
	if (ret == 0)
		ret = take_device(r, &m);
	if (ret == 0)
		ret = reader_number(r, &m.inode, "the inode");
	if (ret == 0)
		ret = reader_escaped_rest(r, &m.name);
	if (ret < 0)
		return ret;
	m.va = range.va;
	m.last = range.last;
	m.pages.first = r->recording->pages.n;
	m.backed.first = r->recording->backed.n;
	m.items.first = r->recording->items.n;
	kept = growing_add(&r->recording->mappings, 1, sizeof(*kept));
	if (!kept)
		return reader_no_memory(r);
	*kept = m;
	r->mapping = kept;
	r->has_pages = false;
	r->process->mappings.n++;
	return 0;
}

int take_hugetlb(struct reader *r)
{
	uint64_t page_size = r->recording->machine.page_size;
	const char *place = r->at;
	int ret = reader_number(r, &r->mapping->page_size, "the size");

	if (ret == 0 && (r->mapping->page_size <= page_size ||
			 r->mapping->page_size % page_size))
		ret = reader_fail(r, place, "no size of a huge page");
	return ret;
}

int take_pfnmap(struct reader *r)
{
	r->mapping->pfnmap = true;
	return 0;
}

/* What is behind it. */
int take_object(struct reader *r)
{
	const struct recorded_name *name;
	struct word word;
	int ret = reader_word(r, &word, "the object");

	if (ret < 0)
		return ret;
	name = recorded_name_is(recorded_objects, word.text, word.length);
	if (!name)
		return reader_fail(r, word.text, "shmem, file or other");
	r->mapping->object = (uint8_t)name->value;
	return 0;
}

/* The end of a mapping that became shorter while it was read. */
int take_unmapped(struct reader *r)
{
	uint64_t page_size = r->recording->machine.page_size;
	struct recorded_mapping *m = r->mapping;
	const char *place = r->at;
	uint64_t first = m->va, from;
	int ret = reader_address(r, &from, "the address");

	if (ret < 0)
		return ret;
	if (r->has_pages)
		first = r->last_page * page_size;
	if (from <= first || from > m->last || from & (page_size - 1))
		return reader_fail(r, place, "not behind pages of the mapping");
	m->last = from - 1;
	return 0;
}

/* Names of smaps, in its order; those that a mapping does not name are 0. */
int take_item_names(struct reader *r)
{
	struct recorded_part *names = &r->item_names;
	recorded_text text, *name;
	int ret = 0;

	names->first = r->recording->item_names.n;
	for (names->n = 0; !reader_at_end(r); names->n++) {
		if (names->n == RECORDING_MOST_ITEMS)
			return reader_fail(r, r->at, "too many names");
		ret = reader_escaped_word(r, &text, "a name");
		if (ret < 0)
			return ret;
		name = growing_add(&r->recording->item_names, 1,
				   sizeof(*name));
		if (!name)
			return reader_no_memory(r);
		*name = text;
	}
	return 0;
}

static bool is_listed(const struct reader *r, const char *name)
{
	const recorded_text *names = r->recording->item_names.rows;

	if (!r->item_names.n)
		return true;
	names += r->item_names.first;
	for (size_t i = 0; i < r->item_names.n; i++) {
		if (!strcmp(recording_text(r->recording, names[i]), name))
			return true;
	}
	return false;
}

static int add_item(struct reader *r, const struct recorded_item *item,
		    const char *place)
{
	struct recorded_item *kept;
	const char *name = recording_text(r->recording, item->name);

	for (size_t i = 0; i < r->mapping->items.n; i++) {
		kept = r->recording->items.rows;
		kept += r->mapping->items.first + i;
		if (!strcmp(recording_text(r->recording, kept->name), name))
			return reader_fail(r, place, "it is there twice");
	}
	if (r->mapping->items.n == 2 * RECORDING_MOST_ITEMS)
		return reader_fail(r, place, "too many items");
	kept = growing_add(&r->recording->items, 1, sizeof(*kept));
	if (!kept)
		return reader_no_memory(r);
	*kept = *item;
	r->mapping->items.n++;
	r->mapping->in_smaps = true;
	if (item->has_kib && item->kib && !strcmp(name, "KernelPageSize"))
		r->mapping->page_size = item->kib << 10;
	return 0;
}

/* NAME KIB ..., each of which is a line "NAME:  KIB kB" of smaps. */
int take_items(struct reader *r)
{
	struct recorded_item item = { .has_kib = true };
	const char *place;
	int ret = 0;

	r->mapping->all_items = r->item_names;
	r->mapping->in_smaps = true;
	while (ret == 0 && !reader_at_end(r)) {
		place = r->at;
		ret = reader_escaped_word(r, &item.name, "a name");
		if (ret < 0)
			return ret;
		if (!is_listed(r, recording_text(r->recording, item.name)))
			return reader_fail(r, place,
					   "smaps-items has no such name");
		ret = reader_number_to(r, MOST_KIB, &item.kib, "the number");
		if (ret == 0)
			ret = add_item(r, &item, place);
	}
	return ret;
}

/* NAME TEXT: any other line of smaps. */
int take_item(struct reader *r)
{
	struct recorded_item item = { .has_kib = false };
	const char *place = r->at;
	int ret = reader_escaped_word(r, &item.name, "a name");

	if (ret == 0)
		ret = reader_escaped_rest(r, &item.text);
	return ret < 0 ? ret : add_item(r, &item, place);
}

/* Their words; of those with pf the kernel shows no entries. */
int take_vm_flags(struct reader *r)
{
	const char *rest = r->at;
	struct word word;

	while (!reader_at_end(r)) {
		int ret = reader_word(r, &word, "a flag");

		if (ret < 0)
			return ret;
		r->mapping->pfnmap |= word_is(&word, "pf");
	}
	r->at = rest;
	r->mapping->in_smaps = r->mapping->has_flags = true;
	return reader_escaped_rest(r, &r->mapping->flags);
}

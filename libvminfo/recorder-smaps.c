// SPDX-License-Identifier: LGPL-2.1-or-later
/* Lines of smaps as those of a recording: "NAME:  KIB kB", and others. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "digits.h"
#include "recorder.h"

/* One line, which is borrowed. */
struct item {
	const char *name;
	size_t name_length;
	const char *text;	/* without blanks around it */
	size_t length;
	bool has_kib;
	uint64_t kib;
};

static struct item item_of(const char *line)
{
	struct item item = { .name = line };
	struct digits digits;

	item.name_length = strcspn(line, ":");
	item.text = line + item.name_length + 1;
	item.text += strspn(item.text, " \t");
	item.length = strlen(item.text);
	while (item.length && item.text[item.length - 1] == ' ')
		item.length--;
	digits = (struct digits){ .at = item.text,
				  .end = item.text + item.length };
	item.has_kib = digits_take(&digits, 10, &item.kib) &&
		       item.kib < UINT64_MAX >> 10 &&
		       !strcmp(digits.at, " kB");
	return item;
}

static bool is_flags(const struct item *item)
{
	return item->name_length == 7 && !memcmp(item->name, "VmFlags", 7);
}

/* The lines of a record follow each other, each with its NUL. */
static bool next_item(const struct growing *smaps, size_t *at,
		      struct item *item)
{
	const char *line = (const char *)smaps->rows + *at;

	if (*at >= smaps->n)
		return false;
	*at += strlen(line) + 1;
	*item = item_of(line);
	return true;
}

static bool add_name(struct growing *names, const struct item *item)
{
	char *to = growing_add(names, item->name_length + 1, 1);

	if (to)
		memcpy(to, item->name, item->name_length);
	return to;
}

static void put_names(struct out *out, const struct growing *names)
{
	const char *name = names->rows;

	out_put(out, "smaps-items");
	for (size_t at = 0; at < names->n; at += strlen(name + at) + 1) {
		out_put(out, " ");
		out_word(out, name + at, strlen(name + at));
	}
	out_put(out, "\n");
}

static bool are_alike(const struct growing *a, const struct growing *b)
{
	return a->n == b->n && (!a->n || !memcmp(a->rows, b->rows, a->n));
}

int recorder_put_item_names(struct vminfo_recorder *r,
			    const struct growing *smaps)
{
	struct growing names = { 0 };
	struct item item;
	bool all = true;

	for (size_t at = 0; all && next_item(smaps, &at, &item);)
		all = !item.has_kib || add_name(&names, &item);
	if (!all || are_alike(&names, &r->names)) {
		growing_free(&names);
		return all ? 0 : -ENOMEM;
	}
	put_names(&r->out, &names);
	growing_free(&r->names);
	r->names = names;
	return 0;
}

static void put_item(struct out *out, const struct item *item)
{
	if (is_flags(item)) {
		out_put(out, "\t\tVmFlags ");
	} else {
		out_put(out, "\t\titem ");
		out_word(out, item->name, item->name_length);
		out_put(out, " ");
	}
	out_rest(out, item->text, item->length);
	out_put(out, "\n");
}

static void put_kib(struct out *out, const struct growing *smaps)
{
	struct item item;

	out_put(out, "\t\tsmaps");
	for (size_t at = 0; next_item(smaps, &at, &item);) {
		if (!item.has_kib || !item.kib)
			continue;
		out_put(out, " ");
		out_word(out, item.name, item.name_length);
		out_put(out, " %" PRIu64, item.kib);
	}
	out_put(out, "\n");
}

void recorder_put_smaps(struct out *out, const struct growing *smaps)
{
	bool any = false;
	struct item item;

	for (size_t at = 0; !any && next_item(smaps, &at, &item);)
		any = item.has_kib;
	/* Without a number all that are listed would be 0. */
	if (any)
		put_kib(out, smaps);
	for (size_t at = 0; next_item(smaps, &at, &item);) {
		if (!item.has_kib)
			put_item(out, &item);
	}
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* An amount of bytes, taken apart by a key. */
#include "parts.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "units.h"

void parts_clear(struct parts *parts)
{
	parts->count = 0;
	parts->unknown = 0;
}

void parts_free(struct parts *parts)
{
	free(parts->list);
	free(parts->text);
	*parts = (struct parts){ 0 };
}

static void make_room(struct parts *parts)
{
	size_t room = parts->room ? 2 * parts->room : 16;
	struct parts_one *list;

	if (parts->count < parts->room)
		return;
	list = reallocarray(parts->list, room, sizeof(*list));
	if (!list)
		complain_out_of_memory();
	parts->list = list;
	parts->room = room;
}

/* There are few keys, and the largest come last. */
void parts_add(struct parts *parts, uint64_t key, uint64_t bytes)
{
	size_t at = parts->count;

	while (at && parts->list[at - 1].key > key)
		at--;
	if (at && parts->list[at - 1].key == key) {
		parts->list[at - 1].bytes += bytes;
		return;
	}
	make_room(parts);
	memmove(&parts->list[at + 1], &parts->list[at],
		(parts->count - at) * sizeof(*parts->list));
	parts->list[at] = (struct parts_one){ .key = key, .bytes = bytes };
	parts->count++;
}

void parts_add_unknown(struct parts *parts, uint64_t bytes)
{
	parts->unknown += bytes;
}

void parts_join(struct parts *parts, const struct parts *others)
{
	for (size_t i = 0; i < others->count; i++)
		parts_add(parts, others->list[i].key, others->list[i].bytes);
	parts->unknown += others->unknown;
}

static char *put_amount(char *to, uint64_t bytes)
{
	*to++ = ':';
	to = units_put_decimal(to, bytes);
	*to++ = ',';
	return to;
}

const char *parts_text(struct parts *parts)
{
	size_t room = (parts->count + 1) * 2 * UNITS_ROOM;
	char *to = parts->text;

	if (room > parts->text_room) {
		to = realloc(parts->text, room);
		if (!to)
			complain_out_of_memory();
		parts->text = to;
		parts->text_room = room;
	}
	for (size_t i = 0; i < parts->count; i++) {
		to = units_put_decimal(to, parts->list[i].key);
		to = put_amount(to, parts->list[i].bytes);
	}
	if (parts->unknown) {
		*to++ = '?';
		to = put_amount(to, parts->unknown);
	}
	/* The comma behind the last one. */
	to -= to != parts->text;
	*to = '\0';
	return parts->text;
}

bool parts_next(const char **text, struct parts_one *part)
{
	const char *at = *text;
	char *end;

	if (!*at)
		return false;
	*part = (struct parts_one){ .unknown = *at == '?' };
	if (part->unknown)
		end = (char *)(uintptr_t)(at + 1);
	else
		part->key = strtoull(at, &end, 10);
	part->bytes = strtoull(end + 1, &end, 10);
	*text = end + (*end == ',');
	return true;
}

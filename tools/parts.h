/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An amount of bytes, taken apart by a key: by the order of folios, by node, by
 * the size of blocks.  As text it is "0:4096,9:2097152", and "?:8192" at its
 * end for the bytes whose key is not known.
 */
#ifndef PARTS_H
#define PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct parts_one {
	uint64_t key;
	uint64_t bytes;
	bool unknown;	/* the key */
};

struct parts {
	struct parts_one *list;	/* keys ascend */
	size_t count;
	size_t room;
	uint64_t unknown;	/* bytes without a key */
	char *text;
	size_t text_room;
};

/* Nothing is counted any more; its memory is used again. */
void parts_clear(struct parts *parts);
void parts_free(struct parts *parts);

void parts_add(struct parts *parts, uint64_t key, uint64_t bytes);
void parts_add_unknown(struct parts *parts, uint64_t bytes);
void parts_join(struct parts *parts, const struct parts *others);

/* "" if there is nothing.  Borrowed until the next call. */
const char *parts_text(struct parts *parts);

/* Goes through such a text: false behind its end. */
bool parts_next(const char **text, struct parts_one *part);

#endif

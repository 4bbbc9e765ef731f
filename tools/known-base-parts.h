/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of known-base share; no others include this. */
#ifndef KNOWN_BASE_PARTS_H
#define KNOWN_BASE_PARTS_H

#include <sys/stat.h>

#include "known-base.h"

#define KNOWN_BASE_PATH 256

/* One mapping, whose length and offset are those of pages. */
struct known_base_question {
	int root;
	int sys;
	uint64_t page_size;
	const struct vminfo_mapping *mapping;
};

/* Whether that file, which is no link, is the one that is mapped. */
bool known_base_is_file(const struct known_base_question *of, int at,
			const char *path, struct stat *stat);

/* "0x" and up to 16 digits; `*text` is moved behind them. */
bool known_base_take_hex(const char **text, uint64_t *number);

/* Whether the last byte still has an address, if the first has this one. */
bool known_base_has_room(const struct known_base_question *of, uint64_t pa);

/* They may write to `base` although they do not know it. */
bool known_base_of_bar(const struct known_base_question *of,
		       struct known_base *base);
bool known_base_of_node(const struct known_base_question *of,
			const struct stat *stat, struct known_base *base);

#endif

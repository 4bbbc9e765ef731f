/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of the victim share: verbs, and how they answer. */
#ifndef VICTIM_H
#define VICTIM_H

#include <stddef.h>
#include <stdint.h>

enum { WORDS = 40 };

/* words: those behind the verb, NULL behind the last.  0 or more: the number
 * in "@@OK"; negative errno: "@@ERR". */
struct verb {
	const char *name;
	int (*act)(char **words);
};

struct buffer {
	unsigned char *at;
	size_t pages;
};

extern const struct verb memory_verbs[], place_verbs[], uffd_verbs[],
	machine_verbs[], swap_verbs[], device_verbs[];

/* A line of data, in front of "@@OK". */
void victim_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The number in a word; what is missing is 0. */
uint64_t victim_number(const char *word);
/* The same of memory, which is no larger than its addresses. */
size_t victim_count(const char *word);
size_t victim_page(void);
/* The piece that words ID FIRST COUNT name; without FIRST, all of it. */
int memory_find(char **words, struct buffer *piece);

#endif

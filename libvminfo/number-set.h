/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* number-set.h - a set of numbers: a bit for each, where there are any. */
#ifndef NUMBER_SET_H
#define NUMBER_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "growing.h"

struct number_set {
	struct growing chunks;	/* struct number_chunk, ascending */
	size_t last;		/* the chunk that was found last */
};

bool number_set_has(struct number_set *set, uint64_t number);

/* 0 or -ENOMEM. */
int number_set_add(struct number_set *set, uint64_t number);

void number_set_free(struct number_set *set);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Named sets of DMA constraints.  A name is one of those that are shipped; a
 * file is given by a path, so neither can take the place of the other.
 */
#ifndef PROFILE_H
#define PROFILE_H

#include <stddef.h>

#define PROFILE_MOST 16		/* constraints in one profile */

/* As the option of that name takes it; "single" has the value "yes" or "no". */
struct profile_constraint {
	const char *key;	/* without its dashes: "dma-bits" */
	const char *value;	/* "32"; what it means is not checked here */
};

struct profile {
	const char *name;
	const char *text;	/* one line: what it is for; "": not said */
	const char *source;	/* where the numbers are from; "": not said */
	struct profile_constraint constraints[PROFILE_MOST];
	size_t count;		/* at least 1 */
	void *owned;		/* what a file's strings are in; else NULL */
};

/*
 * A shipped name, or a file: a word that has a '/', or that ends in .yaml or
 * .yml, or "-" for standard input.  0, or -EINVAL, told in one line; only with
 * 0 is *profile filled, and profile_free() takes it back.
 */
int profile_find(const char *word, struct profile *profile);
void profile_free(struct profile *profile);

/* The shipped ones in their order; NULL behind the last. */
const struct profile *profile_shipped(size_t i);

#endif

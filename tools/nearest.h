/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The good word that is nearest to a wrong one. */
#ifndef NEAREST_H
#define NEAREST_H

#include <stddef.h>

#define NEAREST_ROOM 64	/* longer words are never near */

struct nearest {
	const char *wrong;
	size_t least;		/* letters that differ in the best one */
	char best[NEAREST_ROOM];	/* "" while no word was near */
};

void nearest_start(struct nearest *nearest, const char *wrong);
void nearest_consider(struct nearest *nearest, const char *word);

#endif

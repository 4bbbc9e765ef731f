// SPDX-License-Identifier: LGPL-2.1-or-later
/* The good word that is nearest to a wrong one. */
#include "nearest.h"

#include <ctype.h>
#include <string.h>

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static int differ(char a, char b)
{
	return toupper((unsigned char)a) != toupper((unsigned char)b);
}

/* How many letters are to be added, left out or changed (Levenshtein). */
static size_t distance(const char *a, const char *b)
{
	size_t row[NEAREST_ROOM];
	size_t width = strlen(b);

	for (size_t j = 0; j <= width; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= width; j++) {
			size_t change = corner +
				(size_t)differ(a[i - 1], b[j - 1]);

			corner = row[j];
			row[j] = smaller(change,
					 smaller(row[j - 1], corner) + 1);
		}
	}
	return row[width];
}

void nearest_start(struct nearest *nearest, const char *wrong)
{
	/* A third of the letters may be wrong. */
	*nearest = (struct nearest){
		.wrong = wrong,
		.least = strlen(wrong) / 3 + 2,
	};
}

void nearest_consider(struct nearest *nearest, const char *word)
{
	size_t d;

	if (strlen(word) >= NEAREST_ROOM || strlen(nearest->wrong) > 256)
		return;
	d = distance(nearest->wrong, word);
	if (d >= nearest->least || d >= strlen(word))
		return;
	nearest->least = d;
	strcpy(nearest->best, word);
}

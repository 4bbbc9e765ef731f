// SPDX-License-Identifier: LGPL-2.1-or-later
/* The good word that is nearest to a wrong one. */
#include "nearest.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

static int differ(char a, char b)
{
	return toupper((unsigned char)a) != toupper((unsigned char)b);
}

/* What the word `a`, up to and with a[i - 1], is from the beginnings of b. */
struct row {
	size_t from[NEAREST_ROOM];
};

static int is_swapped(const char *a, const char *b)
{
	return !differ(a[0], b[-1]) && !differ(a[-1], b[0]);
}

static void next_row(const char *a, size_t i, const char *b, struct row *rows)
{
	const struct row *before = &rows[(i + 2) % 3];
	const struct row *two_before = &rows[(i + 1) % 3];
	struct row *row = &rows[i % 3];

	row->from[0] = i;
	for (size_t j = 1; b[j - 1]; j++) {
		size_t d = before->from[j - 1] +
			   (size_t)differ(a[i - 1], b[j - 1]);

		d = smaller(d, smaller(row->from[j - 1],
				       before->from[j]) + 1);
		if (i > 1 && j > 1 && is_swapped(&a[i - 1], &b[j - 1]))
			d = smaller(d, two_before->from[j - 2] + 1);
		row->from[j] = d;
	}
}

/* How many letters are added, left out, changed or swapped with the next. */
static size_t distance(const char *a, const char *b)
{
	struct row rows[3] = { { { 0 } } };
	size_t width = strlen(b), i = 0;

	for (size_t j = 0; j <= width; j++)
		rows[0].from[j] = j;
	while (a[i])
		next_row(a, ++i, b, rows);
	return rows[i % 3].from[width];
}

static const char *letters(const char *word)
{
	return word + strspn(word, "-");
}

void nearest_start(struct nearest *nearest, const char *wrong)
{
	/* One letter may be wrong, and one more of every five. */
	*nearest = (struct nearest){
		.wrong = wrong,
		.least = strlen(letters(wrong)) / 5 + 2,
	};
}

/* Who types a wrong first letter types the rest of a longer word well. */
static int is_plausible(const char *wrong, const char *word, size_t d)
{
	if (d >= strlen(word))
		return 0;
	return !differ(*wrong, *word) || (d == 1 && strlen(wrong) > 4);
}

static int is_begun(const char *wrong, const char *word)
{
	size_t length = strlen(wrong);

	return length > 2 && strncasecmp(wrong, word, length) == 0;
}

void nearest_consider(struct nearest *nearest, const char *word)
{
	const char *wrong = letters(nearest->wrong);
	size_t d;

	if (strlen(word) >= NEAREST_ROOM || strlen(nearest->wrong) > 256)
		return;
	d = distance(nearest->wrong, word);
	/* The beginning of a word is near, but any other that is near wins. */
	if (!nearest->best[0] && d >= nearest->least &&
	    is_begun(wrong, letters(word))) {
		strcpy(nearest->best, word);
		return;
	}
	if (d >= nearest->least || !is_plausible(wrong, letters(word), d))
		return;
	nearest->least = d;
	strcpy(nearest->best, word);
}

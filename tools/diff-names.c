// SPDX-License-Identifier: LGPL-2.1-or-later
/* The words for what changed. */
#include <string.h>

#include "diff.h"

static const char *const names[DIFF_CHANGES] = {
	"moved", "swapped-out", "swapped-in", "swap-moved", "came", "went",
	"written", "copied", "dropped", "zeroed", "huge-split", "huge-merged",
	"other", "mapped", "unmapped", "grew", "shrank", "replaced", "renamed",
	"protected", "new", "gone", "unknown", "unknown", "unknown", "unknown",
	"unknown",
};

const char *diff_name(enum diff_change change)
{
	return names[__builtin_ctz(change)];
}

char *diff_names(uint32_t changes, char text[DIFF_ROOM])
{
	char *to = text;

	for (size_t i = 0; i < DIFF_CHANGES; i++) {
		if (!(changes >> i & 1))
			continue;
		if (to > text)
			*to++ = ',';
		to = stpcpy(to, names[i]);
		/* One word stands for all that is not known. */
		if (1u << i & DIFF_UNKNOWN)
			break;
	}
	*to = '\0';
	return text;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which of two exit statuses counts. */
#include "exits.h"

#include <stddef.h>

static const int worst_first[] = {
	EXITS_NOT_FOUND, EXITS_NOT_EXECUTABLE, EXITS_NOT_READY,
	EXITS_WRONG, EXITS_NOTHING, EXITS_UNKNOWN, EXITS_SKIPPED, EXITS_DONE,
};

int exits_worse(int one, int other)
{
	const size_t count = sizeof(worst_first) / sizeof(worst_first[0]);

	for (size_t i = 0; i < count; i++)
		if (worst_first[i] == one || worst_first[i] == other)
			return worst_first[i];
	return EXITS_WRONG;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a tool may do in the place of its usual work, by the option given. */
#include "mode.h"

#include "complain.h"

int mode_choose(const struct mode *modes, const void *options,
		const struct mode **chosen)
{
	const struct mode *found = NULL;

	for (const struct mode *m = modes; m->name; m++) {
		if (!*(const int *)((const char *)options + m->given))
			continue;
		if (found)
			return complain_usage("%s and %s cannot be combined",
					      found->name, m->name);
		found = m;
	}
	*chosen = found;
	return 0;
}

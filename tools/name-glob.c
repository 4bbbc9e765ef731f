// SPDX-License-Identifier: LGPL-2.1-or-later
/* Names that a pattern stands for, as -m and --where take it. */
#include "name-glob.h"

#include <fnmatch.h>
#include <string.h>

/* To fnmatch(3), [heap] is one of the letters h, e, a and p. */
static bool is_literal(const char *glob)
{
	return *glob == '[' && glob[strlen(glob) - 1] == ']';
}

bool name_glob_matches(const char *glob, const char *name)
{
	if (strcmp(glob, name) == 0)
		return true;
	return !is_literal(glob) && fnmatch(glob, name, 0) == 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* A library: an exported variable, a protected one, and a static one. */
#include "say.h"

char shared[SHARED_SIZE] = { 2 };
__attribute__((visibility("protected"))) char guarded_box[GUARDED_SIZE] = { 3 };
__attribute__((visibility("hidden"))) char closed[CLOSED_SIZE] = { 4 };
static char box[BOX_SIZE] = { 5 };

char *box_of_library(void)
{
	return box;
}

char *shared_of_library(void)
{
	return shared;
}

char *guarded(void)
{
	return guarded_box;
}

char *closed_by_library(void)
{
	return closed;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* A second file with a variable of the same name. */
#include "say.h"

static char box[BOX_SIZE];

char *box_of_other(void)
{
	box[0]++;
	return box;
}

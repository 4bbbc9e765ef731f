// SPDX-License-Identifier: LGPL-2.1-or-later
/* Loads libdw, and with it libelf. */
#include "dw.h"

#define SONAME "libdw.so.1"

__typeof__(dw) dw;

static const char *const names[] = ON_USE_NAMES(DW_FUNCTIONS);
static struct on_use library = {
	.soname = SONAME, .names = names, .functions = &dw,
};

ON_USE_NOTE(SONAME, "reads symbols, for --symbol");

int dw_load(void)
{
	return on_use_load(&library);
}

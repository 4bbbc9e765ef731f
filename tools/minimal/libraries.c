// SPDX-License-Identifier: LGPL-2.1-or-later
/* The libraries of a minimal build, and what cannot be done without others. */
#include "libraries.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

static const struct lack {
	const char *option;
	const char *library;
} lacks[] = {
	/* What processes are called. */
	{ "name", "libproc2" },
	{ "match", "libproc2" },
	/* Where an ELF file has its variables. */
	{ "symbol", "libdw" },
};

const char *libraries_lacking_for(const char *option)
{
	for (size_t i = 0; i < sizeof(lacks) / sizeof(lacks[0]); i++)
		if (strcmp(lacks[i].option, option) == 0)
			return lacks[i].library;
	return NULL;
}

void libraries_print(void)
{
	printf("minimal build with json-c %s, libbsd; without libproc2, "
	       "libsmartcols, libdw, libcyaml\n", json_c_version());
}

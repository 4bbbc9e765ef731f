// SPDX-License-Identifier: LGPL-2.1-or-later
/* The libraries of an ordinary build: all of them. */
#include "libraries.h"

#include <stddef.h>
#include <stdio.h>

#include <cyaml/cyaml.h>
#include <json-c/json.h>
#include <libsmartcols.h>
#include <yaml.h>

const char *libraries_lacking_for(const char *option)
{
	(void)option;
	return NULL;
}

void libraries_print(void)
{
	const char *smartcols = NULL;

	scols_get_library_version(&smartcols);
	printf("with libsmartcols %s, json-c %s, libcyaml %s, libyaml %s, "
	       "libbsd, libcap-ng, libnuma, libproc2, libdw\n",
	       smartcols ? smartcols : "?", json_c_version(),
	       cyaml_version_str, yaml_get_version_string());
}

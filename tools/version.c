// SPDX-License-Identifier: LGPL-2.1-or-later
/* What --version says. */
#include "version.h"

#include <stdio.h>

#include <vminfo.h>

#include "libraries.h"

void version_print(const char *tool)
{
	printf("%s (vminfo) %s\nlibvminfo %s\n", tool, VMINFO_VERSION,
	       vminfo_version());
	libraries_print();
}

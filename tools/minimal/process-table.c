// SPDX-License-Identifier: LGPL-2.1-or-later
/* The processes that /proc shows, without libproc2: nobody lists them. */
#include "process-table.h"

#include <errno.h>

int process_table_read(pid_t only, enum process_table_want want,
		       process_table_call *call, void *data)
{
	(void)only;
	(void)want;
	(void)call;
	(void)data;
	return -ENOSYS;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What processes say of themselves, without libproc2: nobody knows. */
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

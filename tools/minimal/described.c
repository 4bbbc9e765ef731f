// SPDX-License-Identifier: LGPL-2.1-or-later
/* Processes that are described, without libproc2: there are none. */
#include "described.h"

#include <errno.h>

const struct cli_option described_options[] = {
	{ .name = NULL },
};

void described_free(struct described *described)
{
	(void)described;
}

bool described_is_used(const struct described *described)
{
	(void)described;
	return false;
}

int described_each(const struct described *described, described_call *call,
		   void *data)
{
	(void)described;
	(void)call;
	(void)data;
	return -ENOSYS;
}

enum named described_fits(const struct described *described, pid_t pid)
{
	(void)described;
	(void)pid;
	return NAMED_YES;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A process of ours that stands for those of other users. */
#ifndef SPECIMEN_H
#define SPECIMEN_H

#include <stdbool.h>
#include <sys/types.h>

struct specimen {
	pid_t pid;
	int leash;		/* when it is closed the process ends */
	bool of_another_user;	/* else it only hides like one: its files are
				   those of root */
};

/* 0, or negative errno.  Wants CAP_SETUID, if that can be had. */
int specimen_start(struct specimen *specimen);
void specimen_end(struct specimen *specimen);

#endif

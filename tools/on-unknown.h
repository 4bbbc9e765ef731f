/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --on-unknown: what a tool that gives a verdict exits with if it has none. */
#ifndef ON_UNKNOWN_H
#define ON_UNKNOWN_H

#include "cli.h"

struct on_unknown {
	int choice;	/* 0: not given */
};

extern const struct cli_option on_unknown_options[];

/* The exit status in place of this one. */
int on_unknown_status(const struct on_unknown *on_unknown, int status);

#endif

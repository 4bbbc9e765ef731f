/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The words of every option of every tool: the same name and the same letter
 * mean the same thing everywhere.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "cli.h"

extern const struct cli_words options_words[];	/* ends with a NULL name */

/* Of arguments that several options have. */
#define OPTIONS_SIZE \
	"SIZE is in bytes, or has K, M, G or T behind it (of 1024); " \
	"0x: hexadecimal.\n"
#define OPTIONS_TIME \
	"TIME is such as 500ms, 10s, 2m; in seconds, without a unit.\n"

#endif

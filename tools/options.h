/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The words of every option of every tool: the same name and the same letter
 * mean the same thing everywhere.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "cli.h"

extern const struct cli_words options_words[];	/* ends with a NULL name */

#endif

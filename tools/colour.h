/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether standard output is to be coloured, and how. */
#ifndef COLOUR_H
#define COLOUR_H

#include <stdbool.h>

#include <vminfo.h>

#define COLOUR_HEAD "\033[1m"
/* Of the 256, for their brightness: halfway between black and white. */
#define COLOUR_UNKNOWN "\033[38;5;163m"
#define COLOUR_BROKEN "\033[38;5;166m"
#define COLOUR_OFF "\033[0m"

/* Room for the longest sequence that begins, COLOUR_OFF and an end. */
#define COLOUR_ROOM 40

enum colour_when { COLOUR_AUTO = 1, COLOUR_ALWAYS, COLOUR_NEVER };

/* `when` 0: not said, the environment and the terminal decide. */
bool colour_wanted(int when);

/* The sequence that begins it, the same in tables and pictures; "": none. */
const char *colour_of_state(enum vminfo_state state);

#endif

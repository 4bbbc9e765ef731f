/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether standard output is to be coloured, and how. */
#ifndef COLOUR_H
#define COLOUR_H

#include <stdbool.h>

#define COLOUR_HEAD "\033[1m"
#define COLOUR_UNKNOWN "\033[33m"
#define COLOUR_OFF "\033[0m"

enum colour_when { COLOUR_AUTO = 1, COLOUR_ALWAYS, COLOUR_NEVER };

/* `when` 0: not said, the environment and the terminal decide. */
bool colour_wanted(int when);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names that a pattern stands for, as -m and --where take it. */
#ifndef NAME_GLOB_H
#define NAME_GLOB_H

#include <stdbool.h>

/* The very name first; '[name]' is literal; else fnmatch(3). */
bool name_glob_matches(const char *glob, const char *name);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The libraries that a process was told to load before all others. */
#ifndef SYMBOL_PRELOADS_H
#define SYMBOL_PRELOADS_H

#include <stdbool.h>
#include <sys/types.h>

/* LD_PRELOAD when it started, and ld.so.preload; to be freed; or NULL. */
char *symbol_preloads_read(pid_t pid, int root);

/* Whether a file, known by that path, is one of them. */
bool symbol_preloads_have(const char *preloads, const char *path);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of the programs know of each other. */
#ifndef SAY_H
#define SAY_H

#include <stdio.h>

#define SHARED_SIZE 5000
#define GUARDED_SIZE 700
#define CLOSED_SIZE 800
#define BOX_SIZE 600

extern char shared[SHARED_SIZE];

char *box_of_other(void);
char *box_of_library(void);
char *shared_of_library(void);
char *guarded(void);
char *closed_by_library(void);

static inline void say(const char *name, const void *at, size_t size)
{
	printf("%s %lx %zu\n", name, (unsigned long)at, size);
}

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Holds on to the address space that a process has: whether it still has it, or
 * called exec, is certain then, whatever the new one looks like.  It costs a
 * descriptor, and none of the memory of the process is kept for it.
 */
#ifndef PAGING_PIN_H
#define PAGING_PIN_H

#include <stdbool.h>
#include <sys/types.h>

/* A descriptor, or -1: it cannot be held, or there are too many already. */
int paging_pin_open(const char *procfs, pid_t pid);

/* false: nobody has this address space any more.  Of -1 it is always true. */
bool paging_pin_holds(int pin);

void paging_pin_close(int pin);

/* From now on this program may have as many open as it ever may. */
void paging_pin_allow_many(void);

#endif

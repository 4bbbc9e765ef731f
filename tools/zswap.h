/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether what is in a slot of swap may be in RAM, compressed (zswap). */
#ifndef ZSWAP_H
#define ZSWAP_H

#include "answer.h"

/*
 * `proc` and `sys` are the directories /proc and /sys of the machine that we
 * run on, or negative.  Yes also if it is switched off, but still has pages: it
 * keeps them until they are used.
 */
enum answer zswap_in_use(int proc, int sys);

#endif

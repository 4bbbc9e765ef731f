/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Holds back what is printed into pipes and sockets: while a process is stopped
 * that may have to read it, nobody must wait for that.
 */
#ifndef WITHHOLD_H
#define WITHHOLD_H

void withhold_begin(void);

/* Prints it. */
void withhold_end(void);

#endif

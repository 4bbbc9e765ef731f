/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The numbers of the processes that /proc shows: who asks for all of them needs
 * no more, and no library.
 */
#ifndef PROCESS_NUMBERS_H
#define PROCESS_NUMBERS_H

#include <sys/types.h>

/* Another value than 0 ends the reading, which then returns it. */
typedef int process_numbers_call(void *data, pid_t pid);

/*
 * Calls for each process.  0 or a negative errno: not all of them were seen.
 * Nothing is raised for it: who needs a right because of hidepid holds it
 * already.
 */
int process_numbers_each(process_numbers_call *call, void *data);

#endif

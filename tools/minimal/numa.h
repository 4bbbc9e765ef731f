/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What we use of libnuma, over the system calls alone: the library resolves
 * names of hosts, which a static program cannot do everywhere.
 */
#ifndef NUMA_H
#define NUMA_H

/* Negative: this kernel knows no nodes. */
int numa_available(void);

/* 0: nobody knows. */
int numa_num_configured_nodes(void);

/* As move_pages(2). */
int numa_move_pages(int pid, unsigned long count, void **pages,
		    const int *nodes, int *status, int flags);

/* What libnuma would call. */
void numa_warn(int number, char *format, ...);
void numa_error(char *where);

#endif

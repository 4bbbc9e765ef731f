/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* workload.h - memory of many shapes, to be looked at. */
#ifndef WORKLOAD_H
#define WORKLOAD_H

#include <stdint.h>

#define PAGE ((uint64_t)4096)
#define HUGE ((uint64_t)2 << 20)
#define SPARSE (4096 * PAGE)	/* a page in so much */

/* Two numbers of the command line; 0: not given. */
typedef void shape_make(uint64_t size, uint64_t number);

shape_make shape_dense;
shape_make shape_thp;
shape_make shape_halfthp;
shape_make shape_sparse;
shape_make shape_random;
shape_make shape_vmas;
shape_make shape_shared;
shape_make shape_forked;
shape_make shape_scattered;
shape_make shape_swapped;
shape_make shape_hugetlb;
shape_make shape_processes;
shape_make shape_moving;
shape_make shape_moving_thp;
shape_make shape_moving_sparse;
shape_make shape_moving_emptied;

/* Memory that begins where a huge page can; then a page in each step. */
char *map_aligned(uint64_t size, int advice);
void touch(char *at, uint64_t size, uint64_t step);

/* Ends with us; 0: in the child. */
int fork_child(void);

/* Says that it is there, and lives until its input ends. */
void stay(void);

#endif

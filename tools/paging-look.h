/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A look at where the pages of one process are. */
#ifndef PAGING_LOOK_H
#define PAGING_LOOK_H

#include <stdbool.h>

#include "paging-list.h"
#include "visit.h"

struct paging_look {
	struct paging_list list;	/* dropped, its memory is used again */
	struct visit *visit;
	bool matched;			/* some memory was wanted */
	bool gone;			/* it exited meanwhile */
};

/*
 * What could not be seen is unknown; why not is told and counted in the visit.
 * 0, or negative errno, told: then there is no list.
 */
int paging_look_take(struct paging_look *look, struct vminfo_process *process);

/* Nothing is known of it. */
void paging_look_unknown(struct paging_list *list);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All that can be known of one address of a process, read at one moment. */
#ifndef PLACE_H
#define PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

struct place {
	struct vminfo_context *context;
	struct vminfo_process *process;
	uint64_t given;		/* the address, as it was given */
	uint64_t va;		/* without its tag */
	uint64_t page_size;
	bool recorded;		/* what is not known is not in the recording */
	bool here;		/* of the machine that we run on; who looks at a
				   place has to say so */
	struct vminfo_page page;
	bool mapped;
	struct vminfo_mapping mapping;	/* but for the name */
	char *name;		/* of the mapping; NULL in a gap */
	uint64_t vmflags;	/* enum vminfo_vmflag, or VMINFO_NONE */
	uint64_t mapping_page_size;	/* by smaps; 0: not known */
	/* In a gap: what lies below and above; VMINFO_NONE: nothing. */
	uint64_t below_end;
	uint64_t above_start;
	bool above_is_stack;
	struct vminfo_frame frame;	/* hidden, if the page's value is */
	int node;		/* by the page; -1: not known */
	bool moved;		/* its entry was another one at each look */
};

/*
 * 0, or negative errno as vminfo_process_page() has it.  Free it in any case.
 */
int place_look(struct place *place, struct vminfo_context *context,
	       struct vminfo_process *process, uint64_t va);
void place_free(struct place *place);

/* Whether the page has a frame, which may be hidden. */
bool place_has_frame(const struct place *place);

#endif

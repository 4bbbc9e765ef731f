/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the runs of a mapping, or of a process, add up to. */
#ifndef TALLY_H
#define TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <vminfo.h>

#define TALLY_STATES (VMINFO_NONPRESENT + 1)

/* What smaps says beside it; the kernel counts hugetlb apart. */
enum tally_item {
	TALLY_SMAPS_RSS,
	TALLY_SMAPS_PSS,
	TALLY_SMAPS_USS,	/* Private_Clean and Private_Dirty */
	TALLY_SMAPS_SWAP,
	TALLY_SMAPS_SWAP_PSS,
	TALLY_SMAPS_LOCKED,
	TALLY_SMAPS_HUGE,	/* mapped at PMD level */
	TALLY_SMAPS_OWN_HUGETLB,	/* Private_Hugetlb */
	TALLY_SMAPS_HUGETLB,	/* and Shared_Hugetlb */
	TALLY_RESIDUAL,		/* how far that is from our own count */
	TALLY_SHARE_RESIDUAL,	/* the same of PSS and USS */
	TALLY_ITEMS
};

struct tally_smaps {
	uint64_t bytes[TALLY_ITEMS];
	uint32_t unknown;	/* bit by item: of some part it is not known */
};

struct tally {
	uint64_t mappings;
	uint64_t pages;
	uint64_t of_state[TALLY_STATES];
	uint64_t huge;		/* present pages */
	uint64_t huge_unknown;
	uint64_t hidden;	/* present, but in a frame that is not told */
	uint64_t slots_hidden;	/* swapped, or perhaps */
	uint64_t maybe_zero;
	uint64_t unknown;	/* pages whose state is not certain */
	uint64_t maybe_shmem;	/* unresolved, and perhaps shmem-swapped */
	uint64_t maybe_cached;	/* the same, cached */
	bool asked;		/* objects were, what no entry says */
	uint64_t runs;		/* of present pages */
	uint64_t slot_runs;
	uint64_t longest;	/* pages of the longest run */
	struct tally_smaps smaps;
	struct vminfo_run open;	/* the run that the next may continue */
};

/* The tally of one mapping, nothing counted yet. */
void tally_start(struct tally *tally);

void tally_run(struct tally *tally, const struct vminfo_run *run);

/* Whether the two are one: the second lies behind the first in memory, too. */
bool tally_continues(const struct vminfo_run *open,
		     const struct vminfo_run *run);
void tally_page(struct tally *tally, const struct vminfo_page *page);

/*
 * Counts a run whose pieces were counted before, in a tally of their own:
 * they know more of the attributes than the run as a whole.
 */
void tally_join(struct tally *tally, const struct tally *pieces,
		const struct vminfo_run *run);

/* All of a mapping was counted, whose object was asked. */
void tally_ask(struct tally *tally, const struct vminfo_backing *backing);

/* Pages in swap: in a slot of the process, or of shared memory. */
uint64_t tally_swapped(const struct tally *tally);

/* Whether there may be more of them. */
bool tally_may_be_swapped(const struct tally *tally);

/* What comes next does not continue the run before. */
void tally_interrupt(struct tally *tally);

/* Sets the tally of a mapping against smaps of it. */
void tally_verify(struct tally *tally, const struct vminfo_mapping *mapping,
		  const struct vminfo_smaps *smaps, uint64_t page_size);

/* Our own count, in bytes. */
struct tally_shares {
	uint64_t pss;
	uint64_t uss;
};

/* The same, behind it, for what is shared. */
void tally_verify_shares(struct tally *tally, const struct tally_shares *shares,
			 uint64_t page_size);

bool tally_knows(const struct tally *tally, enum tally_item item);

/* Takes what smaps says as it is. */
void tally_take_smaps(struct tally_smaps *taken,
		      const struct vminfo_smaps *smaps);
void tally_add_smaps(struct tally_smaps *total, const struct tally_smaps *part);

/* Adds the tally of a mapping to that of its process. */
void tally_add(struct tally *total, const struct tally *part);

/* Whether there is nothing but holes: no page in memory, swap or elsewhere. */
bool tally_is_empty(const struct tally *tally);

/*
 * "260M mapped, 65,210 pages present, 64 swapped, 0 unknown; 1,204 runs,
 * longest 64M".  Returns `text`.
 */
#define TALLY_ROOM 256
char *tally_sentence(const struct tally *tally, uint64_t page_size,
		     char text[TALLY_ROOM]);

struct tally_owner {
	pid_t pid;
	const char *command;	/* raw */
	uint64_t page_size;
};

/* "812 app: ", and the same.  Returns `text`. */
#define TALLY_LINE_ROOM (2 * TALLY_ROOM + 64)
char *tally_line(const struct tally *tally, const struct tally_owner *owner,
		 char text[TALLY_LINE_ROOM]);

#endif

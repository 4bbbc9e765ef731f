/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel reads from swap beside the page that it was asked for. */
#ifndef SWAP_READAHEAD_H
#define SWAP_READAHEAD_H

#include "answer.h"
#include "swap-area.h"

enum swap_readahead {
	SWAP_READAHEAD_UNKNOWN,
	SWAP_READAHEAD_NONE,
	SWAP_READAHEAD_BY_ADDRESS,	/* neighbours in the mapping, wherever
					   their slots are */
	SWAP_READAHEAD_BY_SLOT,		/* neighbours in the area, whosever
					   they are */
};

/* Of a machine; its areas decide together. */
struct swap_readahead_rules {
	int cluster;		/* vm.page-cluster: up to 2^cluster pages;
				   negative: not known */
	enum answer by_address;	/* if nothing rotates: vma_ra_enabled */
	enum answer rotates;	/* some area does */
};

/*
 * `proc` and `sys` are the directories /proc and /sys of the machine that we
 * run on; negative: nothing is known.
 */
void swap_readahead_read(struct swap_readahead_rules *rules, int proc, int sys);

/* Each area that is on has to be added. */
void swap_readahead_add(struct swap_readahead_rules *rules,
			const struct swap_area *area);

/*
 * What is done for anonymous memory that is in that area.  None for one that is
 * read at once, but for slots that several processes share.
 */
enum swap_readahead swap_readahead_of(const struct swap_readahead_rules *rules,
				      const struct swap_area *area);

/* "by-address"; NULL: it is not known. */
const char *swap_readahead_word(enum swap_readahead readahead);

#endif

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the kernel reads from swap beside the page that it was asked for. */
#include "swap-readahead.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include "small-file.h"

#define MOST_CLUSTER 31	/* that the kernel takes */

static int read_cluster(int proc)
{
	uint64_t cluster;

	if (proc < 0 || small_file_number(proc, "sys/vm/page-cluster",
					  &cluster) != 0 ||
	    cluster > MOST_CLUSTER)
		return -1;
	return (int)cluster;
}

/* Before Linux 4.14 there was no such file, and only readahead by slots. */
static enum answer read_by_address(int sys)
{
	struct stat stat;
	char word[16];
	int ret;

	if (sys < 0 || fstatat(sys, "kernel/mm", &stat, 0) != 0)
		return ANSWER_UNKNOWN;
	ret = small_file_read(sys, "kernel/mm/swap/vma_ra_enabled", word,
			      sizeof(word));
	if (ret == -ENOENT)
		return ANSWER_NO;
	if (ret != 0)
		return ANSWER_UNKNOWN;
	if (strcmp(word, "true") == 0)
		return ANSWER_YES;
	return strcmp(word, "false") == 0 ? ANSWER_NO : ANSWER_UNKNOWN;
}

void swap_readahead_read(struct swap_readahead_rules *rules, int proc, int sys)
{
	*rules = (struct swap_readahead_rules){
		.cluster = read_cluster(proc),
		.by_address = read_by_address(sys),
		.rotates = ANSWER_NO,
	};
}

/*
 * The kernel looked when the area was switched on.  A file without a disk below
 * its file system counts as one that rotates; but whether there is one is not
 * known here.
 */
void swap_readahead_add(struct swap_readahead_rules *rules,
			const struct swap_area *area)
{
	if (rules->rotates == ANSWER_YES || area->rotates == ANSWER_NO)
		return;
	rules->rotates = area->rotates;
}

enum swap_readahead swap_readahead_of(const struct swap_readahead_rules *rules,
				      const struct swap_area *area)
{
	if (rules->cluster == 0 || area->immediate == ANSWER_YES)
		return SWAP_READAHEAD_NONE;
	if (rules->cluster < 0 || area->immediate == ANSWER_UNKNOWN)
		return SWAP_READAHEAD_UNKNOWN;
	if (rules->by_address == ANSWER_NO || rules->rotates == ANSWER_YES)
		return SWAP_READAHEAD_BY_SLOT;
	if (rules->by_address == ANSWER_UNKNOWN ||
	    rules->rotates == ANSWER_UNKNOWN)
		return SWAP_READAHEAD_UNKNOWN;
	return SWAP_READAHEAD_BY_ADDRESS;
}

const char *swap_readahead_word(enum swap_readahead readahead)
{
	static const char *const words[] = {
		[SWAP_READAHEAD_NONE] = "none",
		[SWAP_READAHEAD_BY_ADDRESS] = "by-address",
		[SWAP_READAHEAD_BY_SLOT] = "by-slot",
	};

	return words[readahead];
}

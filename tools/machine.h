/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What files of the kernel say of the machine that we run on. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer.h"

#define MACHINE_WORD 64
#define MACHINE_POOLS 8

struct machine_iommu {
	bool known;
	unsigned int groups;	/* of devices; of what kind they are: */
	unsigned int translated;
	unsigned int identity;
	unsigned int other;
};

/* Huge pages that are set aside (hugetlb). */
struct machine_pool {
	uint64_t page_size;
	uint64_t pages;
	uint64_t free;
};

/* Words are "" and numbers are UINT64_MAX where the machine does not say. */
struct machine {
	char release[MACHINE_WORD + 1];
	char architecture[MACHINE_WORD + 1];
	unsigned int table_levels;	/* of page tables; 0: not known */
	bool guest;			/* false: nothing says so */
	char guest_sign[2 * MACHINE_WORD];	/* what says so */
	struct machine_iommu iommu;
	char thp[MACHINE_WORD];		/* "always", "madvise", "never" */
	char thp_shmem[MACHINE_WORD];
	struct machine_pool pools[MACHINE_POOLS];
	size_t pool_count;
	enum answer zswap;
	enum answer ksm;
	uint64_t ksm_sharing;		/* pages that are saved by it */
	uint64_t ptrace_scope;		/* of the Yama module */
	char lockdown[MACHINE_WORD];	/* "none", "integrity", ... */
	char hidepid[MACHINE_WORD];	/* of our /proc: "invisible" */
	bool subset_pid;		/* it has processes and nothing else */
};

/* `proc` and `sys` are the directories /proc and /sys. */
void machine_read(struct machine *machine, int proc, int sys);

/* Parts of it. */
void machine_read_guest(struct machine *machine, int proc, int sys);
void machine_read_iommu(struct machine_iommu *iommu, int sys);

#endif

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tries what the kernel has, on memory of our own. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "trials.h"

/* Younger than the headers of some distributions. */
#ifndef SYS_cachestat
#define SYS_cachestat 451
#endif
#ifndef PR_SET_VMA
#define PR_SET_VMA 0x53564d41
#define PR_SET_VMA_ANON_NAME 0
#endif

static void answer(struct ability_trial *trial, int err)
{
	trial->answer = err ? ANSWER_NO : ANSWER_YES;
	/* A kernel that lacks it says so with another number. */
	trial->refused = err == EPERM || err == EACCES;
}

static void answer_feature(struct ability_trial *trial, uint64_t feature)
{
	uint64_t has = vminfo_context_features(trial->context);

	if (has & feature)
		trial->answer = ANSWER_YES;
	else if (has & VMINFO_FEATURE_PAGEMAP)
		trial->answer = ANSWER_NO;
	else
		trial->why = "there is no pagemap to try it on";
}

/* Whether a file of ours can be read. */
static int read_own(const char *path)
{
	char byte;
	int fd = open(path, O_RDONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return errno;
	if (read(fd, &byte, 1) != 1)
		err = EIO;
	close(fd);
	return err;
}

void trial_pagemap(struct ability_trial *trial)
{
	if (vminfo_context_features(trial->context) & VMINFO_FEATURE_PAGEMAP)
		trial->answer = ANSWER_YES;
	else
		answer(trial, access("/proc/self/pagemap", F_OK) ? errno
								  : EACCES);
}

void trial_scan(struct ability_trial *trial)
{
	answer_feature(trial, VMINFO_FEATURE_SCAN);
}

void trial_query(struct ability_trial *trial)
{
	answer_feature(trial, VMINFO_FEATURE_QUERY);
}

void trial_soft_dirty(struct ability_trial *trial)
{
	answer_feature(trial, VMINFO_FEATURE_SOFT_DIRTY);
}

void trial_guard(struct ability_trial *trial)
{
	answer_feature(trial, VMINFO_FEATURE_GUARD_BIT);
}

void trial_smaps(struct ability_trial *trial)
{
	answer(trial, read_own("/proc/self/smaps"));
}

void trial_rollup(struct ability_trial *trial)
{
	answer(trial, read_own("/proc/self/smaps_rollup"));
}

static int state_of(int ret)
{
	return ret < 0 ? errno : 0;
}

/* --- on a page of our own ------------------------------------------------- */

static unsigned char *make_page(int flags, size_t *size)
{
	unsigned char *page;

	*size = (size_t)sysconf(_SC_PAGESIZE);
	page = mmap(NULL, *size, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS,
		    -1, 0);
	if (page == MAP_FAILED)
		return NULL;
	*(volatile unsigned char *)page = 1;
	return page;
}

static void try_on_page(struct ability_trial *trial,
			int (*try)(unsigned char *page, size_t size))
{
	size_t size;
	unsigned char *page = make_page(MAP_PRIVATE, &size);

	if (!page) {
		trial->why = "no memory to try it on";
		return;
	}
	answer(trial, try(page, size));
	munmap(page, size);
}

static int ask_mincore(unsigned char *page, size_t size)
{
	unsigned char resident = 0;
	int err = state_of(mincore(page, size, &resident));

	return err ? err : resident & 1 ? 0 : EIO;
}

void trial_mincore(struct ability_trial *trial)
{
	try_on_page(trial, ask_mincore);
}

static int ask_node(unsigned char *page, size_t size)
{
	void *pages[] = { page };
	int node = -1;
	int err = state_of((int)syscall(SYS_move_pages, 0, 1ul, pages, NULL,
					&node, 0));

	(void)size;
	return err ? err : node < 0 ? -node : 0;
}

void trial_node(struct ability_trial *trial)
{
	try_on_page(trial, ask_node);
}

static int give_name(unsigned char *page, size_t size)
{
	return state_of(prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, page, size,
			      "vminfo"));
}

void trial_names(struct ability_trial *trial)
{
	try_on_page(trial, give_name);
}

/* --- on an object of our own ---------------------------------------------- */

struct cachestat_range {
	uint64_t start, length;
};

/* How many pages are in the cache, dirty, ..., evicted. */
struct cachestat_counts {
	uint64_t counts[5];
};

static int ask_object(int fd)
{
	struct cachestat_range range = { .length = 1 };
	struct cachestat_counts counts = { { 0 } };
	int err = state_of((int)syscall(SYS_cachestat, fd, &range, &counts, 0));

	return err ? err : counts.counts[0] == 1 ? 0 : EIO;
}

void trial_cachestat(struct ability_trial *trial)
{
	int fd = (int)syscall(SYS_memfd_create, "vminfo", 1u);

	if (fd < 0 || write(fd, "", 1) != 1)
		trial->why = "no memory to try it on";
	else
		answer(trial, ask_object(fd));
	if (fd >= 0)
		close(fd);
}

/* Anonymous shared memory has no other door than this. */
static int open_mapping(const unsigned char *page, size_t size)
{
	uintptr_t start = (uintptr_t)page;
	char path[96];

	snprintf(path, sizeof(path), "/proc/self/map_files/%jx-%jx",
		 (uintmax_t)start, (uintmax_t)(start + size));
	return open(path, O_RDONLY | O_CLOEXEC);
}

void trial_shmem(struct ability_trial *trial)
{
	size_t size;
	unsigned char *page = make_page(MAP_SHARED, &size);
	int fd;

	if (!page) {
		trial->why = "no memory to try it on";
		return;
	}
	fd = open_mapping(page, size);
	answer(trial, fd < 0 ? errno : ask_object(fd));
	if (fd >= 0)
		close(fd);
	munmap(page, size);
}

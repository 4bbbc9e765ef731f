// SPDX-License-Identifier: LGPL-2.1-or-later
/* Counts calls and looks at the target, knows what it has open. */
#include "demand.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "demand-words.h"
#include "fault.h"
#include "lies.h"

#define MOST_FILES 1024

/* Bits 0 to 54 of a word of pagemap. */
#define FRAME_BITS (((uint64_t)1 << 55) - 1)

enum file_kind {
	FILE_OTHER,
	FILE_PROCESS,	/* a directory of one */
	FILE_LOOK,	/* smaps */
	FILE_MAPS,
	FILE_PAGEMAP,
	FILE_FRAMES,	/* kpageflags and its like */
	FILE_OWN_PAGEMAP,
};

/* A number is another thread's as soon as one has closed it. */
static struct file {
	atomic_int kind;	/* enum file_kind */
	atomic_bool gone;
} files[MOST_FILES];

/* Of all threads; and the call that one of them is in. */
static atomic_ulong looks, queries, calls;
static _Thread_local unsigned long call;

void demand_restart(void)
{
	looks = queries = calls = 0;
}

unsigned long fault_looks(void)
{
	return looks;
}

__attribute__((destructor)) static void tell_calls(void)
{
	if (demand.calls)
		fprintf(stderr, "VMINFO_FAULT: %lu calls\n",
			atomic_load(&calls));
}

static int error_of_call(void)
{
	if (call == demand.eio_at)
		return -EIO;
	if (call == demand.esrch_at)
		return -ESRCH;
	if (call == demand.enomem_at)
		return -ENOMEM;
	return call == demand.eintr_at ? -EINTR : 0;
}

int demand_fail(void)
{
	int ret;

	call = ++calls;
	ret = error_of_call();
	if (ret < 0) {
		fault_made();
		return ret;
	}
	return demand.eintr && call % 2 ? -EINTR : 0;
}

static struct file *file_of(int fd)
{
	static struct file other;

	return fd >= 0 && fd < MOST_FILES ? &files[fd] : &other;
}

int demand_open(int at)
{
	return file_of(at)->gone ? -ESRCH : 0;
}

static bool is_process(const char *path)
{
	if (!strncmp(path, "task/", 5))
		path += 5;
	return *path && path[strspn(path, "0123456789")] == '\0';
}

static enum file_kind kind_of(int at, const char *path)
{
	if (!strcmp(path, "/proc/self/pagemap"))
		return FILE_OWN_PAGEMAP;
	if (at < 0)
		return FILE_OTHER;
	if (!strcmp(path, "pagemap"))
		return FILE_PAGEMAP;
	if (!strcmp(path, "maps"))
		return FILE_MAPS;
	if (!strcmp(path, "smaps"))
		return FILE_LOOK;
	if (!strncmp(path, "kpage", 5))
		return FILE_FRAMES;
	return is_process(path) ? FILE_PROCESS : FILE_OTHER;
}

static void enter(int fd, enum file_kind kind, bool gone)
{
	struct file *file = file_of(fd);

	file->kind = kind;
	file->gone = gone;
}

void demand_opened(int fd, int at, const char *path)
{
	enter(fd, kind_of(at, path), false);
}

/* What a test has opened by itself has no kind, so it never goes away. */
void demand_copied(int from, int to)
{
	const struct file *copied = file_of(from);

	enter(to, (enum file_kind)copied->kind, copied->gone);
}

void demand_closed(int fd)
{
	enter(fd, FILE_OTHER, false);
}

static bool is_look(const struct file *file)
{
	return file->kind == FILE_LOOK || file->kind == FILE_MAPS ||
	       file->kind == FILE_PAGEMAP;
}

/* What is open now stays gone; an exec has new files in the same directory. */
static void lose_target(bool process)
{
	fault_made();
	for (size_t i = 0; i < MOST_FILES; i++) {
		if (is_look(&files[i]) ||
		    (process && files[i].kind == FILE_PROCESS))
			files[i].gone = true;
	}
}

bool demand_is_gone(int fd)
{
	const struct file *file = file_of(fd);
	unsigned long look;

	if (!is_look(file))
		return false;
	look = ++looks;
	if (look == demand.dead_after + 1)
		lose_target(true);
	if (look == demand.exec_after + 1)
		lose_target(false);
	return file->gone;
}

size_t demand_size(size_t size, size_t unit)
{
	size_t most = 3 * unit;

	bool once = call == demand.short_at && size > most;

	if (once)
		fault_made();
	return once || (demand.brief && size > most) ? most : size;
}

void demand_hide(int fd, void *words, ssize_t size)
{
	int kind = file_of(fd)->kind;
	uint64_t *word = words;

	if (!demand.hide ||
	    (kind != FILE_PAGEMAP && kind != FILE_OWN_PAGEMAP))
		return;
	for (ssize_t i = 0; i < size / (ssize_t)sizeof(*word); i++)
		word[i] &= ~FRAME_BITS;
}

bool demand_lies_in_maps(int fd)
{
	return demand.maps_lies && file_of(fd)->kind == FILE_MAPS;
}

void demand_lie_of_scan(int fd, struct procfs_scan *scan, int *n)
{
	if (!demand.scan_lies || file_of(fd)->kind != FILE_PAGEMAP || *n < 1)
		return;
	fault_made();
	*n = lies_scan(scan, *n);
}

ssize_t demand_words(int fd, uint64_t offset, size_t asked, ssize_t got)
{
	uint64_t end = demand.frames_end;
	int kind = file_of(fd)->kind;

	if (kind == FILE_PAGEMAP && got > 0)
		return lies_pagemap(offset, asked, got);
	if (kind != FILE_FRAMES || got <= 0 || end == UINT64_MAX)
		return got;
	if (offset >= end * sizeof(end))
		return 0;
	fault_made();
	return offset + (uint64_t)got > end * sizeof(end) ?
		       (ssize_t)(end * sizeof(end) - offset) :
		       got;
}

bool demand_scan(int fd, struct procfs_scan *scan, int *ret)
{
	bool gone = demand_is_gone(fd);

	if (demand.noscan) {
		*ret = -ENOTTY;
	} else if (gone && demand.dead_esrch) {
		*ret = -ESRCH;
	} else if (gone) {
		scan->walk_end = scan->end;
		*ret = 0;
	} else if (demand.efault && scan->end > demand.efault) {
		*ret = -EFAULT;
	} else {
		return false;
	}
	return true;
}

bool demand_query(int fd, int *ret)
{
	bool gone = demand_is_gone(fd);

	if (!gone && !demand.noquery)
		return false;
	*ret = demand.noquery ? -ENOTTY : -ESRCH;
	return true;
}

bool demand_no_cachestat(void)
{
	return demand.nocachestat;
}

void demand_change(struct procfs_query *query)
{
	unsigned long number = ++queries;

	if (number <= demand.change_after)
		return;
	fault_made();
	query->vma_offset += number << 12;
}

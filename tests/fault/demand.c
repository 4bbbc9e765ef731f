// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads the demand, counts looks at the target, knows what it has open. */
#include "demand.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"

#define MOST_FILES 1024
#define NEVER ULONG_MAX

/* Bits 0 to 54 of a word of pagemap. */
#define FRAME_BITS (((uint64_t)1 << 55) - 1)

struct demand {
	bool noscan;
	bool noquery;
	bool nocachestat;
	bool brief;
	bool eintr;
	bool hide;
	bool dead_esrch;
	uint64_t efault;	/* 0: nothing is refused */
	unsigned long dead_after;
	unsigned long exec_after;
	unsigned long change_after;
};

static const struct demand nothing = {
	.dead_after = NEVER,
	.exec_after = NEVER,
	.change_after = NEVER,
};

static struct demand demand;

enum file_kind {
	FILE_OTHER,
	FILE_PROCESS,	/* a directory of one */
	FILE_LOOK,	/* maps, smaps */
	FILE_PAGEMAP,
	FILE_OWN_PAGEMAP,
};

static struct file {
	enum file_kind kind;
	bool gone;
} files[MOST_FILES];

static unsigned long looks, queries, calls;

unsigned long fault_looks(void)
{
	return looks;
}

static const struct {
	const char *word;
	size_t flag;
} flags[] = {
	{ "noscan", offsetof(struct demand, noscan) },
	{ "noquery", offsetof(struct demand, noquery) },
	{ "nocachestat", offsetof(struct demand, nocachestat) },
	{ "short", offsetof(struct demand, brief) },
	{ "eintr", offsetof(struct demand, eintr) },
	{ "hide", offsetof(struct demand, hide) },
	{ "dead-esrch", offsetof(struct demand, dead_esrch) },
};

static bool take_flag(const char *word)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		if (!strcmp(word, flags[i].word)) {
			*((bool *)&demand + flags[i].flag) = true;
			return true;
		}
	}
	return false;
}

static bool take_number(const char *word)
{
	const char *equals = strchr(word, '=');
	size_t length = equals ? (size_t)(equals - word) : 0;
	char *end;
	uint64_t number;

	if (!equals)
		return false;
	number = strtoull(equals + 1, &end,
			  strncmp(word, "efault", 6) ? 10 : 16);
	if (*end || end == equals + 1)
		return false;
	if (length == 6 && !memcmp(word, "efault", length))
		demand.efault = number;
	else if (length == 10 && !memcmp(word, "dead-after", length))
		demand.dead_after = number;
	else if (length == 10 && !memcmp(word, "exec-after", length))
		demand.exec_after = number;
	else if (length == 12 && !memcmp(word, "change-after", length))
		demand.change_after = number;
	else if (length == 6 && !memcmp(word, "memory", length))
		fault_memory(number);
	else
		return false;
	return true;
}

void fault_set(const char *words)
{
	char *copy = strdup(words ? words : ""), *rest = NULL;

	demand = nothing;
	looks = queries = calls = 0;
	if (!copy)
		abort();
	for (char *word = strtok_r(copy, ",", &rest); word;
	     word = strtok_r(NULL, ",", &rest)) {
		if (take_flag(word) || take_number(word))
			continue;
		fprintf(stderr, "VMINFO_FAULT: %s has no meaning\n", word);
		abort();
	}
	free(copy);
}

__attribute__((constructor)) static void read_environment(void)
{
	fault_set(getenv("VMINFO_FAULT"));
}

int demand_interrupt(void)
{
	return demand.eintr && ++calls % 2 ? -EINTR : 0;
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
	if (!strcmp(path, "maps") || !strcmp(path, "smaps"))
		return FILE_LOOK;
	return is_process(path) ? FILE_PROCESS : FILE_OTHER;
}

void demand_opened(int fd, int at, const char *path)
{
	*file_of(fd) = (struct file){ .kind = kind_of(at, path) };
}

/* What a test has opened by itself has no kind, so it never goes away. */
void demand_copied(int from, int to)
{
	*file_of(to) = *file_of(from);
}

void demand_closed(int fd)
{
	*file_of(fd) = (struct file){ .kind = FILE_OTHER };
}

/* What is open now stays gone; an exec has new files in the same directory. */
static void lose_target(bool process)
{
	for (size_t i = 0; i < MOST_FILES; i++) {
		if (files[i].kind == FILE_LOOK ||
		    files[i].kind == FILE_PAGEMAP ||
		    (process && files[i].kind == FILE_PROCESS))
			files[i].gone = true;
	}
}

bool demand_is_gone(int fd)
{
	const struct file *file = file_of(fd);

	if (file->kind != FILE_LOOK && file->kind != FILE_PAGEMAP)
		return false;
	looks++;
	if (looks == demand.dead_after + 1)
		lose_target(true);
	if (looks == demand.exec_after + 1)
		lose_target(false);
	return file->gone;
}

size_t demand_size(size_t size, size_t unit)
{
	size_t most = 3 * unit;

	return demand.brief && size > most ? most : size;
}

void demand_hide(int fd, void *words, ssize_t size)
{
	enum file_kind kind = file_of(fd)->kind;
	uint64_t *word = words;

	if (!demand.hide ||
	    (kind != FILE_PAGEMAP && kind != FILE_OWN_PAGEMAP))
		return;
	for (ssize_t i = 0; i < size / (ssize_t)sizeof(*word); i++)
		word[i] &= ~FRAME_BITS;
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
	queries++;
	if (queries > demand.change_after)
		query->vma_offset += queries << 12;
}

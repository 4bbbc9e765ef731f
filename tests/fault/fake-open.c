// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which files of /proc the fake kernel has, and who may open them. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "fake-parts.h"

static int new_text(enum fake_kind kind, const char *text)
{
	int fd = text ? fake_new_file(kind, NULL) : -EACCES;

	if (fd >= 0)
		fake_file_of(fd)->text = strdup(text);
	return fd;
}

/* "block_size_bytes", "memory7", "memory7/node1", "memory7/state". */
static int open_of_blocks(const char *path)
{
	char *rest;
	long block, node;

	if (!strcmp(path, "block_size_bytes"))
		return new_text(FAKE_TEXT_FILE, "8000000\n");
	if (strncmp(path, "memory", 6) != 0)
		return -ENOENT;
	block = strtol(path + 6, &rest, 10);
	node = fake.block_node((uint64_t)block);
	if (node < 0)
		return -ENOENT;
	if (!strcmp(rest, "/state"))
		return new_text(FAKE_TEXT_FILE, "online\n");
	if (!strncmp(rest, "/node", 5) && strtol(rest + 5, NULL, 10) != node)
		return -ENOENT;
	return fake_new_file(FAKE_BLOCKS_FILE, NULL);
}

static int open_absolute(const char *path, int flags)
{
	const char *blocks = "/sys/devices/system/memory";
	size_t length = strlen(blocks);

	if (!strncmp(path, blocks, length) && fake.block_node)
		return path[length] ? open_of_blocks(path + length + 1) :
				      fake_new_file(FAKE_BLOCKS_FILE, NULL);
	if (!strncmp(path, "/proc/self/fd/", 14))
		return fake_reopen_object(path, flags);
	if (!strcmp(path, "/proc/self/pagemap"))
		return fake_new_file(FAKE_OWN_PAGEMAP_FILE, NULL);
	if (!strcmp(path, "/proc/self/maps"))
		return fake_new_file(FAKE_OWN_MAPS_FILE, NULL);
	if (strstr(path, "hpage_pmd_size"))
		return new_text(FAKE_TEXT_FILE, "2097152\n");
	if (!strcmp(path, "/sys/kernel/mm/ksm/run"))
		return new_text(FAKE_TEXT_FILE, fake.ksm_run);
	if (!strcmp(path, "/sys/kernel/mm/ksm/pages_shared"))
		return new_text(FAKE_TEXT_FILE, fake.ksm_shared);
	if (!strcmp(path, "/proc"))
		return fake_new_file(FAKE_PROC_FILE, NULL);
	return -ENOENT;
}

static int open_stat(pid_t task)
{
	int fd = fake_new_file(FAKE_STAT_FILE, NULL);

	if (fd >= 0)
		fake_file_of(fd)->task = task;
	return fd;
}

/* PID, PID/stat and PID/maps of the process. */
static int open_process(const char *path)
{
	char *rest;
	long pid = strtol(path, &rest, 10);

	if (pid != fake.pid || fake.reaped)
		return -ENOENT;
	if (!*rest)
		return fake_new_file(FAKE_PROCESS_FILE, NULL);
	return strcmp(rest, "/stat") != 0 ? -ENOENT : open_stat(0);
}

static int open_of_machine(const char *path)
{
	if (!strcmp(path, "kpageflags"))
		return fake.frames ? fake_new_file(FAKE_KPAGEFLAGS_FILE, NULL) :
				     -EACCES;
	if (!strcmp(path, "kpagecount") && fake.frame_word)
		return fake_new_file(FAKE_KPAGECOUNT_FILE, NULL);
	if (!strcmp(path, "kpagecgroup") && fake.frame_word)
		return fake_new_file(FAKE_KPAGECGROUP_FILE, NULL);
	if (!strcmp(path, "swaps"))
		return new_text(FAKE_SWAPS_FILE, fake.swaps);
	if (!strcmp(path, "iomem"))
		return new_text(FAKE_TEXT_FILE, fake.iomem);
	if (!strcmp(path, "zoneinfo"))
		return new_text(FAKE_TEXT_FILE, fake.zoneinfo);
	return open_process(path);
}

static int open_of_process(const struct fake_file *dir, const char *path)
{
	const struct fake_space *space = dir->task ? fake.thread_space :
						     fake.space;
	int fd;

	if (fake.reaped)
		return -ESRCH;
	if (!strcmp(path, "stat"))
		return open_stat(dir->task);
	if (!strcmp(path, "maps"))
		return fake_new_file(FAKE_MAPS_FILE, space);
	if (!strcmp(path, "smaps"))
		return fake_new_file(FAKE_SMAPS_FILE, space);
	if (!strcmp(path, "smaps_rollup") && fake.rollup)
		return space ? fake_new_file(FAKE_ROLLUP_FILE, space) : -ESRCH;
	if (!strcmp(path, "pagemap"))
		return space ? fake_new_file(FAKE_PAGEMAP_FILE, space) : -ESRCH;
	if (!strncmp(path, "task/", 5)) {
		fd = fake_new_file(FAKE_PROCESS_FILE, NULL);
		fake_file_of(fd)->task = atoi(path + 5);
		return fd;
	}
	return fake_open_object(path, space);
}

int fake_open(int at, const char *path, int flags)
{
	struct fake_file *dir = fake_file_of(at);

	fake_called(FAKE_OPEN);
	if (at == AT_FDCWD)
		return open_absolute(path, flags);
	if (!dir)
		return -EBADF;
	if (dir->kind == FAKE_BLOCKS_FILE)
		return open_of_blocks(path);
	return dir->kind == FAKE_PROC_FILE ? open_of_machine(path) :
					     open_of_process(dir, path);
}

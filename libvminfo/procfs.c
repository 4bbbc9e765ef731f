// SPDX-License-Identifier: LGPL-2.1-or-later
/* Opens, reads and asks: the only file that touches the system. */
#include "procfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "digits.h"

#define PAGEMAP_SCAN_REQUEST _IOWR('f', 16, struct procfs_scan)
#define PROCMAP_QUERY_REQUEST _IOWR('f', 17, struct procfs_query)

_Static_assert(sizeof(struct procfs_region) == 24, "struct page_region");
_Static_assert(sizeof(struct procfs_scan) == 96, "struct pm_scan_arg");
_Static_assert(sizeof(struct procfs_query) == 104, "struct procmap_query");

/*
 * What a system call gave, with its error as a negative number; errno becomes
 * again what the caller of the library had there.
 */
static int64_t settle(int64_t ret, int saved)
{
	int64_t result = ret < 0 ? -errno : ret;

	errno = saved;
	return result;
}

static int open_at(int at, const char *path, int flags)
{
	int saved = errno;
	int fd;

	do {
		fd = openat(at, path, flags | O_CLOEXEC);
	} while (fd < 0 && errno == EINTR);
	return (int)settle(fd, saved);
}

int procfs_open_dir(int at, const char *path)
{
	return open_at(at, path, O_RDONLY | O_DIRECTORY);
}

int procfs_open(int at, const char *path)
{
	return open_at(at, path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
}

int procfs_duplicate(int fd)
{
	int saved = errno;

	return (int)settle(fcntl(fd, F_DUPFD_CLOEXEC, 3), saved);
}

void procfs_close(int fd)
{
	int saved = errno;

	if (fd >= 0)
		close(fd);
	errno = saved;
}

ssize_t procfs_read(int fd, void *buffer, size_t size)
{
	int saved = errno;
	ssize_t n;

	do {
		n = read(fd, buffer, size);
	} while (n < 0 && errno == EINTR);
	return (ssize_t)settle(n, saved);
}

int procfs_rewind(int fd)
{
	int saved = errno;

	return (int)settle(lseek(fd, 0, SEEK_SET), saved);
}

ssize_t procfs_read_at(int fd, void *buffer, size_t size, uint64_t offset)
{
	int saved = errno;
	size_t done = 0;
	ssize_t n;

	if (offset > (uint64_t)INT64_MAX - size)
		return -EINVAL;
	while (done < size) {
		n = pread(fd, (char *)buffer + done, size - done,
			  (off_t)(offset + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return (ssize_t)settle(n, saved);
		if (n == 0)
			break;
		done += (size_t)n;
	}
	errno = saved;
	return (ssize_t)done;
}

int procfs_read_file(int at, const char *path, char *text, size_t size)
{
	int fd = procfs_open(at, path);
	size_t done = 0;
	ssize_t n = 1;

	if (fd < 0)
		return fd;
	while (done < size && n > 0) {
		n = procfs_read(fd, text + done, size - done);
		if (n > 0)
			done += (size_t)n;
	}
	procfs_close(fd);
	if (n < 0)
		return (int)n;
	if (done == size)
		return -EFBIG;
	text[done] = '\0';
	return 0;
}

int procfs_pagemap_scan(int fd, struct procfs_scan *scan)
{
	int saved = errno;
	int n;

	/* Flag 1 would write-protect pages of the target. */
	scan->flags = 0;
	scan->size = sizeof(*scan);
	do {
		n = ioctl(fd, PAGEMAP_SCAN_REQUEST, scan);
	} while (n < 0 && errno == EINTR);
	return (int)settle(n, saved);
}

int procfs_procmap_query(int fd, struct procfs_query *query)
{
	int saved = errno;
	int ret;

	query->size = sizeof(*query);
	do {
		ret = ioctl(fd, PROCMAP_QUERY_REQUEST, query);
	} while (ret < 0 && errno == EINTR);
	return (int)settle(ret, saved);
}

bool procfs_has_changed(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLPRI };
	int saved = errno;

	return settle(poll(&wait, 1, 0), saved) > 0 && wait.revents & POLLPRI;
}

bool procfs_is_magic(int fd, long magic)
{
	struct statfs fs;
	int saved = errno;

	return settle(fstatfs(fd, &fs), saved) == 0 && (long)fs.f_type == magic;
}

int procfs_cpu_time(pid_t pid, uint64_t *ns)
{
	struct timespec time;
	clockid_t clock;
	int ret = clock_getcpuclockid(pid, &clock);
	int saved = errno;

	if (ret)
		return -ret;
	ret = (int)settle(clock_gettime(clock, &time), saved);
	if (ret == 0)
		*ns = (uint64_t)time.tv_sec * 1000000000 +
		      (uint64_t)time.tv_nsec;
	return ret;
}

/* The number that a name is in decimal, or 0. */
static pid_t task_of_name(const char *name)
{
	struct digits text = { .at = name, .end = name + strlen(name) };
	uint64_t task;

	if (!digits_take(&text, 10, &task) || *text.at || task > INT32_MAX)
		return 0;
	return (pid_t)task;
}

int procfs_read_link_number(int at, const char *path)
{
	int saved = errno;
	char text[32];
	ssize_t n = readlinkat(at, path, text, sizeof(text) - 1);
	int64_t ret = settle(n, saved);

	if (ret < 0)
		return (int)ret;
	text[ret] = '\0';
	ret = task_of_name(text);
	return ret ? (int)ret : -EINVAL;
}

static pid_t lowest_task(DIR *dir, pid_t after)
{
	struct dirent *entry;
	pid_t task, next = 0;

	while ((entry = readdir(dir))) {
		task = task_of_name(entry->d_name);
		if (task > after && (!next || task < next))
			next = task;
	}
	return next;
}

pid_t procfs_next_task(int at, const char *path, pid_t after)
{
	int fd = procfs_open_dir(at, path);
	int saved = errno;
	pid_t next = 0;
	DIR *dir;

	if (fd < 0)
		return 0;
	dir = fdopendir(fd);
	if (dir) {
		next = lowest_task(dir, after);
		closedir(dir);
	} else {
		procfs_close(fd);
	}
	errno = saved;
	return next;
}

void procfs_pause_us(unsigned int us)
{
	struct timespec time = { .tv_nsec = (long)us * 1000 };
	int saved = errno;

	while (nanosleep(&time, &time) < 0 && errno == EINTR)
		;
	errno = saved;
}

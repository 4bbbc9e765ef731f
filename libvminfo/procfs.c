// SPDX-License-Identifier: LGPL-2.1-or-later
/* Opens, reads and asks: the only file that touches the system. */
#include "procfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "digits.h"

#define PAGEMAP_SCAN_REQUEST _IOWR('f', 16, struct procfs_scan)
#define PROCMAP_QUERY_REQUEST _IOWR('f', 17, struct procfs_query)

/* System calls have one number since Linux 5.0, above where they began. */
#ifndef SYS_cachestat
#if defined(__alpha__)
#define SYS_cachestat (110 + 451)
#elif defined(__NR_Linux)
#define SYS_cachestat (__NR_Linux + 451)
#elif defined(__X32_SYSCALL_BIT) && defined(__ILP32__)
#define SYS_cachestat (__X32_SYSCALL_BIT + 451)
#else
#define SYS_cachestat 451
#endif
#endif

/* musl has it since 1.2.5. */
#ifndef STATX_BASIC_STATS
#include <linux/stat.h>
#define statx(fd, path, flags, mask, is) \
	syscall(SYS_statx, fd, path, flags, mask, is)
#endif

#ifndef STATX_ATTR_DAX
#define STATX_ATTR_DAX 0x00200000
#endif

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8u
#endif

/* To be asked: nothing waits, and no access is noted. */
#define OBJECT_FLAGS (O_RDONLY | O_NONBLOCK | O_NOCTTY)

_Static_assert(sizeof(struct procfs_cached) == 40, "struct cachestat");
_Static_assert(sizeof(struct procfs_part) == 16, "struct cachestat_range");
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

static struct procfs_file open_at(struct procfs_file at, const char *path,
				  int flags)
{
	int saved = errno;
	int fd;

	if (at.served)
		return at.served->server->open_path(at.served, path);
	do {
		fd = openat(at.fd, path, flags | O_CLOEXEC);
	} while (fd < 0 && errno == EINTR);
	return (struct procfs_file){ .fd = (int)settle(fd, saved) };
}

struct procfs_file procfs_open_dir(struct procfs_file at, const char *path)
{
	return open_at(at, path, O_RDONLY | O_DIRECTORY);
}

struct procfs_file procfs_open(struct procfs_file at, const char *path)
{
	return open_at(at, path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
}

struct procfs_file procfs_duplicate(int fd)
{
	int saved = errno;

	fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return (struct procfs_file){ .fd = (int)settle(fd, saved) };
}

struct procfs_file procfs_open_input(const char *path)
{
	if (!strcmp(path, "-"))
		return procfs_duplicate(STDIN_FILENO);
	return open_at(PROCFS_CWD, path, O_RDONLY | O_NOCTTY);
}

struct procfs_file procfs_open_path(struct procfs_file at, const char *path)
{
	return open_at(at, path, O_PATH);
}

struct procfs_file procfs_open_object(struct procfs_file path)
{
	struct procfs_file file;
	char name[40];

	if (path.served || path.fd < 0)
		return PROCFS_CLOSED;
	snprintf(name, sizeof(name), "/proc/self/fd/%d", path.fd);
	file = open_at(PROCFS_CWD, name, OBJECT_FLAGS | O_NOATIME);
	if (file.fd == -EPERM)
		file = open_at(PROCFS_CWD, name, OBJECT_FLAGS);
	return file;
}

struct procfs_file procfs_new_shmem(void)
{
	int saved = errno;
	int fd = memfd_create("vminfo", MFD_CLOEXEC | MFD_NOEXEC_SEAL);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("vminfo", MFD_CLOEXEC);
	return (struct procfs_file){ .fd = (int)settle(fd, saved) };
}

void procfs_close(struct procfs_file file)
{
	int saved = errno;

	if (file.served)
		file.served->server->close_file(file.served);
	else if (file.fd >= 0)
		close(file.fd);
	errno = saved;
}

/* Nobody can have read more than there is room for. */
static bool is_too_much(ssize_t n, size_t room)
{
	return n > 0 && (size_t)n > room;
}

ssize_t procfs_read(struct procfs_file file, void *buffer, size_t size)
{
	int saved = errno;
	ssize_t n;

	if (file.served)
		return file.served->server->read_text(file.served, buffer,
						      size);
	do {
		n = read(file.fd, buffer, size);
	} while (n < 0 && errno == EINTR);
	return is_too_much(n, size) ? -EIO : (ssize_t)settle(n, saved);
}

int procfs_rewind(struct procfs_file file)
{
	int saved = errno;

	if (file.served)
		return file.served->server->rewind_text(file.served);
	return (int)settle(lseek(file.fd, 0, SEEK_SET), saved);
}

ssize_t procfs_read_at(struct procfs_file file, void *buffer, size_t size,
		       uint64_t offset)
{
	int saved = errno;
	size_t done = 0;
	ssize_t n;

	if (file.served)
		return file.served->server->read_words(file.served, buffer,
						       size, offset);
	if (offset > (uint64_t)INT64_MAX - size)
		return -EINVAL;
	while (done < size) {
		n = pread(file.fd, (char *)buffer + done, size - done,
			  (off_t)(offset + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return (ssize_t)settle(n, saved);
		if (is_too_much(n, size - done))
			return -EIO;
		if (n == 0)
			break;
		done += (size_t)n;
	}
	errno = saved;
	return (ssize_t)done;
}

int procfs_read_file(struct procfs_file at, const char *path, char *text,
		     size_t size)
{
	struct procfs_file file = procfs_open(at, path);
	size_t done = 0;
	ssize_t n = 1;

	if (file.fd < 0)
		return file.fd;
	while (done < size && n > 0) {
		n = procfs_read(file, text + done, size - done);
		if (n > 0)
			done += (size_t)n;
	}
	procfs_close(file);
	if (n < 0)
		return (int)n;
	if (done == size)
		return -EFBIG;
	text[done] = '\0';
	return 0;
}

int procfs_pagemap_scan(struct procfs_file file, struct procfs_scan *scan)
{
	int saved = errno;
	int n;

	if (file.served)
		return file.served->server->scan_pages(file.served, scan);
	/* Flag 1 would write-protect pages of the target. */
	scan->flags = 0;
	scan->size = sizeof(*scan);
	do {
		n = ioctl(file.fd, PAGEMAP_SCAN_REQUEST, scan);
	} while (n < 0 && errno == EINTR);
	return (int)settle(n, saved);
}

int procfs_procmap_query(struct procfs_file file, struct procfs_query *query)
{
	int saved = errno;
	int ret;

	if (file.served)
		return file.served->server->query_mapping(file.served,
							  query);
	query->size = sizeof(*query);
	do {
		ret = ioctl(file.fd, PROCMAP_QUERY_REQUEST, query);
	} while (ret < 0 && errno == EINTR);
	return (int)settle(ret, saved);
}

int procfs_read_status(struct procfs_file file, struct procfs_status *status)
{
	int saved = errno;
	struct statx is;
	int ret;

	if (file.served)
		return -EBADF;
	ret = (int)settle(statx(file.fd, "",
				AT_EMPTY_PATH | AT_STATX_DONT_SYNC,
				STATX_BASIC_STATS, &is), saved);
	if (ret < 0)
		return ret;
	*status = (struct procfs_status){
		.inode = is.stx_ino,
		.allocated = is.stx_blocks * 512,
		.dev_major = is.stx_dev_major,
		.dev_minor = is.stx_dev_minor,
		.regular = S_ISREG(is.stx_mode),
		.dax = is.stx_attributes & STATX_ATTR_DAX,
	};
	return 0;
}

int procfs_cachestat(struct procfs_file file, const struct procfs_part *part,
		     struct procfs_cached *cached)
{
	struct procfs_part range = *part;
	int saved = errno;

	if (file.served)
		return -EBADF;
	/* A length of 0 would be all of the file. */
	if (!range.length)
		return -EINVAL;
	return (int)settle(syscall(SYS_cachestat, file.fd, &range, cached, 0),
			   saved);
}

static int64_t seek(struct procfs_file file, uint64_t offset, int whence)
{
	int saved = errno;

	if (file.served || offset > INT64_MAX)
		return -EINVAL;
	return settle(lseek(file.fd, (off_t)offset, whence), saved);
}

int64_t procfs_seek_data(struct procfs_file file, uint64_t offset)
{
	return seek(file, offset, SEEK_DATA);
}

int64_t procfs_seek_hole(struct procfs_file file, uint64_t offset)
{
	return seek(file, offset, SEEK_HOLE);
}

/* The kernel lets the owner alone set it, and asks when it is set. */
bool procfs_is_owned(struct procfs_file file)
{
	int saved = errno;

	return !file.served &&
	       settle(fcntl(file.fd, F_SETFL, O_NONBLOCK), saved) == 0 &&
	       settle(fcntl(file.fd, F_SETFL, O_NONBLOCK | O_NOATIME),
		      saved) == 0;
}

/* The mapping is never touched, and cannot be: so nothing is read or brought
   back from swap. */
int procfs_in_core(struct procfs_file file, const struct procfs_part *part,
		   unsigned char *pages)
{
	int saved = errno;
	int64_t ret;
	void *at;

	if (file.served || part->offset > INT64_MAX)
		return -EINVAL;
	at = mmap(NULL, (size_t)part->length, PROT_NONE, MAP_SHARED, file.fd,
		  (off_t)part->offset);
	if (at == MAP_FAILED)
		return (int)settle(-1, saved);
	ret = settle(mincore(at, (size_t)part->length, pages), saved);
	munmap(at, (size_t)part->length);
	errno = saved;
	return (int)ret;
}

bool procfs_has_changed(struct procfs_file file)
{
	struct pollfd wait = { .fd = file.fd, .events = POLLPRI };
	int saved = errno;

	if (file.served)
		return false;
	return settle(poll(&wait, 1, 0), saved) > 0 && wait.revents & POLLPRI;
}

bool procfs_is_magic(struct procfs_file file, long magic)
{
	struct statfs fs;
	int saved = errno;

	if (file.served)
		return false;
	return settle(fstatfs(file.fd, &fs), saved) == 0 &&
	       (long)fs.f_type == magic;
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

int procfs_read_link(struct procfs_file at, const char *path, char *text,
		     size_t size)
{
	int saved = errno;
	int64_t ret;

	if (at.served)
		return -ENOENT;
	ret = settle(readlinkat(at.fd, path, text, size - 1), saved);
	if (ret < 0)
		return (int)ret;
	text[ret] = '\0';
	return 0;
}

int procfs_read_link_number(struct procfs_file at, const char *path)
{
	char text[32];
	int ret = procfs_read_link(at, path, text, sizeof(text));

	if (ret < 0)
		return ret;
	ret = (int)task_of_name(text);
	return ret ? ret : -EINVAL;
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

pid_t procfs_next_task(struct procfs_file at, const char *path, pid_t after)
{
	struct procfs_file file;
	int saved = errno;
	pid_t next = 0;
	DIR *dir;

	if (at.served)
		return at.served->server->next_task(at.served, path, after);
	file = procfs_open_dir(at, path);
	if (file.fd < 0)
		return 0;
	dir = fdopendir(file.fd);
	if (dir) {
		next = lowest_task(dir, after);
		closedir(dir);
	} else {
		procfs_close(file);
	}
	errno = saved;
	return next;
}

static size_t take_numbers(DIR *dir, uint32_t *numbers, size_t room)
{
	struct dirent *entry;
	size_t n = 0;

	while (n < room && (entry = readdir(dir))) {
		const char *name = entry->d_name;
		struct digits text = { .at = name, .end = name + strlen(name) };
		uint64_t number;

		if (digits_take(&text, 10, &number) && !*text.at &&
		    number <= UINT32_MAX)
			numbers[n++] = (uint32_t)number;
	}
	return n;
}

size_t procfs_list_numbers(struct procfs_file at, const char *path,
			   uint32_t *numbers, size_t room)
{
	struct procfs_file file;
	int saved = errno;
	size_t n = 0;
	DIR *dir;

	if (at.served)
		return 0;
	file = procfs_open_dir(at, path);
	if (file.fd < 0)
		return 0;
	dir = fdopendir(file.fd);
	if (dir) {
		n = take_numbers(dir, numbers, room);
		closedir(dir);
	} else {
		procfs_close(file);
	}
	errno = saved;
	return n;
}

int procfs_random(void *buffer, size_t size)
{
	int saved = errno;
	ssize_t n;

	do {
		n = getrandom(buffer, size, 0);
	} while (n < 0 && errno == EINTR);
	n = (ssize_t)settle(n, saved);
	if (n >= 0 && (size_t)n != size)
		return -EIO;
	return n < 0 ? (int)n : 0;
}

void procfs_pause_us(unsigned int us)
{
	struct timespec time = { .tv_nsec = (long)us * 1000 };
	int saved = errno;

	while (nanosleep(&time, &time) < 0 && errno == EINTR)
		;
	errno = saved;
}

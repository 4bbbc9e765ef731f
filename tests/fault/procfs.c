// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/procfs.c on system calls that fail on demand; see fault.h. */
#include "procfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "demand.h"
#include "fault.h"
#include "lies.h"

#define SCAN_REQUEST _IOWR('f', 16, struct procfs_scan)
#define QUERY_REQUEST _IOWR('f', 17, struct procfs_query)

/* These of the real file are not its names any more. */
static int real_cpu_time(pid_t pid, uint64_t *ns);
static pid_t real_next_task(struct procfs_file at, const char *path,
			    pid_t after);
static void real_pause_us(unsigned int us);
static struct procfs_file real_new_shmem(void);
static int real_status(struct procfs_file file, struct procfs_status *status);
static int real_cachestat(struct procfs_file file,
			  const struct procfs_part *part,
			  struct procfs_cached *cached);
static int64_t real_seek_data(struct procfs_file file, uint64_t offset);
static int64_t real_seek_hole(struct procfs_file file, uint64_t offset);
static bool real_is_owned(struct procfs_file file);
static int real_in_core(struct procfs_file file, const struct procfs_part *part,
			unsigned char *pages);
static size_t real_list_numbers(struct procfs_file at, const char *path,
				uint32_t *numbers, size_t room);

/* --- the real system ------------------------------------------------------ */

static ssize_t result(ssize_t ret)
{
	return ret < 0 ? -errno : ret;
}

static int real_open(int at, const char *path, int flags)
{
	return (int)result(openat(at, path, flags));
}

static int real_duplicate(int fd)
{
	return (int)result(fcntl(fd, F_DUPFD_CLOEXEC, 3));
}

static void real_close(int fd)
{
	close(fd);
}

static ssize_t real_read(int fd, void *buffer, size_t size)
{
	return result(read(fd, buffer, size));
}

static int real_rewind(int fd)
{
	return (int)result(lseek(fd, 0, SEEK_SET));
}

static ssize_t real_read_at(int fd, void *buffer, size_t size, uint64_t offset)
{
	return result(pread(fd, buffer, size, (off_t)offset));
}

static int real_scan(int fd, struct procfs_scan *scan)
{
	return (int)result(ioctl(fd, SCAN_REQUEST, scan));
}

static int real_query(int fd, struct procfs_query *query)
{
	return (int)result(ioctl(fd, QUERY_REQUEST, query));
}

static bool real_has_changed(int fd)
{
	struct pollfd wait = { .fd = fd, .events = POLLPRI };

	return poll(&wait, 1, 0) > 0 && wait.revents & POLLPRI;
}

static long real_magic(int fd)
{
	struct statfs fs;
	long ret = (long)result(fstatfs(fd, &fs));

	return ret < 0 ? ret : (long)fs.f_type;
}

static ssize_t real_read_link(int at, const char *path, char *text, size_t size)
{
	return result(readlinkat(at, path, text, size));
}

static pid_t real_task(int at, const char *path, pid_t after)
{
	return real_next_task((struct procfs_file){ .fd = at }, path, after);
}

static const struct fault_system real = {
	.open = real_open,
	.duplicate = real_duplicate,
	.close = real_close,
	.read = real_read,
	.rewind = real_rewind,
	.read_at = real_read_at,
	.scan = real_scan,
	.query = real_query,
	.has_changed = real_has_changed,
	.magic = real_magic,
	.read_link = real_read_link,
	.cpu_time = real_cpu_time,
	.next_task = real_task,
	.pause_us = real_pause_us,
};

static const struct fault_system *kernel = &real;

void fault_use(const struct fault_system *system)
{
	kernel = system ? system : &real;
}

/* --- system calls, as procfs.c makes them --------------------------------- */

/* What a system call gives for a result of ours. */
static ssize_t give(ssize_t ret)
{
	if (ret >= 0)
		return ret;
	errno = (int)-ret;
	return -1;
}

static int call_openat(int at, const char *path, int flags)
{
	int ret = demand_fail();

	if (ret == 0)
		ret = demand_open(at);
	if (ret == 0)
		ret = kernel->open(at, path, flags);
	if (ret >= 0)
		demand_opened(ret, at, path);
	return (int)give(ret);
}

static int call_fcntl(int fd, int command, int argument)
{
	int ret;

	if (command != F_DUPFD_CLOEXEC)
		return fcntl(fd, command, argument);
	ret = kernel->duplicate(fd);
	if (ret >= 0)
		demand_copied(fd, ret);
	return (int)give(ret);
}

static int call_close(int fd)
{
	demand_closed(fd);
	lies_forget_maps(fd);
	kernel->close(fd);
	return 0;
}

static ssize_t call_read(int fd, void *buffer, size_t size)
{
	ssize_t ret = demand_fail();

	if (ret < 0)
		return give(ret);
	if (demand_is_gone(fd))
		return 0;
	if (demand_lies_in_maps(fd))
		return give(lies_read_maps(fd, kernel->read, buffer, size));
	return give(kernel->read(fd, buffer, demand_size(size, 1)));
}

static off_t call_lseek(int fd, off_t offset, int whence)
{
	bool to_start = offset == 0 && whence == SEEK_SET;

	if (whence == SEEK_DATA || whence == SEEK_HOLE)
		return lseek(fd, offset, whence);
	lies_forget_maps(fd);
	return (off_t)give(to_start ? kernel->rewind(fd) : -EINVAL);
}

static ssize_t call_pread(int fd, void *buffer, size_t size, off_t offset)
{
	ssize_t ret = demand_fail();

	if (ret < 0)
		return give(ret);
	if (demand_is_gone(fd))
		return 0;
	ret = kernel->read_at(fd, buffer, demand_size(size, sizeof(uint64_t)),
			      (uint64_t)offset);
	demand_hide(fd, buffer, ret);
	return give(demand_words(fd, (uint64_t)offset, size, ret));
}

static int scan_pagemap(int fd, struct procfs_scan *scan)
{
	int ret;

	if (demand_scan(fd, scan, &ret))
		return ret;
	ret = kernel->scan(fd, scan);
	demand_lie_of_scan(fd, scan, &ret);
	return ret;
}

static int query_maps(int fd, struct procfs_query *query)
{
	int ret;

	if (demand_query(fd, &ret))
		return ret;
	ret = kernel->query(fd, query);
	if (ret == 0)
		demand_change(query);
	if (ret == 0)
		lies_query(query);
	return ret;
}

static int call_ioctl(int fd, unsigned long request, void *argument)
{
	int ret = demand_fail();

	if (ret == 0)
		ret = request == SCAN_REQUEST  ? scan_pagemap(fd, argument) :
		      request == QUERY_REQUEST ? query_maps(fd, argument) :
						 -ENOTTY;
	return (int)give(ret);
}

static int call_poll(struct pollfd *wait)
{
	wait->revents = kernel->has_changed(wait->fd) ? POLLPRI : 0;
	return wait->revents ? 1 : 0;
}

static int call_fstatfs(int fd, struct statfs *fs)
{
	long magic = kernel->magic(fd);

	memset(fs, 0, sizeof(*fs));
	if (magic >= 0)
		fs->f_type = magic;
	return (int)give(magic < 0 ? (ssize_t)magic : 0);
}

static ssize_t call_readlinkat(int at, const char *path, char *text,
			       size_t size)
{
	return give(kernel->read_link(at, path, text, size));
}

int procfs_cpu_time(pid_t pid, uint64_t *ns)
{
	return kernel->cpu_time(pid, ns);
}

pid_t procfs_next_task(struct procfs_file at, const char *path, pid_t after)
{
	if (at.served)
		return real_next_task(at, path, after);
	return kernel->next_task(at.fd, path, after);
}

void procfs_pause_us(unsigned int us)
{
	kernel->pause_us(us);
}

/* --- objects -------------------------------------------------------------- */

struct procfs_file procfs_new_shmem(void)
{
	if (!kernel->new_shmem)
		return real_new_shmem();
	return (struct procfs_file){ .fd = kernel->new_shmem() };
}

int procfs_read_status(struct procfs_file file, struct procfs_status *status)
{
	return kernel->status ? kernel->status(file.fd, status) :
				real_status(file, status);
}

int procfs_cachestat(struct procfs_file file, const struct procfs_part *part,
		     struct procfs_cached *cached)
{
	if (demand_no_cachestat())
		return -ENOSYS;
	return kernel->cachestat ? kernel->cachestat(file.fd, part, cached) :
				   real_cachestat(file, part, cached);
}

int64_t procfs_seek_data(struct procfs_file file, uint64_t offset)
{
	return kernel->seek ? kernel->seek(file.fd, offset, true) :
			      real_seek_data(file, offset);
}

int64_t procfs_seek_hole(struct procfs_file file, uint64_t offset)
{
	return kernel->seek ? kernel->seek(file.fd, offset, false) :
			      real_seek_hole(file, offset);
}

bool procfs_is_owned(struct procfs_file file)
{
	return kernel->is_owned ? kernel->is_owned(file.fd) :
				  real_is_owned(file);
}

int procfs_in_core(struct procfs_file file, const struct procfs_part *part,
		   unsigned char *pages)
{
	return kernel->in_core ? kernel->in_core(file.fd, part, pages) :
				 real_in_core(file, part, pages);
}

size_t procfs_list_numbers(struct procfs_file at, const char *path,
			   uint32_t *numbers, size_t room)
{
	return kernel->list_numbers ?
		       kernel->list_numbers(at.fd, path, numbers, room) :
		       real_list_numbers(at, path, numbers, room);
}

/* --- the real file -------------------------------------------------------- */

#define openat(at, path, flags) call_openat(at, path, flags)
#define fcntl(fd, command, argument) call_fcntl(fd, command, argument)
#define close(fd) call_close(fd)
#define read(fd, buffer, size) call_read(fd, buffer, size)
#define lseek(fd, offset, whence) call_lseek(fd, offset, whence)
#define pread(fd, buffer, size, offset) call_pread(fd, buffer, size, offset)
#define ioctl(fd, request, argument) call_ioctl(fd, request, argument)
#define poll(wait, n, timeout) call_poll(wait)
#define fstatfs(fd, fs) call_fstatfs(fd, fs)
#define readlinkat(at, path, text, size) call_readlinkat(at, path, text, size)
#define procfs_cpu_time real_cpu_time
#define procfs_next_task real_next_task
#define procfs_pause_us real_pause_us
#define procfs_new_shmem real_new_shmem
#define procfs_read_status real_status
#define procfs_cachestat real_cachestat
#define procfs_seek_data real_seek_data
#define procfs_seek_hole real_seek_hole
#define procfs_is_owned real_is_owned
#define procfs_in_core real_in_core
#define procfs_list_numbers real_list_numbers

#include "../../libvminfo/procfs.c"

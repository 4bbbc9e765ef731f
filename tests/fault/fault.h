/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fault.h - the access layer of the library, with faults.
 *
 * tests/fault/procfs.c is linked in place of libvminfo/procfs.c, which it
 * contains: the same code, above system calls that fail on demand.  Without a
 * demand it does what the real one does.
 *
 * The demand is a list of words with commas, in VMINFO_FAULT or fault_set():
 *
 *   noscan        the kernel has no PAGEMAP_SCAN
 *   noquery       the kernel has no PROCMAP_QUERY
 *   nocachestat   the kernel has no cachestat(2)
 *   short         a read gives a few bytes only
 *   eintr         every second call is interrupted
 *   hide          frames are hidden, as without CAP_SYS_ADMIN
 *   efault=HEX    PAGEMAP_SCAN refuses addresses above that
 *   dead-after=N  the target exits at call N+1 of those that look at it: reads
 *                 of maps, smaps and pagemap, both ioctls
 *   exec-after=N  likewise, it runs another program
 *   dead-esrch    PAGEMAP_SCAN says so, as on Linux 6.12; else it finds nothing
 *   change-after=N  each PROCMAP_QUERY behind the Nth sees another offset
 *   eio-at=N      the Nth call that opens, reads or asks fails with EIO
 *   esrch-at=N, enomem-at=N, eintr-at=N  likewise
 *   short-at=N    it gives a few bytes only, if it is a read
 *   scan-lies=HOW   PAGEMAP_SCAN gives regions that cannot be: twice, overlap,
 *                   unsorted, outside, before, empty, ragged, many
 *   maps-lies=HOW   maps is read with lines that cannot be: twice, overlap,
 *                   unsorted, back; or that are otherwise each second time that
 *                   it is read: shrink, less
 *   query-lies=HOW  PROCMAP_QUERY gives a mapping that is no answer: empty,
 *                   before
 *   pagemap-lies=HOW  it is read as longer than it was asked for, or it ends:
 *                   long, ends, odd
 *   frames-end=HEX  kpageflags and its like have no words from there on
 *   calls         at the end, how many there were is told on standard error
 *   memory=N      the Nth allocation fails, see fault_memory()
 */
#ifndef FAULT_H
#define FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "procfs.h"

/* What is behind the system calls; a result, or a negative errno. */
struct fault_system {
	int (*open)(int at, const char *path, int flags);
	int (*duplicate)(int fd);
	void (*close)(int fd);
	ssize_t (*read)(int fd, void *buffer, size_t size);
	int (*rewind)(int fd);
	ssize_t (*read_at)(int fd, void *buffer, size_t size, uint64_t offset);
	int (*scan)(int fd, struct procfs_scan *scan);
	int (*query)(int fd, struct procfs_query *query);
	bool (*has_changed)(int fd);
	long (*magic)(int fd);
	ssize_t (*read_link)(int at, const char *path, char *text, size_t size);
	int (*cpu_time)(pid_t pid, uint64_t *ns);
	pid_t (*next_task)(int at, const char *path, pid_t after);
	/* Of objects; NULL: the real ones. */
	int (*status)(int fd, struct procfs_status *status);
	int (*cachestat)(int fd, const struct procfs_part *part,
			 struct procfs_cached *cached);
	int64_t (*seek)(int fd, uint64_t offset, bool to_data);
	int (*in_core)(int fd, const struct procfs_part *part,
		       unsigned char *pages);
	bool (*is_owned)(int fd);
	int (*new_shmem)(void);
	size_t (*list_numbers)(int at, const char *path, uint32_t *numbers,
			       size_t room);
	void (*pause_us)(unsigned int us);
};

/* The system that is used from now on; NULL: the real one. */
void fault_use(const struct fault_system *system);

/* Replaces the demand; NULL: none.  Ends the program if it has no meaning. */
void fault_set(const char *words);

/* Calls so far that look at the target, as dead-after counts them. */
unsigned long fault_looks(void);

/*
 * The allocation with this number fails (the first is 1), all others do not;
 * 0: none.  Returns how many there were since the last call.  Only of the
 * objects that are linked to the program, so not those of libraries.
 */
unsigned long fault_memory(unsigned long number);

/* The same, and all behind it fail, too. */
unsigned long fault_memory_from(unsigned long number);

/*
 * From the first call on, the blocks are known that such allocations gave and
 * that are not freed: how many there are.  For programs of one thread.
 */
size_t fault_held(void);

/*
 * One more fault was made: an error, the end of a target, a lie; what goes on
 * all the time counts once.  At the end, their number is added as a line to the
 * file that VMINFO_FAULT_COUNT names.
 */
void fault_made(void);

#endif

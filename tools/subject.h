/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What files below /proc/PID say of a process, beside its memory. */
#ifndef SUBJECT_H
#define SUBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "answer.h"

enum subject_namespace {
	SUBJECT_USER,
	SUBJECT_PID,
	SUBJECT_MNT,
	SUBJECT_CGROUP,
	SUBJECT_NAMESPACES
};

struct subject {
	pid_t pid;
	int directory;		/* /proc/PID; negative: there is none */
	bool is_procfs;		/* else it is a directory of anybody's */
	char status[8192];	/* its file of that name; "": cannot be read */
	unsigned int bits;	/* of its addresses: 32 or 64; 0: not known */
	enum answer ours[SUBJECT_NAMESPACES];	/* whether we are in it, too */
	enum answer merges;	/* all of its memory may be merged by KSM */
};

/* `procfs` is the directory /proc. */
void subject_read(struct subject *subject, const char *procfs, pid_t pid,
		  uint64_t page_size);
void subject_free(struct subject *subject);

/* Opens and reads one of its files: 0 or negative errno. */
int subject_try(const struct subject *subject, const char *name);

/* "user", "pid": as /proc/PID/ns calls it. */
const char *subject_namespace_name(enum subject_namespace which);

/* A line of status: -ENODATA if there is none. */
int subject_field(const struct subject *subject, const char *name,
		  char *value, size_t room);

/* The same for numbers; "12 kB" is in bytes. */
int subject_number(const struct subject *subject, const char *name,
		   uint64_t *number);

/* Its user; -ENODATA: not known. */
int subject_uid(const struct subject *subject, unsigned int *uid);

/*
 * 32 or 64, by the pairs of numbers that the kernel gave to the program; 0 if
 * they are neither.
 */
unsigned int subject_bits_of(const void *auxv, size_t bytes,
			     uint64_t page_size);

#endif

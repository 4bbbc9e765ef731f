// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads what /proc/PID says of a process that may be somebody else's. */
#include "subject.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>

#include "rights.h"
#include "small-file.h"

static const char *const namespaces[] = {
	[SUBJECT_USER] = "user",
	[SUBJECT_PID] = "pid",
	[SUBJECT_MNT] = "mnt",
	[SUBJECT_CGROUP] = "cgroup",
};

const char *subject_namespace_name(enum subject_namespace which)
{
	return namespaces[which];
}

static enum answer compare_namespace(int directory, const char *name)
{
	char path[32], its[64], own[64], own_path[48];

	snprintf(path, sizeof(path), "ns/%s", name);
	snprintf(own_path, sizeof(own_path), "/proc/self/ns/%s", name);
	if (small_file_link(directory, path, its, sizeof(its)) != 0 ||
	    small_file_link(AT_FDCWD, own_path, own, sizeof(own)) != 0)
		return ANSWER_UNKNOWN;
	return strcmp(its, own) == 0 ? ANSWER_YES : ANSWER_NO;
}

/* The value of AT_PAGESZ is known, which a wrong width would not show. */
unsigned int subject_bits_of(const void *auxv, size_t bytes,
			     uint64_t page_size)
{
	uint64_t wide[2];
	uint32_t narrow[2];

	for (size_t at = 0; at + sizeof(wide) <= bytes; at += sizeof(wide)) {
		memcpy(wide, (const char *)auxv + at, sizeof(wide));
		if (wide[0] == AT_PAGESZ && wide[1] == page_size)
			return 64;
	}
	for (size_t at = 0; at + sizeof(narrow) <= bytes;
	     at += sizeof(narrow)) {
		memcpy(narrow, (const char *)auxv + at, sizeof(narrow));
		if (narrow[0] == AT_PAGESZ && narrow[1] == page_size)
			return 32;
	}
	return 0;
}

static void read_bits(struct subject *subject, uint64_t page_size)
{
	unsigned char auxv[1024];
	int n = small_file_bytes(subject->directory, "auxv", auxv,
				 sizeof(auxv));

	if (n > 0)
		subject->bits = subject_bits_of(auxv, (size_t)n, page_size);
}

static void read_ksm(struct subject *subject)
{
	char text[1024], value[16];

	if (small_file_read(subject->directory, "ksm_stat", text,
			    sizeof(text)) != 0 ||
	    small_file_field(text, "ksm_merge_any", value,
			     sizeof(value)) != 0)
		return;
	subject->merges = strcmp(value, "yes") == 0 ? ANSWER_YES : ANSWER_NO;
}

static void read_files(struct subject *subject, uint64_t page_size)
{
	int directory = subject->directory;
	int err = small_file_read(directory, "status", subject->status,
				  sizeof(subject->status));

	if (err)
		*subject->status = '\0';
	/* With hidepid there is a directory, and nothing in it. */
	if (err == -ENOENT && subject->is_procfs) {
		close(directory);
		subject->directory = -1;
		return;
	}
	for (int i = 0; i < SUBJECT_NAMESPACES; i++)
		subject->ours[i] = compare_namespace(directory, namespaces[i]);
	read_bits(subject, page_size);
	read_ksm(subject);
}

/* Below what is no procfs may be anything: it gets no rights of ours. */
static bool is_procfs(int procfs)
{
	struct statfs fs;

	return fstatfs(procfs, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC;
}

void subject_read(struct subject *subject, const char *procfs, pid_t pid,
		  uint64_t page_size)
{
	int root = open(procfs, O_PATH | O_DIRECTORY | O_CLOEXEC);
	char name[16];

	*subject = (struct subject){ .pid = pid, .directory = -1 };
	if (root < 0)
		return;
	subject->is_procfs = is_procfs(root);
	if (subject->is_procfs)
		rights_raise(RIGHTS_OPEN);
	snprintf(name, sizeof(name), "%d", pid);
	subject->directory = openat(root, name,
				    O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (subject->directory >= 0)
		read_files(subject, page_size);
	rights_lower();
	close(root);
}

int subject_try(const struct subject *subject, const char *name)
{
	char bytes[8];
	int n;

	if (subject->is_procfs)
		rights_raise(RIGHTS_OPEN);
	n = small_file_bytes(subject->directory, name, bytes, sizeof(bytes));
	rights_lower();
	/* maps of who has no address space is empty. */
	return n < 0 ? n : n == 0 ? -ESRCH : 0;
}

void subject_free(struct subject *subject)
{
	if (subject->directory >= 0)
		close(subject->directory);
}

int subject_field(const struct subject *subject, const char *name,
		  char *value, size_t room)
{
	return small_file_field(subject->status, name, value, room);
}

int subject_number(const struct subject *subject, const char *name,
		   uint64_t *number)
{
	char value[64], *end;
	unsigned long long n;
	int ret = subject_field(subject, name, value, sizeof(value));

	if (ret)
		return ret;
	errno = 0;
	n = strtoull(value, &end, 10);
	if (end == value || errno || *value == '-')
		return -ENODATA;
	if (strcmp(end, " kB") == 0 && n < UINT64_MAX >> 10)
		*number = (uint64_t)n << 10;
	else if (!*end || *end == '\t')
		*number = n;
	else
		return -ENODATA;
	return 0;
}

/* "1000	1000	1000	1000": the second is what counts. */
int subject_uid(const struct subject *subject, unsigned int *uid)
{
	char value[128];

	if (subject_field(subject, "Uid", value, sizeof(value)) != 0 ||
	    sscanf(value, "%*10u %10u", uid) != 1)
		return -ENODATA;
	return 0;
}

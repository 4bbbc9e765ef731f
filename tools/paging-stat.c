// SPDX-License-Identifier: LGPL-2.1-or-later
/* /proc/PID/stat: PID (comm) state and numbers, by their place in the line. */
#include "paging-stat.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vminfo.h>

#include "rights.h"
#include "small-file.h"

static const struct {
	unsigned int place;	/* proc(5) counts from 1 */
	size_t member;
} fields[] = {
	{ 10, offsetof(struct paging_stat, minor) },
	{ 12, offsetof(struct paging_stat, major) },
	{ 22, offsetof(struct paging_stat, start_time) },
	{ 26, offsetof(struct paging_stat, start_code) },
	{ 27, offsetof(struct paging_stat, end_code) },
	{ 28, offsetof(struct paging_stat, start_stack) },
};

#define FIELDS (sizeof(fields) / sizeof(*fields))

static int read_number(const char *word, uint64_t *number)
{
	unsigned long long n;
	char *end;

	if (!isdigit((unsigned char)*word))
		return -EINVAL;
	errno = 0;
	n = strtoull(word, &end, 10);
	if (errno || (*end && *end != ' ' && *end != '\n'))
		return -EINVAL;
	*number = n;
	return 0;
}

int paging_stat_read(struct paging_stat *stat, const char *line)
{
	struct paging_stat read = { .known = true };
	/* The name may hold anything, so its end is the last bracket. */
	const char *at = strrchr(line, ')');
	size_t field = 0;

	for (unsigned int place = 3; field < FIELDS; place++) {
		uint64_t *number = (uint64_t *)(void *)
			((char *)&read + fields[field].member);

		at = at ? strchr(at, ' ') : NULL;
		if (!at)
			return -EINVAL;
		at++;
		/* A place that is empty would move all behind it. */
		if (*at == ' ')
			return -EINVAL;
		if (place != fields[field].place)
			continue;
		if (read_number(at, number) != 0)
			return -EINVAL;
		field++;
	}
	*stat = read;
	return 0;
}

/* Addresses are shown to those who may trace the process. */
static int read_line(const char *path, char *line, size_t room)
{
	int ret;

	rights_raise(RIGHTS_OPEN);
	ret = small_file_read(AT_FDCWD, path, line, room);
	rights_lower();
	return ret;
}

void paging_stat_take(struct paging_stat *stat, const char *procfs, pid_t pid,
		      uint64_t start_time)
{
	char path[4096], line[2048];
	struct paging_stat read;
	int n = snprintf(path, sizeof(path), "%s/%d/stat",
			 procfs ? procfs : "/proc", (int)pid);

	*stat = (struct paging_stat){ 0 };
	if (n < 0 || (size_t)n >= sizeof(path) ||
	    read_line(path, line, sizeof(line)) != 0 ||
	    paging_stat_read(&read, line) != 0)
		return;
	if (start_time == VMINFO_NONE || read.start_time == start_time)
		*stat = read;
}

bool paging_stat_is_other(const struct paging_stat *before,
			  const struct paging_stat *after)
{
	return before->known && after->known &&
	       (before->start_code != after->start_code ||
		before->end_code != after->end_code ||
		before->start_stack != after->start_stack);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether one process fits a description. */
#include "described-fit.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "rights.h"

/* Raw: libproc2 puts other characters in place of some.  "" if it is gone. */
static void read_comm(pid_t pid, char *comm, size_t room)
{
	char path[64];
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		n = read(fd, comm, room - 1);
		close(fd);
	}
	if (n > 0 && comm[n - 1] == '\n')
		n--;
	comm[n < 0 ? 0 : n] = '\0';
}

static const char *read_exe(pid_t pid, char *exe, size_t room)
{
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	rights_raise(RIGHTS_PTRACE);
	n = readlink(path, exe, room - 1);
	rights_lower();
	if (n < 0)
		return NULL;
	exe[n] = '\0';
	return exe;
}

static enum named has_name(const struct described *d,
			   const struct process_table_entry *entry)
{
	char comm[64], exe[PATH_MAX];
	struct named_evidence evidence = { .comm = comm, .argv = entry->argv };
	enum named best = NAMED_NO;

	read_comm(entry->pid, comm, sizeof(comm));
	for (size_t i = 0; i < d->name_count && best != NAMED_YES; i++) {
		enum named is = named_is(d->names[i], &evidence);

		if (is == NAMED_UNKNOWN) {
			evidence.exe = read_exe(entry->pid, exe, sizeof(exe));
			is = named_is(d->names[i], &evidence);
		}
		if (is != NAMED_NO)
			best = is;
	}
	return best;
}

/* With blanks between the words. */
static char *join(char *const *argv)
{
	size_t length = 0;
	char *line, *to;

	for (size_t i = 0; argv[i]; i++)
		length += strlen(argv[i]) + 1;
	to = line = malloc(length);
	if (!line)
		complain_out_of_memory();
	for (size_t i = 0; argv[i]; i++) {
		if (i)
			*to++ = ' ';
		to = stpcpy(to, argv[i]);
	}
	return line;
}

static enum named has_pattern(const struct described *d, const char *line)
{
	enum named best = NAMED_NO;

	for (size_t i = 0; i < d->pattern_count; i++) {
		int ret = regexec(&d->patterns[i], line, 0, NULL, 0);

		if (ret == 0)
			return NAMED_YES;
		if (ret == REG_ESPACE)
			complain_out_of_memory();
		if (ret != REG_NOMATCH)
			best = NAMED_UNKNOWN;
	}
	return best;
}

static enum named has_line(const struct described *d, char *const *argv)
{
	enum named has;
	char *line;

	if (!argv)
		return NAMED_NO;
	line = join(argv);
	has = has_pattern(d, line);
	free(line);
	return has;
}

enum named described_entry_fits(const struct described *d,
				const struct process_table_entry *entry)
{
	enum named line = NAMED_YES, name = NAMED_YES;

	if (d->pattern_count)
		line = has_line(d, entry->argv);
	if (d->name_count && line != NAMED_NO)
		name = has_name(d, entry);
	if (line == NAMED_NO || name == NAMED_NO)
		return NAMED_NO;
	return line == NAMED_YES ? name : line;
}

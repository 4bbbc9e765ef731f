// SPDX-License-Identifier: LGPL-2.1-or-later
/* The number of a process in its own PID namespace, from PID/status. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "digits.h"
#include "lines.h"
#include "process.h"

/* Both are there; that of the group is right for threads, too. */
static bool is_of_numbers(const char *line)
{
	return !strncmp(line, "NStgid:\t", 8) || !strncmp(line, "NSpid:\t", 7);
}

/* "NSpid:	812	1": the last is the innermost.  -EINVAL: it is none. */
static pid_t last_number(const struct line *line)
{
	const char *start = strrchr(line->text, '\t') + 1;
	struct digits text = { .at = start, .end = line->text + line->length };
	uint64_t number;

	if (!digits_take(&text, 10, &number) || text.at != text.end ||
	    !number || number > INT32_MAX)
		return -EINVAL;
	return (pid_t)number;
}

static pid_t find_number(struct lines *lines)
{
	struct line line;
	int ret;

	while ((ret = lines_next(lines, &line)) > 0) {
		if (is_of_numbers(line.text))
			return last_number(&line);
	}
	return ret < 0 ? ret : -ENODATA;
}

pid_t vminfo_process_namespace_pid(struct vminfo_process *process)
{
	struct procfs_file file;
	struct lines lines;
	pid_t ret;

	if (process->dir.fd < 0)
		return context_fail(process->context, -ENODATA, "status");
	file = procfs_open(process->dir, "status");
	ret = file.fd < 0 ? file.fd : lines_init(&lines, file);
	if (ret == 0) {
		ret = find_number(&lines);
		lines_free(&lines);
	}
	procfs_close(file);
	if (ret < 0)
		context_fail(process->context, ret, "%d/status",
			     (int)process->pid);
	return ret;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads stat of a process, which tells one program from the next. */
#include <errno.h>

#include "process.h"
#include "procfs.h"

#define STAT_TEXT 1024

/* One line: its end is that of the text, for which nobody has to ask again. */
static int take_line(struct procfs_file file, struct stat_fields *fields)
{
	char text[STAT_TEXT];
	size_t done = 0;
	ssize_t n;

	do {
		n = procfs_read(file, text + done, sizeof(text) - done);
		if (n < 0)
			return (int)n;
		done += (size_t)n;
		if (done == sizeof(text))
			return -EFBIG;
	} while (n > 0 && text[done - 1] != '\n');
	text[done] = '\0';
	return stat_decode(text, fields);
}

int process_stat(struct procfs_file dir, const char *path,
		 struct stat_fields *fields)
{
	struct procfs_file file = procfs_open(dir, path);
	int ret = file.fd < 0 ? file.fd : take_line(file, fields);

	procfs_close(file);
	return ret;
}

int process_read_stat(struct vminfo_process *process)
{
	struct procfs_file *file = &process->stat_file;
	int ret = 0;

	if (file->fd >= 0)
		ret = procfs_rewind(*file);
	else
		*file = procfs_open(process->dir, "stat");
	if (file->fd < 0)
		ret = file->fd;
	return ret < 0 ? ret : take_line(*file, &process->stat);
}

void process_close_stat(struct vminfo_process *process)
{
	procfs_close(process->stat_file);
	process->stat_file = PROCFS_CLOSED;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What smaps_rollup says of all mappings of a process at once. */
#include <errno.h>

#include "lines.h"
#include "process.h"
#include "smaps.h"

/* Number of lines with an item; negative errno. */
static int read_items(struct lines *lines, struct vminfo_smaps *smaps)
{
	struct line line;
	size_t place = 0;
	int ret, n = 0;

	smaps_clear(smaps);
	/* The heading is none. */
	while ((ret = lines_next(lines, &line)) > 0) {
		n += smaps_decode_next(line.text, &place, smaps) == 0;
		n += (int)smaps_take(lines, &place, smaps);
	}
	return ret < 0 ? ret : n;
}

/* Before Linux 4.14, and in a recording, there is no such file. */
int process_read_sums(const struct vminfo_process *process,
		      struct vminfo_smaps *sums)
{
	struct procfs_file file = procfs_open(process->dir, "smaps_rollup");
	struct lines lines;
	int ret = file.fd < 0 ? file.fd : lines_init(&lines, file);

	if (ret == 0) {
		ret = read_items(&lines, sums);
		lines_free(&lines);
	}
	procfs_close(file);
	return ret == 0 || ret == -ENOENT ? -ENODATA : ret;
}

int vminfo_process_smaps(struct vminfo_process *process,
			 struct vminfo_smaps *smaps)
{
	struct vminfo_smaps found;
	int ret = process_check(process), ended;

	if (ret < 0)
		return ret;
	if (process->dir.fd < 0)
		return -ENODATA;
	if (process->has_sums) {
		*smaps = process->sums;
		return 0;
	}
	ret = process_read_sums(process, &found);
	/* Its directory is that of another program, once it called exec. */
	ended = ret > 0 ? process_has_ended(process) : 0;
	if (ended)
		ret = ended < 0 ? ended : -ESRCH;
	if (ret < 0)
		return context_fail(process->context, ret, "%d/smaps_rollup",
				    (int)process->pid);
	*smaps = found;
	return 0;
}

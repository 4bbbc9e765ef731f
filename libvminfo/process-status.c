// SPDX-License-Identifier: LGPL-2.1-or-later
/* Lines of PID/status: its number in its own PID namespace, and others. */
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

static bool is_of_thp(const char *line)
{
	return !strncmp(line, "THP_enabled:\t", 13);
}

struct search {
	bool (*is_wanted)(const char *line);
	int (*use)(void *data, const struct line *line);
	void *data;
};

/* What `use` gives for the line; -ENODATA: there is none. */
static int find_line(struct procfs_file dir, const struct search *search)
{
	struct procfs_file file = procfs_open(dir, "status");
	struct lines lines;
	struct line line;
	int ret = file.fd < 0 ? file.fd : lines_init(&lines, file);

	if (ret < 0) {
		procfs_close(file);
		return ret;
	}
	while ((ret = lines_next(&lines, &line)) > 0 &&
	       !search->is_wanted(line.text))
		;
	if (ret >= 0)
		ret = ret ? search->use(search->data, &line) : -ENODATA;
	lines_free(&lines);
	procfs_close(file);
	return ret;
}

static int take_last(void *data, const struct line *line)
{
	(void)data;
	return last_number(line);
}

static int search_status(struct vminfo_process *process,
			 const struct search *search)
{
	int ret;

	if (process->dir.fd < 0)
		return context_fail(process->context, -ENODATA, "status");
	ret = find_line(process->dir, search);
	if (ret < 0)
		context_fail(process->context, ret, "%d/status",
			     (int)process->pid);
	return ret;
}

pid_t vminfo_process_namespace_pid(struct vminfo_process *process)
{
	return search_status(process, &(struct search){
		.is_wanted = is_of_numbers,
		.use = take_last,
	});
}

static int take_switch(void *data, const struct line *line)
{
	const char *value = strchr(line->text, '\t') + 1;

	(void)data;
	if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0)
		return -EINVAL;
	return *value == '1';
}

int vminfo_process_thp_enabled(struct vminfo_process *process)
{
	return search_status(process, &(struct search){
		.is_wanted = is_of_thp,
		.use = take_switch,
	});
}

struct room {
	char *text;
	size_t size;
};

static int copy_numbers(void *data, const struct line *line)
{
	const struct room *room = data;
	const char *from = strchr(line->text, '\t') + 1;

	if (strlen(from) >= room->size)
		return -EFBIG;
	memcpy(room->text, from, strlen(from) + 1);
	return 0;
}

int process_namespace_pids(struct procfs_file dir, char *text, size_t size)
{
	struct room room = { .text = text, .size = size };

	return find_line(dir, &(struct search){
		.is_wanted = is_of_numbers,
		.use = copy_numbers,
		.data = &room,
	});
}

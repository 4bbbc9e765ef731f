// SPDX-License-Identifier: LGPL-2.1-or-later
/* Serves a recording as the files of /proc that the library opens. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "digits.h"
#include "memory.h"
#include "recording-file.h"
#include "vminfo.h"

static const struct procfs_server server;

static struct recorded_file *file_of(struct procfs_served *served)
{
	return (struct recorded_file *)(void *)served;
}

static struct procfs_file closed(int error)
{
	return (struct procfs_file){ .fd = error };
}

static struct procfs_file open_new(const struct recorded_file *like)
{
	struct recorded_file *f = memory_new(1, sizeof(*f));

	if (!f)
		return closed(-ENOMEM);
	*f = *like;
	f->served.server = &server;
	return (struct procfs_file){ .served = &f->served };
}

/* --- paths ---------------------------------------------------------------- */

/* Takes the number that a path starts with; 0: it does not. */
static pid_t take_number(const char **path)
{
	struct digits digits = { .at = *path, .end = *path + strlen(*path) };
	uint64_t number;

	if (!digits_take(&digits, 10, &number) || number > INT32_MAX ||
	    (*digits.at && *digits.at != '/'))
		return 0;
	*path = *digits.at ? digits.at + 1 : digits.at;
	return (pid_t)number;
}

static const struct recorded_thread *
find_thread(const struct recording *r, const struct recorded_process *p,
	    pid_t tid)
{
	const struct recorded_thread *threads = r->threads.rows;

	for (size_t i = 0; i < p->threads_seen.n; i++) {
		if (threads[p->threads_seen.first + i].tid == tid)
			return &threads[p->threads_seen.first + i];
	}
	return NULL;
}

/* A leader that has exited has no address space: its threads have. */
static bool has_memory(const struct recorded_file *f)
{
	return f->thread || !f->process->threads_seen.n;
}

static struct procfs_file open_of_process(const struct recorded_file *dir,
					  const char *path)
{
	struct recorded_file f = *dir;

	if (!*path)
		return open_new(&f);
	if (!strncmp(path, "task/", 5)) {
		path += 5;
		f.thread = find_thread(f.recording, f.process,
				       take_number(&path));
		return f.thread ? open_of_process(&f, path) : closed(-ENOENT);
	}
	if (!strcmp(path, "stat"))
		f.make = recorded_stat;
	else if (!strcmp(path, "status"))
		f.make = recorded_status;
	else if (f.process->refused)
		return closed(f.process->refused);
	else if (!strcmp(path, "maps"))
		f.make = recorded_maps;
	else if (!strcmp(path, "smaps"))
		f.make = recorded_smaps;
	else if (!strcmp(path, "pagemap"))
		f.has_words = true;
	else
		return closed(-ENOENT);
	if (!has_memory(&f) && f.make != recorded_stat)
		f.make = NULL;
	return open_new(&f);
}

/* Files of the machine, and who may read them. */
static const struct {
	const char *path;
	uint64_t right;		/* enum vminfo_right; 0: who has lines of it */
	/* NULL: it has a word for each frame, this one. */
	int (*make)(struct recorded_file *file);
	enum recorded_word word;
} machine_files[] = {
	{ "kpageflags", VMINFO_RIGHT_KPAGE, NULL, RECORDED_FLAGS },
	{ "kpagecount", VMINFO_RIGHT_KPAGE, NULL, RECORDED_MAPCOUNT },
	{ "kpagecgroup", VMINFO_RIGHT_KPAGE, NULL, RECORDED_MEMCG },
	{ "swaps", VMINFO_RIGHT_SWAPS, recorded_swaps, 0 },
	{ "iomem", VMINFO_RIGHT_RAM, recorded_iomem, 0 },
	{ "zoneinfo", 0, recorded_zoneinfo, 0 },
};

static struct procfs_file open_of_machine(const struct recorded_file *dir,
					  const char *path)
{
	const struct recording *r = dir->recording;
	struct recorded_file f = *dir;

	for (size_t i = 0;
	     i < sizeof(machine_files) / sizeof(*machine_files); i++) {
		uint64_t right = machine_files[i].right;

		if (strcmp(path, machine_files[i].path) != 0)
			continue;
		if (right ? !(r->machine.rights & right) : !r->zones.n)
			return closed(-EACCES);
		f.make = machine_files[i].make;
		f.has_frames = !f.make;
		f.word = machine_files[i].word;
		return open_new(&f);
	}
	f.process = recording_process(r, take_number(&path));
	return f.process ? open_of_process(&f, path) : closed(-ENOENT);
}

static struct procfs_file open_path(struct procfs_served *at, const char *path)
{
	const struct recorded_file *dir = file_of(at);

	return dir->process ? open_of_process(dir, path) :
			      open_of_machine(dir, path);
}

static pid_t next_of_process(const struct recorded_file *dir, pid_t after)
{
	const struct recorded_thread *threads = dir->recording->threads.rows;
	struct recorded_part seen = dir->process->threads_seen;

	for (size_t i = 0; i < seen.n; i++) {
		if (threads[seen.first + i].tid > after)
			return threads[seen.first + i].tid;
	}
	return 0;
}

static pid_t next_task(struct procfs_served *at, const char *path, pid_t after)
{
	const struct recorded_file *dir = file_of(at);

	(void)path;
	return dir->process ? next_of_process(dir, after) :
			      recording_next_process(dir->recording, after);
}

static void close_file(struct procfs_served *served)
{
	struct recorded_file *f = file_of(served);

	growing_free(&f->text);
	memory_free(f);
}

/* --- contents ------------------------------------------------------------- */

/* 1: there is text to read; 0: no more; negative errno. */
static int make_text(struct recorded_file *f)
{
	int ret = 1;

	while (ret > 0 && f->at == f->text.n) {
		f->text.n = f->at = 0;
		ret = f->make ? f->make(f) : 0;
		f->next += ret > 0;
	}
	return ret;
}

static ssize_t read_text(struct procfs_served *served, void *buffer,
			 size_t size)
{
	struct recorded_file *f = file_of(served);
	size_t done = 0, n;
	int ret = 1;

	while (done < size && (ret = make_text(f)) > 0) {
		n = f->text.n - f->at;
		if (n > size - done)
			n = size - done;
		memcpy((char *)buffer + done, (char *)f->text.rows + f->at, n);
		f->at += n;
		done += n;
	}
	return ret < 0 ? ret : (ssize_t)done;
}

static int rewind_text(struct procfs_served *served)
{
	struct recorded_file *f = file_of(served);

	f->next = f->text.n = f->at = 0;
	return 0;
}

static ssize_t read_words(struct procfs_served *served, void *buffer,
			  size_t size, uint64_t offset)
{
	struct recorded_file *f = file_of(served);
	size_t n = size / sizeof(uint64_t);
	uint64_t first = offset / sizeof(uint64_t);

	if (!n || size % sizeof(uint64_t) || offset % sizeof(uint64_t))
		return -EINVAL;
	if (f->has_frames)
		return recorded_read_frames(f, buffer, n, first);
	return f->has_words ? recorded_read_words(f, buffer, n, first) :
			      -EINVAL;
}

static int scan_pages(struct procfs_served *served, struct procfs_scan *scan)
{
	struct recorded_file *f = file_of(served);

	return f->has_words ? recorded_scan(f, scan) : -ENOTTY;
}

static int query_mapping(struct procfs_served *served,
			 struct procfs_query *query)
{
	struct recorded_file *f = file_of(served);

	return f->make == recorded_maps ? recorded_query(f, query) : -ENOTTY;
}

static const struct procfs_server server = {
	.open_path = open_path,
	.close_file = close_file,
	.read_text = read_text,
	.rewind_text = rewind_text,
	.read_words = read_words,
	.scan_pages = scan_pages,
	.query_mapping = query_mapping,
	.next_task = next_task,
};

struct procfs_file recording_serve(const struct recording *recording)
{
	struct recorded_file root = { .recording = recording };

	return open_new(&root);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* The files of the fake kernel. */
#include "fake.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fake-parts.h"
#include "fault.h"

/* Descriptors that no real file of a test program has. */
#define FIRST_FD 500
#define MOST_FILES 64

/* As in libvminfo/probe.c: so many zero pages, a written and a guard page. */
#define PROBE_WRITTEN 32u
#define PROBE_GUARD 33u

#define PRESENT ((uint64_t)1 << 63)
#define GUARD_WORD 0x440000000000009f
#define FRAME_BITS (((uint64_t)1 << 55) - 1)

enum kind {
	FREE,
	PROC,		/* the directory */
	PROCESS,	/* that of the process, or of one of its threads */
	MAPS,
	PAGEMAP,
	OWN_MAPS,	/* /proc/self: what probes look at */
	OWN_PAGEMAP,
	KPAGEFLAGS,
	TEXT,
	SMAPS,
	SWAPS,
};

struct file {
	enum kind kind;
	pid_t task;			/* PROCESS: 0: the leader */
	const struct fake_space *space;	/* that it was opened for */
	char *text;			/* what is not read yet, from at on */
	size_t at;
	uint64_t va;			/* MAPS: of the next line */
	bool ended;
};

struct fake fake;
static struct file files[MOST_FILES];

static void called(enum fake_call call)
{
	fake.calls++;
	if (fake.before)
		fake.before(fake.calls, call);
}

static struct file *file_of(int fd)
{
	if (fd < FIRST_FD || fd >= FIRST_FD + MOST_FILES ||
	    files[fd - FIRST_FD].kind == FREE)
		return NULL;
	return &files[fd - FIRST_FD];
}

static int new_file(enum kind kind, const struct fake_space *space)
{
	for (int i = 0; i < MOST_FILES; i++) {
		if (files[i].kind != FREE)
			continue;
		files[i] = (struct file){ .kind = kind, .space = space };
		fake.open_files++;
		return FIRST_FD + i;
	}
	return -EMFILE;
}

static int new_text(enum kind kind, const char *text)
{
	int fd = text ? new_file(kind, NULL) : -EACCES;

	if (fd >= 0)
		file_of(fd)->text = strdup(text);
	return fd;
}

/* --- /proc ---------------------------------------------------------------- */

static int open_absolute(const char *path)
{
	if (!strcmp(path, "/proc/self/pagemap"))
		return new_file(OWN_PAGEMAP, NULL);
	if (!strcmp(path, "/proc/self/maps"))
		return new_file(OWN_MAPS, NULL);
	if (strstr(path, "hpage_pmd_size"))
		return new_text(TEXT, "2097152\n");
	if (!strcmp(path, "/proc"))
		return new_file(PROC, NULL);
	return -ENOENT;
}

static int open_stat(pid_t pid, char state)
{
	char *text = fake_stat(pid, state);
	int fd = new_text(TEXT, text);

	free(text);
	return fd;
}

/* PID, PID/stat and PID/maps of the process. */
static int open_process(const char *path)
{
	char *rest;
	long pid = strtol(path, &rest, 10);

	if (pid != fake.pid || fake.reaped)
		return -ENOENT;
	if (!*rest)
		return new_file(PROCESS, NULL);
	return strcmp(rest, "/stat") != 0 ? -ENOENT :
					    open_stat(fake.pid, fake.state);
}

static int open_of_machine(const char *path)
{
	if (!strcmp(path, "kpageflags"))
		return fake.frames ? new_file(KPAGEFLAGS, NULL) : -EACCES;
	if (!strcmp(path, "swaps"))
		return new_text(SWAPS, fake.swaps);
	if (!strcmp(path, "iomem"))
		return new_text(TEXT, fake.iomem);
	if (!strcmp(path, "zoneinfo"))
		return new_text(TEXT, fake.zoneinfo);
	return open_process(path);
}

static int open_of_process(const struct file *dir, const char *path)
{
	const struct fake_space *space = dir->task ? fake.thread_space :
						     fake.space;
	int fd;

	if (fake.reaped)
		return -ESRCH;
	if (!strcmp(path, "stat"))
		return dir->task ? open_stat(dir->task, 'S') :
				   open_stat(fake.pid, fake.state);
	if (!strcmp(path, "maps"))
		return new_file(MAPS, space);
	if (!strcmp(path, "smaps"))
		return new_file(SMAPS, space);
	if (!strcmp(path, "pagemap"))
		return space ? new_file(PAGEMAP, space) : -ESRCH;
	if (!strncmp(path, "task/", 5)) {
		fd = new_file(PROCESS, NULL);
		file_of(fd)->task = atoi(path + 5);
		return fd;
	}
	return -ENOENT;
}

static int open_file(int at, const char *path, int flags)
{
	struct file *dir = file_of(at);

	(void)flags;
	called(FAKE_OPEN);
	if (at == AT_FDCWD)
		return open_absolute(path);
	if (!dir)
		return -EBADF;
	return dir->kind == PROC ? open_of_machine(path) :
				   open_of_process(dir, path);
}

static int duplicate(int fd)
{
	struct file *file = file_of(fd);

	return file ? new_file(file->kind, file->space) : -EBADF;
}

static void close_file(int fd)
{
	struct file *file = file_of(fd);

	/* Closing twice closes the file of somebody else. */
	if (!file)
		abort();
	free(file->text);
	file->kind = FREE;
	fake.open_files--;
}

static ssize_t read_link(int at, const char *path, char *text, size_t size)
{
	const struct file *dir = file_of(at);
	int n;

	if (!dir || dir->kind != PROC || strcmp(path, "self") != 0)
		return -ENOENT;
	n = snprintf(text, size, "%d", (int)getpid());
	return n < (int)size ? n : (ssize_t)size;
}

static pid_t next_task(int at, const char *path, pid_t after)
{
	(void)at;
	(void)path;
	for (const pid_t *task = fake.tasks; task && *task; task++) {
		if (*task > after)
			return *task;
	}
	return 0;
}

static long magic(int fd)
{
	return !file_of(fd)   ? -EBADF :
	       fake.recorded ? EXT4_SUPER_MAGIC :
				PROC_SUPER_MAGIC;
}

/* --- the address space ---------------------------------------------------- */

uint64_t fake_last(const struct fake_mapping *mapping)
{
	return mapping->end - 1;
}

const struct fake_mapping *fake_find(const struct fake_space *space,
				     uint64_t va, bool next)
{
	const struct fake_mapping *m;

	for (m = space->mappings; m->permissions; m++) {
		if (fake_last(m) >= va)
			return next || m->start <= va ? m : NULL;
	}
	return NULL;
}

/* The first entries that end above va, or those that end the table. */
static const struct fake_entries *entries_at(const struct fake_space *space,
					     uint64_t va)
{
	/* Most questions are about the page behind the last one. */
	static const struct fake_entries *table, *last;
	const struct fake_entries *e = space->entries;

	if (e && e == table && last->pages && last->va <= va)
		e = last;
	while (e && e->pages && e->va + e->pages * FAKE_PAGE <= va)
		e++;
	table = space->entries;
	last = e;
	return e;
}

struct fake_piece fake_at(const struct fake_space *space, uint64_t va)
{
	const struct fake_mapping *m = fake_find(space, va, false);
	struct fake_piece none = { .end = m ? m->end : va + FAKE_PAGE };
	const struct fake_entries *e = entries_at(space, va);
	uint64_t end;

	if (!m || m->pfnmap || !e || !e->pages)
		return none;
	if (e->va > va) {
		none.end = e->va < none.end ? e->va : none.end;
		return none;
	}
	end = e->va + e->pages * FAKE_PAGE;
	return (struct fake_piece){
		.word = e->word + (va - e->va) / FAKE_PAGE * e->step,
		.end = end < none.end ? end : none.end,
		.categories = e->categories,
	};
}

/* Whether what it was opened for is still that of the process, and alive. */
static bool is_alive(const struct file *file)
{
	return file->space &&
	       (file->space == fake.space || file->space == fake.thread_space);
}

static uint64_t own_word(uint64_t index)
{
	if (index == PROBE_WRITTEN)
		return PRESENT | FAKE_WRITTEN_FRAME;
	if (index == PROBE_GUARD)
		return fake.no_guard ? 0 : GUARD_WORD;
	return PRESENT | (fake.zero_frame + (fake.many_zero_pages ? index : 0));
}

static ssize_t read_pagemap(const struct file *file, uint64_t *words, size_t n,
			    uint64_t first)
{
	bool own = file->kind == OWN_PAGEMAP;
	size_t i;

	called(FAKE_PAGEMAP_READ);
	if (!own && fake.fail_with)
		return -fake.fail_with;
	if (!own && !is_alive(file))
		return 0;
	for (i = 0; i < n; i++) {
		if (!own && (first + i) * FAKE_PAGE >= (uint64_t)1 << 47)
			break;
		words[i] = own ? own_word(i) :
				 fake_at(file->space, (first + i) * FAKE_PAGE)
					 .word;
		if (fake.hidden)
			words[i] &= ~FRAME_BITS;
	}
	return (ssize_t)(i * sizeof(*words));
}

static ssize_t read_flags(uint64_t *words, size_t n, uint64_t first)
{
	for (size_t i = 0; i < n; i++) {
		words[i] = 0;
		for (const struct fake_frame *f = fake.frames; f->frame; f++) {
			if (f->frame == first + i)
				words[i] = f->flags;
		}
	}
	return (ssize_t)(n * sizeof(*words));
}

static ssize_t read_at(int fd, void *buffer, size_t size, uint64_t offset)
{
	const struct file *file = file_of(fd);
	uint64_t word = sizeof(uint64_t);

	if (!file)
		return -EBADF;
	if (size % word || offset % word)
		return -EINVAL;
	return file->kind == KPAGEFLAGS ?
		       read_flags(buffer, size / word, offset / word) :
		       read_pagemap(file, buffer, size / word, offset / word);
}

static int scan(int fd, struct procfs_scan *scan)
{
	const struct file *file = file_of(fd);

	called(FAKE_SCAN);
	if (!file || fake.no_scan || fake.recorded)
		return file ? -ENOTTY : -EBADF;
	if (file->kind == OWN_PAGEMAP) {
		scan->walk_end = scan->end;
		return 1;
	}
	if (fake.fail_with)
		return -fake.fail_with;
	if (is_alive(file))
		return fake_pagemap_scan(file->space, scan);
	scan->walk_end = scan->end;
	return fake.old_dead ? -ESRCH : 0;
}

static int query(int fd, struct procfs_query *query)
{
	const struct file *file = file_of(fd);

	called(FAKE_QUERY);
	if (!file || fake.no_query || fake.recorded)
		return file ? -ENOTTY : -EBADF;
	if (file->kind == OWN_MAPS)
		return 0;
	if (fake.fail_with)
		return -fake.fail_with;
	return is_alive(file) ? fake_procmap_query(file->space, query) : -ESRCH;
}

/* --- texts ---------------------------------------------------------------- */

/* Makes more text where the last is read; false: there is no more. */
static bool make_text(struct file *file)
{
	bool fresh = !file->text;

	if (!fresh && file->text[file->at])
		return true;
	if (file->kind != MAPS && (file->kind != SMAPS || !fresh))
		return false;
	if (!is_alive(file))
		return false;
	if (file->kind == MAPS && fake.maps_text && !fresh)
		return false;
	free(file->text);
	file->at = 0;
	file->text = file->kind == SMAPS ?
			     fake_smaps(file->space) :
		     fake.maps_text ?
			     strdup(fake.maps_text) :
			     fake_maps(file->space, &file->va, &file->ended);
	return file->text[0];
}

static ssize_t read_text(int fd, void *buffer, size_t size)
{
	struct file *file = file_of(fd);
	size_t n;

	called(FAKE_READ);
	if (!file)
		return -EBADF;
	if (file->kind == MAPS || file->kind == SMAPS) {
		if (fake.fail_with || fake.reaped)
			return fake.reaped ? -ESRCH : -fake.fail_with;
	}
	if (!make_text(file))
		return 0;
	n = strlen(file->text + file->at);
	if (n > size)
		n = size;
	if (n > fake.chunk && fake.maps_text)
		n = fake.chunk;
	memcpy(buffer, file->text + file->at, n);
	file->at += n;
	return (ssize_t)n;
}

static int rewind_file(int fd)
{
	struct file *file = file_of(fd);

	called(FAKE_REWIND);
	if (!file)
		return -EBADF;
	if (file->kind == MAPS || file->kind == SMAPS) {
		free(file->text);
		file->text = NULL;
	}
	if (file->kind == SWAPS) {
		free(file->text);
		file->text = strdup(fake.swaps);
		fake.swaps_changed = false;
	}
	file->at = 0;
	file->va = 0;
	file->ended = false;
	return 0;
}

static bool has_changed(int fd)
{
	return file_of(fd) && fake.swaps_changed;
}

static int cpu_time(pid_t pid, uint64_t *ns)
{
	static uint64_t clock;

	if (pid != fake.pid || fake.reaped)
		return -ESRCH;
	clock += fake.runs;
	*ns = clock;
	return 0;
}

static void pause_us(unsigned int us)
{
	(void)us;
	fake.pauses++;
	called(FAKE_PAUSE);
}

/* --- the machine ---------------------------------------------------------- */

static const struct fault_system made = {
	.open = open_file,
	.duplicate = duplicate,
	.close = close_file,
	.read = read_text,
	.rewind = rewind_file,
	.read_at = read_at,
	.scan = scan,
	.query = query,
	.has_changed = has_changed,
	.magic = magic,
	.read_link = read_link,
	.cpu_time = cpu_time,
	.next_task = next_task,
	.pause_us = pause_us,
};

static const struct fake_frame no_frames[] = { { .frame = 0 } };

void fake_start(const struct fake_space *space)
{
	fake_stop();
	fake = (struct fake){
		.space = space,
		.pid = 42,
		.state = 'S',
		.threads = 1,
		.comm = "sleeper",
		.zero_frame = FAKE_ZERO_FRAME,
		.frames = no_frames,
		.swaps = "Filename Type Size Used Priority\n"
			 "/swap file 1048572 4 -2\n",
		.iomem = "00001000-bfffffff : System RAM\n",
		.zoneinfo = "Node 0, zone   Normal\n        spanned  786432\n",
		.runs = true,
		.chunk = 4000,
		.scan_limit = ((uint64_t)1 << 47) - FAKE_PAGE,
	};
	fault_use(&made);
}

void fake_stop(void)
{
	for (int i = 0; i < MOST_FILES; i++) {
		if (files[i].kind != FREE)
			close_file(FIRST_FD + i);
	}
	fault_set(NULL);
	fault_use(NULL);
}

void fake_exit(void)
{
	fake.space = NULL;
	fake.reaped = true;
}

void fake_zombie(void)
{
	fake.space = NULL;
	fake.state = 'Z';
}

void fake_exec(const struct fake_space *space)
{
	fake.space = space;
	fake.program++;
}

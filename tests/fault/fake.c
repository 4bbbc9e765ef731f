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
#define SOFT_DIRTY 0x0080000000000000
#define FRAME_BITS (((uint64_t)1 << 55) - 1)

struct fake fake;
static struct fake_file files[MOST_FILES];

void fake_called(enum fake_call call)
{
	fake.calls++;
	if (fake.before)
		fake.before(fake.calls, call);
}

struct fake_file *fake_file_of(int fd)
{
	if (fd < FIRST_FD || fd >= FIRST_FD + MOST_FILES ||
	    files[fd - FIRST_FD].kind == FAKE_FREE)
		return NULL;
	return &files[fd - FIRST_FD];
}

int fake_new_file(enum fake_kind kind, const struct fake_space *space)
{
	for (int i = 0; i < MOST_FILES; i++) {
		if (files[i].kind != FAKE_FREE)
			continue;
		files[i] = (struct fake_file){ .kind = kind, .space = space };
		fake.open_files++;
		return FIRST_FD + i;
	}
	return -EMFILE;
}

/* --- /proc ---------------------------------------------------------------- */

static int duplicate(int fd)
{
	struct fake_file *file = fake_file_of(fd);

	return file ? fake_new_file(file->kind, file->space) : -EBADF;
}

static void close_file(int fd)
{
	struct fake_file *file = fake_file_of(fd);

	/* Closing twice closes the file of somebody else. */
	if (!file)
		abort();
	free(file->text);
	file->kind = FAKE_FREE;
	fake.open_files--;
}

static ssize_t read_link(int at, const char *path, char *text, size_t size)
{
	const struct fake_file *dir = fake_file_of(at);
	int n;

	if (dir && dir->kind == FAKE_PROCESS_FILE)
		return fake_read_link(path, text, size);
	if (!dir || dir->kind != FAKE_PROC_FILE || strcmp(path, "self") != 0)
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
	const struct fake_file *file = fake_file_of(fd);

	if (!file)
		return -EBADF;
	if (file->kind == FAKE_PATH_FILE)
		return fake.magic;
	if (fake.masked && file->kind == FAKE_KPAGEFLAGS_FILE)
		return TMPFS_MAGIC;
	return fake.recorded ? EXT4_SUPER_MAGIC : PROC_SUPER_MAGIC;
}

static int fail(void)
{
	fault_made();
	return -fake.fail_with;
}

/* --- the address space ---------------------------------------------------- */

/* Whether what it was opened for is still that of the process, and alive. */
static bool is_alive(const struct fake_file *file)
{
	return file->space &&
	       (file->space == fake.space || file->space == fake.thread_space);
}

static uint64_t own_word(uint64_t index)
{
	if (index == PROBE_WRITTEN)
		return PRESENT | FAKE_WRITTEN_FRAME |
		       (fake.soft_dirty ? SOFT_DIRTY : 0);
	if (index == PROBE_GUARD)
		return fake.no_guard ? 0 : GUARD_WORD;
	return PRESENT | (fake.zero_frame + (fake.many_zero_pages ? index : 0));
}

static ssize_t read_pagemap(const struct fake_file *file, uint64_t *words,
			    size_t n, uint64_t first)
{
	bool own = file->kind == FAKE_OWN_PAGEMAP_FILE;
	size_t i;

	fake_called(FAKE_PAGEMAP_READ);
	if (!own && fake.fail_with)
		return fail();
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

static uint64_t flags_of(uint64_t frame)
{
	uint64_t flags = 0;

	for (const struct fake_frame *f = fake.frames; f->frame; f++) {
		if (f->frame == frame)
			flags = f->flags;
	}
	return flags;
}

static ssize_t read_frames(enum fake_kind kind, uint64_t *words, size_t n,
			   uint64_t first)
{
	size_t i;

	fake.frame_reads++;
	if (fake.frames_fail_with)
		return -fake.frames_fail_with;
	for (i = 0; i < n; i++) {
		if (fake.frames_end && first + i >= fake.frames_end)
			break;
		words[i] = fake.frame_word ?
				   fake.frame_word((enum fake_words)(
					   kind - FAKE_KPAGEFLAGS_FILE),
					   first + i) :
				   flags_of(first + i);
	}
	return (ssize_t)(i * sizeof(*words));
}

static ssize_t read_at(int fd, void *buffer, size_t size, uint64_t offset)
{
	const struct fake_file *file = fake_file_of(fd);
	uint64_t word = sizeof(uint64_t);

	if (!file)
		return -EBADF;
	if (size % word || offset % word)
		return -EINVAL;
	if (file->kind >= FAKE_KPAGEFLAGS_FILE &&
	    file->kind <= FAKE_KPAGECGROUP_FILE)
		return read_frames(file->kind, buffer, size / word,
				   offset / word);
	return read_pagemap(file, buffer, size / word, offset / word);
}

static int scan(int fd, struct procfs_scan *scan)
{
	const struct fake_file *file = fake_file_of(fd);

	fake_called(FAKE_SCAN);
	if (!file || fake.no_scan || fake.recorded)
		return file ? -ENOTTY : -EBADF;
	if (file->kind == FAKE_OWN_PAGEMAP_FILE) {
		scan->walk_end = scan->end;
		return 1;
	}
	if (fake.fail_with)
		return fail();
	if (is_alive(file))
		return fake_pagemap_scan(file->space, scan);
	scan->walk_end = scan->end;
	return fake.old_dead ? -ESRCH : 0;
}

static int query(int fd, struct procfs_query *query)
{
	const struct fake_file *file = fake_file_of(fd);

	fake_called(FAKE_QUERY);
	if (!file || fake.no_query || fake.recorded)
		return file ? -ENOTTY : -EBADF;
	if (file->kind == FAKE_OWN_MAPS_FILE)
		return 0;
	if (fake.fail_with)
		return fail();
	return is_alive(file) ? fake_procmap_query(file->space, query) : -ESRCH;
}

/* --- texts ---------------------------------------------------------------- */

static char *new_text(struct fake_file *file)
{
	switch (file->kind) {
	case FAKE_SMAPS_FILE:
		return fake_smaps(file->space);
	case FAKE_ROLLUP_FILE:
		return fake_rollup(file->space);
	case FAKE_STAT_FILE:
		return fake_stat(file->task ? file->task : fake.pid,
				 file->task ? 'S' : fake.state);
	default:
		return fake.maps_text ?
			       strdup(fake.maps_text) :
			       fake_maps(file->space, &file->va, &file->ended);
	}
}

/* Whether its text is made when it is read. */
static bool is_of_process(const struct fake_file *file)
{
	return file->kind == FAKE_MAPS_FILE || file->kind == FAKE_SMAPS_FILE ||
	       file->kind == FAKE_ROLLUP_FILE || file->kind == FAKE_STAT_FILE;
}

/* Makes more text where the last is read; false: there is no more. */
static bool make_text(struct fake_file *file)
{
	bool fresh = !file->text;

	if (!fresh && file->text[file->at])
		return true;
	if (!is_of_process(file) || (file->kind != FAKE_MAPS_FILE && !fresh))
		return false;
	if (file->kind != FAKE_STAT_FILE && !is_alive(file))
		return false;
	if (file->kind == FAKE_MAPS_FILE && fake.maps_text && !fresh)
		return false;
	free(file->text);
	file->at = 0;
	file->text = new_text(file);
	return file->text[0];
}

static ssize_t read_text(int fd, void *buffer, size_t size)
{
	struct fake_file *file = fake_file_of(fd);
	size_t n;

	fake_called(FAKE_READ);
	if (!file)
		return -EBADF;
	if (is_of_process(file) && fake.reaped)
		return -ESRCH;
	if (is_of_process(file) && file->kind != FAKE_STAT_FILE &&
	    fake.fail_with)
		return fail();
	if (file->kind == FAKE_ROLLUP_FILE && !is_alive(file))
		return -ESRCH;
	if (!make_text(file))
		return 0;
	n = strlen(file->text + file->at);
	if (n > size)
		n = size;
	if (n > fake.chunk &&
	    (fake.maps_text || file->kind == FAKE_STAT_FILE))
		n = fake.chunk;
	memcpy(buffer, file->text + file->at, n);
	file->at += n;
	return (ssize_t)n;
}

static int rewind_file(int fd)
{
	struct fake_file *file = fake_file_of(fd);

	fake_called(FAKE_REWIND);
	if (!file)
		return -EBADF;
	if (is_of_process(file)) {
		free(file->text);
		file->text = NULL;
	}
	if (file->kind == FAKE_SWAPS_FILE) {
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
	return fake_file_of(fd) && fake.swaps_changed;
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

static size_t list_numbers(int at, const char *path, uint32_t *numbers,
			   size_t room)
{
	(void)at;
	return fake_list_numbers(path, numbers, room);
}

static void pause_us(unsigned int us)
{
	(void)us;
	fake.pauses++;
	fake_called(FAKE_PAUSE);
}

/* --- the machine ---------------------------------------------------------- */

static const struct fault_system made = {
	.open = fake_open,
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
	.status = fake_status,
	.cachestat = fake_cachestat,
	.seek = fake_seek,
	.in_core = fake_in_core,
	.is_owned = fake_is_owned,
	.new_shmem = fake_new_shmem,
	.list_numbers = list_numbers,
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
		if (files[i].kind != FAKE_FREE)
			close_file(FIRST_FD + i);
	}
	fault_set(NULL);
	fault_use(NULL);
}

void fake_exit(void)
{
	fault_made();
	fake.space = NULL;
	fake.reaped = true;
}

void fake_zombie(void)
{
	fault_made();
	fake.space = NULL;
	fake.state = 'Z';
}

void fake_exec(const struct fake_space *space)
{
	fault_made();
	fake.space = space;
	fake.program++;
}

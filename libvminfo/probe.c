// SPDX-License-Identifier: LGPL-2.1-or-later
/* Makes pages whose state is known and looks at what the kernel says. */
#include "probe.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/utsname.h>

#include "frames.h"
#include "kpageflags.h"
#include "pagemap.h"
#include "populated.h"

#define ADVICE_GUARD_INSTALL 102 /* Linux 6.13 */

/* Some architectures have up to this many zero pages, by address. */
#define ZERO_PAGES 32u
#define WRITTEN_PAGE ZERO_PAGES
#define GUARD_PAGE (ZERO_PAGES + 1)
#define PAGES (ZERO_PAGES + 2)

/* One page of each kind, in a mapping of ours. */
struct specimens {
	bool has_guard;
	unsigned char *memory;
	size_t page_size;
	uint64_t words[PAGES];
};

static void touch(const struct specimens *s)
{
	volatile unsigned char *page = s->memory;

	for (unsigned int i = 0; i < ZERO_PAGES; i++)
		(void)page[i * s->page_size];
	page[WRITTEN_PAGE * s->page_size] = 1;
}

static int make_specimens(struct specimens *s, size_t page_size)
{
	size_t size = PAGES * page_size;
	int saved = errno;

	s->page_size = page_size;
	s->memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (s->memory == MAP_FAILED) {
		errno = saved;
		return -ENOMEM;
	}
	madvise(s->memory, size, MADV_NOHUGEPAGE);
	touch(s);
	/* Refused by old kernels, and where all memory is locked. */
	s->has_guard = madvise(s->memory + GUARD_PAGE * page_size, page_size,
			       ADVICE_GUARD_INSTALL) == 0;
	errno = saved;
	return 0;
}

static int read_specimens(struct specimens *s, struct procfs_file pagemap)
{
	uint64_t first = (uintptr_t)s->memory / s->page_size;
	ssize_t n = procfs_read_at(pagemap, s->words, sizeof(s->words),
				   first * sizeof(*s->words));

	if (n < 0)
		return (int)n;
	return n == sizeof(s->words) ? 0 : -EIO;
}

static bool has(const struct specimens *s, unsigned int page,
		uint16_t attribute)
{
	struct vminfo_page decoded;

	pagemap_decode(&(struct pagemap_decoder){ .zero_frame = VMINFO_NONE },
		       s->words[page], &decoded);
	return decoded.attributes & attribute;
}

static uint64_t only_zero_frame(const struct specimens *s)
{
	uint64_t frame = pagemap_frame(s->words[0]);

	for (unsigned int i = 1; i < ZERO_PAGES; i++) {
		if (pagemap_frame(s->words[i]) != frame)
			return VMINFO_NONE;
	}
	return frame;
}

/*
 * Markers have had the highest type since Linux 6.2; on 5.19 to 6.1 an entry
 * for failed swap-in stood above them.
 */
static uint8_t marker_type_by_release(void)
{
	struct utsname name;
	unsigned int major, minor;

	if (uname(&name) < 0 ||
	    sscanf(name.release, "%3u.%3u", &major, &minor) != 2)
		return PAGEMAP_TYPES;
	return major < 6 || (major == 6 && minor < 2) ? 30 : 31;
}

static uint8_t marker_type(const struct specimens *s)
{
	uint64_t word = s->words[GUARD_PAGE];

	if (!s->has_guard || pagemap_is_present(word) ||
	    pagemap_type(word) < PAGEMAP_LOWEST_SPECIAL)
		return marker_type_by_release();
	return (uint8_t)pagemap_type(word);
}

static bool can_scan(const struct specimens *s, struct procfs_file pagemap)
{
	struct populated one = { .pagemap = pagemap,
				 .page_size = s->page_size };
	bool small;

	return populated_is_walked(&one, (uintptr_t)s->memory, &small) == 1;
}

static bool can_query(const struct specimens *s)
{
	struct procfs_query query = { .query_addr = (uintptr_t)s->memory };
	struct procfs_file maps = procfs_open(PROCFS_CWD, "/proc/self/maps");
	bool can = maps.fd >= 0 && procfs_procmap_query(maps, &query) == 0;

	procfs_close(maps);
	return can;
}

/* A page that was just written is merged with none. */
static bool lies_of_ksm(const struct specimens *s,
			struct procfs_file kpageflags)
{
	uint64_t frame = pagemap_frame(s->words[WRITTEN_PAGE]);

	return frame != VMINFO_NONE &&
	       frames_have(kpageflags, frame,
			   KPAGEFLAGS_BIT(VMINFO_FRAME_KSM)) == 1;
}

int probe_kernel(struct probe *probe, size_t page_size,
		 struct procfs_file kpageflags)
{
	struct procfs_file pagemap;
	struct specimens s;
	int ret;

	*probe = (struct probe){ .zero_frame = VMINFO_NONE,
				 .special_start = PAGEMAP_LOWEST_SPECIAL,
				 .marker_type = marker_type_by_release() };
	pagemap = procfs_open(PROCFS_CWD, "/proc/self/pagemap");
	if (pagemap.fd < 0)
		return pagemap.fd;
	ret = make_specimens(&s, page_size);
	if (ret < 0)
		goto close_pagemap;
	ret = read_specimens(&s, pagemap);
	if (ret < 0)
		goto unmap;
	probe->pagemap = true;
	probe->frames = pagemap_frame(s.words[WRITTEN_PAGE]) != VMINFO_NONE;
	probe->soft_dirty = has(&s, WRITTEN_PAGE, VMINFO_SOFT_DIRTY);
	probe->guard = s.has_guard;
	probe->guard_bit = pagemap_has_guard_bit(s.words[GUARD_PAGE]);
	probe->zero_frame = only_zero_frame(&s);
	probe->marker_type = marker_type(&s);
	probe->scan = can_scan(&s, pagemap);
	probe->query = can_query(&s);
	probe->ksm_untold = lies_of_ksm(&s, kpageflags);
unmap:
	munmap(s.memory, PAGES * page_size);
close_pagemap:
	procfs_close(pagemap);
	return ret;
}

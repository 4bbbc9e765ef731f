/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pages that the kernel lends: [vdso], [vvar], [vsyscall], a perf buffer. */
#ifndef STAGE_KERNEL_H
#define STAGE_KERNEL_H

#include <linux/perf_event.h>
#include <time.h>

#include "claim.h"

/* Start and length of the mapping with that name in our maps; 0: none. */
static uint64_t named_mapping(const char *name, size_t *pages)
{
	char line[8192], seen[64];
	uint64_t start, end, found = 0;
	FILE *maps = fopen("/proc/self/maps", "re");

	while (maps && fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %*s %*s %*s %*s %63s",
			   &start, &end, seen) == 3 && !strcmp(seen, name)) {
			found = start;
			*pages = (end - start) / page_size();
		}
	}
	if (maps)
		fclose(maps);
	return found;
}

static const char *kernel_mapping(const char *name, const char *expected)
{
	size_t pages = 0;
	uint64_t va = named_mapping(name, &pages);

	if (!va)
		return REFUSED "this kernel has no such mapping";
	claim(name, (void *)(uintptr_t)va, pages, expected);
	return NULL;
}

static const char *make_vvar(const char *name)
{
	return kernel_mapping(name, "pfnmap -");
}

/* Its first page, the ELF header, was read when we were started. */
static const char *make_vdso(const char *name)
{
	size_t pages = 0;
	uint64_t va = named_mapping(name, &pages);

	if (!va)
		return REFUSED "this kernel has no such mapping";
	read_page((const char *)(uintptr_t)va);
	if (smaps_kib((void *)(uintptr_t)va, "Rss") <= 0)
		return "Rss of the [vdso] is 0";
	claim(name, (void *)(uintptr_t)va, 1, "present file");
	return NULL;
}

static const char *make_perf_buffer(const char *name)
{
	struct perf_event_attr event = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(event),
		.config = PERF_COUNT_SW_DUMMY,
	};
	int fd = (int)syscall(SYS_perf_event_open, &event, 0, -1, -1,
			      PERF_FLAG_FD_CLOEXEC);
	char *va;

	if (fd < 0)
		return refused("perf_event_open");
	va = map_at_place(3 * page_size(), MAP_SHARED, fd);
	if (va == MAP_FAILED)
		va = map_at_place(2 * page_size(), MAP_SHARED, fd);
	if (va == MAP_FAILED)
		return refused("mmap of a perf event");
	read_page(va);
	if (!smaps_flag(va, "pf"))
		return REFUSED "this kernel maps the buffer page by page";
	claim(name, va, (size_t)smaps_kib(va, "Size") * 1024 / page_size(),
	      "pfnmap -");
	return NULL;
}

static const struct act kernel_acts[] = {
	{ "perf-buffer", make_perf_buffer },
	{ "[vvar]", make_vvar },
	{ "[vvar_vclock]", make_vvar },
	{ "[vdso]", make_vdso },
	{ "[vsyscall]", make_vvar },
	{ NULL, NULL },
};

#endif

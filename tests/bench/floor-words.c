// SPDX-License-Identifier: LGPL-2.1-or-later
/* The floors of pagemap alone: read all of it, scan it, or both. */
#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include "floor.h"
#include "stretches.h"
#include "words.h"

#define LAST_ADDRESS (0x7ffffffff000ULL)

void count_words(struct counted *sum, const uint64_t *words, size_t n)
{
	struct counted c = *sum;

	for (size_t i = 0; i < n; i++) {
		uint64_t word = words[i];

		if (!word)
			continue;
		c.present += word >> 63;
		c.swapped += word >> 62 & 1;
		c.file += word >> 61 & 1;
		c.exclusive += word >> 56 & 1;
		c.runs += word != c.last + 1;
		c.last = word;
	}
	*sum = c;
}

void print_counted(const struct counted *sum)
{
	printf("%" PRIu64 " present, %" PRIu64 " swapped, %" PRIu64
	       " file, %" PRIu64 " exclusive, %" PRIu64 " runs\n",
	       sum->present, sum->swapped, sum->file, sum->exclusive,
	       sum->runs);
}

static void count_stretch(int fd, uint64_t *words, struct stretch s,
			  struct counted *sum)
{
	while (s.start < s.end) {
		uint64_t n = s.end - s.start < WORDS ? s.end - s.start : WORDS;

		n = read_proc_at(fd, words, (size_t)n * 8, s.start * 8) / 8;
		if (!n)
			return;
		count_words(sum, words, (size_t)n);
		s.start += n;
	}
}

void floor_pread(char **pids)
{
	struct stretches maps = read_maps(*pids);
	uint64_t *words = allocate(WORDS * sizeof(*words));
	int fd = open_proc(*pids, "pagemap");
	struct counted sum = { 0 };

	for (size_t i = 0; i < maps.n; i++)
		count_stretch(fd, words, maps.list[i], &sum);
	print_counted(&sum);
}

/* As in linux/fs.h. */
struct scan {
	uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages,
		inverted, all_of, any_of, wanted;
};

#define PAGEMAP_SCAN _IOWR('f', 16, struct scan)

void scanner_open(struct scanner *s, int pagemap)
{
	s->fd = pagemap;
	s->at = 0;
	s->regions = allocate(REGIONS * sizeof(*s->regions));
}

size_t scanner_next(struct scanner *s)
{
	struct scan scan = {
		.size = sizeof(scan),
		.start = s->at,
		.end = LAST_ADDRESS,
		.vec = (uintptr_t)s->regions,
		.vec_len = REGIONS,
		.any_of = 1u << 3 | 1u << 4,
		.wanted = 1u << 3 | 1u << 4 | REGION_HUGE,
	};
	int n;

	if (s->at >= LAST_ADDRESS)
		return 0;
	n = ioctl(s->fd, PAGEMAP_SCAN, &scan);
	if (n < 0)
		err(1, "PAGEMAP_SCAN");
	s->at = n < (int)REGIONS ? LAST_ADDRESS : scan.walk_end;
	return (size_t)n;
}

void floor_scan(char **pids)
{
	uint64_t pages = 0, huge = 0, regions = 0;
	struct scanner scanner;
	size_t n;

	scanner_open(&scanner, open_proc(*pids, "pagemap"));
	while ((n = scanner_next(&scanner))) {
		for (size_t i = 0; i < n; i++) {
			const struct region *r = &scanner.regions[i];

			pages += (r->end - r->start) >> 12;
			if (r->categories & REGION_HUGE)
				huge += (r->end - r->start) >> 12;
		}
		regions += n;
	}
	printf("%" PRIu64 " pages, %" PRIu64 " huge, %" PRIu64 " regions\n",
	       pages, huge, regions);
}

static void count_huge(int fd, const struct region *r, struct counted *sum)
{
	uint64_t word;

	for (uint64_t page = r->start >> 12; page < r->end >> 12;
	     page += HUGE_PAGES) {
		read_proc_at(fd, &word, 8, page * 8);
		sum->present += HUGE_PAGES;
		sum->runs += word != sum->last + 1;
		sum->last = word + HUGE_PAGES - 1;
	}
}

static void scan_and_read(const char *pid, uint64_t apart)
{
	uint64_t *words = allocate(WORDS * sizeof(*words));
	int fd = open_proc(pid, "pagemap");
	struct counted sum = { 0 };
	struct scanner scanner;
	size_t n;

	scanner_open(&scanner, fd);
	while ((n = scanner_next(&scanner))) {
		for (size_t i = 0; i < n; i++) {
			const struct region *r = &scanner.regions[i];

			if (r->categories & apart)
				count_huge(fd, r, &sum);
			else
				count_stretch(fd, words, (struct stretch){
					r->start >> 12, r->end >> 12 }, &sum);
		}
	}
	print_counted(&sum);
}

void floor_scan_huge(char **pids)
{
	scan_and_read(*pids, REGION_HUGE);
}

void floor_scan_pread(char **pids)
{
	scan_and_read(*pids, 0);
}

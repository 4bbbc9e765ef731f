// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvminfo/populated.c: populated ranges by PAGEMAP_SCAN, on a fake kernel
 * whose scan is first compared with that of the real one.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "fake-parts.h"
#include "fault.h"
#include "procfs.h"

#define LONGEST_VECTOR 8192u

/* As in populated.h, with a vector whose length a test chooses. */
#define POPULATED_H
static size_t vector_length = 512;
#define POPULATED_REGIONS vector_length

struct populated {
	struct procfs_file pagemap;
	uint64_t page_size;
	uint64_t start;
	uint64_t end;
	size_t n;
	struct procfs_region regions[LONGEST_VECTOR];
};

#define populated_scan scan_populated
#define populated_is_walked is_walked
int scan_populated(struct populated *p, uint64_t start, uint64_t limit);
int is_walked(const struct populated *p, uint64_t va, bool *small);

#include "../../libvminfo/populated.c"

/* In addresses, as the fake kernel has them. */
static int scan_at(struct populated *p, uint64_t start, uint64_t limit)
{
	int ret = scan_populated(p, start / FAKE_PAGE, limit / FAKE_PAGE);

	for (size_t i = 0; ret == 0 && i < p->n; i++) {
		p->regions[i].start *= FAKE_PAGE;
		p->regions[i].end *= FAKE_PAGE;
	}
	p->start *= FAKE_PAGE;
	p->end *= FAKE_PAGE;
	return ret;
}

#define SCAN_REQUEST _IOWR('f', 16, struct procfs_scan)
#define PRESENT ((uint64_t)1 << 63)
#define SWAPPED ((uint64_t)1 << 62)
#define START ((uint64_t)0x10000000)

/* --- the fake and the real kernel ----------------------------------------- */

#define LIVE_PAGES 4000u

/* A mapping of ours with a hole, in which some pages are touched. */
static struct {
	unsigned char *memory;
	uint64_t start;
	uint64_t end;
	struct fake_mapping mappings[3];
	struct fake_entries entries[LIVE_PAGES + 1];
	struct fake_space space;
} live;

static bool is_touched(unsigned int page)
{
	/* 1,000 single pages, 600 of three each, and one stretch. */
	if (page < 2000)
		return page % 2 == 0;
	if (page < 3500)
		return page % 5 < 3;
	return page >= 3700;
}

static void make_live(void)
{
	size_t n = 0;

	live.memory = mmap(NULL, LIVE_PAGES * FAKE_PAGE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(live.memory, MAP_FAILED);
	madvise(live.memory, LIVE_PAGES * FAKE_PAGE, MADV_NOHUGEPAGE);
	live.start = (uintptr_t)live.memory;
	live.end = live.start + LIVE_PAGES * FAKE_PAGE;
	for (unsigned int i = 0; i < LIVE_PAGES; i++) {
		if (!is_touched(i))
			continue;
		live.memory[i * FAKE_PAGE] = 1;
		live.entries[n++] = (struct fake_entries){
			.va = live.start + i * FAKE_PAGE,
			.pages = 1,
			.word = PRESENT | (i + 1),
		};
	}
	munmap(live.memory + 3600 * FAKE_PAGE, 50 * FAKE_PAGE);
	live.mappings[0] = (struct fake_mapping){
		.start = live.start,
		.end = live.start + 3600 * FAKE_PAGE,
		.permissions = "rw-p",
	};
	live.mappings[1] = (struct fake_mapping){
		.start = live.start + 3650 * FAKE_PAGE,
		.end = live.end,
		.permissions = "rw-p",
	};
	live.space = (struct fake_space){ .mappings = live.mappings,
					  .entries = live.entries };
}

static struct procfs_region told[LONGEST_VECTOR], faked[LONGEST_VECTOR];

/* The same question to both; negative errno if the real one has no answer. */
static int ask_both(int pagemap, struct procfs_scan question)
{
	struct procfs_scan real = question, fake_scan = question;
	int n, m;

	real.size = fake_scan.size = sizeof(real);
	real.vec = (uintptr_t)told;
	fake_scan.vec = (uintptr_t)faked;
	n = ioctl(pagemap, SCAN_REQUEST, &real);
	if (n < 0)
		return -errno;
	m = fake_pagemap_scan(&live.space, &fake_scan);
	assert_int_equal(m, n);
	assert_int_equal(fake_scan.walk_end, real.walk_end);
	for (int i = 0; i < n; i++) {
		assert_int_equal(faked[i].start, told[i].start);
		assert_int_equal(faked[i].end, told[i].end);
		assert_int_equal(faked[i].categories, told[i].categories);
	}
	return n;
}

static void the_fake_scans_as_this_kernel_does(void **state)
{
	static const uint64_t lengths[] = { 1,	 2,   7,    511,  512,	513,
					    516, 600, 1024, 1025, 1599, 1600,
					    1601, 1602, 1603, 2048, 8192 };
	static const uint64_t limits[] = { 0, 1, 100, 512, 600, 1000, 1001 };
	int pagemap = open("/proc/self/pagemap", O_RDONLY);
	struct procfs_scan question = {
		.category_anyof_mask = PROCFS_PRESENT | PROCFS_SWAPPED,
		.return_mask = PROCFS_PRESENT | PROCFS_SWAPPED,
	};

	(void)state;
	fake_start(&live.space);
	make_live();
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		for (size_t j = 0; j < sizeof(limits) / sizeof(*limits); j++) {
			question.start = live.start;
			question.end = live.end;
			question.vec_len = lengths[i];
			question.max_pages = limits[j];
			if (ask_both(pagemap, question) < 0) {
				print_message("no PAGEMAP_SCAN here");
				skip();
			}
		}
	}
	/* Any page at all: of the mapping, and in the hole. */
	question.category_anyof_mask = 0;
	question.end = question.start + FAKE_PAGE;
	assert_int_equal(ask_both(pagemap, question), 1);
	question.start = live.start + 3600 * FAKE_PAGE;
	question.end = question.start + 50 * FAKE_PAGE;
	assert_int_equal(ask_both(pagemap, question), 0);
	munmap(live.memory, LIVE_PAGES * FAKE_PAGE);
	close(pagemap);
}

/* --- ours on the fake kernel ---------------------------------------------- */

static const struct fake_mapping one_mapping[] = {
	{ .start = START, .end = START + ((uint64_t)4 << 30),
	  .permissions = "rw-p" },
	{ .permissions = NULL },
};

static struct fake_entries entries[3001];
static const struct fake_space space = { one_mapping, entries };

/* So many single pages with a hole behind each. */
static void make_regions(size_t n)
{
	for (size_t i = 0; i < n; i++)
		entries[i] = (struct fake_entries){
			.va = START + i * 2 * FAKE_PAGE,
			.pages = 1,
			.word = i % 3 ? PRESENT | (i + 1) :
					SWAPPED | i << 5 | 1,
		};
	entries[n] = (struct fake_entries){ .pages = 0 };
	fake_start(&space);
}

static struct populated *start(void)
{
	struct populated *p = calloc(1, sizeof(*p));
	struct procfs_file proc;

	assert_non_null(p);
	proc = procfs_open_dir(PROCFS_CWD, "/proc");
	p->page_size = FAKE_PAGE;
	p->pagemap = procfs_open(procfs_open_dir(proc, "42"), "pagemap");
	assert_true(p->pagemap.fd >= 0);
	return p;
}

static uint64_t end_of_all(void)
{
	size_t n = 0;

	while (entries[n].pages)
		n++;
	return n ? entries[n - 1].va + entries[n - 1].pages * FAKE_PAGE : START;
}

/* Scans all, piece by piece; each page that is populated must come once. */
static void scan_all(struct populated *p, uint64_t limit)
{
	uint64_t at = START, seen = START, pages = 0, wanted = 0;

	for (int calls = 0; at < limit; calls++) {
		assert_int_equal(scan_at(p, at, limit), 0);
		assert_int_equal(p->start, at);
		assert_true(p->end > at);
		assert_true(p->end <= limit);
		for (size_t i = 0; i < p->n; i++) {
			assert_true(p->regions[i].start >= seen);
			assert_true(p->regions[i].end <= p->end);
			seen = p->regions[i].end;
			pages += (seen - p->regions[i].start) / FAKE_PAGE;
		}
		at = p->end;
		assert_true(calls < 5000);
	}
	for (const struct fake_entries *e = entries; e->pages; e++)
		wanted += e->pages;
	assert_int_equal(pages, wanted);
}

static void a_stale_walk_end_neither_repeats_nor_loses_pages(void **state)
{
	static const size_t lengths[] = { 1,   2,   3,	  100,	511,  512, 513,
					  516, 600, 1023, 1024, 1025, 8192 };
	static const size_t regions[] = { 0,   1,   511,  512,	513,
					  516, 600, 1024, 1025, 3000 };

	(void)state;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		for (size_t j = 0; j < sizeof(regions) / sizeof(*regions);
		     j++) {
			struct populated *p;

			make_regions(regions[j]);
			p = start();
			vector_length = lengths[i];
			scan_all(p, START + ((uint64_t)1 << 30));
			scan_all(p, end_of_all() + FAKE_PAGE);
			free(p);
			fake_stop();
		}
	}
	vector_length = 512;
}

static void the_fake_has_the_stale_walk_end(void **state)
{
	struct populated *p;
	struct procfs_scan scan = {
		.start = START,
		.end = START + 4096 * FAKE_PAGE,
		.vec = (uintptr_t)told,
		.vec_len = LONGEST_VECTOR,
		.category_anyof_mask = PROCFS_PRESENT | PROCFS_SWAPPED,
	};

	(void)state;
	make_regions(516);
	p = start();
	assert_int_equal(procfs_pagemap_scan(p->pagemap, &scan), 516);
	/* Where the first round ended, although the second saw all. */
	assert_int_equal(scan.walk_end, START + 1024 * FAKE_PAGE);
	assert_true(told[515].end > scan.walk_end);
	free(p);
	fake_stop();
}

static void a_dense_stretch_is_scanned_in_parts(void **state)
{
	static const uint64_t sizes[] = { 32767, 32768, 32769, 65536, 100001 };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct populated *p;

		make_regions(0);
		entries[0] = (struct fake_entries){ .va = START,
						    .pages = sizes[i],
						    .word = PRESENT | 1,
						    .step = 1 };
		entries[1] = (struct fake_entries){
			.va = START + (sizes[i] + 100) * FAKE_PAGE,
			.pages = 5,
			.word = PRESENT | 1
		};
		entries[2] = (struct fake_entries){ .pages = 0 };
		p = start();
		scan_all(p, START + ((uint64_t)1 << 30));
		free(p);
		fake_stop();
	}
}

static void no_lock_is_held_for_more_than_2_to_the_19_entries(void **state)
{
	static const struct fake_mapping large[] = {
		{ .start = START, .end = START + ((uint64_t)4 << 40),
		  .permissions = "rw-p" },
		{ .permissions = NULL },
	};
	static const struct fake_entries last[] = {
		{ .va = START + ((uint64_t)3 << 40), .pages = 5,
		  .word = PRESENT | 1 },
		{ .pages = 0 },
	};
	static const struct fake_space other = { large, last };
	struct populated *p;

	(void)state;
	fake_start(&other);
	p = start();
	assert_int_equal(scan_at(p, START, large[0].end), 0);
	assert_true(fake.longest_scan <= FAKE_PAGE << 19);
	/* Nothing found is as if it had been one. */
	assert_int_equal(p->start, START);
	assert_int_equal(p->n, 1);
	assert_int_equal(p->regions[0].start, last[0].va);
	/* The end is one of a page table. */
	assert_int_equal(p->end % FAKE_HUGE, 0);
	assert_true(p->end > last[0].va);
	assert_int_equal(scan_at(p, p->end, large[0].end), 0);
	assert_int_equal(p->n, 0);
	assert_int_equal(p->end, large[0].end);
	free(p);
	fake_stop();
}

static void only_what_is_present_or_swapped_is_selected(void **state)
{
	/* Present, swapped, the huge zero page; hugetlb that is not there. */
	static const struct fake_entries some[] = {
		{ .va = START, .pages = 1, .word = PRESENT | 1 },
		{ .va = START + 2 * FAKE_PAGE, .pages = 1, .word = SWAPPED },
		{ .va = START + FAKE_HUGE, .pages = 512, .word = PRESENT | 2,
		  .categories = PROCFS_HUGE | PROCFS_PFNZERO },
		{ .va = START + 2 * FAKE_HUGE, .pages = 512,
		  .categories = PROCFS_HUGE },
		{ .pages = 0 },
	};
	static const struct fake_space other = { one_mapping, some };
	struct populated *p;

	(void)state;
	fake_start(&other);
	p = start();
	assert_int_equal(scan_at(p, START, START + 4 * FAKE_HUGE), 0);
	assert_int_equal(p->n, 3);
	assert_int_equal(p->regions[0].categories, PROCFS_PRESENT);
	assert_int_equal(p->regions[1].start, START + 2 * FAKE_PAGE);
	assert_int_equal(p->regions[1].categories, PROCFS_SWAPPED);
	assert_int_equal(p->regions[2].end, START + 2 * FAKE_HUGE);
	assert_int_equal(p->regions[2].categories,
			 PROCFS_PRESENT | PROCFS_PFNZERO | PROCFS_HUGE);
	free(p);
	fake_stop();
}

static void no_mask_costs_time_or_splits_regions(void **state)
{
	struct populated *p;
	bool small;

	(void)state;
	make_regions(3);
	p = start();
	scan_at(p, START, START + FAKE_HUGE);
	is_walked(p, START, &small);
	/* Neither WRITTEN nor FILE nor any newer one, and no flag at all. */
	assert_int_equal(fake.scan_masks, PROCFS_PRESENT | PROCFS_SWAPPED |
						  PROCFS_PFNZERO | PROCFS_HUGE);
	assert_int_equal(fake.scan_flags, 0);
	free(p);
	fake_stop();
}

static void a_mapping_without_tables_is_told_from_an_empty_one(void **state)
{
	static const struct fake_mapping two[] = {
		{ .start = START, .end = START + FAKE_PAGE,
		  .permissions = "rw-p" },
		{ .start = START + FAKE_PAGE, .end = START + 2 * FAKE_PAGE,
		  .permissions = "rw-s", .pfnmap = true },
		{ .permissions = NULL },
	};
	static const struct fake_space other = { two, NULL };
	struct populated *p;
	bool small;

	(void)state;
	fake_start(&other);
	p = start();
	assert_int_equal(is_walked(p, START, &small), 1);
	assert_int_equal(is_walked(p, START + FAKE_PAGE, &small), 0);
	assert_int_equal(is_walked(p, START + 2 * FAKE_PAGE, &small), 0);
	free(p);
	fake_stop();
}

static bool is_small(const struct populated *p, uint64_t va)
{
	bool small = false;

	assert_int_equal(is_walked(p, va, &small), 1);
	return small;
}

static void only_an_entry_tells_that_it_is_not_of_hugetlb(void **state)
{
	static const struct fake_mapping three[] = {
		{ .start = START, .end = START + 2 * FAKE_HUGE,
		  .permissions = "rw-s", .dev_minor = 15, .inode = 77,
		  .name = "/anon_hugepage (deleted)", .page_size = FAKE_HUGE },
		{ .start = START + 2 * FAKE_HUGE, .end = START + 3 * FAKE_HUGE,
		  .permissions = "rw-s", .dev_minor = 1, .inode = 78,
		  .name = "/dev/zero (deleted)" },
		{ .permissions = NULL },
	};
	static const struct fake_entries some[] = {
		{ START, 512, PRESENT | 0x10000, 1, 0 },
		{ START + 2 * FAKE_HUGE, 1, PRESENT | 0x20000, 1, 0 },
		{ START + 2 * FAKE_HUGE + FAKE_PAGE, 1, SWAPPED | 0x2001, 1,
		  0 },
		{ .pages = 0 },
	};
	static const struct fake_space other = { three, some };
	struct populated *p;

	(void)state;
	fake_start(&other);
	p = start();
	assert_false(is_small(p, START));
	assert_false(is_small(p, START + FAKE_HUGE));
	assert_true(is_small(p, START + 2 * FAKE_HUGE));
	assert_true(is_small(p, START + 2 * FAKE_HUGE + FAKE_PAGE));
	assert_false(is_small(p, START + 2 * FAKE_HUGE + 2 * FAKE_PAGE));
	free(p);
	fake_stop();
}

static void errors_of_the_kernel_are_given_on(void **state)
{
	struct populated *p;
	bool small;

	(void)state;
	make_regions(3);
	p = start();
	fake.scan_limit = START;
	assert_int_equal(scan_at(p, START, START + FAKE_PAGE), -EFAULT);
	assert_int_equal(is_walked(p, START, &small), -EFAULT);
	fake.no_scan = true;
	assert_int_equal(scan_at(p, START, START + FAKE_PAGE), -ENOTTY);
	free(p);
	fake_stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fake_scans_as_this_kernel_does),
		cmocka_unit_test(the_fake_has_the_stale_walk_end),
		cmocka_unit_test(
			a_stale_walk_end_neither_repeats_nor_loses_pages),
		cmocka_unit_test(a_dense_stretch_is_scanned_in_parts),
		cmocka_unit_test(
			no_lock_is_held_for_more_than_2_to_the_19_entries),
		cmocka_unit_test(only_what_is_present_or_swapped_is_selected),
		cmocka_unit_test(no_mask_costs_time_or_splits_regions),
		cmocka_unit_test(
			a_mapping_without_tables_is_told_from_an_empty_one),
		cmocka_unit_test(
			only_an_entry_tells_that_it_is_not_of_hugetlb),
		cmocka_unit_test(errors_of_the_kernel_are_given_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

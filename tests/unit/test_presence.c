// SPDX-License-Identifier: LGPL-2.1-or-later
/* VMINFO_WANT_PRESENCE: what is in RAM, without where in RAM. */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fake.h"
#include "scene.h"

#define BIT(n) ((uint64_t)1 << (n))
#define EXCLUSIVE BIT(56)
#define SWAPPED BIT(62)
#define PRESENT BIT(63)
#define PFNZERO BIT(5)
#define HUGE BIT(6)
#define H FAKE_HUGE

static const struct vminfo_walk_options presence = {
	.size = sizeof(presence),
	.want = VMINFO_WANT_PRESENCE,
};

static const struct fake_mapping mappings[] = {
	{ .start = 2 * H, .end = 4 * H, .permissions = "rw-p" },
	{ .permissions = NULL },
};

/* Frames in no order, a zero page and a slot among them; then a huge page. */
static const struct fake_entries entries[] = {
	{ 2 * H, 2, PRESENT | EXCLUSIVE | 0x100, 1, 0 },
	{ 2 * H + 0x2000, 3, PRESENT | 0x507, 0, 0 },
	{ 2 * H + 0x5000, 1, PRESENT | FAKE_ZERO_FRAME, 0, PFNZERO },
	{ 2 * H + 0x6000, 1, SWAPPED | 0x11 << 5 | 1, 0, 0 },
	{ 2 * H + 0x7000, 1, PRESENT | 0x102, 0, 0 },
	{ 3 * H, 512, PRESENT | 0x4e00, 1, HUGE },
	{ .pages = 0 },
};

static const struct fake_space space = { mappings, entries };

static void runs_are(const char *expected)
{
	struct scene scene = scene_open();
	char *told = scene_runs(&scene, &presence, 100);

	assert_string_equal(told, expected);
	free(told);
	scene_close(&scene);
}

static void pages_in_ram_are_one_run_wherever_they_are(void **state)
{
	(void)state;
	fake_start(&space);
	runs_are("400000+5 present\n405000+1 zero\n406000+1 swapped 1:11\n"
		 "407000+1 present\n408000+504 absent\n"
		 "600000+512 present huge\n[complete]\n");
}

static void without_a_scan_the_words_say_the_same(void **state)
{
	(void)state;
	fake_start(&space);
	fake.no_scan = true;
	runs_are("400000+5 present\n405000+1 zero\n406000+1 swapped 1:11\n"
		 "407000+1 present\n408000+504 absent\n"
		 "600000+512 present huge-unknown\n[complete]\n");
}

static unsigned int reads;

static void count_reads(unsigned long number, enum fake_call call)
{
	(void)number;
	reads += call == FAKE_PAGEMAP_READ;
}

static void words_of_what_is_in_ram_are_not_read(void **state)
{
	static const struct fake_entries in_ram[] = {
		{ 2 * H, 300, PRESENT | 0x100, 7, 0 },
		{ 3 * H, 512, PRESENT | 0x4e00, 1, HUGE },
		{ .pages = 0 },
	};
	static const struct fake_space ram = { mappings, in_ram };
	struct scene scene;
	char *told;

	(void)state;
	fake_start(&ram);
	scene = scene_open();
	reads = 0;
	fake.before = count_reads;
	told = scene_runs(&scene, &presence, 100);
	assert_string_equal(told, "400000+300 present\n52c000+212 absent\n"
				  "600000+512 present huge\n[complete]\n");
	assert_int_equal(reads, 0);
	free(told);
	scene_close(&scene);
}

static void pages_have_no_word_either(void **state)
{
	struct vminfo_page pages[8];
	struct vminfo_walk *walk;
	struct scene scene;

	(void)state;
	for (int scan = 0; scan < 2; scan++) {
		fake_start(&space);
		fake.no_scan = !scan;
		scene = scene_open();
		walk = scene_walk(&scene, &presence);
		assert_int_equal(vminfo_walk_pages(walk, pages, NULL, 8), 8);
		for (int i = 0; i < 6; i++) {
			assert_int_equal(pages[i].word, 0);
			assert_int_equal(pages[i].value, VMINFO_NONE);
			assert_int_equal(pages[i].attributes, 0);
		}
		assert_int_equal(pages[4].state, VMINFO_PRESENT);
		assert_int_equal(pages[5].state, VMINFO_ZERO);
		assert_int_equal(pages[6].word, SWAPPED | 0x11 << 5 | 1);
		assert_int_equal(pages[6].value, 0x11);
		vminfo_walk_free(walk);
		scene_close(&scene);
	}
}

static void frames_and_exactness_are_not_to_be_had_with_it(void **state)
{
	static const uint64_t more[] = { VMINFO_WANT_FRAMES,
					 VMINFO_WANT_EXACT };
	struct vminfo_walk_options options = presence;
	struct vminfo_walk *walk;
	struct scene scene;

	(void)state;
	fake_start(&space);
	scene = scene_open();
	for (size_t i = 0; i < 2; i++) {
		options.want = VMINFO_WANT_PRESENCE | more[i];
		assert_int_equal(vminfo_walk_new(scene.process, &options,
						 &walk), -EINVAL);
	}
	scene_close(&scene);
}

/* --- against all that is known of recorded processes --------------------- */

/* Runs of one walk, joined where only their place in RAM differs. */
struct joined {
	struct vminfo_walk *walk;
	struct vminfo_run runs[64];
	ssize_t n;
	ssize_t next;
	struct vminfo_run now;
};

#define KEPT (VMINFO_HUGE | VMINFO_HUGE_UNKNOWN | VMINFO_CHANGED | \
	      VMINFO_MAYBE_ZERO)

static bool is_in_ram(const struct vminfo_run *run)
{
	return run->state == VMINFO_PRESENT || run->state == VMINFO_ZERO;
}

static bool take(struct joined *j, struct vminfo_run *run)
{
	if (j->next >= j->n) {
		j->next = 0;
		j->n = vminfo_walk_runs(j->walk, j->runs, NULL, 64);
		if (j->n <= 0)
			return false;
	}
	*run = j->runs[j->next++];
	if (!is_in_ram(run))
		return true;
	run->value = VMINFO_NONE;
	run->all &= KEPT;
	run->any &= KEPT;
	return true;
}

static bool goes_on(const struct vminfo_run *a, const struct vminfo_run *b,
		    uint64_t page_size)
{
	return is_in_ram(a) && a->va + a->pages * page_size == b->va &&
	       a->state == b->state && a->all == b->all && a->any == b->any;
}

/* The next one in j->now; false: there is none. */
static bool next_joined(struct joined *j, uint64_t page_size)
{
	static const struct vminfo_run none = { .pages = 0 };
	struct vminfo_run run;

	j->now = none;
	while (take(j, &run)) {
		if (!j->now.pages) {
			j->now = run;
		} else if (goes_on(&j->now, &run, page_size)) {
			j->now.pages += run.pages;
		} else {
			j->next--;
			break;
		}
	}
	return j->now.pages;
}

static uint64_t compare(struct vminfo_process *process, uint64_t page_size)
{
	struct vminfo_walk_options options = presence;
	struct joined all = { .n = 0 }, only = { .n = 0 };
	uint64_t pages = 0;

	options.split = KEPT;
	assert_int_equal(vminfo_walk_new(process, &options, &only.walk), 0);
	options.want = 0;
	assert_int_equal(vminfo_walk_new(process, &options, &all.walk), 0);
	while (next_joined(&all, page_size)) {
		assert_true(next_joined(&only, page_size));
		assert_memory_equal(&all.now, &only.now, sizeof(all.now));
		pages += is_in_ram(&all.now) ? all.now.pages : 0;
	}
	assert_false(next_joined(&only, page_size));
	assert_int_equal(vminfo_walk_status(all.walk),
			 vminfo_walk_status(only.walk));
	vminfo_walk_free(all.walk);
	vminfo_walk_free(only.walk);
	return pages;
}

static uint64_t compare_recording(const char *path)
{
	const struct vminfo_context_options options = {
		.size = sizeof(options),
		.recording = path,
	};
	struct vminfo_context *context;
	struct vminfo_process *process;
	uint64_t pages = 0;
	pid_t pid = 0;

	if (vminfo_context_new(&options, &context) < 0)
		return 0;
	while ((pid = vminfo_context_next_process(context, pid)) > 0) {
		if (vminfo_process_open(context, pid, &process) < 0)
			continue;
		pages += compare(process, vminfo_context_page_size(context));
		vminfo_process_close(process);
	}
	vminfo_context_free(context);
	return pages;
}

static void of_each_recording_the_same_is_present(void **state)
{
	DIR *dir = opendir("tests/proc");
	struct dirent *entry;
	uint64_t pages = 0;
	char path[300];

	(void)state;
	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		const char *dot = strrchr(entry->d_name, '.');

		if (!dot || strcmp(dot, ".vm") != 0)
			continue;
		snprintf(path, sizeof(path), "tests/proc/%s", entry->d_name);
		pages += compare_recording(path);
	}
	closedir(dir);
	assert_int_not_equal(pages, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_in_ram_are_one_run_wherever_they_are),
		cmocka_unit_test(without_a_scan_the_words_say_the_same),
		cmocka_unit_test(words_of_what_is_in_ram_are_not_read),
		cmocka_unit_test(pages_have_no_word_either),
		cmocka_unit_test(
			frames_and_exactness_are_not_to_be_had_with_it),
		cmocka_unit_test(of_each_recording_the_same_is_present),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

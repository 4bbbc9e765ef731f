// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvminfo/recorder-memory.c, walk-backing.c: what objects said when a process
 * was recorded is said again by the recording.
 */
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

#include "context.h"
#include "fake.h"
#include "recorded.h"
#include "scene.h"
#include "told.h"

#define PRESENT ((uint64_t)1 << 63)
#define FILE_PAGE ((uint64_t)1 << 61)

#define END_OF_MAPPINGS { .permissions = NULL }
#define END_OF_ENTRIES { .pages = 0 }
#define END_OF_OBJECTS { .pages = NULL }

static const struct fake_mapping mappings[] = {
	{ 0x400000, 0x408000, "rw-s", 0x1000, 0, 1, 70, "/memfd:x (deleted)",
	  0, false },
	{ 0x500000, 0x503000, "r-xp", 0, 8, 1, 5, "/bin/x", 0, false },
	{ 0x600000, 0x602000, "rw-s", 0, 0, 99, 6, "/strange", 0, false },
	{ 0x700000, 0x701000, "rw-p", 0, 0, 0, 0, NULL, 0, false },
	{ 0x800000, 0x801000, "r-xp", 0, 0, 0, 0, "[vdso]", 0, false },
	END_OF_MAPPINGS,
};

static struct fake_entries entries[] = {
	{ 0x402000, 1, PRESENT | FILE_PAGE | 0x99, 0, 0 },
	{ 0x407000, 1, 0, 0, 0 },
	END_OF_ENTRIES,
};

static const struct fake_object objects[] = {
	{ .dev_minor = 1, .inode = 70, .pages = ".cc.ssckf", .shmem = true },
	{ .dev_major = 8, .dev_minor = 1, .inode = 5, .pages = "ce" },
	END_OF_OBJECTS,
};

static const struct fake_space space = { mappings, entries };

static const char told[] = "400000+2 cached inferred\n"
			   "402000+1 absent inferred\n"
			   "403000+2 shmem-swapped inferred\n"
			   "405000+1 cached inferred\n"
			   "406000+1 shmem-swapped inferred\n"
			   "407000+1 cached inferred\n"
			   "500000+1 cached inferred\n"
			   "501000+2 absent inferred\n"
			   "600000+2 unresolved\n"
			   "700000+1 absent\n"
			   "800000+1 unresolved\n"
			   "[complete]\n";

static const char told_without[] = "400000+8 unresolved\n"
				   "500000+3 unresolved\n"
				   "600000+2 unresolved\n"
				   "700000+1 absent\n"
				   "800000+1 unresolved\n"
				   "[complete]\n";

static char text[65536];

static int keep(void *data, const char *piece, size_t length)
{
	(void)data;
	assert_true(strlen(text) + length < sizeof(text));
	strncat(text, piece, length);
	return 0;
}

static void record(uint64_t flags)
{
	struct vminfo_recorder_options options = {
		.size = sizeof(options), .write = keep, .flags = flags,
	};
	struct scene scene = scene_open();
	struct vminfo_recorder *recorder;

	text[0] = '\0';
	assert_int_equal(vminfo_recorder_new(scene.context, &options,
					     &recorder), 0);
	assert_true(vminfo_recorder_add(recorder, scene.process) > 0);
	assert_int_equal(vminfo_recorder_end(recorder), 0);
	vminfo_recorder_free(recorder);
	scene_close(&scene);
}

static int start(void **state)
{
	(void)state;
	fake_start(&space);
	fake.objects = objects;
	fake.mounts = "27 1 8:1 / / rw - ext4 /dev/sda1 rw\n";
	entries[0].va = 0x402000;
	entries[0].word = 0;
	entries[1].word = 0;
	return 0;
}

/* The recording that was just made, to be looked at. */
static struct scene replay(void)
{
	struct recorded_string string = recorded_string(text, strlen(text));
	struct recording *recording;
	char error[256] = "";
	struct scene scene;

	if (read_recorded(&string, error, sizeof(error), &recording) != 0)
		fail_msg("%s\n%s", error, text);
	assert_int_equal(context_new_recorded(recording, &scene.context), 0);
	assert_int_equal(vminfo_process_open(scene.context, 42,
					     &scene.process), 0);
	return scene;
}

static void replay_is(uint64_t want, const char *expected)
{
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.want = want,
	};
	struct scene scene = replay();
	char *runs = scene_runs(&scene, &options, 100);

	assert_string_equal(runs, expected);
	free(runs);
	scene_close(&scene);
}

static void what_objects_said_is_said_again(void **state)
{
	(void)state;
	record(VMINFO_RECORD_BACKING);
	assert_non_null(strstr(text,
			       "\t\t+0 2 cached\n"
			       "\t\t+2 1 absent\n"
			       "\t\t+3 2 shmem-swapped\n"
			       "\t\t+5 1 cached\n"
			       "\t\t+6 1 shmem-swapped\n"
			       "\t\t+7 1 cached\n"
			       "\t\tobject shmem\n"));
	replay_is(VMINFO_WANT_BACKING, told);
	replay_is(0, told_without);
}

static void hidden_frames_do_not_matter_for_that(void **state)
{
	(void)state;
	record(VMINFO_RECORD_BACKING | VMINFO_RECORD_REBASED);
	replay_is(VMINFO_WANT_BACKING, told);
}

static void what_was_not_asked_is_not_known(void **state)
{
	(void)state;
	record(0);
	assert_null(strstr(text, "cached"));
	assert_null(strstr(text, "object"));
	replay_is(VMINFO_WANT_BACKING, told_without);
}

static void entries_and_answers_stay_in_their_places(void **state)
{
	(void)state;
	entries[0].word = PRESENT | FILE_PAGE | 0x99;
	record(VMINFO_RECORD_BACKING);
	replay_is(VMINFO_WANT_BACKING, "400000+2 cached inferred\n"
				       "402000+1 present 99 file\n"
				       "403000+2 shmem-swapped inferred\n"
				       "405000+1 cached inferred\n"
				       "406000+1 shmem-swapped inferred\n"
				       "407000+1 cached inferred\n"
				       "500000+1 cached inferred\n"
				       "501000+2 absent inferred\n"
				       "600000+2 unresolved\n"
				       "700000+1 absent\n"
				       "800000+1 unresolved\n"
				       "[complete]\n");
}

static void who_answers_is_the_recording(void **state)
{
	static const struct {
		uint32_t object, method, reason;
	} expected[] = {
		{ VMINFO_BACKED_BY_SHMEM, VMINFO_BACKING_RECORDED, 0 },
		{ VMINFO_BACKED_BY_FILE, VMINFO_BACKING_RECORDED, 0 },
		{ 0, 0, VMINFO_BACKING_NOT_RECORDED },
		{ 0, 0, 0 },
		{ VMINFO_BACKED_BY_OTHER, 0, VMINFO_BACKING_NOT_RECORDED },
	};
	const struct vminfo_walk_options options = {
		.size = sizeof(options),
		.want = VMINFO_WANT_BACKING,
	};
	struct vminfo_backing said;
	struct vminfo_walk *walk;
	struct scene scene;

	(void)state;
	record(VMINFO_RECORD_BACKING);
	scene = replay();
	walk = scene_walk(&scene, &options);
	for (int i = 0; i < 5; i++) {
		struct vminfo_run runs[16];

		assert_true(vminfo_walk_runs(walk, runs, NULL, 16) > 0);
		assert_int_equal(vminfo_walk_backing(walk, &said), 0);
		assert_int_equal(said.object, expected[i].object);
		assert_int_equal(said.method, expected[i].method);
		assert_int_equal(said.reason, expected[i].reason);
	}
	vminfo_walk_free(walk);
	scene_close(&scene);
}

/* It is there whenever the object has answered, and else it is not. */
static void vanish(unsigned long number, enum fake_call call)
{
	static int looks;

	(void)number;
	if (call == FAKE_ASK) {
		looks = 0;
		entries[0].word = PRESENT | FILE_PAGE | 0x77;
	} else if (call == FAKE_PAGEMAP_READ && looks++) {
		entries[0].word = 0;
	}
}

static void what_changed_each_time_is_recorded_as_that(void **state)
{
	static const struct fake_mapping last[] = {
		{ 0x402000, 0x404000, "rw-s", 0x3000, 0, 1, 70, "/memfd:x", 0,
		  false },
		END_OF_MAPPINGS,
	};
	static const struct fake_space changing = { last, entries };

	(void)state;
	fake_start(&changing);
	fake.objects = objects;
	fake.no_scan = true;
	fake.before = vanish;
	record(VMINFO_RECORD_BACKING);
	assert_non_null(strstr(text, "\tchanged 402000-403000\n"));
	replay_is(VMINFO_WANT_BACKING, "402000+1 unresolved changed\n"
				       "403000+1 shmem-swapped inferred\n"
				       "[changed]\n");
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_objects_said_is_said_again),
		TEST(hidden_frames_do_not_matter_for_that),
		TEST(what_was_not_asked_is_not_known),
		TEST(entries_and_answers_stay_in_their_places),
		TEST(who_answers_is_the_recording),
		TEST(what_changed_each_time_is_recorded_as_that),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvminfo/backing.c, backing-device.c: which objects are asked, how they are
 * opened, and what that says.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <linux/magic.h>

#include "backed.h"
#include "fault.h"

/* --- states --------------------------------------------------------------- */

static void what_is_not_wanted_is_not_asked(void **state)
{
	struct scene scene;
	char *told;

	(void)state;
	start(&memfd_space, shmem);
	scene = scene_open();
	told = scene_runs(&scene, NULL, 100);
	assert_string_equal(told, "400000+2 unresolved\n"
				  "402000+1 present 99 file\n"
				  "403000+9 unresolved\n"
				  "[complete]\n");
	assert_int_equal(fake.questions, 0);
	free(told);
	scene_close(&scene);
}

static void shared_memory_says_what_is_in_ram_and_in_swap(void **state)
{
	(void)state;
	start(&memfd_space, shmem);
	runs_are(shmem_told);
}

static void no_ioctl_is_needed(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		start(&memfd_space, shmem);
		fake.no_scan = i & 1;
		fake.no_query = i & 2;
		runs_are(shmem_told);
	}
}

static void page_by_page_it_is_the_same(void **state)
{
	struct scene scene;
	char *told;

	(void)state;
	start(&memfd_space, shmem);
	scene = scene_open();
	told = scene_pages(&scene, &backing, 3);
	assert_string_equal(told, "400000+1 cached inferred\n"
				  "401000+1 cached inferred\n"
				  "402000+1 present 99 file\n"
				  "403000+1 absent inferred\n"
				  "404000+1 shmem-swapped inferred\n"
				  "405000+1 shmem-swapped inferred\n"
				  "406000+1 shmem-swapped inferred\n"
				  "407000+1 shmem-swapped inferred\n"
				  "408000+1 cached inferred\n"
				  "409000+1 cached inferred\n"
				  "40a000+1 absent inferred\n"
				  "40b000+1 absent inferred\n"
				  "[complete]\n");
	free(told);
	scene_close(&scene);
}

static void of_a_file_what_was_evicted_is_absent(void **state)
{
	static const struct fake_mapping mappings[] = {
		{ 0x400000, 0x406000, "r-xp", 0x2000, 8, 1, 5, "/bin/x", 0,
		  false },
		END_OF_MAPPINGS,
	};
	static const struct fake_space space = { mappings, NULL };
	static const struct fake_object objects[] = {
		{ .dev_major = 8, .dev_minor = 1, .inode = 5,
		  .pages = "..ceccee" },
		END_OF_OBJECTS,
	};

	(void)state;
	start(&space, objects);
	runs_are("400000+1 cached inferred\n"
		 "401000+1 absent inferred\n"
		 "402000+2 cached inferred\n"
		 "404000+2 absent inferred\n"
		 "[complete]\n");
}

/* Bit 57 says so, too, and type 31 is that of markers. */
#define MARKER (BIT(57) | BIT(62) | (uint64_t)1 << 5 | 31)

static void a_marker_may_hide_what_is_in_swap(void **state)
{
	static const struct fake_entries entries[] = {
		{ 0x402000, 6, MARKER, 0, 0 },
		END_OF_ENTRIES,
	};
	static const struct fake_space space = { memfd, entries };

	(void)state;
	/* ccc.sskkfc: what it has in RAM may be mapped by now. */
	start(&space, shmem);
	runs_are("400000+2 cached inferred\n"
		 "402000+2 marker uffd-wp\n"
		 "404000+4 shmem-swapped uffd-wp inferred\n"
		 "408000+2 cached inferred\n"
		 "40a000+2 absent inferred\n"
		 "[complete]\n");
}

static void nobody_is_asked_of_markers_without_an_object(void **state)
{
	static const struct fake_mapping mappings[] = {
		{ 0x400000, 0x404000, "rw-p", 0, 0, 0, 0, NULL, 0, false },
		END_OF_MAPPINGS,
	};
	static const struct fake_entries entries[] = {
		{ 0x401000, 2, MARKER, 0, 0 },
		END_OF_ENTRIES,
	};
	static const struct fake_space space = { mappings, entries };

	(void)state;
	start(&space, shmem);
	runs_are("400000+1 absent\n"
		 "401000+2 marker uffd-wp\n"
		 "403000+1 absent\n"
		 "[complete]\n");
	assert_int_equal(fake.questions, 0);
}

static void files_are_not_opened_if_only_shared_memory_is_wanted(void **state)
{
	static const struct fake_mapping mappings[] = {
		{ 0x400000, 0x402000, "r-xp", 0, 8, 1, 5, "/bin/x", 0, false },
		{ 0x500000, 0x504000, "rw-s", 0, 0, 1, 70, "/memfd:x (deleted)",
		  0, false },
		END_OF_MAPPINGS,
	};
	static const struct fake_space space = { mappings, NULL };
	static const struct fake_object objects[] = {
		{ .dev_major = 8, .dev_minor = 1, .inode = 5, .pages = "cc" },
		{ .dev_minor = 1, .inode = 70, .pages = "cs.s", .shmem = true },
		END_OF_OBJECTS,
	};
	const struct vminfo_walk_options only_shmem = {
		.size = sizeof(only_shmem),
		.want = VMINFO_WANT_SHMEM,
	};
	struct vminfo_backing said;
	struct vminfo_run runs[2];
	struct vminfo_walk *walk;
	struct scene scene;

	(void)state;
	start(&space, objects);
	scene = scene_open();
	walk = scene_walk(&scene, &only_shmem);
	assert_int_equal(vminfo_walk_runs(walk, runs, NULL, 2), 1);
	assert_int_equal(runs[0].state, VMINFO_UNRESOLVED);
	assert_int_equal(vminfo_walk_backing(walk, &said), 0);
	assert_int_equal(said.object, VMINFO_BACKED_BY_FILE);
	assert_int_equal(said.reason, VMINFO_BACKING_NOT_WANTED);
	assert_int_equal(fake.questions, 0);
	assert_int_equal(vminfo_walk_runs(walk, runs, NULL, 2), 2);
	assert_int_equal(runs[0].state, VMINFO_CACHED);
	assert_int_equal(runs[1].state, VMINFO_SHMEM_SWAPPED);
	vminfo_walk_free(walk);
	scene_close(&scene);
}

static void mappings_without_an_object_are_as_they_were(void **state)
{
	static const struct fake_mapping mappings[] = {
		{ 0x400000, 0x402000, "rw-p", 0, 0, 0, 0, NULL, 0, false },
		{ 0x402000, 0x404000, "rw-s", 0, 0, 0x11, 9,
		  "anon_inode:[perf_event]", 0, true },
		{ 0x404000, 0x405000, "r-xp", 0, 0, 0, 0, "[vdso]", 0, false },
		END_OF_MAPPINGS,
	};
	static const struct fake_space space = { mappings, NULL };

	(void)state;
	start(&space, shmem);
	runs_are("400000+2 absent\n402000+2 pfnmap\n404000+1 unresolved\n"
		 "[complete]\n");
}

/* --- which objects -------------------------------------------------------- */

struct kind {
	struct fake_mapping mapping;
	struct fake_object object;
	uint32_t kind;		/* enum vminfo_backing_object */
	uint32_t reason;	/* 0: it answers */
};

static void says(const struct kind *k)
{
	struct fake_mapping mappings[] = { k->mapping, END_OF_MAPPINGS };
	struct fake_object objects[] = { k->object, END_OF_OBJECTS };
	struct fake_space space = { mappings, NULL };
	struct vminfo_backing said;

	start(&space, objects);
	fake.magic = BTRFS_SUPER_MAGIC;
	said = ask(k->reason ? "unresolved" : "cached");
	assert_int_equal(said.object, k->kind);
	assert_int_equal(said.reason, k->reason);
	assert_int_equal(said.method,
			 k->reason ? 0 : VMINFO_BACKING_CACHESTAT);
	assert_false(fake.device_opened);
}

static void only_files_with_a_page_cache_are_opened(void **state)
{
	static const struct kind kinds[] = {
		{ AT(1, 7, "/memfd:x"),
		  { .dev_minor = 1, .inode = 7, .pages = "cc", .shmem = true },
		  VMINFO_BACKED_BY_SHMEM, 0 },
		/* Segment 0 of shmget(2) has inode 0. */
		{ AT(1, 0, "/SYSV00000000 (deleted)"),
		  { .dev_minor = 1, .inode = 0, .pages = "cc", .shmem = true },
		  VMINFO_BACKED_BY_SHMEM, 0 },
		{ AT(30, 7, "/tmp/x"),
		  { .dev_minor = 30, .inode = 7, .pages = "cc", .shmem = true },
		  VMINFO_BACKED_BY_SHMEM, 0 },
		{ AT(31, 7, "/home/x"),
		  { .dev_minor = 31, .inode = 7, .pages = "cc",
		    .other_minor = 44 },
		  VMINFO_BACKED_BY_FILE, 0 },
		{ AT(32, 7, "/mnt/a b/x"),
		  { .dev_minor = 32, .inode = 7, .pages = "" },
		  0, VMINFO_BACKING_UNFIT },
		{ AT(33, 7, "/net/x"),
		  { .dev_minor = 33, .inode = 7, .pages = "cc" },
		  0, VMINFO_BACKING_UNFIT },
		/* Of a file system that is mounted elsewhere. */
		{ AT(99, 7, "/x"),
		  { .dev_minor = 99, .inode = 7, .pages = "cc" },
		  0, VMINFO_BACKING_UNFIT },
		{ AT(30, 7, "/tmp/device"),
		  { .dev_minor = 30, .inode = 7, .pages = "cc",
		    .device = true },
		  0, VMINFO_BACKING_UNFIT },
		{ AT(30, 7, "/tmp/dax"),
		  { .dev_minor = 30, .inode = 7, .pages = "cc", .dax = true },
		  0, VMINFO_BACKING_UNFIT },
		/* Another file is behind the door. */
		{ AT(30, 7, "/tmp/x"),
		  { .dev_minor = 30, .inode = 7, .pages = "cc",
		    .other_minor = 44 },
		  VMINFO_BACKED_BY_SHMEM, VMINFO_BACKING_NOT_FOUND },
		{ AT(30, 7, "/tmp/x"),
		  { .dev_minor = 30, .inode = 8, .pages = "cc" },
		  VMINFO_BACKED_BY_SHMEM, VMINFO_BACKING_NOT_FOUND },
		/* Its offsets are none of a file. */
		{ { 0x400000, 0x402000, "rw-s", INT64_MAX - 4095, 0, 30, 7,
		    "/tmp/x", 0, false },
		  { .dev_minor = 30, .inode = 7, .pages = "cc" },
		  0, VMINFO_BACKING_UNFIT },
		{ { 0x400000, 0x402000, "rw-s", 512, 0, 30, 7, "/tmp/x", 0,
		    false },
		  { .dev_minor = 30, .inode = 7, .pages = "cc" },
		  0, VMINFO_BACKING_UNFIT },
		{ { 0x400000, 0x600000, "rw-s", 0, 0, 1, 7,
		    "/anon_hugepage (deleted)", FAKE_HUGE, false },
		  { .dev_minor = 1, .inode = 7, .pages = "cc" },
		  VMINFO_BACKED_BY_OTHER, VMINFO_BACKING_UNFIT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		says(&kinds[i]);
}

static void without_mounts_only_unmounted_memory_is_known(void **state)
{
	static const struct fake_mapping on_tmp[] = { AT(30, 7, "/tmp/x"),
						      END_OF_MAPPINGS };
	static const struct fake_object objects[] = {
		{ .dev_minor = 30, .inode = 7, .pages = "cc", .shmem = true },
		END_OF_OBJECTS,
	};
	static const struct fake_space space = { on_tmp, NULL };

	(void)state;
	start(&space, objects);
	fake.mounts = NULL;
	assert_int_equal(ask("unresolved").reason, VMINFO_BACKING_UNFIT);
	start(&memfd_space, shmem);
	fake.mounts = NULL;
	runs_are(shmem_told);
}

/* --- doors ---------------------------------------------------------------- */

static void without_map_files_a_descriptor_will_do(void **state)
{
	static const struct fake_descriptor descriptors[] = {
		{ .number = 0, .inode = 70, .link = "pipe:[70]" },
		{ .number = 3, .dev_minor = 1, .inode = 71 },
		/* The same inode, elsewhere. */
		{ .number = 5, .dev_minor = 30, .inode = 70 },
		{ .number = 7, .dev_minor = 1, .inode = 70 },
		END_OF_DESCRIPTORS,
	};
	static const struct fake_object objects[] = {
		{ .dev_minor = 1, .inode = 70, .pages = "ccc.sskkfc",
		  .shmem = true },
		{ .dev_minor = 30, .inode = 70, .pages = "sssssssssssss",
		  .shmem = true },
		{ .dev_minor = 1, .inode = 71, .pages = "", .shmem = true },
		END_OF_OBJECTS,
	};

	(void)state;
	for (int i = 0; i < 2; i++) {
		start(&memfd_space, objects);
		fake.no_map_files = true;
		fake.descriptors = descriptors;
		fake.no_inodes = i;
		runs_are(shmem_told);
	}
}

static void who_has_no_descriptor_either_is_refused(void **state)
{
	static const struct fake_descriptor descriptors[] = {
		{ .number = 3, .dev_minor = 1, .inode = 71 },
		END_OF_DESCRIPTORS,
	};
	struct vminfo_backing said;

	(void)state;
	start(&memfd_space, shmem);
	fake.no_map_files = true;
	fake.descriptors = descriptors;
	said = ask("unresolved");
	assert_int_equal(said.reason, VMINFO_BACKING_REFUSED);
	assert_int_equal(said.object, VMINFO_BACKED_BY_SHMEM);
	assert_int_equal(said.method, 0);
}

static void numbers_that_others_may_have_are_no_proof(void **state)
{
	static const struct fake_mapping segment[] = {
		AT(1, 5, "/SYSV0000002a (deleted)"), END_OF_MAPPINGS
	};
	static const struct fake_mapping subvolume[] = { AT(31, 5, "/home/x"),
							 END_OF_MAPPINGS };
	static const struct fake_descriptor descriptors[] = {
		{ .number = 3, .dev_minor = 1, .inode = 5 },
		{ .number = 4, .dev_minor = 31, .inode = 5 },
		END_OF_DESCRIPTORS,
	};
	static const struct fake_object objects[] = {
		{ .dev_minor = 1, .inode = 5, .pages = "ss", .shmem = true },
		{ .dev_minor = 31, .inode = 5, .pages = "cc" },
		END_OF_OBJECTS,
	};
	const struct fake_space spaces[] = { { segment, NULL },
					     { subvolume, NULL } };

	(void)state;
	for (int i = 0; i < 2; i++) {
		start(&spaces[i], objects);
		fake.no_map_files = true;
		fake.descriptors = descriptors;
		fake.magic = BTRFS_SUPER_MAGIC;
		assert_int_equal(ask("unresolved").reason,
				 VMINFO_BACKING_REFUSED);
	}
	/* Its very own door is one. */
	start(&spaces[0], objects);
	assert_int_equal(ask("shmem-swapped").reason, 0);
}

static void what_stood_at_a_descriptor_may_be_gone(void **state)
{
	static const struct fake_descriptor descriptors[] = {
		/* No object has that number. */
		{ .number = 3, .dev_minor = 77, .inode = 70 },
		{ .number = 9, .dev_minor = 1, .inode = 70 },
		END_OF_DESCRIPTORS,
	};

	(void)state;
	start(&memfd_space, shmem);
	fake.no_map_files = true;
	fake.descriptors = descriptors;
	runs_are(shmem_told);
}

#define OBJECT_MAPPING(n, inode)                                               \
	{ 0x400000 + (n) * 0x2000, 0x401000 + (n) * 0x2000, "rw-s",            \
	  (n) * 0x1000, 0, 1, (inode), "/memfd:x (deleted)", 0, false }

static void an_object_that_stays_open_is_not_opened_again(void **state)
{
	static const struct fake_mapping mappings[] = {
		OBJECT_MAPPING(0, 70), OBJECT_MAPPING(1, 70),
		OBJECT_MAPPING(2, 70), OBJECT_MAPPING(3, 70), END_OF_MAPPINGS,
	};
	static const struct fake_space space = { mappings, NULL };
	unsigned int open[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct vminfo_run runs[10];
		struct vminfo_walk *walk;
		struct scene scene;

		start(&space, shmem);
		scene = scene_open();
		walk = scene_walk(&scene, i ? &backing : NULL);
		while (vminfo_walk_runs(walk, runs, NULL, 10) > 0)
			continue;
		open[i] = fake.open_files;
		vminfo_walk_free(walk);
		scene_close(&scene);
	}
	assert_int_equal(open[1] - open[0], 1);
}

static void with_many_objects_each_answers_for_itself(void **state)
{
	struct fake_mapping mappings[41] = { 0 };
	struct fake_object objects[21] = { 0 };
	struct fake_space space = { mappings, NULL };
	struct vminfo_run run;
	struct vminfo_walk *walk;
	struct scene scene;

	(void)state;
	for (unsigned int i = 0; i < 40; i++)
		mappings[i] = (struct fake_mapping)OBJECT_MAPPING(
			(uint64_t)i, 70u + i % 20);
	for (unsigned int i = 0; i < 20; i++)
		objects[i] = (struct fake_object){
			.dev_minor = 1, .inode = 70 + i, .shmem = true,
			.pages = i % 2 ? "cccccccccccccccccccccccccccccccccccc"
				       : "ssssssssssssssssssssssssssssssssssss",
		};
	for (unsigned int i = 0; i < 40; i++)
		mappings[i].offset = 0;
	start(&space, objects);
	scene = scene_open();
	walk = scene_walk(&scene, &backing);
	for (unsigned int i = 0; i < 40; i++) {
		assert_int_equal(vminfo_walk_runs(walk, &run, NULL, 1), 1);
		assert_int_equal(run.state, i % 20 % 2 ? VMINFO_CACHED :
							 VMINFO_SHMEM_SWAPPED);
	}
	vminfo_walk_free(walk);
	scene_close(&scene);
}

/* --- rights --------------------------------------------------------------- */

static int most_raised;

static void gain_rights(void *data)
{
	assert_ptr_equal(data, &most_raised);
	fake.raised++;
	if (fake.raised > most_raised)
		most_raised = fake.raised;
}

static void drop_rights(void *data)
{
	assert_ptr_equal(data, &most_raised);
	fake.raised--;
}

static void rights_are_raised_to_open_and_ask_and_then_lowered(void **state)
{
	struct vminfo_context_options options = {
		.size = sizeof(options),
		.gain_rights = gain_rights,
		.drop_rights = drop_rights,
		.rights_data = &most_raised,
	};
	struct scene scene;
	char *told;

	(void)state;
	for (int i = 0; i < 2; i++) {
		start(&memfd_space, shmem);
		fake.needs_rights = true;
		most_raised = 0;
		assert_int_equal(vminfo_context_new(&options, &scene.context),
				 0);
		assert_int_equal(vminfo_process_open(scene.context, 42,
						     &scene.process), 0);
		told = scene_runs(&scene, i ? &backing : NULL, 100);
		if (i)
			assert_string_equal(told, shmem_told);
		assert_int_equal(fake.raised, 0);
		assert_int_equal(most_raised, i);
		free(told);
		scene_close(&scene);
	}
	start(&memfd_space, shmem);
	fake.needs_rights = true;
	assert_int_equal(ask("unresolved").reason, VMINFO_BACKING_REFUSED);
}

/* --- the rest ------------------------------------------------------------- */

static void who_did_not_ask_is_told_nothing(void **state)
{
	struct vminfo_backing said;
	struct vminfo_walk *walk;
	struct scene scene;

	(void)state;
	start(&memfd_space, shmem);
	scene = scene_open();
	walk = scene_walk(&scene, NULL);
	assert_int_equal(vminfo_walk_backing(walk, &said), -ENODATA);
	vminfo_walk_free(walk);
	walk = scene_walk(&scene, &backing);
	/* It is not in a mapping yet. */
	assert_int_equal(vminfo_walk_backing(walk, &said), -ENODATA);
	vminfo_walk_free(walk);
	scene_close(&scene);
}

static void a_directory_that_somebody_made_leads_nowhere(void **state)
{
	(void)state;
	start(&memfd_space, shmem);
	fake.recorded = true;
	assert_int_equal(ask("unresolved").reason, VMINFO_BACKING_NOT_FOUND);
	assert_int_equal(fake.questions, 0);
}

static void without_memory_there_is_no_walk(void **state)
{
	unsigned long needed;

	(void)state;
	start(&memfd_space, shmem);
	runs_are(shmem_told);
	for (unsigned long number = 1; number < 100; number++) {
		struct vminfo_walk *walk = NULL;
		struct scene scene;
		int ret;

		start(&memfd_space, shmem);
		scene = scene_open();
		fault_memory(number);
		ret = vminfo_walk_new(scene.process, &backing, &walk);
		needed = fault_memory(0);
		vminfo_walk_free(walk);
		scene_close(&scene);
		if (needed < number)
			break;
		assert_int_equal(ret, -ENOMEM);
	}
	assert_true(needed > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_wanted_is_not_asked),
		cmocka_unit_test(shared_memory_says_what_is_in_ram_and_in_swap),
		cmocka_unit_test(no_ioctl_is_needed),
		cmocka_unit_test(page_by_page_it_is_the_same),
		cmocka_unit_test(of_a_file_what_was_evicted_is_absent),
		cmocka_unit_test(a_marker_may_hide_what_is_in_swap),
		cmocka_unit_test(
			nobody_is_asked_of_markers_without_an_object),
		cmocka_unit_test(
			files_are_not_opened_if_only_shared_memory_is_wanted),
		cmocka_unit_test(mappings_without_an_object_are_as_they_were),
		cmocka_unit_test(only_files_with_a_page_cache_are_opened),
		cmocka_unit_test(without_mounts_only_unmounted_memory_is_known),
		cmocka_unit_test(without_map_files_a_descriptor_will_do),
		cmocka_unit_test(who_has_no_descriptor_either_is_refused),
		cmocka_unit_test(numbers_that_others_may_have_are_no_proof),
		cmocka_unit_test(what_stood_at_a_descriptor_may_be_gone),
		cmocka_unit_test(an_object_that_stays_open_is_not_opened_again),
		cmocka_unit_test(with_many_objects_each_answers_for_itself),
		cmocka_unit_test(
			rights_are_raised_to_open_and_ask_and_then_lowered),
		cmocka_unit_test(who_did_not_ask_is_told_nothing),
		cmocka_unit_test(a_directory_that_somebody_made_leads_nowhere),
		cmocka_unit_test(without_memory_there_is_no_walk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

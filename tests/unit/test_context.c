// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/context.c, probe.c, physmem.c, frames.c: what may be seen. */
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
#include "fault.h"
#include "frames.h"
#include "kpageflags.h"
#include "vminfo.h"

static const struct fake_mapping mappings[] = {
	{ .start = 0x400000, .end = 0x404000, .permissions = "rw-p" },
	{ .permissions = NULL },
};

static const struct fake_space space = { mappings, NULL };

static struct vminfo_context *open_context(void)
{
	struct vminfo_context *context;

	assert_int_equal(vminfo_context_new(NULL, &context), 0);
	return context;
}

static void close_context(struct vminfo_context *context)
{
	vminfo_context_free(context);
	assert_int_equal(fake.open_files, 0);
	fake_stop();
}

/* --- options -------------------------------------------------------------- */

static int new_with(const struct vminfo_context_options *options)
{
	struct vminfo_context *context = NULL;
	int ret;

	fake_start(&space);
	ret = vminfo_context_new(options, &context);
	assert_true((ret == 0) == (context != NULL));
	close_context(context);
	return ret;
}

static void options_of_another_size_are_what_is_known_of_them(void **state)
{
	struct newer {
		struct vminfo_context_options known;
		unsigned char bytes[20];
	} options = { .known = { .size = sizeof(options) } };

	(void)state;
	assert_int_equal(new_with(NULL), 0);
	assert_int_equal(new_with(&options.known), 0);
	options.bytes[19] = 1;
	assert_int_equal(new_with(&options.known), -E2BIG);
	options.known.size = offsetof(struct newer, bytes) + 19;
	assert_int_equal(new_with(&options.known), 0);
	/* An older program, whose struct ended earlier. */
	options.known.size = offsetof(struct vminfo_context_options, without);
	options.known.without = UINT64_MAX;
	assert_int_equal(new_with(&options.known), 0);
	options.known.size = sizeof(size_t);
	options.known.procfs = "/nowhere";
	assert_int_equal(new_with(&options.known), 0);
	options.known.size = sizeof(size_t) - 1;
	assert_int_equal(new_with(&options.known), -EINVAL);
	options.known.size = 0;
	assert_int_equal(new_with(&options.known), -EINVAL);
}

static void what_is_not_to_be_used_must_be_known(void **state)
{
	struct vminfo_context_options options = {
		.size = sizeof(options),
		.without = VMINFO_WITHOUT_PAGEMAP_SCAN |
			   VMINFO_WITHOUT_PROCMAP_QUERY |
			   VMINFO_WITHOUT_CACHESTAT | VMINFO_WITHOUT_WALKS,
	};
	struct vminfo_context *context;

	(void)state;
	fake_start(&space);
	assert_int_equal(vminfo_context_new(&options, &context), 0);
	assert_false(context->probe.scan);
	assert_false(context->probe.query);
	assert_false(context->cachestat);
	assert_true(context->only_sums);
	close_context(context);
	options.without = 1u << 4;
	assert_int_equal(new_with(&options), -EINVAL);
}

static void refused_options_have_a_sentence_too(void **state)
{
	char error[64] = "";
	struct newer {
		struct vminfo_context_options known;
		uint64_t newer;
	} options = {
		.known = {
			.size = sizeof(options),
			.error = error,
			.error_size = sizeof(error),
		},
		.newer = 1,
	};

	(void)state;
	assert_int_equal(new_with(&options.known), -E2BIG);
	assert_string_equal(error, "options of a newer library");
	options.newer = 0;
	options.known.without = UINT64_MAX;
	assert_int_equal(new_with(&options.known), -EINVAL);
	assert_string_equal(error, "options that make no sense");
}

static void another_directory_may_be_looked_at(void **state)
{
	struct vminfo_context_options options = { .size = sizeof(options),
						  .procfs = "/nowhere" };

	(void)state;
	assert_int_equal(new_with(&options), -ENOENT);
	options.procfs = "/proc";
	assert_int_equal(new_with(&options), 0);
}

static void page_sizes_are_those_of_the_kernel(void **state)
{
	struct vminfo_context *context;

	(void)state;
	fake_start(&space);
	context = open_context();
	assert_int_equal(vminfo_context_page_size(context), FAKE_PAGE);
	assert_int_equal(vminfo_context_pmd_size(context), FAKE_HUGE);
	close_context(context);
}

/* --- rights --------------------------------------------------------------- */

static uint64_t rights(void)
{
	struct vminfo_context *context = open_context();
	uint64_t set = vminfo_context_rights(context);

	close_context(context);
	return set;
}

static void each_right_is_tried_by_itself(void **state)
{
	uint64_t all = VMINFO_RIGHT_FRAMES | VMINFO_RIGHT_KPAGE |
		       VMINFO_RIGHT_RAM | VMINFO_RIGHT_SWAPS;

	(void)state;
	fake_start(&space);
	assert_int_equal(rights(), all);
	fake_start(&space);
	fake.hidden = true;
	assert_int_equal(rights(), all & ~(uint64_t)VMINFO_RIGHT_FRAMES);
	fake_start(&space);
	fake.frames = NULL;
	assert_int_equal(rights(), all & ~(uint64_t)VMINFO_RIGHT_KPAGE);
	/* As containers do it: it opens, and says nothing. */
	fake_start(&space);
	fake.masked = true;
	assert_int_equal(rights(), all & ~(uint64_t)VMINFO_RIGHT_KPAGE);
	fake_start(&space);
	fake.swaps = NULL;
	assert_int_equal(rights(), all & ~(uint64_t)VMINFO_RIGHT_SWAPS);
	/* Without CAP_SYS_ADMIN the addresses are printed as 0. */
	fake_start(&space);
	fake.iomem = "00000000-00000000 : System RAM\n";
	assert_int_equal(rights(), all & ~(uint64_t)VMINFO_RIGHT_RAM);
	fake_start(&space);
	fake.iomem = NULL;
	assert_int_equal(rights(), all & ~(uint64_t)VMINFO_RIGHT_RAM);
}

static uint64_t features(void)
{
	struct vminfo_context *context = open_context();
	uint64_t set = vminfo_context_features(context);

	close_context(context);
	/* Guard regions are asked of the kernel that the test runs on. */
	return set & ~(uint64_t)VMINFO_FEATURE_GUARD;
}

static void each_feature_is_tried_by_itself(void **state)
{
	uint64_t all = VMINFO_FEATURE_PAGEMAP | VMINFO_FEATURE_SCAN |
		       VMINFO_FEATURE_QUERY | VMINFO_FEATURE_GUARD_BIT;

	(void)state;
	fake_start(&space);
	assert_int_equal(features(), all);
	fake_start(&space);
	fake.no_scan = true;
	assert_int_equal(features(), all & ~(uint64_t)VMINFO_FEATURE_SCAN);
	fake_start(&space);
	fake.no_query = true;
	assert_int_equal(features(), all & ~(uint64_t)VMINFO_FEATURE_QUERY);
	fake_start(&space);
	fake.no_guard = true;
	assert_int_equal(features(), all & ~(uint64_t)VMINFO_FEATURE_GUARD_BIT);
	fake_start(&space);
	fake.soft_dirty = true;
	assert_int_equal(features(), all | VMINFO_FEATURE_SOFT_DIRTY);
	/* Another machine's, or nobody's. */
	fake_start(&space);
	fake.recorded = true;
	assert_int_equal(features(), 0);
}

static struct probe probed(void)
{
	struct vminfo_context *context = open_context();
	struct probe probe = context->probe;

	close_context(context);
	return probe;
}

static void probes_find_what_the_kernel_tells(void **state)
{
	struct probe probe;

	(void)state;
	fake_start(&space);
	probe = probed();
	assert_true(probe.frames);
	assert_true(probe.scan);
	assert_true(probe.query);
	assert_int_equal(probe.zero_frame, FAKE_ZERO_FRAME);
	assert_int_equal(probe.marker_type, 31);
}

static void an_ioctl_that_fails_is_not_used(void **state)
{
	(void)state;
	fake_start(&space);
	fake.no_scan = true;
	assert_false(probed().scan);
	fake_start(&space);
	fake.no_query = true;
	assert_false(probed().query);
}

static void the_zero_page_is_known_only_if_there_is_one(void **state)
{
	(void)state;
	fake_start(&space);
	fake.many_zero_pages = true;
	assert_int_equal(probed().zero_frame, VMINFO_NONE);
	fake_start(&space);
	fake.hidden = true;
	assert_int_equal(probed().zero_frame, VMINFO_NONE);
}

static void what_is_not_this_kernel_is_not_known_by_its_probes(void **state)
{
	struct probe probe;

	(void)state;
	fake_start(&space);
	fake.recorded = true;
	probe = probed();
	assert_false(probe.frames || probe.scan || probe.query);
	assert_int_equal(probe.zero_frame, VMINFO_NONE);
}

/* --- frames and RAM ------------------------------------------------------- */

static bool is_ram(const char *iomem, uint64_t pa)
{
	struct vminfo_context *context;
	bool is;

	fake_start(&space);
	fake.iomem = iomem;
	context = open_context();
	is = physmem_is_ram(&context->physmem, pa);
	close_context(context);
	return is;
}

static void ram_is_where_iomem_says_so(void **state)
{
	static const char iomem[] =
		"00000000-00000fff : Reserved\n"
		"00001000-0009fbff : System RAM\n"
		"000a0000-000fffff : PCI Bus 0000:00\n"
		"00100000-bfffffff : System RAM\n"
		"  01000000-01ffffff : Kernel code\n"
		"100000000-13fffffff : virtio0\n"
		"  100000000-107ffffff : System RAM (virtio_mem)\n";

	(void)state;
	assert_false(is_ram(iomem, 0xfff));
	assert_true(is_ram(iomem, 0x1000));
	assert_true(is_ram(iomem, 0x9fbff));
	assert_false(is_ram(iomem, 0x9fc00));
	assert_false(is_ram(iomem, 0xa0000));
	assert_true(is_ram(iomem, 0x1800000));
	assert_true(is_ram(iomem, 0xbfffffff));
	assert_false(is_ram(iomem, 0xc0000000));
	assert_true(is_ram(iomem, 0x107ffffff));
	assert_false(is_ram(iomem, 0x108000000));
}

static size_t ranges(const char *iomem)
{
	struct vminfo_context *context;
	size_t n;

	fake_start(&space);
	fake.iomem = iomem;
	context = open_context();
	n = context->physmem.n;
	close_context(context);
	return n;
}

static void half_a_list_of_ram_is_none(void **state)
{
	(void)state;
	assert_int_equal(ranges("00001000-0009fbff : System RAM\n"), 1);
	assert_int_equal(ranges("00001000-0009fbff : System RAM\n001000"), 0);
	assert_int_equal(ranges("garbage\n1000 : System RAM\n\n"), 0);
}

static bool may_have_device_memory(const char *zoneinfo)
{
	struct vminfo_context *context;
	bool may;

	fake_start(&space);
	fake.zoneinfo = zoneinfo;
	context = open_context();
	may = context->physmem.device_memory;
	close_context(context);
	return may;
}

static void devices_have_memory_if_their_zone_spans_some(void **state)
{
	(void)state;
	assert_false(may_have_device_memory("Node 0, zone   Normal\n"
					    "        spanned  1000\n"));
	assert_false(may_have_device_memory("Node 0, zone   Device\n"
					    "        spanned  0\n"
					    "Node 1, zone   Normal\n"
					    "        spanned  1000\n"));
	assert_true(may_have_device_memory("Node 0, zone   Normal\n"
					   "        spanned  1000\n"
					   "Node 1, zone   Device\n"
					   "  pages free     0\n"
					   "        spanned  1000\n"));
	/* Not readable: nobody knows. */
	assert_true(may_have_device_memory(NULL));
	assert_true(may_have_device_memory("Node 0, zone   Nor"));
}

static void a_frame_has_the_flags_that_kpageflags_has(void **state)
{
	static const struct fake_frame flagged[] = {
		{ 7, KPAGEFLAGS_HWPOISON | KPAGEFLAGS_ZERO_PAGE },
		{ 8, KPAGEFLAGS_ZERO_PAGE },
		{ 0, 0 },
	};
	struct vminfo_context *context;
	struct procfs_file fd;

	(void)state;
	fake_start(&space);
	fake.frames = flagged;
	context = open_context();
	fd = context->kpageflags;
	assert_true(frames_have(fd, 7, KPAGEFLAGS_HWPOISON) > 0);
	assert_true(frames_have(fd, 8, KPAGEFLAGS_ZERO_PAGE) > 0);
	assert_int_equal(frames_have(fd, 8, KPAGEFLAGS_HWPOISON), 0);
	assert_int_equal(frames_have(fd, 8, KPAGEFLAGS_HWPOISON |
						    KPAGEFLAGS_ZERO_PAGE),
			 0);
	assert_int_equal(frames_have(fd, 9, KPAGEFLAGS_ZERO_PAGE), 0);
	assert_true(frames_have(PROCFS_CLOSED, 8, KPAGEFLAGS_ZERO_PAGE) <= 0);
	assert_true(frames_have(fd, UINT64_MAX, KPAGEFLAGS_ZERO_PAGE) <= 0);
	/* Its place in the file, in 64 bits, would be that of frame 8. */
	assert_true(frames_have(fd, ((uint64_t)1 << 61) + 8,
				KPAGEFLAGS_ZERO_PAGE) <= 0);
	close_context(context);
}

/* --- swap areas ----------------------------------------------------------- */

#define HEAD "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
#define AREA(name, kib) name " partition\t" kib "\t\t64\t\t-2\n"

static int device_of(struct vminfo_context *context, unsigned int type,
		     uint64_t slot, const char **name)
{
	struct vminfo_swap_area area;
	int ret = vminfo_context_slot_area(context, type, slot, &area);

	if (ret >= 0)
		*name = area.name;
	return ret;
}

/* What is said of a slot of an area: "=name" proven, "~name" guess, "?" . */
static const char *device(const char *swaps, unsigned int type, uint64_t slot)
{
	static char said[100];
	struct vminfo_context *context;
	const char *name = "";
	int ret;

	fake_start(&space);
	fake.swaps = swaps;
	context = open_context();
	ret = device_of(context, type, slot, &name);
	snprintf(said, sizeof(said), "%s%s",
		 ret == 1	  ? "=" :
		 ret == 0	  ? "~" :
		 ret == -ENODATA ? "?" :
				   "error",
		 name);
	close_context(context);
	return said;
}

static void the_only_area_that_can_hold_a_slot_is_proven(void **state)
{
	(void)state;
	assert_string_equal(device(HEAD AREA("/a", "1020"), 0, 1), "=/a");
	/* Others with lower numbers were there before, and are off. */
	assert_string_equal(device(HEAD AREA("/a", "1020"), 3, 255), "=/a");
	/* Too small for the slot. */
	assert_string_equal(device(HEAD AREA("/a", "1020"), 0, 256), "?");
	/* The number of the second area is 1 at least. */
	assert_string_equal(device(HEAD AREA("/a", "1020") AREA("/b", "1020"),
				   0, 1),
			    "=/a");
	assert_string_equal(device(HEAD AREA("/a", "1020") AREA("/b", "8188"),
				   1, 1000),
			    "=/b");
}

static void where_several_can_hold_a_slot_the_number_is_a_guess(void **state)
{
	(void)state;
	assert_string_equal(device(HEAD AREA("/a", "1020") AREA("/b", "1020"),
				   1, 1),
			    "~/b");
	assert_string_equal(device(HEAD AREA("/a", "1020") AREA("/b", "1020")
					   AREA("/c", "1020"),
				   2, 1),
			    "~/c");
	/* After an area was freed there are fewer lines than numbers. */
	assert_string_equal(device(HEAD AREA("/b", "1020") AREA("/c", "1020"),
				   2, 1),
			    "?");
}

static void numbers_that_were_seen_leave_fewer_areas_to_the_others(void **state)
{
	struct vminfo_context *context;
	const char *name;

	(void)state;
	fake_start(&space);
	fake.swaps = HEAD AREA("/b", "1020") AREA("/c", "1020");
	context = open_context();
	assert_int_equal(device_of(context, 1, 1, &name), 0);
	assert_string_equal(name, "/c");
	/* There is a 2: /a, which was 0, is off, and nothing is guessed. */
	assert_int_equal(device_of(context, 2, 1, &name), 1);
	assert_string_equal(name, "/c");
	assert_int_equal(device_of(context, 1, 1, &name), 1);
	assert_string_equal(name, "/b");
	close_context(context);

	fake_start(&space);
	fake.swaps = HEAD AREA("/b", "1020") AREA("/c", "1020")
			     AREA("/d", "1020");
	context = open_context();
	assert_int_equal(device_of(context, 3, 1, &name), -ENODATA);
	assert_int_equal(device_of(context, 1, 1, &name), -ENODATA);
	close_context(context);
}

static void without_areas_or_without_their_list_nothing_is_known(void **state)
{
	(void)state;
	assert_string_equal(device(HEAD, 0, 1), "?");
	assert_string_equal(device(NULL, 0, 1), "?");
	assert_string_equal(device(HEAD AREA("/a", "1020"), 0, UINT64_MAX),
			    "?");
	assert_string_equal(device(HEAD AREA("/a", "1020"), 0,
				   UINT64_MAX / 4096),
			    "?");
}

static void a_list_that_cannot_be_read_is_not_guessed_from(void **state)
{
	(void)state;
	assert_string_equal(device(HEAD "garbage\n", 0, 1), "error");
	assert_string_equal(device(HEAD AREA("/a", "1020") "/b part", 0, 1),
			    "error");
}

static void after_the_areas_changed_nothing_is_proven(void **state)
{
	struct vminfo_context *context;
	const char *name;

	(void)state;
	fake_start(&space);
	fake.swaps = HEAD AREA("/a", "1020");
	context = open_context();
	assert_int_equal(device_of(context, 0, 1, &name), 1);
	fake.swaps = HEAD AREA("/b", "1020");
	fake.swaps_changed = true;
	assert_int_equal(device_of(context, 0, 1, &name), 0);
	assert_string_equal(name, "/b");
	assert_int_equal(device_of(context, 0, 1, &name), 0);
	/* Nor after a list that could not be read. */
	fake.swaps = HEAD "garbage\n";
	fake.swaps_changed = true;
	assert_true(device_of(context, 0, 1, &name) < 0);
	fake.swaps = HEAD AREA("/b", "1020");
	fake.swaps_changed = true;
	assert_int_equal(device_of(context, 0, 1, &name), 0);
	close_context(context);
}

static void a_slot_has_the_area_that_its_name_is_of(void **state)
{
	struct vminfo_swap_area area = { .size = 77 };
	struct vminfo_context *context;
	const char *name;

	(void)state;
	fake_start(&space);
	/* Of the same name, so that only the place tells them apart. */
	fake.swaps = HEAD "/a\\040(deleted) file 1020 64 7\n"
			  "/a\\040(deleted) file 8188 128 -3\n";
	context = open_context();
	assert_int_equal(vminfo_context_slot_area(context, 1, 1000, &area), 1);
	assert_string_equal(area.name, "/a (deleted)");
	assert_int_equal(area.size, 8188 << 10);
	assert_int_equal(area.used, 128 << 10);
	assert_int_equal(area.priority, -3);
	assert_int_equal(area.kind, VMINFO_SWAP_FILE);
	assert_int_equal(vminfo_context_slot_area(context, 0, 1, &area), 1);
	assert_int_equal(area.size, 1020 << 10);
	assert_int_equal(area.priority, 7);
	/* Too far, and nothing is written. */
	area.size = 77;
	assert_int_equal(vminfo_context_slot_area(context, 0, 1000, &area),
			 -ENODATA);
	assert_int_equal(area.size, 77);
	close_context(context);

	/* The number counts as seen for names, too. */
	fake_start(&space);
	fake.swaps = HEAD AREA("/b", "1020") AREA("/c", "1020");
	context = open_context();
	assert_int_equal(vminfo_context_slot_area(context, 1, 1, &area), 0);
	assert_string_equal(area.name, "/c");
	assert_int_equal(vminfo_context_slot_area(context, 2, 1, &area), 1);
	assert_int_equal(device_of(context, 1, 1, &name), 1);
	assert_string_equal(name, "/b");
	close_context(context);
}

static void a_list_of_areas_says_what_is_used_now(void **state)
{
	struct vminfo_swap_area area;
	struct vminfo_context *context;
	const char *name;

	(void)state;
	fake_start(&space);
	fake.swaps = HEAD "/b file 1020 64 -2\n" "/c file 1020 0 -2\n";
	context = open_context();
	assert_int_equal(vminfo_context_swap_areas(context, &area, 1), 2);
	assert_int_equal(area.used, 64 << 10);
	assert_int_equal(device_of(context, 1, 1, &name), 0);
	/* Nothing was switched on or off. */
	fake.swaps = HEAD "/b file 1020 128 -2\n" "/c file 1020 0 -2\n";
	assert_int_equal(vminfo_context_swap_areas(context, &area, 1), 2);
	assert_int_equal(area.used, 128 << 10);
	/* So that the number that was seen still counts, and proofs hold. */
	assert_int_equal(vminfo_context_slot_area(context, 2, 1, &area), 1);
	assert_int_equal(vminfo_context_slot_area(context, 1, 1, &area), 1);
	assert_string_equal(area.name, "/b");
	assert_int_equal(area.used, 128 << 10);
	/* But not when areas changed: numbers may be of others now. */
	fake.swaps_changed = true;
	assert_int_equal(vminfo_context_slot_area(context, 1, 1, &area), 0);
	assert_string_equal(area.name, "/c");
	close_context(context);
}

static void the_name_of_an_area_is_raw(void **state)
{
	(void)state;
	assert_string_equal(device(HEAD AREA("/a\\040b\\012", "1020"), 0, 1),
			    "=/a b\n");
}

/* --- errors --------------------------------------------------------------- */

static void the_last_error_has_a_sentence(void **state)
{
	struct vminfo_process *process;
	struct vminfo_context *context;

	(void)state;
	fake_start(&space);
	context = open_context();
	assert_string_equal(vminfo_context_error(context), "");
	errno = 4711;
	assert_int_equal(vminfo_process_open(context, 43, &process), -ENOENT);
	assert_string_equal(vminfo_context_error(context),
			    "43: No such file or directory");
	assert_int_equal(errno, 4711);
	close_context(context);
}

static void a_long_sentence_is_cut(void **state)
{
	struct vminfo_context *context;
	char long_name[2000];

	(void)state;
	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	fake_start(&space);
	context = open_context();
	assert_int_equal(context_fail(context, -EIO, "%s", long_name), -EIO);
	assert_int_equal(strlen(context->error), sizeof(context->error) - 1);
	close_context(context);
}

static void nothing_is_a_context_that_can_be_freed(void **state)
{
	(void)state;
	vminfo_context_free(NULL);
	vminfo_process_close(NULL);
	vminfo_walk_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			options_of_another_size_are_what_is_known_of_them),
		cmocka_unit_test(what_is_not_to_be_used_must_be_known),
		cmocka_unit_test(refused_options_have_a_sentence_too),
		cmocka_unit_test(another_directory_may_be_looked_at),
		cmocka_unit_test(page_sizes_are_those_of_the_kernel),
		cmocka_unit_test(each_right_is_tried_by_itself),
		cmocka_unit_test(each_feature_is_tried_by_itself),
		cmocka_unit_test(probes_find_what_the_kernel_tells),
		cmocka_unit_test(an_ioctl_that_fails_is_not_used),
		cmocka_unit_test(the_zero_page_is_known_only_if_there_is_one),
		cmocka_unit_test(
			what_is_not_this_kernel_is_not_known_by_its_probes),
		cmocka_unit_test(ram_is_where_iomem_says_so),
		cmocka_unit_test(half_a_list_of_ram_is_none),
		cmocka_unit_test(devices_have_memory_if_their_zone_spans_some),
		cmocka_unit_test(a_frame_has_the_flags_that_kpageflags_has),
		cmocka_unit_test(the_only_area_that_can_hold_a_slot_is_proven),
		cmocka_unit_test(
			where_several_can_hold_a_slot_the_number_is_a_guess),
		cmocka_unit_test(
			numbers_that_were_seen_leave_fewer_areas_to_the_others),
		cmocka_unit_test(
			without_areas_or_without_their_list_nothing_is_known),
		cmocka_unit_test(
			a_list_that_cannot_be_read_is_not_guessed_from),
		cmocka_unit_test(after_the_areas_changed_nothing_is_proven),
		cmocka_unit_test(a_slot_has_the_area_that_its_name_is_of),
		cmocka_unit_test(a_list_of_areas_says_what_is_used_now),
		cmocka_unit_test(the_name_of_an_area_is_raw),
		cmocka_unit_test(the_last_error_has_a_sentence),
		cmocka_unit_test(a_long_sentence_is_cut),
		cmocka_unit_test(nothing_is_a_context_that_can_be_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

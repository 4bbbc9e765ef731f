// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/walk-frames.c, page-frame.c, frames.c: pages with their frames. */
#include <errno.h>
#include <inttypes.h>
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

#define PRESENT ((uint64_t)1 << 63)
#define SWAP ((uint64_t)1 << 62)
#define FLAG(name) ((uint64_t)1 << VMINFO_FRAME_##name)
#define HAS(name) VMINFO_FRAME_HAS_##name

#define WORDS (HAS(FLAGS) | HAS(MEMCG) | HAS(MAPCOUNT) | HAS(ORDER))
#define ALL (WORDS | HAS(ZONE) | HAS(NODE))

#define ANONYMOUS(from, to)                                                    \
	{ (from), (to), "rw-p", 0, 0, 0, 0, NULL, 0, false }
#define HUGETLB(from, to)                                                      \
	{ (from), (to), "rw-p", 0, 0, 0xf, 77, "/anon_hugepage (deleted)",     \
	  FAKE_HUGE, false }
#define END_OF_MAPPINGS { .permissions = NULL }

/* --- a machine with frames ------------------------------------------------ */

/* What a test sets for some frames; all others are 0. */
#define MOST_FRAMES 0x8000u

static struct {
	uint64_t words[3][MOST_FRAMES];
	void (*before)(enum fake_words file, uint64_t frame);
	enum fake_words ends_at;
} machine;

static uint64_t frame_word(enum fake_words file, uint64_t frame)
{
	if (machine.before)
		machine.before(file, frame);
	return frame < MOST_FRAMES ? machine.words[file][frame] : 0;
}

/* Frames from first on, one after the other, with flags and a map count. */
static void set_frames(uint64_t first, uint64_t n, uint64_t flags,
		       uint64_t count)
{
	for (uint64_t frame = first; frame < first + n; frame++) {
		machine.words[FAKE_FLAGS][frame] = flags;
		machine.words[FAKE_COUNTS][frame] = count;
		machine.words[FAKE_GROUPS][frame] = 5219;
	}
}

/* A large folio as kernels since 6.12 show it. */
static void set_folio(uint64_t first, uint64_t n, uint64_t flags,
		      uint64_t count)
{
	set_frames(first, n, flags | FLAG(COMPOUND_TAIL), count);
	machine.words[FAKE_FLAGS][first] = flags | FLAG(COMPOUND_HEAD);
}

static const char zoneinfo[] =
	"Node 0, zone   Normal\n        spanned  65536\n"
	"        present  65536\n        managed  65536\n"
	"  start_pfn:           1\n";

static void start(const struct fake_space *space)
{
	memset(&machine, 0, sizeof(machine));
	fake_start(space);
	fake.zoneinfo = zoneinfo;
	fake.frame_word = frame_word;
}

static struct vminfo_walk_options frames_wanted(void)
{
	return (struct vminfo_walk_options){ .size = sizeof(frames_wanted()),
					     .want = VMINFO_WANT_FRAMES };
}

#define MOST 1024u

static struct {
	struct vminfo_page page[MOST];
	struct vminfo_run run[MOST];
	struct vminfo_frame frame[MOST];
	size_t n;
	enum vminfo_status status;
} got;

static void take_pages(const struct scene *scene,
		       const struct vminfo_walk_options *options, size_t batch)
{
	struct vminfo_walk *walk = scene_walk(scene, options);
	ssize_t n;

	memset(&got, 0x55, sizeof(got));
	for (got.n = 0; got.n + batch <= MOST; got.n += (size_t)n) {
		n = vminfo_walk_pages(walk, got.page + got.n,
				      got.frame + got.n, batch);
		if (n < 0)
			fail_msg("%s", vminfo_context_error(scene->context));
		if (n == 0)
			break;
	}
	got.status = vminfo_walk_status(walk);
	vminfo_walk_free(walk);
}

static void take_runs(const struct scene *scene,
		      const struct vminfo_walk_options *options, size_t batch)
{
	struct vminfo_walk *walk = scene_walk(scene, options);
	ssize_t n;

	memset(&got, 0x55, sizeof(got));
	for (got.n = 0; got.n + batch <= MOST; got.n += (size_t)n) {
		n = vminfo_walk_runs(walk, got.run + got.n, got.frame + got.n,
				     batch);
		if (n < 0)
			fail_msg("%s", vminfo_context_error(scene->context));
		if (n == 0)
			break;
	}
	got.status = vminfo_walk_status(walk);
	vminfo_walk_free(walk);
}

/* A walk of pages from a start to an end, by a scene that is opened for it. */
static void pages_of(const struct vminfo_walk_options *options)
{
	struct scene scene = scene_open();

	take_pages(&scene, options, 7);
	scene_close(&scene);
}

static void runs_of(const struct vminfo_walk_options *options)
{
	struct scene scene = scene_open();

	take_runs(&scene, options, 7);
	scene_close(&scene);
}

static void assert_unknown(const struct vminfo_frame *frame)
{
	assert_int_equal(frame->known, 0);
	assert_int_equal(frame->flags, UINT64_MAX);
	assert_int_equal(frame->memcg, UINT64_MAX);
	assert_int_equal(frame->mapcount, UINT32_MAX);
	assert_int_equal(frame->order, UINT8_MAX);
}

static void end_it(enum fake_words file, uint64_t frame)
{
	/* One of ours is looked at before there is a process. */
	if (file == machine.ends_at && frame != FAKE_WRITTEN_FRAME)
		fake_exit();
}

/* --- pages ---------------------------------------------------------------- */

/* Frames that do not ascend, one of them twice; a slot, and nothing. */
static const struct fake_mapping small_mappings[] = {
	ANONYMOUS(0x400000, 0x40a000), END_OF_MAPPINGS
};
static const struct fake_entries small_entries[] = {
	{ 0x400000, 2, PRESENT | 0x300, 1, 0 },
	{ 0x402000, 1, PRESENT | 0x200, 1, 0 },
	{ 0x403000, 1, PRESENT | 0x300, 1, 0 },
	{ 0x404000, 1, SWAP | 0x40, 1, 0 },
	{ 0x406000, 2, PRESENT | 0x1000, 1, 0 },
	{ .pages = 0 },
};
static const struct fake_space small = { small_mappings, small_entries };

static void set_small(void)
{
	start(&small);
	set_frames(0x200, 1, FLAG(ANON) | FLAG(MMAP), 3);
	set_frames(0x300, 1, FLAG(ANON) | FLAG(MMAP) | FLAG(KSM), 2);
	set_frames(0x301, 1, FLAG(ANON) | FLAG(MMAP), 1);
	set_folio(0x1000, 2, FLAG(ANON) | FLAG(MMAP) | FLAG(LRU), 1);
	machine.words[FAKE_GROUPS][0x200] = 0;
}

/* As Linux 6.12 does; one more is of no process. */
static void call_all_merged(const char *run, const char *shared)
{
	set_small();
	set_frames(FAKE_WRITTEN_FRAME, 1, FLAG(ANON) | FLAG(KSM), 1);
	set_frames(0x200, 1, FLAG(ANON) | FLAG(MMAP) | FLAG(KSM), 3);
	set_frames(0x301, 1, FLAG(MMAP) | FLAG(KSM), 1);
	fake.ksm_run = run;
	fake.ksm_shared = shared;
}

static void words_are_as_walks_have_them(const struct scene *scene)
{
	uint64_t words[2];

	assert_int_equal(vminfo_context_frame_words(scene->context, 0x300,
						    words, 2), 2);
	assert_int_equal(words[0], got.frame[0].flags);
	assert_int_equal(words[1], got.frame[1].flags);
}

/* Of the first page; those of the others are left in got. */
static uint64_t flags_of_first(void)
{
	struct vminfo_walk_options options = frames_wanted();
	struct scene scene = scene_open();

	take_pages(&scene, &options, 7);
	assert_int_equal(got.frame[0].known, ALL);
	words_are_as_walks_have_them(&scene);
	scene_close(&scene);
	return got.frame[0].flags;
}

static void what_a_kernel_calls_merged_may_be(void **state)
{
	const uint64_t anon = FLAG(ANON) | FLAG(MMAP);

	(void)state;
	call_all_merged("1\n", "0\n");
	assert_int_equal(flags_of_first(), anon | FLAG(MAYBE_KSM));
	assert_int_equal(got.frame[1].flags, FLAG(MMAP));
	assert_int_equal(got.frame[2].flags, anon | FLAG(MAYBE_KSM));
	/* Without the flag it is none. */
	assert_int_equal(got.frame[6].flags, machine.words[FAKE_FLAGS][0x1000]);
	call_all_merged("0\n", "5\n");
	assert_int_equal(flags_of_first(), anon | FLAG(MAYBE_KSM));
	call_all_merged(NULL, "0\n");
	assert_int_equal(flags_of_first(), anon | FLAG(MAYBE_KSM));
	call_all_merged("0\n", NULL);
	assert_int_equal(flags_of_first(), anon | FLAG(MAYBE_KSM));
}

static void without_ksm_nothing_is_merged_whatever_it_is_called(void **state)
{
	(void)state;
	call_all_merged("0\n", "0\n");
	assert_int_equal(flags_of_first(), FLAG(ANON) | FLAG(MMAP));
	/* Where the kernel tells, nobody asks whether it runs. */
	call_all_merged("0\n", "0\n");
	set_frames(FAKE_WRITTEN_FRAME, 1, FLAG(ANON), 1);
	assert_int_equal(flags_of_first(),
			 FLAG(ANON) | FLAG(MMAP) | FLAG(KSM));
}

static void pages_have_the_frames_that_their_words_name(void **state)
{
	static const struct {
		uint64_t pfn, memcg;
		uint32_t mapcount;
		uint8_t order;
	} wanted[] = {
		{ 0x300, 5219, 2, 0 }, { 0x301, 5219, 1, 0 },
		{ 0x200, 0, 3, 0 },    { 0x300, 5219, 2, 0 },
		{ VMINFO_NONE, 0, 0, 0 }, { VMINFO_NONE, 0, 0, 0 },
		{ 0x1000, 5219, 1, 1 }, { 0x1001, 5219, 1, 1 },
		{ VMINFO_NONE, 0, 0, 0 }, { VMINFO_NONE, 0, 0, 0 },
	};
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	set_small();
	pages_of(&options);
	assert_int_equal(got.n, 10);
	for (size_t i = 0; i < got.n; i++) {
		const struct vminfo_frame *frame = &got.frame[i];

		assert_int_equal(frame->pfn, wanted[i].pfn);
		assert_int_equal(frame->hidden | frame->inferred |
				 frame->changed | frame->varies, 0);
		if (frame->pfn == VMINFO_NONE) {
			assert_unknown(frame);
			continue;
		}
		assert_int_equal(frame->known, ALL);
		assert_int_equal(frame->flags,
				 machine.words[FAKE_FLAGS][frame->pfn]);
		assert_int_equal(frame->mapcount, wanted[i].mapcount);
		assert_int_equal(frame->memcg, wanted[i].memcg);
		assert_int_equal(frame->order, wanted[i].order);
		assert_int_equal(frame->zone, VMINFO_ZONE_NORMAL);
		assert_int_equal(frame->node, 0);
	}
}

static void frames_that_are_near_each_other_are_read_at_once(void **state)
{
	static const struct fake_entries entries[] = {
		{ 0x400000, 1, PRESENT | 0x304, 1, 0 },
		{ 0x401000, 1, PRESENT | 0x300, 1, 0 },
		{ 0x402000, 1, PRESENT | 0x308, 1, 0 },
		{ 0x403000, 1, PRESENT | 0x30d, 1, 0 },
		{ .pages = 0 },
	};
	const struct fake_space space = { small_mappings, entries };
	struct vminfo_walk_options options = frames_wanted();
	struct scene scene;

	(void)state;
	start(&space);
	set_frames(0x300, 16, FLAG(ANON), 1);
	options.members = HAS(FLAGS);
	scene = scene_open();
	fake.frame_reads = 0;
	take_pages(&scene, &options, 7);
	/* Up to three between them are read in vain, four are not. */
	assert_int_equal(fake.frame_reads, 2);
	assert_int_equal(got.frame[3].pfn, 0x30d);
	assert_int_equal(got.frame[3].flags, FLAG(ANON));
	scene_close(&scene);
}

static void only_what_is_wanted_is_read_and_known(void **state)
{
	struct vminfo_walk_options options = frames_wanted();
	struct scene scene;

	(void)state;
	set_small();
	for (uint64_t member = 1; member < ALL; member <<= 1) {
		options.members = member;
		scene = scene_open();
		take_pages(&scene, &options, 7);
		assert_int_equal(got.frame[0].known, member);
		assert_int_equal(got.frame[0].hidden, 0);
		scene_close(&scene);
		set_small();
	}
	options.members = HAS(FLAGS);
	options.split = VMINFO_SPLIT_FRAME(HAS(MAPCOUNT));
	pages_of(&options);
	assert_int_equal(got.frame[0].known, HAS(FLAGS) | HAS(MAPCOUNT));
}

static void a_hidden_frame_number_hides_all_members(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	set_small();
	fake.hidden = true;
	pages_of(&options);
	assert_int_equal(got.frame[0].pfn, VMINFO_NONE);
	assert_unknown(&got.frame[0]);
	assert_int_equal(got.frame[0].hidden, ALL);
	/* There is nothing that could be hidden. */
	assert_int_equal(got.frame[8].hidden, 0);
}

static void files_that_are_refused_hide_what_they_say(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	set_small();
	fake.frames = NULL;
	pages_of(&options);
	assert_int_equal(got.frame[0].pfn, 0x300);
	assert_int_equal(got.frame[0].hidden, HAS(FLAGS) | HAS(ORDER));
	assert_int_equal(got.frame[0].known, ALL & ~got.frame[0].hidden);
	assert_int_equal(got.frame[0].mapcount, 2);
	assert_int_equal(got.frame[5].hidden, 0);
}

static void frames_above_the_end_of_the_files_have_no_words(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	set_small();
	fake.frames_end = 0x301;
	pages_of(&options);
	assert_int_equal(got.frame[0].known, ALL);
	assert_int_equal(got.frame[1].known, HAS(ZONE) | HAS(NODE));
	assert_int_equal(got.frame[1].hidden, 0);
}

static void options_that_make_no_sense_are_refused(void **state)
{
	struct vminfo_walk_options options = frames_wanted();
	struct vminfo_frame frame;
	struct vminfo_page page;
	struct vminfo_walk *walk;
	struct vminfo_run run;
	struct scene scene;

	(void)state;
	set_small();
	scene = scene_open();
	options.split = VMINFO_SPLIT_FRAME(0x40);
	assert_int_equal(vminfo_walk_new(scene.process, &options, &walk),
			 -EINVAL);
	options.split = 0;
	options.members = 0x40;
	assert_int_equal(vminfo_walk_new(scene.process, &options, &walk),
			 -EINVAL);
	options = frames_wanted();
	options.want = 0;
	options.split = VMINFO_SPLIT_FRAME(HAS(FLAGS));
	assert_int_equal(vminfo_walk_new(scene.process, &options, &walk),
			 -EINVAL);
	walk = scene_walk(&scene, NULL);
	assert_int_equal(vminfo_walk_pages(walk, &page, &frame, 1), -EINVAL);
	vminfo_walk_free(walk);
	walk = scene_walk(&scene, NULL);
	assert_int_equal(vminfo_walk_runs(walk, &run, &frame, 1), -EINVAL);
	vminfo_walk_free(walk);
	scene_close(&scene);
}

static void frames_that_cannot_be_read_end_a_walk(void **state)
{
	struct vminfo_walk_options options = frames_wanted();
	struct vminfo_frame frame;
	struct vminfo_walk *walk;
	struct vminfo_page page;
	struct vminfo_run run;
	struct scene scene;

	(void)state;
	set_small();
	scene = scene_open();
	fake.frames_fail_with = EIO;
	walk = scene_walk(&scene, &options);
	assert_int_equal(vminfo_walk_pages(walk, &page, &frame, 1), -EIO);
	assert_string_equal(vminfo_context_error(scene.context),
			    "kpageflags: Input/output error");
	assert_int_equal(vminfo_walk_status(walk), VMINFO_REFUSED);
	assert_int_equal(vminfo_walk_pages(walk, &page, &frame, 1), -EIO);
	vminfo_walk_free(walk);
	walk = scene_walk(&scene, &options);
	assert_int_equal(vminfo_walk_runs(walk, &run, &frame, 1), -EIO);
	vminfo_walk_free(walk);
	assert_int_equal(vminfo_context_frames(scene.context, 1, 0, &frame, 1),
			 -EIO);
	scene_close(&scene);
}

/* Wherever it ends while the frames are read, the list is cut short. */
static void a_process_that_ends_meanwhile_has_no_frames(void **state)
{
	struct vminfo_walk_options options = frames_wanted();
	struct vminfo_frame frames[20];
	struct vminfo_page pages[20];
	struct vminfo_walk *walk;
	struct scene scene;
	ssize_t n;

	(void)state;
	for (int file = FAKE_FLAGS; file <= FAKE_GROUPS; file++) {
		set_small();
		machine.before = end_it;
		machine.ends_at = (enum fake_words)file;
		scene = scene_open();
		walk = scene_walk(&scene, &options);
		n = vminfo_walk_pages(walk, pages, frames, 20);
		assert_int_equal(n, -ESRCH);
		assert_int_equal(vminfo_walk_status(walk), VMINFO_GONE);
		vminfo_walk_free(walk);
		scene_close(&scene);
	}
}

static void flags_that_no_kernel_has_yet_are_there(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	set_small();
	machine.words[FAKE_FLAGS][0x200] |= (uint64_t)1 << 27 |
					    (uint64_t)1 << 63;
	pages_of(&options);
	assert_int_equal(got.frame[2].flags, (uint64_t)1 << 27 |
			 (uint64_t)1 << 63 | FLAG(ANON) | FLAG(MMAP));
}

/* --- huge pages ----------------------------------------------------------- */

#define HUGE_PAGES 512u

static const struct fake_mapping huge_mappings[] = {
	ANONYMOUS(0x800000, 0xa00000), END_OF_MAPPINGS
};
static const struct fake_mapping hugetlb_mappings[] = {
	HUGETLB(0x800000, 0xa00000), END_OF_MAPPINGS
};
static const struct fake_entries huge_entries[] = {
	{ 0x800000, HUGE_PAGES, PRESENT | 0x400, 1, 1u << 6 },
	{ .pages = 0 },
};
static const struct fake_space huge = { huge_mappings, huge_entries };
static const struct fake_space hugetlb = { hugetlb_mappings, huge_entries };

#define THP_FLAGS (FLAG(ANON) | FLAG(MMAP) | FLAG(LRU) | FLAG(THP))

static void a_huge_page_is_told_by_its_first_two(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	start(&huge);
	set_folio(0x400, HUGE_PAGES, THP_FLAGS, 1);
	pages_of(&options);
	assert_int_equal(got.n, HUGE_PAGES);
	for (size_t i = 0; i < got.n; i++) {
		const struct vminfo_frame *frame = &got.frame[i];

		assert_int_equal(frame->pfn, 0x400 + i);
		assert_int_equal(frame->known, ALL);
		assert_int_equal(frame->flags,
				 machine.words[FAKE_FLAGS][0x400 + i]);
		assert_int_equal(frame->mapcount, 1);
		assert_int_equal(frame->memcg, 5219);
		assert_int_equal(frame->order, 9);
		/* Each count was looked at. */
		assert_int_equal(frame->inferred, i < 2 ? 0 : HAS(FLAGS) |
				 HAS(MEMCG) | HAS(ORDER));
	}
	start(&huge);
	set_folio(0x400, HUGE_PAGES, THP_FLAGS, 1);
	options.want |= VMINFO_WANT_EXACT;
	pages_of(&options);
	for (size_t i = 0; i < got.n; i++)
		assert_int_equal(got.frame[i].inferred, 0);
}

/* As Linux 6.1 shows tails, whose head tells their order, too. */
static void what_is_not_wanted_is_not_inferred(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	options.members = HAS(FLAGS);
	start(&huge);
	set_folio(0x400, HUGE_PAGES, FLAG(MMAP) | FLAG(ANON) | FLAG(THP), 1);
	set_frames(0x400, 1, THP_FLAGS | FLAG(COMPOUND_HEAD), 1);
	pages_of(&options);
	assert_int_equal(got.n, HUGE_PAGES);
	assert_int_equal(got.frame[2].known, HAS(FLAGS));
	assert_int_equal(got.frame[2].inferred, HAS(FLAGS));
}

static void a_huge_page_that_is_mapped_unequally_has_each_count(void **state)
{
	static const size_t batches[] = { 1, 7, 512 };
	struct vminfo_walk_options options = frames_wanted();
	struct scene scene;

	(void)state;
	for (size_t b = 0; b < sizeof(batches) / sizeof(*batches); b++) {
		start(&huge);
		set_folio(0x400, HUGE_PAGES, THP_FLAGS, 1);
		for (size_t i = 0; i < HUGE_PAGES; i++)
			machine.words[FAKE_COUNTS][0x400 + i] = 1 + i % 3;
		scene = scene_open();
		take_pages(&scene, &options, batches[b]);
		scene_close(&scene);
		for (size_t i = 0; i < HUGE_PAGES; i++) {
			assert_int_equal(got.frame[i].mapcount, 1 + i % 3);
			assert_int_equal(got.frame[i].known, ALL);
		}
	}
}

static void a_page_of_hugetlb_is_counted_as_a_whole(void **state)
{
	struct vminfo_walk_options options = frames_wanted();
	struct scene scene;

	(void)state;
	start(&hugetlb);
	set_folio(0x400, HUGE_PAGES, FLAG(HUGE) | FLAG(MMAP), 2);
	/* What the kernel never says: nobody looks at it. */
	machine.words[FAKE_COUNTS][0x500] = 77;
	scene = scene_open();
	take_pages(&scene, &options, 7);
	scene_close(&scene);
	assert_int_equal(got.frame[0x100].mapcount, 2);
	assert_int_equal(got.frame[0x100].inferred, HAS(FLAGS) | HAS(MEMCG) |
			 HAS(ORDER) | HAS(MAPCOUNT));
	assert_int_equal(got.frame[0x100].order, 9);
	start(&hugetlb);
	set_folio(0x400, HUGE_PAGES, FLAG(HUGE) | FLAG(MMAP), 2);
	runs_of(&options);
	assert_int_equal(got.n, 1);
	assert_int_equal(got.frame[0].known, ALL);
	assert_int_equal(got.frame[0].inferred, HAS(FLAGS) | HAS(MEMCG) |
			 HAS(ORDER) | HAS(MAPCOUNT));
}

static void tails_without_flags_have_those_of_their_head(void **state)
{
	struct vminfo_walk_options options = frames_wanted();
	const uint64_t tail = FLAG(MMAP) | FLAG(ANON) | FLAG(THP) |
			      FLAG(COMPOUND_TAIL);

	(void)state;
	/* As Linux 6.1 shows them. */
	start(&small);
	set_frames(0x1001, 1, tail, 1);
	set_frames(0x1000, 1, THP_FLAGS | FLAG(DIRTY) | FLAG(COMPOUND_HEAD), 1);
	pages_of(&options);
	assert_int_equal(got.frame[6].inferred, 0);
	assert_int_equal(got.frame[7].flags, tail | FLAG(LRU) | FLAG(DIRTY));
	assert_int_equal(got.frame[7].inferred, HAS(FLAGS));
	assert_int_equal(got.frame[7].order, 1);
	/* Also if only flags are asked for. */
	start(&small);
	set_frames(0x1001, 1, tail, 1);
	set_frames(0x1000, 1, THP_FLAGS | FLAG(COMPOUND_HEAD), 1);
	options.members = HAS(FLAGS);
	pages_of(&options);
	assert_int_equal(got.frame[7].flags, tail | FLAG(LRU));
	assert_int_equal(got.frame[7].known, HAS(FLAGS));
}

/* Nobody sees how large a folio is that is being split. */
static void a_folio_that_is_not_whole_is_changing(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	set_small();
	machine.words[FAKE_FLAGS][0x1000] = FLAG(ANON);
	pages_of(&options);
	assert_int_equal(got.frame[6].order, 0);
	assert_int_equal(got.frame[6].changed, 0);
	assert_int_equal(got.frame[7].order, UINT8_MAX);
	assert_int_equal(got.frame[7].changed, HAS(ORDER));
	assert_int_equal(got.frame[7].known, ALL & ~HAS(ORDER));
	assert_int_equal(got.frame[7].mapcount, 1);
}

/* --- runs ----------------------------------------------------------------- */

static const struct fake_mapping run_mappings[] = {
	ANONYMOUS(0x400000, 0x408000), END_OF_MAPPINGS
};
static const struct fake_entries run_entries[] = {
	{ 0x400000, 8, PRESENT | 0x300, 1, 0 },
	{ .pages = 0 },
};
static const struct fake_space one_run = { run_mappings, run_entries };

static void set_run(void)
{
	start(&one_run);
	set_folio(0x300, 4, THP_FLAGS, 1);
	set_folio(0x304, 4, THP_FLAGS, 1);
}

static void a_run_has_what_its_frames_have_in_common(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	set_run();
	runs_of(&options);
	assert_int_equal(got.n, 1);
	assert_int_equal(got.run[0].pages, 8);
	assert_int_equal(got.frame[0].pfn, 0x300);
	assert_int_equal(got.frame[0].known, ALL);
	assert_int_equal(got.frame[0].varies, 0);
	assert_int_equal(got.frame[0].order, 2);
	/* Where folios begin is no difference. */
	assert_int_equal(got.frame[0].flags, THP_FLAGS | FLAG(COMPOUND_HEAD) |
			 FLAG(COMPOUND_TAIL));
	set_run();
	machine.words[FAKE_COUNTS][0x305] = 2;
	machine.words[FAKE_FLAGS][0x307] |= FLAG(HWPOISON);
	runs_of(&options);
	assert_int_equal(got.n, 1);
	assert_int_equal(got.frame[0].varies, HAS(FLAGS) | HAS(MAPCOUNT));
	assert_int_equal(got.frame[0].known, ALL & ~got.frame[0].varies);
	assert_int_equal(got.frame[0].flags, UINT64_MAX);
	assert_int_equal(got.frame[0].mapcount, UINT32_MAX);
	assert_int_equal(got.frame[0].memcg, 5219);
}

static void a_run_ends_where_a_member_of_split_changes(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	options.split = VMINFO_SPLIT_FRAME(HAS(MAPCOUNT));
	set_run();
	machine.words[FAKE_COUNTS][0x305] = 2;
	machine.words[FAKE_FLAGS][0x307] |= FLAG(HWPOISON);
	runs_of(&options);
	assert_int_equal(got.n, 3);
	assert_int_equal(got.run[0].pages, 5);
	assert_int_equal(got.frame[0].mapcount, 1);
	assert_int_equal(got.run[1].pages, 1);
	assert_int_equal(got.frame[1].mapcount, 2);
	assert_int_equal(got.frame[1].varies, 0);
	assert_int_equal(got.run[2].pages, 2);
	assert_int_equal(got.frame[2].pfn, 0x306);
	assert_int_equal(got.frame[2].varies, HAS(FLAGS));
}

static void a_run_ends_in_a_huge_page_where_counts_change(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	options.split = VMINFO_SPLIT_FRAME(HAS(MAPCOUNT));
	start(&huge);
	set_folio(0x400, HUGE_PAGES, THP_FLAGS, 1);
	for (size_t i = 10; i < 20; i++)
		machine.words[FAKE_COUNTS][0x400 + i] = 2;
	runs_of(&options);
	assert_int_equal(got.n, 3);
	assert_int_equal(got.run[0].pages, 10);
	assert_int_equal(got.run[1].pages, 10);
	assert_int_equal(got.frame[1].mapcount, 2);
	assert_int_equal(got.frame[1].inferred, HAS(FLAGS) | HAS(MEMCG) |
			 HAS(ORDER));
	assert_int_equal(got.run[2].pages, HUGE_PAGES - 20);
}

/* Both are the zero page, whose frame is not followed by another. */
static void pages_of_the_zero_page_are_a_run_of_one_frame(void **state)
{
	static const struct fake_entries entries[] = {
		{ 0x400000, 8, PRESENT | 0x300, 0, 1u << 5 },
		{ .pages = 0 },
	};
	const struct fake_space space = { run_mappings, entries };
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	start(&space);
	fake.zero_frame = 0x300;
	set_frames(0x300, 1, FLAG(ZERO_PAGE) | FLAG(RESERVED), 0);
	runs_of(&options);
	assert_int_equal(got.n, 1);
	assert_int_equal(got.run[0].state, VMINFO_ZERO);
	assert_int_equal(got.run[0].value, VMINFO_NONE);
	assert_int_equal(got.frame[0].pfn, 0x300);
	assert_int_equal(got.frame[0].known, ALL);
	assert_int_equal(got.frame[0].flags, FLAG(ZERO_PAGE) | FLAG(RESERVED));
	assert_int_equal(got.frame[0].mapcount, 0);
}

/* --- pages that move ------------------------------------------------------ */

static struct fake_entries moving_entries[] = {
	{ 0x400000, 4, PRESENT | 0x300, 1, 0 },
	{ 0x404000, 1, PRESENT | 0x500, 1, 0 },
	{ .pages = 0 },
};
static const struct fake_space moving = { run_mappings, moving_entries };

static unsigned int moves_left;

/* Goes to the next frame whenever the flags of its frame were read. */
static void move(enum fake_words file, uint64_t frame)
{
	uint64_t now = moving_entries[1].word & ~PRESENT;

	if (file == FAKE_COUNTS && frame == now && moves_left) {
		moves_left--;
		moving_entries[1].word++;
	}
}

static void pages_after_moves(unsigned int moves, bool changed)
{
	struct vminfo_walk_options options = frames_wanted();
	const struct vminfo_frame *frame = &got.frame[4];

	moving_entries[1].word = PRESENT | 0x500;
	start(&moving);
	set_frames(0x300, 4, FLAG(ANON), 1);
	for (uint64_t i = 0; i < 16; i++)
		set_frames(0x500 + i, 1, FLAG(ANON) | i << 60, 100 + i);
	moves_left = moves;
	machine.before = move;
	pages_of(&options);
	assert_int_equal(got.n, 8);
	assert_int_equal(frame->pfn, got.page[4].value);
	assert_int_equal(frame->changed, changed ? ALL : 0);
	if (changed) {
		assert_unknown(frame);
	} else {
		assert_int_equal(frame->pfn, 0x500 + moves);
		assert_int_equal(frame->flags,
				 FLAG(ANON) | (uint64_t)moves << 60);
		assert_int_equal(frame->mapcount, 100 + moves);
	}
	/* The others are not bothered. */
	assert_int_equal(got.frame[3].known, ALL);
	assert_int_equal(got.frame[3].changed, 0);
}

static void a_page_that_moved_has_what_its_new_frame_says(void **state)
{
	(void)state;
	for (unsigned int moves = 0; moves <= 3; moves++)
		pages_after_moves(moves, false);
}

/* What is changing for another reason is checked all the same. */
static void a_page_that_moved_to_half_a_folio_is_checked(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	moving_entries[1].word = PRESENT | 0x500;
	start(&moving);
	set_frames(0x500, 16, FLAG(ANON) | FLAG(COMPOUND_TAIL), 1);
	moves_left = 15;
	machine.before = move;
	pages_of(&options);
	assert_int_equal(got.frame[4].changed, ALL);
	assert_unknown(&got.frame[4]);
}

static void a_page_that_moves_all_the_time_is_marked(void **state)
{
	(void)state;
	pages_after_moves(4, true);
	pages_after_moves(15, true);
}

static void a_run_with_a_page_that_moves_is_marked(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	moving_entries[1].word = PRESENT | 0x304;
	start(&moving);
	set_frames(0x300, 4, FLAG(ANON), 1);
	machine.before = move;
	moves_left = UINT32_MAX;
	options.length = 0x404000;
	runs_of(&options);
	assert_int_equal(got.frame[0].known, ALL);
	moving_entries[1].word = PRESENT | 0x304;
	start(&moving);
	set_frames(0x300, 4, FLAG(ANON), 1);
	machine.before = move;
	moves_left = UINT32_MAX;
	options.split = VMINFO_SPLIT_FRAME(HAS(MAPCOUNT));
	options.length = 0;
	runs_of(&options);
	assert_int_equal(got.run[1].va, 0x404000);
	assert_int_equal(got.frame[1].changed, ALL);
}

/* The page is what it was, but for a bit, each time that it was looked up. */
static void move_and_return(enum fake_words file, uint64_t frame)
{
	if (file == FAKE_COUNTS && frame == 0x304)
		moving_entries[1].word ^= (uint64_t)1 << 55;
}

static void start_shaking(void)
{
	moving_entries[1].word = PRESENT | 0x304;
	start(&moving);
	set_frames(0x300, 16, FLAG(ANON), 1);
	machine.before = move_and_return;
}

static void a_run_that_a_moving_page_is_part_of_is_marked(void **state)
{
	struct vminfo_walk_options options = frames_wanted();
	const struct vminfo_frame *frame = got.frame;

	(void)state;
	start_shaking();
	pages_of(&options);
	assert_int_equal(got.frame[4].changed, ALL);
	start_shaking();
	runs_of(&options);
	assert_int_equal(got.run[0].pages, 5);
	assert_int_equal(frame->pfn, 0x300);
	assert_int_equal(frame->changed, ALL);
	assert_int_equal(frame->varies | frame->hidden | frame->inferred, 0);
	assert_unknown(frame);
}

/* A page that goes away leaves no frame behind. */
static void vanish(enum fake_words file, uint64_t frame)
{
	if (file == FAKE_COUNTS && frame == 0x500)
		moving_entries[1].word = SWAP | 0x40;
}

static void a_page_that_went_away_has_no_frame(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	moving_entries[1].word = PRESENT | 0x500;
	start(&moving);
	set_frames(0x300, 4, FLAG(ANON), 1);
	set_frames(0x500, 1, FLAG(ANON), 1);
	machine.before = vanish;
	pages_of(&options);
	assert_int_equal(got.page[4].state, VMINFO_SWAPPED);
	assert_int_equal(got.frame[4].pfn, VMINFO_NONE);
	assert_unknown(&got.frame[4]);
	assert_int_equal(got.frame[4].changed, 0);
}

static struct fake_entries moving_huge_entries[] = {
	{ 0x800000, HUGE_PAGES, PRESENT | 0x400, 1, 1u << 6 },
	{ .pages = 0 },
};
static const struct fake_space moving_huge = { huge_mappings,
					       moving_huge_entries };
static uint64_t moves_to;

static void move_huge(enum fake_words file, uint64_t frame)
{
	if (file == FAKE_COUNTS && frame == 0x400)
		moving_huge_entries[0].word = PRESENT | moves_to;
}

static void start_moving_huge(uint64_t to)
{
	moving_huge_entries[0].word = PRESENT | 0x400;
	start(&moving_huge);
	set_folio(0x400, HUGE_PAGES, THP_FLAGS, 1);
	set_folio(0x800, HUGE_PAGES, THP_FLAGS | FLAG(DIRTY), 2);
	machine.words[FAKE_COUNTS][0x805] = 3;
	machine.before = move_huge;
	moves_to = to;
}

static void a_huge_page_that_moved_has_what_its_new_frames_say(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	start_moving_huge(0x800);
	pages_of(&options);
	for (size_t i = 0; i < HUGE_PAGES; i++) {
		assert_int_equal(got.frame[i].pfn, 0x800 + i);
		assert_int_equal(got.frame[i].flags,
				 machine.words[FAKE_FLAGS][0x800 + i]);
		assert_int_equal(got.frame[i].mapcount, i == 5 ? 3 : 2);
		assert_int_equal(got.frame[i].changed, 0);
	}
}

static void a_huge_page_that_was_split_meanwhile_is_marked(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	start_moving_huge(0x803);
	pages_of(&options);
	for (size_t i = 0; i < HUGE_PAGES; i++) {
		assert_int_equal(got.frame[i].changed, ALL);
		assert_unknown(&got.frame[i]);
	}
}

/* An entry of a page on the move; the page arrives when it was looked up. */
static void arrive(enum fake_words file, uint64_t frame)
{
	if (file == FAKE_GROUPS && frame == 0x500)
		moving_entries[1].word = PRESENT | 0x600;
}

static void a_page_on_the_move_has_its_frame_until_it_arrives(void **state)
{
	struct vminfo_walk_options options = frames_wanted();
	/* Type and frame of a migration entry. */
	const uint64_t word = SWAP | 0x500 << 5 | 30;

	(void)state;
	for (int arrives = 0; arrives < 2; arrives++) {
		moving_entries[1].word = word;
		start(&moving);
		set_frames(0x500, 1, FLAG(ANON), 1);
		machine.before = arrives ? arrive : NULL;
		pages_of(&options);
		assert_int_equal(got.page[4].state, VMINFO_MIGRATING);
		assert_int_equal(got.frame[4].pfn, 0x500);
		assert_int_equal(got.frame[4].known, arrives ? 0 : ALL);
		assert_int_equal(got.frame[4].changed, arrives ? ALL : 0);
	}
}

/* --- nodes whose spans overlap -------------------------------------------- */

#define BLOCK_FRAMES 0x8000u

static int node_of(uint64_t block)
{
	return block == 5 ? -1 : (int)block % 2;
}

static unsigned int opens;

static void count_opens(unsigned long number, enum fake_call call)
{
	(void)number;
	opens += call == FAKE_OPEN;
}

static void blocks_tell_nodes_and_are_asked_once(void **state)
{
	static const struct fake_entries entries[] = {
		{ 0x400000, 3, PRESENT | (2 * BLOCK_FRAMES + 7),
		  BLOCK_FRAMES, 0 },
		{ 0x403000, 3, PRESENT | (2 * BLOCK_FRAMES + 99),
		  BLOCK_FRAMES, 0 },
		{ 0x406000, 1, PRESENT | (5 * BLOCK_FRAMES + 1), 0, 0 },
		{ .pages = 0 },
	};
	const struct fake_space space = { run_mappings, entries };
	struct vminfo_walk_options options = frames_wanted();
	struct scene scene;

	(void)state;
	start(&space);
	options.members = HAS(NODE) | HAS(ZONE) | HAS(FLAGS);
	fake.block_node = node_of;
	fake.zoneinfo = "Node 0, zone   Normal\n        spanned  500000\n"
			"  start_pfn:           1\n"
			"Node 1, zone   Normal\n        spanned  500000\n"
			"  start_pfn:           1\n";
	scene = scene_open();
	take_pages(&scene, &options, 7);
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(got.frame[i].node, i % 3 % 2);
		assert_int_equal(got.frame[i].zone, VMINFO_ZONE_NORMAL);
		assert_int_equal(got.frame[i].flags, 0);
	}
	/* A block that is not there has no frames that could say nothing. */
	assert_int_equal(got.frame[6].known, 0);
	assert_int_equal(got.frame[6].hidden, 0);
	options.members = HAS(NODE);
	take_pages(&scene, &options, 7);
	opens = 0;
	fake.before = count_opens;
	take_pages(&scene, &options, 7);
	assert_int_equal(got.frame[5].node, 0);
	/* The walk itself looks once whether the process is there. */
	assert_int_equal(opens, 1);
	scene_close(&scene);
}

/* --- frames without words ------------------------------------------------- */

static void a_word_of_0_is_a_frame_where_there_is_ram(void **state)
{
	struct vminfo_walk_options options = frames_wanted();

	(void)state;
	start(&small);
	pages_of(&options);
	/* Nothing is said of it, not even an order. */
	assert_int_equal(got.frame[0].flags, 0);
	assert_int_equal(got.frame[0].known, ALL & ~HAS(ORDER));
	/* A hole, as all kernels show it. */
	for (uint64_t word = 0; word <= FLAG(NOPAGE); word += FLAG(NOPAGE)) {
		start(&small);
		machine.words[FAKE_FLAGS][0x300] = word;
		fake.iomem = "00001000-002fffff : System RAM\n"
			     "00301000-bfffffff : System RAM\n";
		pages_of(&options);
		assert_int_equal(got.frame[0].pfn, 0x300);
		assert_int_equal(got.frame[0].known, 0);
		assert_int_equal(got.frame[0].hidden, 0);
		assert_int_equal(got.frame[1].flags, 0);
	}
	/* Who may not see where RAM is cannot tell. */
	start(&small);
	fake.iomem = NULL;
	pages_of(&options);
	assert_int_equal(got.frame[0].known, HAS(ZONE) | HAS(NODE));
	assert_int_equal(got.frame[0].hidden, WORDS & ~HAS(ORDER));
	/* But for a hole that says so itself. */
	start(&small);
	fake.iomem = NULL;
	machine.words[FAKE_FLAGS][0x300] = FLAG(NOPAGE);
	pages_of(&options);
	assert_int_equal(got.frame[0].known | got.frame[0].hidden, 0);
	/* No zone has it. */
	start(&small);
	fake.iomem = NULL;
	fake.zoneinfo = "Node 0, zone   Normal\n        spanned  256\n"
			"  start_pfn:           1\n";
	pages_of(&options);
	assert_int_equal(got.frame[0].known | got.frame[0].hidden, 0);
}

/* --- all together --------------------------------------------------------- */

static uint32_t random_state = 4711;

static uint32_t number_below(uint32_t n)
{
	random_state = random_state * 1103515245 + 12345;
	return (random_state >> 8) % n;
}

static void make_folios(void)
{
	for (uint64_t frame = 0x10; frame < MOST_FRAMES - 0x20;) {
		uint64_t order = number_below(5), n = (uint64_t)1 << order;

		frame = (frame + n - 1) & ~(n - 1);
		if (order)
			set_folio(frame, n, THP_FLAGS, 1);
		else
			set_frames(frame, 1, FLAG(ANON) | FLAG(LRU), 1);
		for (uint64_t i = 0; i < n; i++)
			machine.words[FAKE_COUNTS][frame + i] =
				number_below(3);
		frame += n + number_below(3);
	}
}

/* One page after the other, as if there were no others. */
static void check_each(struct vminfo_context *context)
{
	struct vminfo_frame alone;

	for (size_t i = 0; i < got.n; i++) {
		if (got.page[i].state != VMINFO_PRESENT)
			continue;
		assert_int_equal(vminfo_context_frame(context,
						      got.page[i].value,
						      &alone), 0);
		assert_memory_equal(&got.frame[i], &alone, sizeof(alone));
	}
}

static void many_frames_at_once_are_what_each_is_alone(void **state)
{
	static struct fake_entries entries[129];
	const struct fake_mapping mappings[] = {
		ANONYMOUS(0x400000, 0x400000 + 512 * FAKE_PAGE),
		END_OF_MAPPINGS
	};
	const struct fake_space space = { mappings, entries };
	struct vminfo_walk_options options = frames_wanted();
	struct scene scene;

	(void)state;
	for (int round = 0; round < 50; round++) {
		memset(entries, 0, sizeof(entries));
		for (uint64_t i = 0; i < 128; i++)
			entries[i] = (struct fake_entries){
				.va = 0x400000 + i * 4 * FAKE_PAGE,
				.pages = 1 + number_below(4),
				.word = PRESENT |
					(0x10 + number_below(MOST_FRAMES - 80)),
				.step = number_below(8) ? 1 : 3,
			};
		start(&space);
		make_folios();
		scene = scene_open();
		take_pages(&scene, &options, 100);
		assert_int_equal(got.n, 512);
		check_each(scene.context);
		scene_close(&scene);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_have_the_frames_that_their_words_name),
		cmocka_unit_test(
			frames_that_are_near_each_other_are_read_at_once),
		cmocka_unit_test(only_what_is_wanted_is_read_and_known),
		cmocka_unit_test(a_hidden_frame_number_hides_all_members),
		cmocka_unit_test(files_that_are_refused_hide_what_they_say),
		cmocka_unit_test(
			frames_above_the_end_of_the_files_have_no_words),
		cmocka_unit_test(options_that_make_no_sense_are_refused),
		cmocka_unit_test(frames_that_cannot_be_read_end_a_walk),
		cmocka_unit_test(a_process_that_ends_meanwhile_has_no_frames),
		cmocka_unit_test(flags_that_no_kernel_has_yet_are_there),
		cmocka_unit_test(a_huge_page_is_told_by_its_first_two),
		cmocka_unit_test(what_is_not_wanted_is_not_inferred),
		cmocka_unit_test(
			a_huge_page_that_is_mapped_unequally_has_each_count),
		cmocka_unit_test(a_page_of_hugetlb_is_counted_as_a_whole),
		cmocka_unit_test(tails_without_flags_have_those_of_their_head),
		cmocka_unit_test(a_folio_that_is_not_whole_is_changing),
		cmocka_unit_test(a_run_has_what_its_frames_have_in_common),
		cmocka_unit_test(a_run_ends_where_a_member_of_split_changes),
		cmocka_unit_test(
			a_run_ends_in_a_huge_page_where_counts_change),
		cmocka_unit_test(
			pages_of_the_zero_page_are_a_run_of_one_frame),
		cmocka_unit_test(
			a_page_that_moved_has_what_its_new_frame_says),
		cmocka_unit_test(a_page_that_moved_to_half_a_folio_is_checked),
		cmocka_unit_test(a_page_that_moves_all_the_time_is_marked),
		cmocka_unit_test(a_run_with_a_page_that_moves_is_marked),
		cmocka_unit_test(a_run_that_a_moving_page_is_part_of_is_marked),
		cmocka_unit_test(a_page_that_went_away_has_no_frame),
		cmocka_unit_test(
			a_huge_page_that_moved_has_what_its_new_frames_say),
		cmocka_unit_test(
			a_huge_page_that_was_split_meanwhile_is_marked),
		cmocka_unit_test(
			a_page_on_the_move_has_its_frame_until_it_arrives),
		cmocka_unit_test(what_a_kernel_calls_merged_may_be),
		cmocka_unit_test(
			without_ksm_nothing_is_merged_whatever_it_is_called),
		cmocka_unit_test(blocks_tell_nodes_and_are_asked_once),
		cmocka_unit_test(a_word_of_0_is_a_frame_where_there_is_ram),
		cmocka_unit_test(many_frames_at_once_are_what_each_is_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

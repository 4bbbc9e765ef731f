// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/break-*.c: why a run of frames ends. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "break-reason.h"

#define PAGE UINT64_C(4096)
#define HUGE (UINT64_C(2) << 20)
#define VA UINT64_C(0x7f0000200000)	/* where it breaks */
#define FLAG(bit) (UINT64_C(1) << (bit))
#define ANON FLAG(VMINFO_FRAME_ANON)

/* --- two pages ------------------------------------------------------------ */

static struct break_joint joint;
static struct break_answer answer;

static struct break_side side(uint64_t va, uint64_t pfn)
{
	return (struct break_side){
		.page = { .va = va, .value = pfn, .state = VMINFO_PRESENT },
		.frame = { .pfn = pfn, .flags = UINT64_MAX,
			   .order = UINT8_MAX },
		.mapped = true,
		.mapping = { .va = VA - HUGE, .length = 4 * HUGE,
			     .kind = VMINFO_ANONYMOUS,
			     .page_size = VMINFO_NONE },
		.place = VMINFO_NONE,
	};
}

/* Two frames that do not follow each other, and nothing known of them. */
static int two_pages(void **state)
{
	(void)state;
	joint = (struct break_joint){
		.before = side(VA - PAGE, 0x1ff),
		.after = side(VA, 0x4000),
		.page_size = PAGE,
		.pmd_size = HUGE,
	};
	return 0;
}

static void know_flags(struct break_side *of, uint64_t flags)
{
	of->frame.flags = flags;
	of->frame.known |= VMINFO_FRAME_HAS_FLAGS;
}

static void know_order(struct break_side *of, uint8_t order)
{
	of->frame.order = order;
	of->frame.known |= VMINFO_FRAME_HAS_ORDER;
}

static void in_object(uint32_t permissions)
{
	joint.before.mapping.kind = joint.after.mapping.kind = VMINFO_OBJECT;
	joint.before.mapping.permissions = permissions;
	joint.after.mapping.permissions = permissions;
}

static enum break_reason judge(void)
{
	memset(&answer, 0xaa, sizeof(answer));
	break_reason_judge(&joint, &answer);
	return answer.reason;
}

static void without_flags_the_next_frame_is_just_elsewhere(void **state)
{
	(void)state;
	assert_int_equal(judge(), BREAK_UNKNOWN);
	assert_false(answer.before);
	assert_false(answer.huge);
	assert_false(answer.hugetlb);
	assert_int_equal(answer.order, -1);
	/* Only the page before can end. */
	know_order(&joint.after, 9);
	assert_int_equal(judge(), BREAK_UNKNOWN);
	assert_int_equal(answer.order, -1);
}

static const struct {
	enum vminfo_state state;
	enum break_reason reason;
	bool perhaps;		/* it has a frame */
} states[] = {
	{ VMINFO_ZERO, BREAK_ZERO, false },
	{ VMINFO_SWAPPED, BREAK_SWAPPED, false },
	{ VMINFO_SHMEM_SWAPPED, BREAK_SHMEM_SWAPPED, false },
	{ VMINFO_CACHED, BREAK_CACHED, false },
	{ VMINFO_UNRESOLVED, BREAK_UNRESOLVED, false },
	{ VMINFO_ABSENT, BREAK_ABSENT, false },
	{ VMINFO_UNMAPPED, BREAK_UNMAPPED, false },
	{ VMINFO_GUARD, BREAK_GUARD, false },
	{ VMINFO_MARKER, BREAK_MARKER, false },
	{ VMINFO_POISONED, BREAK_POISONED, false },
	{ VMINFO_DEVICE, BREAK_DEVICE, false },
	{ VMINFO_MIGRATING, BREAK_MIGRATING, true },
	{ VMINFO_SPECIAL, BREAK_SPECIAL, true },
	{ VMINFO_PFNMAP, BREAK_PFNMAP, true },
	{ VMINFO_NONPRESENT, BREAK_NONPRESENT, true },
};

static void each_state_without_a_frame_is_a_reason(void **state)
{
	const size_t count = sizeof(states) / sizeof(*states);

	for (size_t i = 0; i < count; i++) {
		two_pages(state);
		know_order(&joint.before, 9);
		know_flags(&joint.before, FLAG(VMINFO_FRAME_KSM));
		joint.after.page.state = (uint8_t)states[i].state;
		assert_int_equal(judge(), states[i].reason);
		assert_false(answer.before);
		joint.before.page.state = (uint8_t)states[i].state;
		joint.after.page.state = VMINFO_PRESENT;
		assert_int_equal(judge(), states[i].reason);
		assert_true(answer.before);
	}
}

static void a_state_that_is_new_is_no_reason(void **state)
{
	(void)state;
	joint.after.page.state = VMINFO_NONPRESENT + 1;
	joint.after.page.value = VMINFO_NONE;
	assert_int_equal(judge(), BREAK_UNKNOWN);
	assert_false(answer.before);
	two_pages(state);
	joint.before.page.state = VMINFO_NONPRESENT + 1;
	know_order(&joint.before, 9);
	assert_int_equal(judge(), BREAK_UNKNOWN);
	assert_false(answer.before);
}

static void no_memory_is_a_better_reason_than_perhaps_none(void **state)
{
	const size_t count = sizeof(states) / sizeof(*states);

	(void)state;
	for (size_t i = 0; i < count * count; i++) {
		size_t b = i / count, a = i % count;
		bool before = states[a].perhaps && !states[b].perhaps;

		joint.before.page.state = (uint8_t)states[b].state;
		joint.after.page.state = (uint8_t)states[a].state;
		assert_int_equal(judge(), states[before ? b : a].reason);
		assert_int_equal(answer.before, before);
	}
}

static void of_hidden_frames_nothing_else_is_said(void **state)
{
	(void)state;
	know_order(&joint.before, 9);
	joint.before.page.value = VMINFO_NONE;
	assert_int_equal(judge(), BREAK_HIDDEN);
	joint.after.page.value = VMINFO_NONE;
	assert_int_equal(judge(), BREAK_HIDDEN);
	joint.before.page.value = 0x1ff;
	assert_int_equal(judge(), BREAK_HIDDEN);
	/* What has no frame, has none in any case. */
	joint.after.page.state = VMINFO_ABSENT;
	assert_int_equal(judge(), BREAK_ABSENT);
}

static void what_changed_while_it_was_read_is_changed(void **state)
{
	(void)state;
	joint.before.page.attributes = VMINFO_CHANGED;
	assert_int_equal(judge(), BREAK_CHANGED);
	joint.after.page.state = VMINFO_SWAPPED;
	assert_int_equal(judge(), BREAK_CHANGED);
	joint.before.page.attributes = 0;
	joint.after.page.attributes = VMINFO_CHANGED;
	assert_int_equal(judge(), BREAK_CHANGED);
}

static void frames_that_follow_are_broken_by_a_limit(void **state)
{
	(void)state;
	joint.after.page.value = 0x200;
	know_order(&joint.before, 9);
	assert_int_equal(judge(), BREAK_LIMIT);
	joint.after.mapping.va = VA;
	assert_int_equal(judge(), BREAK_LIMIT);
	/* Inside of a page, too. */
	joint.before = joint.after;
	assert_int_equal(judge(), BREAK_LIMIT);
}

static void flags_that_can_be_believed_are_reasons(void **state)
{
	static const struct {
		unsigned int bit;
		enum break_reason reason;
	} all[] = {
		{ VMINFO_FRAME_KSM, BREAK_KSM },
		{ VMINFO_FRAME_ZERO_PAGE, BREAK_ZERO },
		{ VMINFO_FRAME_HWPOISON, BREAK_POISONED },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		two_pages(state);
		know_flags(&joint.after, ANON | FLAG(all[i].bit));
		know_flags(&joint.before, ANON);
		know_order(&joint.before, 9);
		assert_int_equal(judge(), all[i].reason);
		assert_false(answer.before);
		joint.before.frame.flags = joint.after.frame.flags;
		joint.after.frame.flags = ANON;
		assert_int_equal(judge(), all[i].reason);
		assert_true(answer.before);
		joint.before.frame.known &= (uint8_t)~VMINFO_FRAME_HAS_FLAGS;
		assert_int_equal(judge(), BREAK_FOLIO);
	}
	/* In a frame of slab this bit is garbage. */
	two_pages(state);
	know_flags(&joint.after, FLAG(VMINFO_FRAME_KSM) |
				 FLAG(VMINFO_FRAME_SLAB));
	assert_int_equal(judge(), BREAK_UNKNOWN);
}

static void a_page_that_may_be_zero_has_no_known_reason(void **state)
{
	(void)state;
	know_order(&joint.before, 9);
	joint.after.page.attributes = VMINFO_MAYBE_ZERO;
	assert_int_equal(judge(), BREAK_UNKNOWN);
	joint.after.page.attributes = 0;
	joint.before.page.attributes = VMINFO_MAYBE_ZERO;
	assert_int_equal(judge(), BREAK_UNKNOWN);
}

/* --- copies --------------------------------------------------------------- */

static void an_own_copy_beside_a_page_of_a_private_file(void **state)
{
	(void)state;
	in_object(VMINFO_READ);
	joint.before.page.attributes = VMINFO_FILE;
	assert_int_equal(judge(), BREAK_FILE_COPY);
	assert_false(answer.before);
	joint.before.page.attributes = 0;
	joint.after.page.attributes = VMINFO_FILE;
	assert_int_equal(judge(), BREAK_FILE_COPY);
	assert_true(answer.before);
	know_flags(&joint.before, ANON);
	assert_int_equal(judge(), BREAK_FILE_COPY);
	/* Neither the file's nor a copy, whatever it is. */
	joint.before.frame.flags = 0;
	assert_int_equal(judge(), BREAK_UNKNOWN);
	assert_false(answer.before);
	joint.before.frame.flags = ANON;
	joint.after.page.attributes = 0;
	assert_int_equal(judge(), BREAK_UNKNOWN);
	joint.before.page.attributes = joint.after.page.attributes =
		VMINFO_FILE;
	assert_int_equal(judge(), BREAK_UNKNOWN);
	assert_false(answer.before);
}

static void only_private_pages_of_one_file_are_copies_of_it(void **state)
{
	(void)state;
	in_object(VMINFO_READ | VMINFO_SHARED);
	joint.before.page.attributes = VMINFO_FILE;
	assert_int_equal(judge(), BREAK_UNKNOWN);
	in_object(VMINFO_READ);
	joint.after.mapping.va = VA;
	assert_int_equal(judge(), BREAK_BORDER);
	joint.after.mapping.va = joint.before.mapping.va;
	joint.before.mapping.kind = joint.after.mapping.kind =
		VMINFO_ANONYMOUS;
	assert_int_equal(judge(), BREAK_UNKNOWN);
}

static void a_page_outside_of_the_folio_around_it_is_an_own_copy(void **state)
{
	(void)state;
	joint.before = side(VA - PAGE, 0x10);
	know_order(&joint.before, 9);
	know_order(&joint.after, 0);
	joint.after.place = 0x11;
	assert_int_equal(judge(), BREAK_OWN_COPY);
	assert_false(answer.before);
	assert_int_equal(answer.order, -1);
	/* The other way. */
	joint.before = side(VA - PAGE, 0x4000);
	know_order(&joint.before, 0);
	joint.before.place = 0x10;
	joint.after = side(VA, 0x11);
	know_order(&joint.after, 9);
	assert_int_equal(judge(), BREAK_OWN_COPY);
	assert_true(answer.before);
	/* Two of them, beside each other. */
	joint.after = side(VA, 0x5000);
	know_order(&joint.after, 0);
	joint.after.place = 0x11;
	assert_int_equal(judge(), BREAK_OWN_COPY);
	assert_false(answer.before);
}

static void where_a_copy_is_not_what_breaks_it_is_not_the_reason(void **state)
{
	(void)state;
	/* The end of one huge page, and a copy in the next: elsewhere. */
	know_order(&joint.before, 9);
	know_order(&joint.after, 0);
	joint.after.place = 0x800;
	assert_int_equal(judge(), BREAK_FOLIO);
	assert_true(answer.huge);
	/* It is not known whether it is a copy. */
	joint.before = side(VA - PAGE, 0x10);
	joint.after.place = 0x11;
	joint.after.frame.known = 0;
	assert_int_equal(judge(), BREAK_UNKNOWN);
	assert_false(answer.before);
	/* A large folio is no copy of one page. */
	know_order(&joint.after, 4);
	assert_int_equal(judge(), BREAK_UNKNOWN);
	assert_false(answer.before);
}

/* --- folios --------------------------------------------------------------- */

static void a_folio_ends(void **state)
{
	(void)state;
	know_order(&joint.before, 0);
	assert_int_equal(judge(), BREAK_FOLIO);
	assert_int_equal(answer.order, 0);
	assert_false(answer.huge);
	know_order(&joint.before, 4);
	assert_int_equal(judge(), BREAK_FOLIO);
	assert_int_equal(answer.order, 4);
	assert_false(answer.huge);
	know_order(&joint.before, 8);
	assert_int_equal(judge(), BREAK_FOLIO);
	assert_false(answer.huge);
	know_order(&joint.before, 9);
	assert_int_equal(judge(), BREAK_FOLIO);
	assert_true(answer.huge);
	joint.pmd_size = 0;
	assert_int_equal(judge(), BREAK_FOLIO);
	assert_false(answer.huge);
	know_order(&joint.before, 64);
	assert_int_equal(judge(), BREAK_UNKNOWN);
}

static void a_folio_that_would_go_on_does_not_end(void **state)
{
	(void)state;
	know_order(&joint.before, 10);
	assert_int_equal(judge(), BREAK_PARTIAL);
	assert_int_equal(answer.order, 10);
	joint.before = side(VA - PAGE, 0x1fe);
	know_order(&joint.before, 1);
	assert_int_equal(judge(), BREAK_PARTIAL);
	know_order(&joint.before, 0);
	assert_int_equal(judge(), BREAK_FOLIO);
}

static void pages_of_one_folio_may_be_in_another_order(void **state)
{
	(void)state;
	joint.before = side(VA - PAGE, 0x200);
	joint.after = side(VA, 0x3ff);
	know_order(&joint.before, 9);
	know_order(&joint.after, 9);
	assert_int_equal(judge(), BREAK_REORDERED);
	in_object(VMINFO_READ);
	joint.before.page.attributes = joint.after.page.attributes =
		VMINFO_FILE;
	assert_int_equal(judge(), BREAK_REORDERED);
	assert_false(answer.before);
	/* As mremap(2) leaves it, each is a mapping. */
	joint.after.mapping.va = VA;
	assert_int_equal(judge(), BREAK_REORDERED);
	know_order(&joint.before, 8);
	assert_int_equal(judge(), BREAK_BORDER);
	know_order(&joint.after, 8);
	assert_int_equal(judge(), BREAK_BORDER);
	/* One frame, mapped twice. */
	joint.after = side(VA, 0x200);
	know_order(&joint.before, 0);
	know_order(&joint.after, 0);
	assert_int_equal(judge(), BREAK_FOLIO);
}

static void where_frames_differ_a_border_of_mappings_is_the_reason(void **state)
{
	(void)state;
	know_order(&joint.before, 9);
	joint.after.mapping.va = VA;
	assert_int_equal(judge(), BREAK_BORDER);
	assert_int_equal(answer.order, -1);
	joint.after.mapping.va = joint.before.mapping.va;
	joint.after.mapped = false;
	assert_int_equal(judge(), BREAK_BORDER);
	joint.after.mapped = true;
	joint.before.mapped = false;
	assert_int_equal(judge(), BREAK_BORDER);
}

static void the_end_of_a_huge_page_shows_without_flags(void **state)
{
	(void)state;
	joint.before.page.attributes = VMINFO_HUGE;
	assert_int_equal(judge(), BREAK_FOLIO);
	assert_true(answer.huge);
	assert_int_equal(answer.order, -1);
	joint.pmd_size = 0;
	assert_int_equal(judge(), BREAK_UNKNOWN);
	joint.pmd_size = 2 * HUGE;
	assert_int_equal(judge(), BREAK_UNKNOWN);
	assert_false(answer.huge);
	/* The next one is huge: it says nothing of the one before. */
	joint.pmd_size = HUGE;
	joint.before.page.attributes = 0;
	joint.after.page.attributes = VMINFO_HUGE;
	assert_int_equal(judge(), BREAK_UNKNOWN);
}

static void pages_of_hugetlb_have_a_size_of_their_own(void **state)
{
	(void)state;
	in_object(VMINFO_READ);
	joint.before.page.attributes = VMINFO_HUGE;
	joint.before.mapping.page_size = joint.after.mapping.page_size =
		64 << 10;
	joint.after.page.va = VA + (64 << 10);
	joint.before.page.va = joint.after.page.va - PAGE;
	assert_int_equal(judge(), BREAK_FOLIO);
	assert_true(answer.huge);
	assert_true(answer.hugetlb);
	joint.after.page.va = VA + (32 << 10);
	assert_int_equal(judge(), BREAK_UNKNOWN);
	/* Flags tell it, too; small ones are huge pages all the same. */
	joint.before.mapping.page_size = joint.after.mapping.page_size = PAGE;
	know_order(&joint.before, 4);
	assert_int_equal(judge(), BREAK_FOLIO);
	assert_false(answer.huge);
	assert_false(answer.hugetlb);
	know_flags(&joint.before, FLAG(VMINFO_FRAME_HUGE));
	assert_int_equal(judge(), BREAK_FOLIO);
	assert_true(answer.huge);
	assert_true(answer.hugetlb);
	/* Not the one that is on the other side of a border. */
	joint.after.mapping.va = VA;
	assert_int_equal(judge(), BREAK_BORDER);
	assert_false(answer.hugetlb);
	joint.before.page.state = VMINFO_ABSENT;
	assert_int_equal(judge(), BREAK_ABSENT);
	assert_true(answer.hugetlb);
}

/* --- looking -------------------------------------------------------------- */

static struct vminfo_context *context;
static struct vminfo_process *process;

/*
 * Frames 0x200 to 0x3ff, and 0x400 to 0x5ff, are huge pages.  In the second
 * process, a page of one was copied, three were replaced, and half of another
 * one was mapped behind.
 */
static const char recording[] =
	"vm 1\n"
	"page-size 4096\n"
	"pmd-size 2097152\n"
	"rights frames kpage\n"
	"features pagemap scan\n"
	"frame 0x200 1 compound-head anon thp\n"
	"frame 0x201 511 compound-tail anon thp\n"
	"frame 0x400 1 compound-head anon thp\n"
	"frame 0x401 511 compound-tail anon thp\n"
	"frame 0x600 1 compound-head anon thp\n"
	"frame 0x601 511 compound-tail anon thp\n"
	"frame 0x1000 256 anon\n"
	"frame 0x2000 1 anon ksm\n"
	"frame 0x4000 64 ?\n"
	"process 41\n"
	"\tmap 200000-800000 rw-p 00000000 00:00 0\n"
	"\t\t+0 512 present 0x200 huge\n"
	"\t\t+512 512 present 0x600 huge\n"
	"process 42\n"
	"\tmap 200000-600000 rw-p 00000000 00:00 0\n"
	"\t\t+0 5 present 0x200\n"
	"\t\t+5 1 present 0x1000 exclusive\n"
	"\t\t+6 2 present 0x206\n"
	"\t\t+8 1 present 0x1010 exclusive\n"
	"\t\t+9 1 present 0x1020 exclusive\n"
	"\t\t+10 1 present 0x1030 exclusive\n"
	"\t\t+11 500 present 0x20b\n"
	"\t\t+511 1 present 0x1040 exclusive\n"
	"\t\t+512 1 present 0x1050 exclusive\n"
	"\t\t+513 255 present 0x401\n"
	"\t\t+768 256 present 0x600\n"
	"\tmap 600000-700000 rw-p 00000000 00:00 0\n"
	"\t\t+0 1 present 0x1061\n"
	"\t\t+1 1 present 0x1063\n"
	"\t\t+2 1 present 0x2000\n"
	"\t\t+3 1 swapped 0:17\n"
	"\t\t+4 1 present 0x4000\n"
	"\t\t+5 1 present 0x4002\n"
	"\t\t+6 1 present hidden\n"
	"\tmap 800000-900000 rw-s 00000000 00:05 9 /dev/device\n"
	"\t\tpfnmap\n"
	"\tmap fffffffffffff000-10000000000000000 rw-p 00000000 00:00 0\n"
	"process 43\n"
	"\tmap 200000-400000 rw-p 00000000 00:00 0\n"
	"\t\t+8 1 present 0x308\n"
	"\t\t+9 1 present 0x1000\n"
	"\t\t+10 1 present 0x1002\n"
	"\t\t+12 1 present 0x40c\n"
	"\tmap 400000-401000 rw-p 00000000 00:00 0\n"
	"\t\t+0 1 present 0x400\n"
	"\tmap 401000-403000 rw-p 00000000 00:00 0\n"
	"\t\t+0 1 present 0x1010\n"
	"\t\t+1 1 present 0x1020\n"
	"\tmap 403000-404000 rw-p 00000000 00:00 0\n"
	"\t\t+0 1 present 0x403\n"
	"process 44\n"
	"\tmap 200000-800000 rw-p 00000000 00:00 0\n"
	"\t\t+0 512 present 0x200\n"
	"\t\t+512 1 present 0x1000\n"
	"\t\t+513 1 present 0x1010\n"
	"\t\t+514 1 zero 0x602\n"
	"\t\t+1024 1 present 0x200\n"
	"\t\t+1025 1 present 0x401\n"
	"\t\t+1026 1 present 0x1020\n"
	"\t\t+1027 1 present 0x403\n"
	"\t\t+1028 1 present 0x604\n"
	"process 45\n"
	"\tmap 200000-800000 rw-p 00000000 00:00 0\n"
	"\t\t+0 512 present 0x200\n"
	"\tcut 800000 gone ESRCH\n"
	"end\n";

static int open_recording(void **state)
{
	char path[] = "/tmp/vminfo-test-XXXXXX";
	struct vminfo_context_options options = {
		.size = sizeof(options), .recording = path,
	};
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, recording, sizeof(recording) - 1),
			 sizeof(recording) - 1);
	close(fd);
	assert_int_equal(vminfo_context_new(&options, &context), 0);
	unlink(path);
	return 0;
}

static int close_it(void **state)
{
	(void)state;
	vminfo_context_free(context);
	return 0;
}

static int look(pid_t pid, struct break_ask ask)
{
	int ret;

	memset(&answer, 0xaa, sizeof(answer));
	assert_int_equal(vminfo_process_open(context, pid, &process), 0);
	ask.context = context;
	ask.process = process;
	ret = break_reason_look(&ask, &answer);
	vminfo_process_close(process);
	return ret;
}

/* Without knowing what was there. */
static enum break_reason at(pid_t pid, uint64_t va)
{
	assert_int_equal(look(pid, (struct break_ask){
		.va = va, .expected = VMINFO_NONE, .pa = VMINFO_NONE }), 0);
	return answer.reason;
}

static enum break_reason seen(uint64_t va, uint64_t expected, uint64_t pa,
			      enum vminfo_state state)
{
	assert_int_equal(look(42, (struct break_ask){
		.va = va, .expected = expected, .pa = pa,
		.state = state }), 0);
	return answer.reason;
}

static void copies_are_seen_by_the_folio_around_them(void **state)
{
	(void)state;
	assert_int_equal(at(42, 0x205000), BREAK_OWN_COPY);
	assert_false(answer.before);
	assert_int_equal(at(42, 0x206000), BREAK_OWN_COPY);
	assert_true(answer.before);
	/* Three beside each other: the folio is two pages away. */
	assert_int_equal(at(42, 0x208000), BREAK_OWN_COPY);
	assert_false(answer.before);
	assert_int_equal(at(42, 0x209000), BREAK_OWN_COPY);
	assert_false(answer.before);
	assert_int_equal(at(42, 0x20a000), BREAK_OWN_COPY);
	assert_int_equal(at(42, 0x20b000), BREAK_OWN_COPY);
	assert_true(answer.before);
	/* The last and the first page of two huge ones that follow. */
	assert_int_equal(at(42, 0x3ff000), BREAK_OWN_COPY);
	assert_false(answer.before);
	assert_int_equal(at(42, 0x400000), BREAK_OWN_COPY);
	assert_false(answer.before);
	assert_int_equal(at(42, 0x401000), BREAK_OWN_COPY);
	assert_true(answer.before);
}

static void what_two_folios_claim_nobody_knows(void **state)
{
	(void)state;
	/* 0x30a by the page before, 0x40a by the one behind. */
	assert_int_equal(at(43, 0x20a000), BREAK_FOLIO);
	assert_int_equal(answer.order, 0);
	assert_int_equal(at(43, 0x209000), BREAK_PARTIAL);
}

static void a_folio_of_another_mapping_claims_nothing(void **state)
{
	(void)state;
	assert_int_equal(at(43, 0x401000), BREAK_BORDER);
	assert_int_equal(at(43, 0x402000), BREAK_FOLIO);
	assert_int_equal(answer.order, 0);
	assert_int_equal(at(43, 0x403000), BREAK_BORDER);
}

static void the_nearest_pages_claim(void **state)
{
	(void)state;
	assert_int_equal(at(44, 0x602000), BREAK_OWN_COPY);
	assert_int_equal(at(44, 0x603000), BREAK_OWN_COPY);
	assert_true(answer.before);
}

static void beyond_the_end_of_a_folio_nothing_is_claimed(void **state)
{
	(void)state;
	assert_int_equal(at(44, 0x400000), BREAK_FOLIO);
	assert_true(answer.huge);
}

static void the_zero_page_claims_nothing(void **state)
{
	(void)state;
	assert_int_equal(at(44, 0x401000), BREAK_FOLIO);
	assert_int_equal(answer.order, 0);
	assert_int_equal(at(44, 0x402000), BREAK_ZERO);
}

static void who_is_gone_has_no_answer(void **state)
{
	(void)state;
	assert_int_equal(look(45, (struct break_ask){
		.va = 0x800000, .expected = VMINFO_NONE,
		.pa = VMINFO_NONE }), -ESRCH);
	/* Nothing was written. */
	assert_int_equal(answer.order, (int)0xaaaaaaaa);
}

static void folios_end_in_a_recording(void **state)
{
	(void)state;
	assert_int_equal(at(41, 0x400000), BREAK_FOLIO);
	assert_true(answer.huge);
	assert_int_equal(answer.order, 9);
	assert_int_equal(at(41, 0x600000), BREAK_ABSENT);
	assert_int_equal(at(41, 0x800000), BREAK_UNMAPPED);
	assert_int_equal(at(41, 0x200000), BREAK_UNMAPPED);
	assert_true(answer.before);
	assert_int_equal(at(42, 0x500000), BREAK_PARTIAL);
	assert_int_equal(at(42, 0x600000), BREAK_BORDER);
	assert_int_equal(at(42, 0x601000), BREAK_FOLIO);
	assert_false(answer.huge);
	assert_int_equal(answer.order, 0);
}

static void states_and_flags_are_read(void **state)
{
	(void)state;
	assert_int_equal(at(42, 0x602000), BREAK_KSM);
	assert_false(answer.before);
	assert_int_equal(at(42, 0x603000), BREAK_SWAPPED);
	assert_int_equal(at(42, 0x604000), BREAK_SWAPPED);
	assert_true(answer.before);
	assert_int_equal(at(42, 0x605000), BREAK_UNKNOWN);
	assert_int_equal(at(42, 0x606000), BREAK_HIDDEN);
	assert_int_equal(at(42, 0x801000), BREAK_PFNMAP);
}

static void the_ends_of_all_addresses_are_looked_at(void **state)
{
	(void)state;
	assert_int_equal(look(42, (struct break_ask){ .va = 0 }), -EINVAL);
	assert_int_equal(at(42, 0x1000), BREAK_UNMAPPED);
	assert_int_equal(at(42, 0x1), BREAK_UNMAPPED);
	assert_int_equal(at(42, UINT64_C(0xfffffffffffff000)), BREAK_ABSENT);
	assert_int_equal(at(42, UINT64_MAX), BREAK_ABSENT);
}

static void what_is_not_as_it_was_seen_has_changed(void **state)
{
	const uint64_t none = VMINFO_NONE;

	(void)state;
	assert_int_equal(seen(0x205000, 0x205000, 0x1000000, VMINFO_PRESENT),
			 BREAK_OWN_COPY);
	assert_int_equal(seen(0x205000, 0x205000, none, 0), BREAK_OWN_COPY);
	assert_int_equal(seen(0x205000, none, 0x1000000, 0), BREAK_OWN_COPY);
	assert_int_equal(seen(0x205000, 0x206000, 0x1000000, 0),
			 BREAK_CHANGED);
	assert_int_equal(answer.order, -1);
	assert_false(answer.before);
	assert_int_equal(seen(0x205000, 0x205000, 0x1001000, 0),
			 BREAK_CHANGED);
	assert_int_equal(seen(0x205000, none, none, VMINFO_SWAPPED),
			 BREAK_CHANGED);
	/* It was there, and is swapped out; and the other way. */
	assert_int_equal(seen(0x603000, 0x2001000, 0x5000000, 0),
			 BREAK_CHANGED);
	assert_int_equal(seen(0x603000, 0x2001000, none, VMINFO_SWAPPED),
			 BREAK_SWAPPED);
	assert_int_equal(seen(0x604000, 0x9000000, 0x4000000, 0),
			 BREAK_CHANGED);
	/* Of a frame that is hidden nobody knows. */
	assert_int_equal(seen(0x606000, 0x4003000, 0x7000000, 0),
			 BREAK_HIDDEN);
	/* What a driver maps is where somebody said that it is. */
	assert_int_equal(seen(0x801000, 0xf0001000, 0xf0005000,
			      VMINFO_PFNMAP),
			 BREAK_PFNMAP);
}

static void what_follows_again_was_a_limit_or_has_changed(void **state)
{
	(void)state;
	assert_int_equal(seen(0x204000, 0x204000, 0x204000, VMINFO_PRESENT),
			 BREAK_LIMIT);
	/* Inside of a page; nothing needs to be read. */
	assert_int_equal(seen(0x204800, 0x77800, 0x77800, 0), BREAK_LIMIT);
	assert_int_equal(at(42, 0x204000), BREAK_LIMIT);
	assert_int_equal(at(42, 0x204800), BREAK_LIMIT);
	assert_int_equal(seen(0x204000, VMINFO_NONE, 0x204000, 0),
			 BREAK_CHANGED);
	assert_int_equal(seen(0x204000, 0x204000, VMINFO_NONE, 0),
			 BREAK_CHANGED);
}

static void bytes_inside_of_a_page_are_compared_where_they_are(void **state)
{
	(void)state;
	/* Of two pages that a driver maps the first ends where it says. */
	assert_int_equal(seen(0x800800, 0xf0000800, 0xe0000000, 0),
			 BREAK_PFNMAP);
	assert_int_equal(seen(0x204800, 0x204800, 0x77800, 0), BREAK_CHANGED);
	assert_int_equal(seen(0x204800, VMINFO_NONE, 0x204800, 0),
			 BREAK_CHANGED);
}

static void without_kpageflags_no_folio_is_said_to_end(void **state)
{
	static const char plain[] =
		"vm 1\n"
		"page-size 4096\n"
		"pmd-size 2097152\n"
		"rights frames\n"
		"process 42\n"
		"\tmap 200000-800000 rw-p 00000000 00:00 0\n"
		"\t\t+0 512 present 0x200 huge\n"
		"\t\t+512 5 present 0x600\n"
		"\t\t+517 1 present 0x1000\n"
		"end\n";
	char path[] = "/tmp/vminfo-test-XXXXXX";
	struct vminfo_context_options options = {
		.size = sizeof(options), .recording = path,
	};
	struct vminfo_context *other = context;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, plain, sizeof(plain) - 1),
			 sizeof(plain) - 1);
	close(fd);
	assert_int_equal(vminfo_context_new(&options, &context), 0);
	unlink(path);
	assert_int_equal(at(42, 0x405000), BREAK_UNKNOWN);
	assert_int_equal(answer.order, -1);
	assert_int_equal(at(42, 0x400000), BREAK_FOLIO);
	assert_true(answer.huge);
	vminfo_context_free(context);
	context = other;
}

static void our_own_memory_has_a_reason(void **state)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE);
	struct break_ask ask = { .expected = VMINFO_NONE, .pa = VMINFO_NONE };
	char *pages;

	(void)state;
	assert_int_equal(vminfo_context_new(NULL, &ask.context), 0);
	assert_int_equal(vminfo_process_open(ask.context, getpid(),
					     &ask.process), 0);
	pages = mmap(NULL, 2 * size, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(pages, MAP_FAILED);
	madvise(pages, 2 * size, MADV_NOHUGEPAGE);
	pages[0] = 1;
	ask.va = (uintptr_t)pages + size;
	assert_int_equal(break_reason_look(&ask, &answer), 0);
	assert_int_equal(answer.reason, BREAK_ABSENT);
	munmap(pages + size, size);
	assert_int_equal(break_reason_look(&ask, &answer), 0);
	assert_int_equal(answer.reason, BREAK_UNMAPPED);
	munmap(pages, size);
	vminfo_process_close(ask.process);
	vminfo_context_free(ask.context);
}

/* --- in words ------------------------------------------------------------- */

static const char *sentence(struct break_answer of)
{
	static char text[BREAK_ROOM];

	assert_ptr_equal(break_reason_sentence(&of, text), text);
	return text;
}

static void each_reason_has_a_word_a_sentence_and_a_remedy(void **state)
{
	(void)state;
	for (int i = 0; i < BREAK_REASONS; i++) {
		struct break_answer of = { .reason = (enum break_reason)i };

		assert_non_null(break_reason_name(of.reason));
		assert_true(strlen(sentence(of)) > 10);
		assert_true(strlen(sentence(of)) < BREAK_ROOM - 1);
		assert_non_null(break_reason_remedy(&of));
		for (int other = 0; other < i; other++)
			assert_string_not_equal(
				break_reason_name(of.reason),
				break_reason_name((enum break_reason)other));
	}
	answer = (struct break_answer){ .reason = BREAK_REASONS };
	assert_null(break_reason_name(answer.reason));
	assert_null(break_reason_remedy(&answer));
	assert_string_equal(sentence(answer), "");
}

static void a_sentence_says_which_page_it_is(void **state)
{
	(void)state;
	assert_string_equal(sentence((struct break_answer){
		.reason = BREAK_SWAPPED }), "the next page is swapped out");
	assert_string_equal(sentence((struct break_answer){
		.reason = BREAK_SWAPPED, .before = true }),
		"the page before is swapped out");
	assert_string_equal(sentence((struct break_answer){
		.reason = BREAK_FOLIO, .huge = true, .order = 9 }),
		"end of a huge page; the next frame is elsewhere");
	assert_string_equal(sentence((struct break_answer){
		.reason = BREAK_FOLIO, .order = 4 }),
		"end of a folio; the next frame is elsewhere");
	assert_string_equal(sentence((struct break_answer){
		.reason = BREAK_FOLIO, .order = 0 }),
		"its folio is a single page; the next frame is elsewhere");
	assert_string_equal(break_reason_name(BREAK_FOLIO), "folio-end");
	assert_string_equal(break_reason_name(BREAK_OWN_COPY), "own-copy");
	assert_string_equal(break_reason_name(BREAK_PFNMAP), "driver-mapping");
}

static bool helps(struct break_answer of, const char *word)
{
	return strstr(break_reason_remedy(&of), word);
}

static void what_is_huge_already_needs_larger_pages(void **state)
{
	struct break_answer of = { .reason = BREAK_FOLIO };

	(void)state;
	assert_true(helps(of, "MADV_COLLAPSE"));
	of.huge = true;
	assert_true(helps(of, "MAP_HUGE_1GB"));
	of.huge = false;
	of.hugetlb = true;
	assert_true(helps(of, "MAP_HUGE_1GB"));
	of.reason = BREAK_BORDER;
	assert_true(helps(of, "MAP_HUGE_1GB"));
	of.reason = BREAK_UNKNOWN;
	assert_true(helps(of, "MAP_HUGE_1GB"));
	of.reason = BREAK_ABSENT;
	assert_true(helps(of, "MADV_POPULATE_WRITE"));
	of.hugetlb = false;
	of.reason = BREAK_BORDER;
	assert_false(helps(of, "MAP_HUGE_1GB"));
	of.huge = true;
	of.reason = BREAK_PARTIAL;
	assert_false(helps(of, "MAP_HUGE_1GB"));
}

#define OF_TWO_PAGES(test) cmocka_unit_test_setup(test, two_pages)

static void a_page_alone_has_the_reason_of_its_state(void **state)
{
	struct break_answer found = { .reason = BREAK_FOLIO };

	(void)state;
	assert_true(break_reason_of_state(VMINFO_SWAPPED, &found));
	assert_int_equal(found.reason, BREAK_SWAPPED);
	assert_string_equal(break_reason_page_is(found.reason),
			    "is swapped out");
	assert_true(break_reason_of_state(VMINFO_PFNMAP, &found));
	assert_int_equal(found.reason, BREAK_PFNMAP);
	for (uint32_t i = VMINFO_PRESENT + 1; i <= VMINFO_NONPRESENT; i++) {
		assert_true(break_reason_of_state(i, &found));
		assert_non_null(break_reason_page_is(found.reason));
	}
	found.reason = BREAK_KSM;
	assert_false(break_reason_of_state(0, &found));
	assert_false(break_reason_of_state(VMINFO_PRESENT, &found));
	assert_false(break_reason_of_state(VMINFO_NONPRESENT + 1, &found));
	assert_false(break_reason_of_state(UINT32_MAX, &found));
	assert_int_equal(found.reason, BREAK_KSM);
	assert_null(break_reason_page_is(BREAK_FOLIO));
	assert_null(break_reason_page_is(BREAK_REASONS));
}

static const struct CMUnitTest pure[] = {
	OF_TWO_PAGES(without_flags_the_next_frame_is_just_elsewhere),
	OF_TWO_PAGES(each_state_without_a_frame_is_a_reason),
	OF_TWO_PAGES(a_state_that_is_new_is_no_reason),
	OF_TWO_PAGES(no_memory_is_a_better_reason_than_perhaps_none),
	OF_TWO_PAGES(of_hidden_frames_nothing_else_is_said),
	OF_TWO_PAGES(what_changed_while_it_was_read_is_changed),
	OF_TWO_PAGES(frames_that_follow_are_broken_by_a_limit),
	OF_TWO_PAGES(flags_that_can_be_believed_are_reasons),
	OF_TWO_PAGES(a_page_that_may_be_zero_has_no_known_reason),
	OF_TWO_PAGES(an_own_copy_beside_a_page_of_a_private_file),
	OF_TWO_PAGES(only_private_pages_of_one_file_are_copies_of_it),
	OF_TWO_PAGES(
		a_page_outside_of_the_folio_around_it_is_an_own_copy),
	OF_TWO_PAGES(
		where_a_copy_is_not_what_breaks_it_is_not_the_reason),
	OF_TWO_PAGES(a_folio_ends),
	OF_TWO_PAGES(a_folio_that_would_go_on_does_not_end),
	OF_TWO_PAGES(pages_of_one_folio_may_be_in_another_order),
	OF_TWO_PAGES(
		where_frames_differ_a_border_of_mappings_is_the_reason),
	OF_TWO_PAGES(the_end_of_a_huge_page_shows_without_flags),
	OF_TWO_PAGES(pages_of_hugetlb_have_a_size_of_their_own),
	cmocka_unit_test(
		each_reason_has_a_word_a_sentence_and_a_remedy),
	cmocka_unit_test(a_sentence_says_which_page_it_is),
	cmocka_unit_test(what_is_huge_already_needs_larger_pages),
	cmocka_unit_test(a_page_alone_has_the_reason_of_its_state),
};

static const struct CMUnitTest looking[] = {
	cmocka_unit_test(copies_are_seen_by_the_folio_around_them),
	cmocka_unit_test(what_two_folios_claim_nobody_knows),
	cmocka_unit_test(a_folio_of_another_mapping_claims_nothing),
	cmocka_unit_test(the_nearest_pages_claim),
	cmocka_unit_test(beyond_the_end_of_a_folio_nothing_is_claimed),
	cmocka_unit_test(the_zero_page_claims_nothing),
	cmocka_unit_test(who_is_gone_has_no_answer),
	cmocka_unit_test(folios_end_in_a_recording),
	cmocka_unit_test(states_and_flags_are_read),
	cmocka_unit_test(the_ends_of_all_addresses_are_looked_at),
	cmocka_unit_test(what_is_not_as_it_was_seen_has_changed),
	cmocka_unit_test(what_follows_again_was_a_limit_or_has_changed),
	cmocka_unit_test(
		bytes_inside_of_a_page_are_compared_where_they_are),
	cmocka_unit_test(without_kpageflags_no_folio_is_said_to_end),
	cmocka_unit_test(our_own_memory_has_a_reason),
};

int main(void)
{
	return cmocka_run_group_tests(pure, NULL, NULL) +
	       cmocka_run_group_tests(looking, open_recording, close_it);
}

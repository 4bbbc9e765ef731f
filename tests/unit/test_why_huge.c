// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/huge-*.c: why a block of memory is not one huge page. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "huge-judge.h"
#include "huge-mounts.h"
#include "huge-neighbours.h"
#include "huge-sums.h"

#define PAGE 4096u
#define BLOCK 512u
#define VA UINT64_C(0x7f0000000000)

/* --- blocks --------------------------------------------------------------- */

static struct huge_block block;
static uint64_t filled;		/* pages of it so far */

static void begin(void)
{
	block = (struct huge_block){ .va = VA, .page_size = PAGE,
				     .size = BLOCK };
	huge_block_start(&block);
	filled = 0;
}

/* The next pages; of frames from `value` on, in folios of that order. */
static void pages(uint64_t count, enum vminfo_state state, uint64_t value,
		  int order)
{
	struct vminfo_run run = {
		.va = VA + filled * PAGE, .pages = count, .value = value,
		.state = (uint8_t)state, .all = VMINFO_EXCLUSIVE,
		.any = VMINFO_EXCLUSIVE,
	};
	struct vminfo_frame frame = {
		.pfn = value, .mapcount = 1,
		.known = VMINFO_FRAME_HAS_MAPCOUNT | VMINFO_FRAME_HAS_FLAGS,
	};

	if (order >= 0) {
		frame.order = (uint8_t)order;
		frame.known |= VMINFO_FRAME_HAS_ORDER;
	}
	huge_block_add(&block, &run, &frame);
	filled += count;
}

/* The same, of which nothing is known but attributes. */
static void hidden(uint64_t count, uint16_t attributes)
{
	struct vminfo_run run = {
		.va = VA + filled * PAGE, .pages = count, .value = VMINFO_NONE,
		.state = VMINFO_PRESENT, .all = attributes, .any = attributes,
	};
	struct vminfo_frame frame = { .pfn = VMINFO_NONE, .hidden = 0xff };

	huge_block_add(&block, &run, &frame);
	filled += count;
}

static struct huge_settings settings = {
	.anonymous = HUGE_RULE_ALWAYS, .shmem = HUGE_RULE_ALWAYS,
	.most_holes = 100, .most_swapped = 64, .most_shared = 256,
};

static struct huge_mapping mapping = {
	.backing = HUGE_OF_ANONYMOUS, .congruent = true, .has_no_ksm = true,
	.settings = &settings,
};

static const char *why(enum huge_cut cut)
{
	static struct huge_words words;
	struct huge_answer answer;

	huge_judge(&block, cut, &mapping, &answer);
	huge_words_of(&words, &answer);
	return words.why;
}

static enum answer is_huge(void)
{
	struct huge_answer answer;

	huge_judge(&block, HUGE_WHOLE, &mapping, &answer);
	return answer.huge;
}

static void single_pages_are_collapsible(void **state)
{
	(void)state;
	begin();
	pages(512, VMINFO_PRESENT, 0x1000, 0);
	assert_int_equal(is_huge(), ANSWER_NO);
	assert_string_equal(why(HUGE_WHOLE), "collapsible,small:512");
}

static void a_limit_is_reached_behind_it_only(void **state)
{
	(void)state;
	begin();
	pages(100, VMINFO_ABSENT, VMINFO_NONE, -1);
	pages(412, VMINFO_PRESENT, 0x1000, 0);
	assert_string_equal(why(HUGE_WHOLE), "collapsible,hole:100,small:412");
	begin();
	pages(100, VMINFO_ABSENT, VMINFO_NONE, -1);
	pages(1, VMINFO_ZERO, VMINFO_NONE, -1);
	pages(411, VMINFO_PRESENT, 0x1000, 0);
	assert_string_equal(why(HUGE_WHOLE), "hole:100,zero:1,small:411");
}

static void without_limits_it_is_not_known_who_is_to_blame(void **state)
{
	struct huge_settings none = { .most_holes = VMINFO_NONE,
				      .most_swapped = VMINFO_NONE,
				      .most_shared = VMINFO_NONE };

	(void)state;
	begin();
	pages(1, VMINFO_ABSENT, VMINFO_NONE, -1);
	pages(511, VMINFO_PRESENT, 0x1000, 0);
	mapping.settings = &none;
	assert_string_equal(why(HUGE_WHOLE), "unknown,hole:1,small:511");
	mapping.settings = &settings;
}

static void folios_are_told_apart(void **state)
{
	(void)state;
	begin();
	pages(512, VMINFO_PRESENT, 0x2000, 9);
	assert_string_equal(why(HUGE_WHOLE), "collapsible,pte-mapped:512");
	begin();
	pages(1, VMINFO_ABSENT, VMINFO_NONE, -1);
	pages(511, VMINFO_PRESENT, 0x2001, 9);
	assert_string_equal(why(HUGE_WHOLE), "collapsible,hole:1,partial:511");
	begin();
	pages(1, VMINFO_PRESENT, 0x1000, 0);
	pages(511, VMINFO_PRESENT, 0x2000, 9);
	assert_string_equal(why(HUGE_WHOLE),
			    "collapsible,displaced:511,small:1");
	begin();
	pages(256, VMINFO_PRESENT, 0x2000, 4);
	pages(256, VMINFO_PRESENT, 0x3000, -1);
	assert_string_equal(why(HUGE_WHOLE), "collapsible,mthp:256,unknown");
}

static void a_guard_page_stops_khugepaged(void **state)
{
	(void)state;
	begin();
	pages(1, VMINFO_GUARD, VMINFO_NONE, -1);
	pages(511, VMINFO_PRESENT, 0x1000, 0);
	assert_string_equal(why(HUGE_WHOLE), "guard:1,small:511");
}

static void what_nobody_touched_is_empty(void **state)
{
	(void)state;
	begin();
	pages(512, VMINFO_ABSENT, VMINFO_NONE, -1);
	assert_string_equal(why(HUGE_WHOLE), "empty");
	begin();
	pages(511, VMINFO_ABSENT, VMINFO_NONE, -1);
	pages(1, VMINFO_SWAPPED, 7, -1);
	assert_string_equal(why(HUGE_WHOLE), "hole:511,swapped:1");
}

static void how_a_block_is_cut_comes_first(void **state)
{
	(void)state;
	begin();
	pages(100, VMINFO_PRESENT, 0x1000, 0);
	assert_string_equal(why(HUGE_CUT), "edge,small:100");
	assert_string_equal(why(HUGE_CUT_PROTECTION), "protection,small:100");
	assert_string_equal(why(HUGE_CUT_SPLIT), "split,small:100");
	assert_string_equal(why(HUGE_CUT_UNKNOWN), "unknown,edge,small:100");
	mapping.congruent = false;
	assert_string_equal(why(HUGE_CUT), "edge,offset,small:100");
	mapping.congruent = true;
}

static void huge_needs_a_word_of_the_kernel(void **state)
{
	(void)state;
	begin();
	hidden(512, VMINFO_HIDDEN | VMINFO_HUGE | VMINFO_EXCLUSIVE);
	assert_int_equal(is_huge(), ANSWER_YES);
	assert_string_equal(why(HUGE_WHOLE), "");
	begin();
	hidden(512, VMINFO_HIDDEN | VMINFO_HUGE_UNKNOWN | VMINFO_EXCLUSIVE);
	assert_int_equal(is_huge(), ANSWER_UNKNOWN);
	assert_string_equal(why(HUGE_WHOLE), "unknown");
	/* One page that is not there, or smaps, says no. */
	begin();
	hidden(511, VMINFO_HIDDEN | VMINFO_HUGE_UNKNOWN | VMINFO_EXCLUSIVE);
	pages(1, VMINFO_ABSENT, VMINFO_NONE, -1);
	assert_int_equal(is_huge(), ANSWER_NO);
	begin();
	hidden(512, VMINFO_HIDDEN | VMINFO_HUGE_UNKNOWN | VMINFO_EXCLUSIVE);
	mapping.has_none = true;
	assert_int_equal(is_huge(), ANSWER_NO);
	mapping.has_none = false;
	/* So do frames that do not follow each other, or begin elsewhere. */
	begin();
	hidden(511, VMINFO_HUGE_UNKNOWN | VMINFO_EXCLUSIVE);
	block.scattered = true;
	hidden(1, VMINFO_HUGE_UNKNOWN | VMINFO_EXCLUSIVE);
	assert_int_equal(is_huge(), ANSWER_NO);
}

static void frames_of_a_huge_page_are_aligned_and_in_order(void **state)
{
	(void)state;
	begin();
	pages(512, VMINFO_PRESENT, 0x2000, -1);
	assert_false(block.scattered);
	begin();
	pages(512, VMINFO_PRESENT, 0x2001, -1);
	assert_true(block.scattered);
	begin();
	pages(256, VMINFO_PRESENT, 0x2000, -1);
	pages(256, VMINFO_PRESENT, 0x2300, -1);
	assert_true(block.scattered);
}

static void a_mapping_that_changed_is_not_judged(void **state)
{
	(void)state;
	begin();
	hidden(512, VMINFO_HUGE | VMINFO_CHANGED);
	assert_int_equal(is_huge(), ANSWER_UNKNOWN);
	assert_string_equal(why(HUGE_WHOLE), "unknown");
}

static void what_a_driver_maps_may_be_huge(void **state)
{
	(void)state;
	begin();
	pages(512, VMINFO_PFNMAP, VMINFO_NONE, -1);
	assert_int_equal(is_huge(), ANSWER_UNKNOWN);
	assert_string_equal(why(HUGE_WHOLE), "driver");
	assert_string_equal(why(HUGE_CUT), "driver,edge");
}

static void pages_of_ksm_may_be_among_the_shared(void **state)
{
	(void)state;
	begin();
	hidden(512, VMINFO_HIDDEN);
	mapping.has_no_ksm = false;
	assert_string_equal(why(HUGE_WHOLE), "shared:512,unknown");
	begin();
	hidden(512, VMINFO_HIDDEN | VMINFO_EXCLUSIVE);
	assert_string_equal(why(HUGE_WHOLE), "collapsible,unknown");
	mapping.has_no_ksm = true;
}

static void own_copies_of_an_object_are_never_huge(void **state)
{
	(void)state;
	begin();
	block.of_object = true;
	pages(1, VMINFO_PRESENT, 0x1000, 0);
	pages(511, VMINFO_UNRESOLVED, VMINFO_NONE, -1);
	mapping.backing = HUGE_OF_SHMEM;
	assert_string_equal(why(HUGE_WHOLE), "copied:1,not-mapped:511,small:1");
	mapping.backing = HUGE_OF_ANONYMOUS;
}

static void hugetlb_is_huge_where_it_is(void **state)
{
	(void)state;
	mapping.backing = HUGE_OF_HUGETLB;
	begin();
	pages(512, VMINFO_PRESENT, 0x10000, -1);
	assert_int_equal(is_huge(), ANSWER_YES);
	assert_string_equal(why(HUGE_WHOLE), "hugetlb");
	begin();
	pages(512, VMINFO_ABSENT, VMINFO_NONE, -1);
	assert_string_equal(why(HUGE_WHOLE), "empty,hugetlb");
	mapping.backing = HUGE_OF_ANONYMOUS;
}

static void holes_that_userfaultfd_fills_stay(void **state)
{
	(void)state;
	begin();
	pages(10, VMINFO_ABSENT, VMINFO_NONE, -1);
	pages(502, VMINFO_PRESENT, 0x1000, 0);
	mapping.flags = VMINFO_VM_UFFD_MISSING;
	assert_string_equal(why(HUGE_WHOLE), "uffd:10,hole:10,small:502");
	mapping.flags = VMINFO_NONE;
	assert_string_equal(why(HUGE_WHOLE), "unknown,hole:10,small:502");
	mapping.flags = 0;
}

/* --- what may be ---------------------------------------------------------- */

#define YES(reason) (HUGE_BIT(reason))

static struct huge_policy policy_of(enum huge_backing backing, uint64_t flags,
				    uint64_t eligible)
{
	return huge_policy(&(struct huge_owner){
		.backing = backing, .flags = flags, .eligible = eligible,
		.thp_enabled = 1,
	}, &settings);
}

static void assert_policy(struct huge_policy policy, uint64_t sure,
			  uint64_t maybe)
{
	assert_int_equal(policy.sure, sure);
	assert_int_equal(policy.maybe, maybe);
}

static void the_rule_decides_with_the_advice(void **state)
{
	(void)state;
	assert_policy(policy_of(HUGE_OF_ANONYMOUS, 0, 1), 0, 0);
	settings.anonymous = HUGE_RULE_MADVISE;
	assert_policy(policy_of(HUGE_OF_ANONYMOUS, 0, 0), YES(HUGE_MADVISE),
		      0);
	assert_policy(policy_of(HUGE_OF_ANONYMOUS, VMINFO_VM_HUGEPAGE, 1), 0,
		      0);
	assert_policy(policy_of(HUGE_OF_ANONYMOUS, VMINFO_VM_NOHUGEPAGE, 0),
		      YES(HUGE_NOHUGEPAGE), 0);
	settings.anonymous = HUGE_RULE_NEVER;
	/* Smaller folios may be allowed all the same. */
	assert_policy(policy_of(HUGE_OF_ANONYMOUS, VMINFO_VM_HUGEPAGE, 1),
		      YES(HUGE_NEVER), 0);
	settings.anonymous = HUGE_RULE_ALWAYS;
	assert_policy(policy_of(HUGE_OF_ANONYMOUS, 0, 0),
		      YES(HUGE_INELIGIBLE), 0);
}

static void what_is_not_known_may_be(void **state)
{
	(void)state;
	settings.anonymous = HUGE_RULE_UNKNOWN;
	assert_policy(policy_of(HUGE_OF_ANONYMOUS, 0, 1), 0,
		      YES(HUGE_NEVER) | YES(HUGE_MADVISE));
	assert_policy(policy_of(HUGE_OF_ANONYMOUS, 0, 0),
		      YES(HUGE_INELIGIBLE), 0);
	settings.anonymous = HUGE_RULE_MADVISE;
	assert_policy(policy_of(HUGE_OF_ANONYMOUS, VMINFO_NONE, VMINFO_NONE),
		      0, YES(HUGE_NOHUGEPAGE) | YES(HUGE_MADVISE));
	settings.anonymous = HUGE_RULE_ALWAYS;
	assert_policy(policy_of(HUGE_OF_UNKNOWN, 0, VMINFO_NONE), 0,
		      YES(HUGE_NEVER) | YES(HUGE_MADVISE) | YES(HUGE_NO_FILE));
}

static void a_process_may_want_none(void **state)
{
	struct huge_owner owner = { .backing = HUGE_OF_ANONYMOUS,
				    .thp_enabled = 0 };

	(void)state;
	assert_policy(huge_policy(&owner, &settings), YES(HUGE_DISABLED), 0);
	owner.thp_enabled = -ENODATA;
	owner.eligible = 1;
	assert_policy(huge_policy(&owner, &settings), 0, 0);
	owner.eligible = VMINFO_NONE;
	assert_policy(huge_policy(&owner, &settings), 0, YES(HUGE_DISABLED));
}

static void a_tmpfs_is_asked_for_its_mount(void **state)
{
	struct huge_owner owner = { .backing = HUGE_OF_TMPFS,
				    .mount = HUGE_RULE_NEVER,
				    .thp_enabled = 1 };

	(void)state;
	assert_policy(huge_policy(&owner, &settings), YES(HUGE_NEVER), 0);
	owner.mount = HUGE_RULE_ALWAYS;
	owner.eligible = 1;
	assert_policy(huge_policy(&owner, &settings), 0, 0);
	settings.shmem_denied = true;
	assert_policy(huge_policy(&owner, &settings), YES(HUGE_NEVER), 0);
	settings.shmem_denied = false;
	settings.shmem_forced = true;
	owner.mount = HUGE_RULE_NEVER;
	assert_policy(huge_policy(&owner, &settings), 0, 0);
	settings.shmem_forced = false;
}

static void drivers_and_the_kernel_have_none(void **state)
{
	(void)state;
	assert_policy(policy_of(HUGE_OF_UNKNOWN, VMINFO_VM_IO, 0),
		      YES(HUGE_DRIVER), 0);
	assert_policy(policy_of(HUGE_OF_KERNEL, VMINFO_VM_PFNMAP, 0),
		      YES(HUGE_KERNEL), 0);
	assert_policy(policy_of(HUGE_OF_FILE, 0, 0), YES(HUGE_NO_FILE), 0);
	assert_policy(policy_of(HUGE_OF_FILE, 0, 1), 0, 0);
}

static enum huge_backing backing_of(const char *name, uint32_t major,
				    enum vminfo_mapping_kind kind)
{
	return huge_backing_of(&(struct vminfo_mapping){
		.name = name, .dev_major = major, .kind = kind,
		.page_size = VMINFO_NONE,
	}, PAGE);
}

static void shmem_has_names_of_the_kernel(void **state)
{
	(void)state;
	assert_int_equal(backing_of("/memfd:x (deleted)", 0, VMINFO_OBJECT),
			 HUGE_OF_SHMEM);
	assert_int_equal(backing_of("/memfd:x", 8, VMINFO_OBJECT),
			 HUGE_OF_UNKNOWN);
	assert_int_equal(backing_of("/SYSV0000002a (deleted)", 0,
				    VMINFO_OBJECT), HUGE_OF_SHMEM);
	assert_int_equal(backing_of("/tmp/x", 0, VMINFO_OBJECT),
			 HUGE_OF_UNKNOWN);
	assert_int_equal(backing_of("", 0, VMINFO_ANONYMOUS),
			 HUGE_OF_ANONYMOUS);
	assert_int_equal(backing_of("[vdso]", 0, VMINFO_KERNEL),
			 HUGE_OF_KERNEL);
}

/* --- settings ------------------------------------------------------------- */

/* "NAME TEXT" pairs, NULL at the end. */
static int read_pair(void *data, const char *name, const char **text)
{
	const char *const *pairs = data;

	for (; pairs && *pairs; pairs += 2) {
		if (strcmp(pairs[0], name) != 0)
			continue;
		*text = pairs[1];
		return 0;
	}
	return pairs ? -ENOENT : -ENODATA;
}

#define THP "transparent_hugepage/"

static struct huge_settings read_settings(const char *const *pairs)
{
	struct huge_settings read;

	huge_settings_read(&read, 2 << 20, read_pair,
			   (void *)(uintptr_t)pairs);
	return read;
}

static void the_file_of_the_size_decides_unless_it_inherits(void **state)
{
	static const char *const own[] = {
		THP "enabled", "always madvise [never]",
		THP "hugepages-2048kB/enabled",
		"always inherit [madvise] never", NULL
	};
	static const char *const inherits[] = {
		THP "enabled", "[always] madvise never",
		THP "hugepages-2048kB/enabled",
		"always [inherit] madvise never", NULL
	};
	static const char *const old[] = {
		THP "enabled", "always [madvise] never",
		THP "khugepaged/max_ptes_none", "511",
		THP "khugepaged/max_ptes_swap", "many", NULL
	};

	(void)state;
	assert_int_equal(read_settings(own).anonymous, HUGE_RULE_MADVISE);
	assert_int_equal(read_settings(inherits).anonymous, HUGE_RULE_ALWAYS);
	assert_int_equal(read_settings(old).anonymous, HUGE_RULE_MADVISE);
	assert_int_equal(read_settings(old).most_holes, 511);
	assert_int_equal(read_settings(old).most_swapped, VMINFO_NONE);
	assert_int_equal(read_settings(NULL).anonymous, HUGE_RULE_UNKNOWN);
	assert_int_equal(read_settings(NULL).most_holes, VMINFO_NONE);
}

static void deny_and_force_stand_above_each_tmpfs(void **state)
{
	static const char *const deny[] = {
		THP "shmem_enabled", "always never [deny] force",
		THP "hugepages-2048kB/shmem_enabled", "[always] inherit", NULL
	};
	static const char *const force[] = {
		THP "shmem_enabled", "always never deny [force]", NULL
	};

	(void)state;
	assert_int_equal(read_settings(deny).shmem, HUGE_RULE_NEVER);
	assert_true(read_settings(deny).shmem_denied);
	assert_int_equal(read_settings(force).shmem, HUGE_RULE_ALWAYS);
	assert_true(read_settings(force).shmem_forced);
	assert_false(read_settings(force).shmem_denied);
}

static void mounts_say_what_a_tmpfs_gives(void **state)
{
	char lines[][96] = {
		"25 1 0:20 / /dev/shm rw - tmpfs tmpfs rw,size=1k",
		"26 1 0:21 / /x rw shared:3 - tmpfs x rw,huge=advise,mode=1777",
		"27 1 8:1 / / rw - ext4 /dev/sda1 rw",
		"28 1 0:22 / /y rw - tmpfs x rw,huge=newer", "nonsense",
		"29 1 0:23 - tmpfs",
	};
	struct vminfo_mapping of = { .dev_minor = 20 };
	struct huge_mounts mounts = { 0 };

	(void)state;
	for (size_t i = 0; i < 6; i++)
		huge_mounts_add(&mounts, lines[i]);
	assert_int_equal(mounts.count, 4);
	assert_int_equal(huge_mounts_of(&mounts, &of)->rule, HUGE_RULE_NEVER);
	of.dev_minor = 21;
	assert_int_equal(huge_mounts_of(&mounts, &of)->rule,
			 HUGE_RULE_MADVISE);
	of.dev_minor = 22;
	assert_int_equal(huge_mounts_of(&mounts, &of)->rule,
			 HUGE_RULE_UNKNOWN);
	of.dev_minor = 24;
	assert_null(huge_mounts_of(&mounts, &of));
	of = (struct vminfo_mapping){ .dev_major = 8, .dev_minor = 1 };
	assert_int_equal(huge_mounts_of(&mounts, &of)->backing, HUGE_OF_FILE);
	huge_mounts_free(&mounts);
}

/* --- neighbours ----------------------------------------------------------- */

static struct huge_neighbours neighbours;

static struct vminfo_mapping one(uint64_t from, uint64_t to,
				 uint32_t permissions)
{
	return (struct vminfo_mapping){
		.va = VA + from * PAGE, .length = (to - from) * PAGE,
		.permissions = permissions, .kind = VMINFO_ANONYMOUS,
		.name = "",
	};
}

static void list(uint64_t from, uint64_t to, uint32_t permissions)
{
	struct vminfo_mapping added = one(from, to, permissions);

	huge_neighbours_add(&neighbours, &added);
}

/* The block at VA, as the mapping from `from` to `to` sees it. */
static enum huge_cut cut(uint64_t from, uint64_t to, uint64_t *who)
{
	struct vminfo_mapping part = one(from, to, VMINFO_READ);
	const struct huge_neighbour *neighbour;
	enum huge_cut found;

	begin();
	found = huge_neighbours_cut(&neighbours, &part, &block, &neighbour);
	*who = neighbour ? (neighbour->va - VA) / PAGE : VMINFO_NONE;
	return found;
}

static void the_nearest_with_other_permissions_is_to_blame(void **state)
{
	const uint32_t r = VMINFO_READ, rw = VMINFO_READ | VMINFO_WRITE;
	uint64_t who;

	(void)state;
	neighbours.known_to = UINT64_MAX;
	list(0, 100, r);
	list(100, 200, r);
	list(200, 300, rw);
	list(300, 600, r);
	neighbours.known_to = UINT64_MAX;
	assert_int_equal(cut(0, 100, &who), HUGE_CUT_PROTECTION);
	assert_int_equal(who, 200);
	assert_int_equal(cut(200, 300, &who), HUGE_CUT_PROTECTION);
	assert_int_equal(who, 100);
	assert_int_equal(cut(300, 600, &who), HUGE_CUT_PROTECTION);
	assert_int_equal(who, 200);
	assert_int_equal(cut(0, 512, &who), HUGE_WHOLE);
	huge_neighbours_free(&neighbours);
}

static void equal_neighbours_only_split(void **state)
{
	uint64_t who;

	(void)state;
	list(0, 100, VMINFO_READ);
	list(100, 512, VMINFO_READ);
	assert_int_equal(cut(0, 100, &who), HUGE_CUT_SPLIT);
	assert_int_equal(who, 100);
	assert_int_equal(cut(100, 512, &who), HUGE_CUT_SPLIT);
	assert_int_equal(who, 0);
	huge_neighbours_free(&neighbours);
}

static void neighbours_must_fill_the_block(void **state)
{
	uint64_t who;

	(void)state;
	list(0, 100, VMINFO_READ);
	list(100, 511, VMINFO_WRITE);
	neighbours.known_to = UINT64_MAX;
	assert_int_equal(cut(0, 100, &who), HUGE_CUT);
	assert_int_equal(who, VMINFO_NONE);
	/* Unless nobody knows what comes there. */
	neighbours.known_to = VA + 511 * PAGE - 1;
	assert_int_equal(cut(0, 100, &who), HUGE_CUT_UNKNOWN);
	huge_neighbours_free(&neighbours);
}

static void other_memory_is_no_neighbour(void **state)
{
	struct vminfo_mapping file = one(100, 512, VMINFO_WRITE);
	uint64_t who;

	(void)state;
	file.kind = VMINFO_OBJECT;
	file.offset = 100 * PAGE;
	list(0, 100, VMINFO_READ);
	huge_neighbours_add(&neighbours, &file);
	neighbours.known_to = UINT64_MAX;
	assert_int_equal(cut(0, 100, &who), HUGE_CUT);
	assert_int_equal(neighbours.count, 0);
	huge_neighbours_free(&neighbours);
}

static void what_comes_next_is_one_with_it_or_not(void **state)
{
	static const struct {
		const char *name;
		uint64_t inode;
		uint64_t offset;
		uint32_t minor;
		size_t count;
	} next[] = {
		{ "/x", 7, 100 * PAGE, 3, 2 },	/* the rest of the file */
		{ "/y", 7, 100 * PAGE, 3, 0 },
		{ "/x", 8, 100 * PAGE, 3, 0 },
		{ "/x", 7, 100 * PAGE, 4, 0 },
		{ "/x", 7, 101 * PAGE, 3, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(next) / sizeof(*next); i++) {
		struct vminfo_mapping a = one(0, 100, VMINFO_READ);
		struct vminfo_mapping b = one(100, 512, VMINFO_WRITE);

		a.kind = b.kind = VMINFO_OBJECT;
		a.name = "/x";
		a.inode = 7;
		a.dev_minor = 3;
		b.name = next[i].name;
		b.inode = next[i].inode;
		b.offset = next[i].offset;
		b.dev_minor = next[i].minor;
		huge_neighbours_add(&neighbours, &a);
		huge_neighbours_add(&neighbours, &b);
		if (neighbours.count != next[i].count)
			fail_msg("%zu: %zu", i, neighbours.count);
		huge_neighbours_free(&neighbours);
	}
}

static void of_whom_nothing_is_known_may_have_neighbours(void **state)
{
	uint64_t who;

	(void)state;
	neighbours.known_to = VA;
	assert_int_equal(cut(0, 100, &who), HUGE_CUT_UNKNOWN);
	neighbours.known_to = UINT64_MAX;
	assert_int_equal(cut(0, 100, &who), HUGE_CUT);
	huge_neighbours_free(&neighbours);
}

/* --- sums ----------------------------------------------------------------- */

static void sums_name_the_reasons_that_decide(void **state)
{
	const struct huge_line line = { .pid = 7, .command = "a\n",
					.size = 2 << 20 };
	struct huge_answer yes = { .huge = ANSWER_YES };
	struct huge_answer no = { .huge = ANSWER_NO,
				  .sure = YES(HUGE_HOLE) | YES(HUGE_SMALL) };
	struct huge_answer unclear = no, open = { .huge = ANSWER_UNKNOWN };
	char text[HUGE_LINE_ROOM];
	struct huge_sums sums = { 0 };
	struct huge_words words;

	(void)state;
	unclear.maybe = YES(HUGE_NEVER);
	huge_sums_add(&sums, &yes, 1000, 512000);
	huge_sums_add(&sums, &no, 3, 1536);
	huge_sums_add(&sums, &unclear, 2, 1024);
	huge_sums_add(&sums, &open, 1, 512);
	no.sure = YES(HUGE_EDGE);
	huge_sums_add(&sums, &no, 4, 100);
	huge_sums_line(&sums, &line, text);
	assert_string_equal(text, "7 a\\012: 1,010 blocks of 2.0M: 1,000 huge, "
			    "9 not (4 edge, 3 hole, 2 unknown), 1 unknown");
	huge_words_of_sums(&words, &sums);
	assert_string_equal(words.reasons, "edge,hole,unknown");
	assert_string_equal(words.why, "edge:4,hole:3,unknown:2");
	assert_string_equal(words.may_be[0], "never");
}

static void the_longest_list_has_room(void **state)
{
	struct huge_answer answer = { .huge = ANSWER_NO,
				      .maybe = YES(HUGE_EDGE) };
	struct huge_words words;

	(void)state;
	answer.sure = (HUGE_BIT(HUGE_REASONS) - 1) & ~YES(HUGE_EDGE);
	for (size_t i = 0; i < HUGE_REASONS; i++)
		answer.pages[i] = UINT64_MAX;
	huge_words_of(&words, &answer);
	assert_true(strlen(words.reasons) < sizeof(words.reasons));
	assert_true(strlen(words.why) < sizeof(words.why));
	assert_string_equal(words.may_be[0], "edge");
	assert_null(words.may_be[1]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(single_pages_are_collapsible),
		cmocka_unit_test(a_limit_is_reached_behind_it_only),
		cmocka_unit_test(
			without_limits_it_is_not_known_who_is_to_blame),
		cmocka_unit_test(folios_are_told_apart),
		cmocka_unit_test(a_guard_page_stops_khugepaged),
		cmocka_unit_test(what_nobody_touched_is_empty),
		cmocka_unit_test(how_a_block_is_cut_comes_first),
		cmocka_unit_test(huge_needs_a_word_of_the_kernel),
		cmocka_unit_test(
			frames_of_a_huge_page_are_aligned_and_in_order),
		cmocka_unit_test(a_mapping_that_changed_is_not_judged),
		cmocka_unit_test(what_a_driver_maps_may_be_huge),
		cmocka_unit_test(pages_of_ksm_may_be_among_the_shared),
		cmocka_unit_test(own_copies_of_an_object_are_never_huge),
		cmocka_unit_test(hugetlb_is_huge_where_it_is),
		cmocka_unit_test(holes_that_userfaultfd_fills_stay),
		cmocka_unit_test(the_rule_decides_with_the_advice),
		cmocka_unit_test(what_is_not_known_may_be),
		cmocka_unit_test(a_process_may_want_none),
		cmocka_unit_test(a_tmpfs_is_asked_for_its_mount),
		cmocka_unit_test(drivers_and_the_kernel_have_none),
		cmocka_unit_test(shmem_has_names_of_the_kernel),
		cmocka_unit_test(
			the_file_of_the_size_decides_unless_it_inherits),
		cmocka_unit_test(deny_and_force_stand_above_each_tmpfs),
		cmocka_unit_test(mounts_say_what_a_tmpfs_gives),
		cmocka_unit_test(
			the_nearest_with_other_permissions_is_to_blame),
		cmocka_unit_test(equal_neighbours_only_split),
		cmocka_unit_test(neighbours_must_fill_the_block),
		cmocka_unit_test(other_memory_is_no_neighbour),
		cmocka_unit_test(what_comes_next_is_one_with_it_or_not),
		cmocka_unit_test(of_whom_nothing_is_known_may_have_neighbours),
		cmocka_unit_test(sums_name_the_reasons_that_decide),
		cmocka_unit_test(the_longest_list_has_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

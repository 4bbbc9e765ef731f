// SPDX-License-Identifier: LGPL-2.1-or-later
/* What differs between two looks at a process. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "diff.h"

#define PAGE UINT64_C(4096)
#define RW (VMINFO_READ | VMINFO_WRITE)

/*
 * One page to another.
 */

static struct vminfo_run place(int state, uint64_t value, uint16_t attributes)
{
	return (struct vminfo_run){
		.va = 0x1000, .pages = 1, .value = value,
		.state = (uint8_t)state, .all = attributes, .any = attributes,
	};
}

static struct vminfo_run present(uint64_t frame, uint16_t attributes)
{
	return place(VMINFO_PRESENT, frame, attributes);
}

static const char *names_of(uint32_t changes)
{
	static char text[DIFF_ROOM];

	return diff_names(changes, text);
}

static const char *became(struct vminfo_run before, struct vminfo_run after)
{
	return names_of(diff_places(&before, &after));
}

static uint64_t some_value(int state)
{
	return state == VMINFO_PRESENT || state == VMINFO_MIGRATING ||
	       state == VMINFO_DEVICE || state == VMINFO_SWAPPED
		? 7 : VMINFO_NONE;
}

static char letter_of(const char *names)
{
	static const struct {
		char letter;
		const char *names;
	} meanings[] = {
		{ '=', "" }, { 'o', "swapped-out" }, { 'i', "swapped-in" },
		{ '+', "came" }, { '-', "went" }, { 'w', "written" },
		{ '0', "zeroed" }, { 'x', "other" }, { 'X', "other,unknown" },
		{ '?', "unknown" },
	};

	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (strcmp(meanings[i].names, names) == 0)
			return meanings[i].letter;
	return '!';
}

/* The value, where a state has one, is the same. */
static void each_state_becomes_each_other(void **state)
{
	static const char *const wanted[] = {
		/*                  to: present, zero, swapped, shmem-swapped,
		 *                  cached, unresolved, absent, unmapped,
		 *                  guard, marker, poisoned, migrating,
		 *                  device, special, pfnmap, nonpresent */
		"=0oo------xxxXxX",	/* present */
		"w=oo------xwwXxX",	/* zero */
		"i0=x------xiiXx?",	/* swapped */
		"i0x?------xiiXxX",	/* shmem-swapped */
		"++oo====xxx++XxX",	/* cached */
		"++oo====xxx++XxX",	/* unresolved */
		"++oo====xxx++XxX",	/* absent */
		"++oo=======++?=?",	/* unmapped */
		"++ooxxx==xx++?x?",	/* guard */
		"++ooxxx=x=x++?x?",	/* marker */
		"xxxxxxx=xx=xx?x?",	/* poisoned */
		"x0oo------x=x?x?",	/* migrating */
		"x0oo------xx=?x?",	/* device */
		"XXXXXXX???????X?",	/* special */
		"xxxxxxx=xxxxxX=X",	/* pfnmap */
		"XX?XXXX???????X?",	/* nonpresent */
	};

	(void)state;
	for (int from = VMINFO_PRESENT; from <= VMINFO_NONPRESENT; from++) {
		char line[VMINFO_NONPRESENT + 1] = "";

		for (int to = VMINFO_PRESENT; to <= VMINFO_NONPRESENT; to++)
			line[to - 1] = letter_of(
				became(place(from, some_value(from), 0),
				       place(to, some_value(to), 0)));
		assert_string_equal(line, wanted[from - 1]);
	}
}

static void another_frame_is_a_move(void **state)
{
	(void)state;
	assert_string_equal(became(present(7, 0), present(8, 0)), "moved");
	assert_string_equal(became(present(0, 0), present(0, 0)), "");
	assert_string_equal(became(place(VMINFO_DEVICE, 7, 0),
				   place(VMINFO_DEVICE, 9, 0)), "moved");
	assert_string_equal(became(present(7, 0),
				   place(VMINFO_MIGRATING, 9, 0)),
			    "moved,other");
}

static void a_hidden_frame_may_be_another(void **state)
{
	const struct vminfo_run hidden = present(VMINFO_NONE, VMINFO_HIDDEN);

	(void)state;
	assert_string_equal(became(hidden, hidden), "unknown");
	assert_string_equal(became(hidden, present(7, 0)), "unknown");
	assert_string_equal(became(present(7, 0), hidden), "unknown");
	assert_int_equal(diff_places(&hidden, &hidden), DIFF_FRAME_UNKNOWN);
}

static void another_slot_or_area_is_a_move_in_swap(void **state)
{
	struct vminfo_run slot = place(VMINFO_SWAPPED, 7, 0), other = slot;
	struct vminfo_run hidden = place(VMINFO_SWAPPED, VMINFO_NONE,
					 VMINFO_HIDDEN);

	(void)state;
	other.value = 8;
	assert_string_equal(became(slot, other), "swap-moved");
	other.value = 7;
	other.swap_type = 1;
	assert_string_equal(became(slot, other), "swap-moved");
	assert_int_equal(diff_places(&slot, &hidden), DIFF_SLOT_UNKNOWN);
}

static void an_own_copy_of_a_page_of_a_file_is_a_copy(void **state)
{
	const struct vminfo_run hidden = present(VMINFO_NONE, VMINFO_HIDDEN);

	(void)state;
	assert_string_equal(became(present(7, VMINFO_FILE), present(8, 0)),
			    "copied");
	assert_string_equal(became(present(8, 0), present(7, VMINFO_FILE)),
			    "dropped");
	assert_string_equal(became(present(7, VMINFO_FILE),
				   present(9, VMINFO_FILE)), "moved");
	/* That it has another frame needs no number. */
	assert_string_equal(became(present(VMINFO_NONE, VMINFO_FILE), hidden),
			    "copied");
}

static void huge_pages_split_and_merge(void **state)
{
	(void)state;
	assert_string_equal(became(present(7, VMINFO_HUGE), present(7, 0)),
			    "huge-split");
	assert_string_equal(became(present(7, 0), present(9, VMINFO_HUGE)),
			    "moved,huge-merged");
	assert_string_equal(became(present(7, VMINFO_HUGE),
				   place(VMINFO_SWAPPED, 1, 0)),
			    "swapped-out");
	assert_string_equal(became(place(VMINFO_ZERO, VMINFO_NONE, VMINFO_HUGE),
				   place(VMINFO_ZERO, VMINFO_NONE, 0)),
			    "huge-split");
	assert_string_equal(became(place(VMINFO_ZERO, VMINFO_NONE, VMINFO_HUGE),
				   present(7, VMINFO_HUGE)), "written");
}

static void without_the_kernels_word_a_split_is_unknown(void **state)
{
	const struct vminfo_run perhaps = present(7, VMINFO_HUGE_UNKNOWN);
	const struct vminfo_run huge = present(7, VMINFO_HUGE);

	(void)state;
	assert_int_equal(diff_places(&perhaps, &perhaps), DIFF_HUGE_UNKNOWN);
	assert_int_equal(diff_places(&huge, &perhaps), DIFF_HUGE_UNKNOWN);
	assert_string_equal(became(perhaps, place(VMINFO_ABSENT, VMINFO_NONE,
						  0)), "went");
}

static void what_changed_while_it_was_read_is_unknown(void **state)
{
	(void)state;
	assert_string_equal(became(present(7, VMINFO_CHANGED), present(7, 0)),
			    "unknown");
	assert_string_equal(became(place(VMINFO_ABSENT, VMINFO_NONE, 0),
				   present(7, VMINFO_CHANGED)), "unknown");
}

static void what_may_be_the_zero_page_is_unknown(void **state)
{
	const struct vminfo_run perhaps =
		present(VMINFO_NONE, VMINFO_HIDDEN | VMINFO_MAYBE_ZERO);

	(void)state;
	assert_int_equal(diff_places(&perhaps, &perhaps), DIFF_STATE_UNKNOWN);
	assert_string_equal(became(place(VMINFO_ZERO, VMINFO_NONE, 0), perhaps),
			    "unknown");
	assert_string_equal(became(perhaps, present(VMINFO_NONE, 0)),
			    "unknown");
	assert_string_equal(became(perhaps, place(VMINFO_ABSENT, VMINFO_NONE,
						  0)), "went");
}

static void a_state_of_a_newer_library_is_never_the_same(void **state)
{
	struct vminfo_run new = place(VMINFO_NONPRESENT, VMINFO_NONE, 0);

	(void)state;
	new.state++;
	assert_string_equal(became(new, new), "unknown");
	assert_string_equal(became(present(7, 0), new), "unknown");
	new.state = 200;
	assert_string_equal(became(new, present(7, 0)), "unknown");
}

static void each_change_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < DIFF_CHANGES; i++) {
		assert_non_null(diff_name(1u << i));
		for (unsigned int j = 0; j < i; j++)
			assert_int_equal(strcmp(diff_name(1u << i),
						diff_name(1u << j)) == 0,
					 (1u << i & DIFF_UNKNOWN) &&
					 (1u << j & DIFF_UNKNOWN));
	}
	assert_string_equal(names_of(DIFF_UNKNOWN | DIFF_GREW),
			    "grew,unknown");
	assert_string_equal(names_of(0), "");
}

/*
 * Looks.
 */

static void open_mapping(struct look *look, uint64_t va, uint64_t pages,
			 uint32_t permissions, const char *name)
{
	struct vminfo_mapping mapping = {
		.va = va, .length = pages * PAGE, .permissions = permissions,
		.kind = VMINFO_ANONYMOUS, .name = name,
	};

	look->page_size = PAGE;
	assert_int_equal(look_add_mapping(look, &mapping), 0);
}

static void add_run(struct look *look, uint64_t va, uint64_t pages,
		    enum vminfo_state state, uint64_t value)
{
	struct vminfo_run run = { .va = va, .pages = pages, .value = value,
				  .state = (uint8_t)state };

	assert_int_equal(look_add_run(look, &run), 0);
}

/* An anonymous mapping of present pages in frames from `frame` on. */
static void add_simple(struct look *look, uint64_t va, uint64_t pages,
		       const char *name, uint64_t frame)
{
	open_mapping(look, va, pages, RW, name);
	add_run(look, va, pages, VMINFO_PRESENT, frame);
}

static struct look before, after;
static char said[4096];

static void start(void)
{
	look_clear(&before);
	look_clear(&after);
	before.page_size = after.page_size = PAGE;
}

static char *say_number(char *to, uint64_t n)
{
	char digits[24], *at = digits + sizeof(digits);

	do {
		*--at = (char)('0' + n % 10);
	} while (n /= 10);
	memcpy(to, at, (size_t)(digits + sizeof(digits) - at));
	return to + (digits + sizeof(digits) - at);
}

/* "1+2 moved; 3+4 ; ": first page, pages and changes of each range. */
static const char *differences(void)
{
	struct diff_range range;
	struct diff diff;
	char *to = said;

	diff_start(&diff, &before, &after);
	while (diff_next(&diff, &range)) {
		assert_int_equal(range.before.va, range.after.va);
		assert_int_equal(range.before.pages, range.after.pages);
		to = say_number(to, range.before.va / PAGE);
		*to++ = '+';
		to = say_number(to, range.before.pages);
		*to++ = ' ';
		to = stpcpy(to, names_of(range.changes));
		to = stpcpy(to, "; ");
	}
	*to = '\0';
	look_free(&before);
	look_free(&after);
	return said;
}

static void nothing_changed_is_said_of_every_page(void **state)
{
	(void)state;
	start();
	add_simple(&before, 0x1000, 4, "[heap]", 7);
	add_simple(&after, 0x1000, 4, "[heap]", 7);
	assert_string_equal(differences(), "1+4 ; ");
}

static void two_empty_looks_have_no_ranges(void **state)
{
	(void)state;
	start();
	assert_string_equal(differences(), "");
}

static void a_run_is_compared_where_the_other_is_cut(void **state)
{
	(void)state;
	start();
	add_simple(&before, 0x1000, 6, "", 10);
	open_mapping(&after, 0x1000, 6, RW, "");
	add_run(&after, 0x1000, 2, VMINFO_PRESENT, 10);
	add_run(&after, 0x3000, 1, VMINFO_ABSENT, VMINFO_NONE);
	add_run(&after, 0x4000, 3, VMINFO_PRESENT, 14);
	assert_string_equal(differences(), "1+2 ; 3+1 went; 4+3 moved; ");
}

static void frames_in_step_are_the_same(void **state)
{
	(void)state;
	start();
	add_simple(&before, 0x1000, 6, "", 10);
	open_mapping(&after, 0x1000, 6, RW, "");
	add_run(&after, 0x1000, 4, VMINFO_PRESENT, 10);
	add_run(&after, 0x5000, 2, VMINFO_PRESENT, 14);
	assert_string_equal(differences(), "1+4 ; 5+2 ; ");
}

static void mappings_come_and_go(void **state)
{
	(void)state;
	start();
	add_simple(&before, 0x1000, 2, "", 10);
	open_mapping(&after, 0x8000, 3, RW, "");
	add_run(&after, 0x8000, 1, VMINFO_PRESENT, 10);
	add_run(&after, 0x9000, 2, VMINFO_ABSENT, VMINFO_NONE);
	assert_string_equal(differences(),
			    "1+2 went,unmapped; 8+1 came,mapped; 9+2 mapped; ");
}

static void a_mapping_grows_and_shrinks_at_either_end(void **state)
{
	(void)state;
	start();
	add_simple(&before, 0x2000, 4, "[heap]", 10);
	add_simple(&after, 0x1000, 4, "[heap]", 9);
	assert_string_equal(differences(),
			    "1+1 came,grew; 2+3 ; 5+1 went,shrank; ");
}

static void a_neighbour_that_only_touches_did_not_grow(void **state)
{
	(void)state;
	start();
	add_simple(&before, 0x1000, 2, "", 10);
	add_simple(&after, 0x1000, 2, "", 10);
	add_simple(&after, 0x3000, 2, "", 12);
	assert_string_equal(differences(), "1+2 ; 3+2 came,mapped; ");
}

static void a_hole_in_a_mapping_shrank_it(void **state)
{
	(void)state;
	start();
	add_simple(&before, 0x1000, 6, "", 10);
	add_simple(&after, 0x1000, 2, "", 10);
	add_simple(&after, 0x5000, 2, "", 14);
	assert_string_equal(differences(), "1+2 ; 3+2 went,shrank; 5+2 ; ");
}

static void permissions_and_names_change_in_place(void **state)
{
	(void)state;
	start();
	add_simple(&before, 0x1000, 4, "", 10);
	open_mapping(&after, 0x1000, 2, VMINFO_READ, "");
	add_run(&after, 0x1000, 2, VMINFO_PRESENT, 10);
	open_mapping(&after, 0x3000, 2, RW, "[anon:x]");
	add_run(&after, 0x3000, 1, VMINFO_PRESENT, 12);
	add_run(&after, 0x4000, 1, VMINFO_PRESENT, 20);
	assert_string_equal(differences(),
			    "1+2 protected; 3+1 renamed; 4+1 moved,renamed; ");
}

static struct vminfo_mapping object(uint64_t inode, uint64_t offset)
{
	return (struct vminfo_mapping){
		.va = 0x1000, .length = 2 * PAGE, .offset = offset,
		.inode = inode, .dev_minor = 1, .permissions = RW,
		.kind = VMINFO_OBJECT, .name = "/x",
	};
}

static void another_object_at_the_same_address_is_no_move(void **state)
{
	struct vminfo_mapping old = object(5, 0), new[] = {
		object(6, 0), object(5, 4096), object(5, 0),
	};

	(void)state;
	new[2].dev_minor = 2;
	for (size_t i = 0; i < 3; i++) {
		start();
		look_add_mapping(&before, &old);
		add_run(&before, 0x1000, 2, VMINFO_PRESENT, 10);
		look_add_mapping(&after, &new[i]);
		add_run(&after, 0x1000, 2, VMINFO_PRESENT, 20);
		assert_string_equal(differences(), "1+2 replaced; ");
	}
}

static void what_was_not_seen_is_unknown(void **state)
{
	(void)state;
	start();
	add_simple(&before, 0x1000, 4, "", 10);
	add_simple(&before, 0x8000, 1, "", 30);
	open_mapping(&after, 0x1000, 4, RW, "");
	add_run(&after, 0x1000, 2, VMINFO_PRESENT, 10);
	after.seen_to = 3;
	assert_string_equal(differences(), "1+2 ; 3+2 unknown; 8+1 unknown; ");
}

static void a_gap_that_was_not_seen_is_not_a_gap(void **state)
{
	(void)state;
	start();
	add_simple(&before, 0x1000, 4, "", 10);
	before.seen_to = 5;
	add_simple(&after, 0x1000, 4, "", 10);
	add_simple(&after, 0x8000, 2, "", 30);
	assert_string_equal(differences(), "1+4 ; 8+2 unknown; ");
}

static void a_process_in_one_look_only_is_new_or_gone(void **state)
{
	struct diff_range range;
	struct diff diff;

	(void)state;
	start();
	add_simple(&after, 0x1000, 4, "", 10);
	diff_start(&diff, NULL, &after);
	assert_true(diff_next(&diff, &range));
	assert_int_equal(range.changes, DIFF_NEW);
	assert_int_equal(range.before.va, 0x1000);
	assert_int_equal(range.before.state, VMINFO_UNMAPPED);
	assert_int_equal(range.after.pages, 4);
	assert_false(diff_next(&diff, &range));
	diff_start(&diff, &after, NULL);
	assert_true(diff_next(&diff, &range));
	assert_int_equal(range.changes, DIFF_GONE);
	assert_int_equal(range.after.va, 0x1000);
	assert_false(diff_next(&diff, &range));
	look_free(&after);
}

static void the_last_page_of_all_is_compared(void **state)
{
	const uint64_t top = -(2 * PAGE);

	(void)state;
	start();
	add_simple(&before, top, 2, "", 10);
	open_mapping(&after, top, 2, RW, "");
	add_run(&after, top, 1, VMINFO_PRESENT, 10);
	add_run(&after, top + PAGE, 1, VMINFO_PRESENT, 20);
	assert_string_equal(differences(),
			    "4503599627370494+1 ; 4503599627370495+1 moved; ");
}

/*
 * Looks made at random, and each page by itself.
 */

#define PAGES 48u

struct made_page {
	int mapping;		/* -1: none */
	struct vminfo_run run;
};

struct made {
	struct made_page pages[PAGES];
	struct vminfo_mapping mappings[PAGES];
	int mapping_count;
};

static uint32_t seed;

static uint32_t random_below(uint32_t limit)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % limit;
}

static struct vminfo_run random_place(void)
{
	static const uint16_t attributes[] = {
		0, 0, 0, VMINFO_FILE, VMINFO_HUGE, VMINFO_HUGE_UNKNOWN,
		VMINFO_CHANGED,
	};
	const int state = (int)random_below(VMINFO_NONPRESENT) + 1;
	struct vminfo_run run = place(state, VMINFO_NONE, 0);

	if (random_below(2))
		run = present(10 + random_below(3),
			      attributes[random_below(7)]);
	else if (some_value(state) != VMINFO_NONE)
		run.value = 10 + random_below(3);
	return run;
}

static void make_mapping(struct made *made, unsigned int first,
			 unsigned int pages)
{
	static const char *const names[] = { "", "[heap]", "/x" };
	struct vminfo_run page = random_place();
	int number = made->mapping_count++;

	made->mappings[number] = (struct vminfo_mapping){
		.va = first * PAGE, .length = pages * PAGE,
		.inode = random_below(3) ? 0 : 5 + random_below(2),
		.offset = random_below(2) * PAGE,
		.permissions = random_below(4), .kind = VMINFO_ANONYMOUS,
		.name = names[random_below(3)],
	};
	for (unsigned int i = first; i < first + pages; i++) {
		if (random_below(3) == 0)
			page = random_place();
		page.va = i * PAGE;
		made->pages[i] = (struct made_page){ number, page };
		if (page.value != VMINFO_NONE)
			page.value++;
	}
}

static void make(struct made *made)
{
	unsigned int at = random_below(5);

	made->mapping_count = 0;
	for (unsigned int i = 0; i < PAGES; i++)
		made->pages[i].mapping = -1;
	while (at < PAGES) {
		unsigned int pages = 1 + random_below(9);

		if (pages > PAGES - at)
			pages = PAGES - at;
		make_mapping(made, at, pages);
		at += pages + (random_below(2) ? random_below(4) : 0);
	}
}

/* The same as another, but for a few pages. */
static void make_like(struct made *made, const struct made *like)
{
	*made = *like;
	for (unsigned int i = 0; i < PAGES; i++) {
		uint64_t va = made->pages[i].run.va;

		if (made->pages[i].mapping < 0 || random_below(6))
			continue;
		made->pages[i].run = random_place();
		made->pages[i].run.va = va;
	}
}

static bool continues(const struct vminfo_run *run,
		      const struct vminfo_run *next)
{
	return run->state == next->state && run->all == next->all &&
	       (run->value == VMINFO_NONE ? next->value == VMINFO_NONE
				: run->value + run->pages == next->value);
}

static void keep(const struct made *made, struct look *look)
{
	int open = -1;

	look_clear(look);
	look->page_size = PAGE;
	for (unsigned int i = 0; i < PAGES; i++) {
		const struct made_page *page = &made->pages[i];

		if (page->mapping < 0)
			continue;
		if (page->mapping == open &&
		    continues(&look->runs[look->run_count - 1], &page->run)) {
			look->runs[look->run_count - 1].pages++;
			continue;
		}
		if (page->mapping != open)
			look_add_mapping(look, &made->mappings[page->mapping]);
		open = page->mapping;
		look_add_run(look, &page->run);
	}
}

static bool same_thing(const struct vminfo_mapping *a,
		       const struct vminfo_mapping *b)
{
	if (a->inode != b->inode)
		return false;
	return !a->inode || a->offset + b->va == b->offset + a->va;
}

static bool is_in_part(const struct made *made, const struct vminfo_mapping *m)
{
	for (int i = 0; i < made->mapping_count; i++) {
		const struct vminfo_mapping *other = &made->mappings[i];

		if (other->va < m->va + m->length &&
		    m->va < other->va + other->length && same_thing(other, m))
			return true;
	}
	return false;
}

/* Of page i, by looking at everything. */
static uint32_t wanted_changes(const struct made *old, const struct made *new,
			       unsigned int i)
{
	const struct made_page *was = &old->pages[i], *is = &new->pages[i];
	struct vminfo_run nothing = place(VMINFO_UNMAPPED, VMINFO_NONE, 0);
	const struct vminfo_mapping *from, *to;
	uint32_t changes = 0;

	if (was->mapping < 0)
		return diff_places(&nothing, &is->run) |
			(is_in_part(old, &new->mappings[is->mapping])
			 ? DIFF_GREW : DIFF_MAPPED);
	if (is->mapping < 0)
		return diff_places(&was->run, &nothing) |
			(is_in_part(new, &old->mappings[was->mapping])
			 ? DIFF_SHRANK : DIFF_UNMAPPED);
	from = &old->mappings[was->mapping];
	to = &new->mappings[is->mapping];
	if (!same_thing(from, to))
		return DIFF_REPLACED;
	if (strcmp(from->name, to->name) != 0)
		changes |= DIFF_RENAMED;
	if (from->permissions != to->permissions)
		changes |= DIFF_PROTECTED;
	return changes | diff_places(&was->run, &is->run);
}

static void check_side(const struct made_page *page,
		       const struct vminfo_run *run, uint64_t index)
{
	if (page->mapping < 0) {
		assert_int_equal(run->state, VMINFO_UNMAPPED);
		return;
	}
	assert_int_equal(run->state, page->run.state);
	assert_int_equal(run->any, page->run.any);
	if (page->run.value == VMINFO_NONE)
		assert_true(run->value == VMINFO_NONE);
	else
		assert_int_equal(run->value + index, page->run.value);
}

static void check_pages(const struct made *old, const struct made *new)
{
	struct diff_range range = { 0 };
	struct diff diff;
	uint64_t index = 0;
	bool more = true;

	diff_start(&diff, &before, &after);
	for (unsigned int i = 0; i < PAGES; i++) {
		if (old->pages[i].mapping < 0 && new->pages[i].mapping < 0)
			continue;
		if (index == range.before.pages) {
			more = diff_next(&diff, &range);
			index = 0;
		}
		assert_true(more);
		assert_int_equal(range.before.va + index * PAGE, i * PAGE);
		assert_int_equal(range.changes, wanted_changes(old, new, i));
		check_side(&old->pages[i], &range.before, index);
		check_side(&new->pages[i], &range.after, index);
		index++;
	}
	assert_int_equal(index, range.before.pages);
	assert_false(diff_next(&diff, &range));
}

static void each_page_of_random_looks_is_judged_alone(void **state)
{
	static struct made old, new;

	(void)state;
	for (uint32_t round = 0; round < 4000; round++) {
		seed = round * 77777 + 1;
		make(&old);
		if (round % 2)
			make(&new);
		else
			make_like(&new, &old);
		keep(&old, &before);
		keep(&new, &after);
		check_pages(&old, &new);
	}
	look_free(&before);
	look_free(&after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_becomes_each_other),
		cmocka_unit_test(another_frame_is_a_move),
		cmocka_unit_test(a_hidden_frame_may_be_another),
		cmocka_unit_test(another_slot_or_area_is_a_move_in_swap),
		cmocka_unit_test(an_own_copy_of_a_page_of_a_file_is_a_copy),
		cmocka_unit_test(huge_pages_split_and_merge),
		cmocka_unit_test(without_the_kernels_word_a_split_is_unknown),
		cmocka_unit_test(what_changed_while_it_was_read_is_unknown),
		cmocka_unit_test(what_may_be_the_zero_page_is_unknown),
		cmocka_unit_test(a_state_of_a_newer_library_is_never_the_same),
		cmocka_unit_test(each_change_has_a_name_of_its_own),
		cmocka_unit_test(nothing_changed_is_said_of_every_page),
		cmocka_unit_test(two_empty_looks_have_no_ranges),
		cmocka_unit_test(a_run_is_compared_where_the_other_is_cut),
		cmocka_unit_test(frames_in_step_are_the_same),
		cmocka_unit_test(mappings_come_and_go),
		cmocka_unit_test(a_mapping_grows_and_shrinks_at_either_end),
		cmocka_unit_test(a_neighbour_that_only_touches_did_not_grow),
		cmocka_unit_test(a_hole_in_a_mapping_shrank_it),
		cmocka_unit_test(permissions_and_names_change_in_place),
		cmocka_unit_test(another_object_at_the_same_address_is_no_move),
		cmocka_unit_test(what_was_not_seen_is_unknown),
		cmocka_unit_test(a_gap_that_was_not_seen_is_not_a_gap),
		cmocka_unit_test(a_process_in_one_look_only_is_new_or_gone),
		cmocka_unit_test(the_last_page_of_all_is_compared),
		cmocka_unit_test(each_page_of_random_looks_is_judged_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

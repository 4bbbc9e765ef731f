// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/recorder-frames.c: which frames get a line, and what is in it. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "fault.h"
#include "kpageflags.h"
#include "pagemap-bits.h"
#include "recorder.h"

/* --- files that are arrays ------------------------------------------------ */

#define WORDS 2048u
#define MISSING UINT64_MAX /* it is not in the recording that is read */

struct words_file {
	struct procfs_served served;	/* comes first: it is the same */
	uint64_t words[WORDS];
};

static ssize_t read_words(struct procfs_served *served, void *buffer,
			  size_t size, uint64_t offset)
{
	const struct words_file *file = (struct words_file *)(void *)served;
	uint64_t at = offset / 8, *words = buffer;
	size_t n = 0;

	while (n < size / 8 && at + n < WORDS) {
		if (file->words[at + n] == MISSING)
			return n ? (ssize_t)(n * 8) : -ENODATA;
		words[n] = file->words[at + n];
		n++;
	}
	return (ssize_t)(n * 8);
}

static const struct procfs_server server = { .read_words = read_words };

static struct words_file flags, counts, memcgs, pagemap;
static struct vminfo_context context;
static struct vminfo_recorder recorder;
static char text[65536];

static int keep(void *data, const char *piece, size_t length)
{
	(void)data;
	assert_true(strlen(text) + length < sizeof(text));
	strncat(text, piece, length);
	return 0;
}

static struct procfs_file served(struct words_file *file)
{
	file->served.server = &server;
	return (struct procfs_file){ .served = &file->served };
}

/* Frames are of anonymous memory, mapped once, and of group 9. */
static int set_up(void **state)
{
	(void)state;
	memset(&recorder, 0, sizeof(recorder));
	memset(&pagemap, 0, sizeof(pagemap));
	text[0] = '\0';
	for (size_t i = 0; i < WORDS; i++) {
		flags.words[i] = KPAGEFLAGS_BIT(VMINFO_FRAME_ANON);
		counts.words[i] = 1;
		memcgs.words[i] = 9;
	}
	context = (struct vminfo_context){ .page_size = 4096,
					   .kpageflags = served(&flags),
					   .kpagecount = served(&counts),
					   .kpagecgroup = served(&memcgs) };
	recorder.context = &context;
	recorder.out.write = keep;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	growing_free(&recorder.frames);
	number_set_free(&recorder.frames_put);
	number_set_free(&recorder.groups_put);
	return 0;
}

/* Consecutive pages with consecutive frames. */
static void add(uint64_t page, uint64_t frame, uint64_t count)
{
	struct recorded_pages pages = { .page = page, .count = count,
					.word = PAGEMAP_PRESENT | frame,
					.step = 1 };

	for (uint64_t i = 0; i < count; i++)
		pagemap.words[page + i] = PAGEMAP_PRESENT | (frame + i);
	recorder_add_frames(&recorder, served(&pagemap), &pages);
}

static const char *put(void)
{
	recorder_flush_frames(&recorder);
	assert_int_equal(out_flush(&recorder.out), 0);
	return text;
}

/* --- which frames --------------------------------------------------------- */

static void frames_that_are_alike_share_a_line(void **state)
{
	(void)state;
	counts.words[12] = 3;
	memcgs.words[14] = 0;
	add(100, 10, 6);
	assert_string_equal(put(),
			    "\t\tframe 0xa 2 anon mapcount 1 memcg 9\n"
			    "\t\tframe 0xc 1 anon mapcount 3 memcg 9\n"
			    "\t\tframe 0xd 1 anon mapcount 1 memcg 9\n"
			    "\t\tframe 0xe 1 anon mapcount 1 memcg 0\n"
			    "\t\tframe 0xf 1 anon mapcount 1 memcg 9\n");
}

static void frames_are_joined_in_whatever_order_they_come(void **state)
{
	(void)state;
	add(0, 12, 1);
	add(1, 11, 1);
	add(2, 10, 1);
	add(3, 20, 1);
	assert_string_equal(put(), "\t\tframe 0xa 3 anon mapcount 1 memcg 9\n"
				   "\t\tframe 0x14 1 anon mapcount 1 "
				   "memcg 9\n");
}

static void a_frame_that_was_put_is_not_put_again(void **state)
{
	(void)state;
	add(0, 10, 2);
	put();
	counts.words[10] = 7;
	add(4, 9, 4);
	assert_string_equal(put(), "\t\tframe 0xa 2 anon mapcount 1 memcg 9\n"
				   "\t\tframe 0x9 1 anon mapcount 1 memcg 9\n"
				   "\t\tframe 0xc 1 anon mapcount 1 memcg 9\n");
}

static void more_frames_than_fit_one_look_are_one_line(void **state)
{
	(void)state;
	add(0, 7, 1500);
	assert_string_equal(put(),
			    "\t\tframe 0x7 1500 anon mapcount 1 memcg 9\n");
}

static void one_page_is_one_frame_if_all_pages_have_it(void **state)
{
	struct recorded_pages zero = { .page = 5, .count = 100,
				       .word = PAGEMAP_PRESENT | 33 };

	(void)state;
	pagemap.words[5] = zero.word;
	recorder_add_frames(&recorder, served(&pagemap), &zero);
	assert_string_equal(put(),
			    "\t\tframe 0x21 1 anon mapcount 1 memcg 9\n");
}

static void a_frame_that_its_page_has_left_is_not_put(void **state)
{
	struct recorded_pages pages = { .page = 600, .count = 5,
					.word = PAGEMAP_PRESENT | 40,
					.step = 1 };

	(void)state;
	for (unsigned int i = 0; i < 5; i++)
		pagemap.words[600 + i] = pages.word + i;
	pagemap.words[601] = PAGEMAP_PRESENT | 77;
	pagemap.words[603] = PAGEMAP_NOT_PRESENT | 43;
	recorder_add_frames(&recorder, served(&pagemap), &pages);
	assert_string_equal(put(), "\t\tframe 0x28 1 anon mapcount 1 memcg 9\n"
				   "\t\tframe 0x2a 1 anon mapcount 1 memcg 9\n"
				   "\t\tframe 0x2c 1 anon mapcount 1 "
				   "memcg 9\n");
	/* Another page may have it. */
	add(10, 41, 1);
	assert_non_null(strstr(put(), "frame 0x29 1 "));
}

static void hidden_frames_and_slots_have_none(void **state)
{
	struct recorded_pages hidden = { .count = 1, .word = PAGEMAP_PRESENT };
	struct recorded_pages slot = { .count = 1,
				       .word = PAGEMAP_NOT_PRESENT | 40 };

	(void)state;
	pagemap.words[0] = PAGEMAP_PRESENT;
	recorder_add_frames(&recorder, served(&pagemap), &hidden);
	recorder_add_frames(&recorder, served(&pagemap), &slot);
	assert_string_equal(put(), "");
}

/* --- words ---------------------------------------------------------------- */

static void each_word_may_be_unknown_without_the_others(void **state)
{
	(void)state;
	flags.words[50] = counts.words[51] = memcgs.words[52] = MISSING;
	flags.words[53] = counts.words[53] = memcgs.words[53] = MISSING;
	add(0, 50, 5);
	assert_string_equal(put(), "\t\tframe 0x32 1 ? mapcount 1 memcg 9\n"
				   "\t\tframe 0x33 1 anon memcg 9\n"
				   "\t\tframe 0x34 1 anon mapcount 1\n"
				   "\t\tframe 0x36 1 anon mapcount 1 "
				   "memcg 9\n");
}

static void what_is_unknown_is_not_0(void **state)
{
	(void)state;
	counts.words[50] = 0;
	counts.words[51] = MISSING;
	add(0, 50, 2);
	assert_string_equal(put(), "\t\tframe 0x32 1 anon mapcount 0 memcg 9\n"
				   "\t\tframe 0x33 1 anon memcg 9\n");
}

static void files_that_are_closed_tell_nothing(void **state)
{
	(void)state;
	context.kpageflags = PROCFS_CLOSED;
	context.kpagecgroup = PROCFS_CLOSED;
	add(0, 50, 2);
	assert_string_equal(put(), "\t\tframe 0x32 2 ? mapcount 1\n");
	context.kpagecount = PROCFS_CLOSED;
	add(10, 60, 2);
	assert_string_equal(put(), "\t\tframe 0x32 2 ? mapcount 1\n");
}

static void a_bit_without_a_name_is_put(void **state)
{
	(void)state;
	flags.words[50] = (uint64_t)1 << 61 | 1;
	add(0, 50, 1);
	assert_string_equal(put(), "\t\tframe 0x32 1 locked bit61 "
				   "mapcount 1 memcg 9\n");
}

static const char *path_of(void *data, uint64_t inode)
{
	(void)data;
	return inode == 9 ? "/a #b\x1b" : NULL;
}

static void the_path_of_a_group_is_put_once(void **state)
{
	(void)state;
	recorder.options.memcg_path = path_of;
	memcgs.words[50] = 0;
	memcgs.words[52] = 8;
	add(0, 50, 4);
	assert_string_equal(put(), "\t\tframe 0x32 1 anon mapcount 1 memcg 0\n"
				   "cgroup 9 /a \\x23b\\x1b\n"
				   "\t\tframe 0x33 1 anon mapcount 1 memcg 9\n"
				   "\t\tframe 0x34 1 anon mapcount 1 memcg 8\n"
				   "\t\tframe 0x35 1 anon mapcount 1 "
				   "memcg 9\n");
}

/* --- folios --------------------------------------------------------------- */

static void make_folio(uint64_t head, uint64_t frames)
{
	for (uint64_t i = 0; i < frames; i++)
		flags.words[head + i] = KPAGEFLAGS_BIT(
			i ? VMINFO_FRAME_COMPOUND_TAIL :
			    VMINFO_FRAME_COMPOUND_HEAD);
}

static void all_of_a_folio_is_put_and_the_frame_behind_it(void **state)
{
	(void)state;
	make_folio(64, 16);
	counts.words[70] = 0;
	/* One of its pages is mapped. */
	add(0, 67, 1);
	assert_string_equal(
		put(), "\t\tframe 0x40 1 compound-head mapcount 1 memcg 9\n"
		       "\t\tframe 0x41 5 compound-tail mapcount 1 memcg 9\n"
		       "\t\tframe 0x46 1 compound-tail mapcount 0 memcg 9\n"
		       "\t\tframe 0x47 9 compound-tail mapcount 1 memcg 9\n"
		       "\t\tframe 0x50 1 anon mapcount 1 memcg 9\n");
}

static void folios_that_follow_each_other_are_all_put(void **state)
{
	(void)state;
	make_folio(64, 4);
	make_folio(68, 4);
	add(0, 66, 4);
	assert_string_equal(
		put(), "\t\tframe 0x40 1 compound-head mapcount 1 memcg 9\n"
		       "\t\tframe 0x41 3 compound-tail mapcount 1 memcg 9\n"
		       "\t\tframe 0x44 1 compound-head mapcount 1 memcg 9\n"
		       "\t\tframe 0x45 3 compound-tail mapcount 1 memcg 9\n"
		       "\t\tframe 0x48 1 anon mapcount 1 memcg 9\n");
}

static void what_looks_like_a_folio_in_no_page_of_users_is_none(void **state)
{
	(void)state;
	make_folio(64, 4);
	flags.words[65] |= KPAGEFLAGS_BIT(VMINFO_FRAME_BUDDY);
	add(0, 65, 1);
	assert_string_equal(put(), "\t\tframe 0x41 1 buddy compound-tail "
				   "mapcount 1 memcg 9\n");
}

static void without_memory_the_recording_fails(void **state)
{
	(void)state;
	for (unsigned long i = 1;; i++) {
		assert_int_equal(set_up(NULL), 0);
		make_folio(64, 4);
		fault_memory(i);
		add(0, 66, 1);
		fault_memory(0);
		if (!recorder.out.error)
			break;
		assert_int_equal(recorder.out.error, -ENOMEM);
		tear_down(NULL);
	}
	put();
	assert_non_null(strstr(text, "frame 0x41 3 "));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(frames_that_are_alike_share_a_line),
		TEST(frames_are_joined_in_whatever_order_they_come),
		TEST(a_frame_that_was_put_is_not_put_again),
		TEST(more_frames_than_fit_one_look_are_one_line),
		TEST(one_page_is_one_frame_if_all_pages_have_it),
		TEST(a_frame_that_its_page_has_left_is_not_put),
		TEST(hidden_frames_and_slots_have_none),
		TEST(each_word_may_be_unknown_without_the_others),
		TEST(what_is_unknown_is_not_0),
		TEST(files_that_are_closed_tell_nothing),
		TEST(a_bit_without_a_name_is_put),
		TEST(the_path_of_a_group_is_put_once),
		TEST(all_of_a_folio_is_put_and_the_frame_behind_it),
		TEST(folios_that_follow_each_other_are_all_put),
		TEST(what_looks_like_a_folio_in_no_page_of_users_is_none),
		TEST(without_memory_the_recording_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvminfo/recording*.c: what a text says, and what is wrong with one that is
 * no recording, with its line and place.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fault.h"
#include "pagemap-bits.h"
#include "recorded.h"
#include "vminfo.h"

/* --- mistakes ------------------------------------------------------------- */

static void refused(const char *text, size_t length, int wanted,
		    const char *sentence)
{
	struct recorded_string string = recorded_string(text, length);
	struct recording *recording = NULL;
	char error[256] = "";
	int ret = read_recorded(&string, error, sizeof(error), &recording);

	assert_string_equal(error, sentence);
	assert_int_equal(ret, wanted);
	assert_null(recording);
}

#define HEAD "vm 1\npage-size 4096\n"
#define PROCESS HEAD "process 5\n"
#define MAPPING PROCESS "map 1000-9000 rw-p 0 00:00 0 [heap]\n"

/* A line behind those, and what is said of it. */
struct mistake {
	const char *line;
	const char *sentence;
};

static void all_refused(const char *before, const struct mistake *mistakes)
{
	for (const struct mistake *m = mistakes; m->line; m++) {
		char text[512], sentence[256];
		size_t lines = 1;

		for (const char *at = before; *at; at++)
			lines += *at == '\n';
		snprintf(text, sizeof(text), "%s%s\nend\n", before, m->line);
		snprintf(sentence, sizeof(sentence), "x.vm:%zu:%s", lines,
			 m->sentence);
		refused(text, strlen(text), -EBADMSG, sentence);
	}
}

static void a_text_that_is_no_recording_is_refused(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		const char *sentence;
	} texts[] = {
		{ "", 0, "x.vm:1:1: it is empty" },
		{ "\n# nothing\n", 11, "x.vm:3:1: it is empty" },
		{ "hello\n", 6,
		  "x.vm:1:1: this is no recording: its first line is not "
		  "vm 1" },
		{ "page-size 4096\n", 15,
		  "x.vm:1:1: this is no recording: its first line is not "
		  "vm 1" },
		{ "\x7f" "ELF\n", 5,
		  "x.vm:1:1: byte 0x7f: a recording is ASCII" },
		{ "vm 1\n\xc3\xa9\n", 8,
		  "x.vm:2:1: byte 0xc3: a recording is ASCII" },
		{ "vm 1\nend\0\n", 10,
		  "x.vm:2:4: byte 0x00: a recording is ASCII" },
		{ "vm 1\nend\r\n", 10,
		  "x.vm:2:4: byte 0x0d: a recording is ASCII" },
		{ "vm 1\nen", 7,
		  "x.vm:2:1: it was cut in the middle of a line" },
		{ "vm 1\n", 5, "x.vm:2:1: it was cut: no line says end" },
		{ "vm 1\npage-size 4096\nend\nend\n", 28,
		  "x.vm:4:1: nothing comes behind end" },
		{ "vm 1\nend\n", 9,
		  "x.vm:2:1: no line says page-size before" },
		{ "vm 0\nend\n", 9,
		  "x.vm:1:3: version 0 of the format; this program knows 1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		refused(texts[i].text, texts[i].length, -EBADMSG,
			texts[i].sentence);
}

static void a_newer_version_is_another_error(void **state)
{
	(void)state;
	refused("vm 2\nnew things\n", 16, -ENOTSUP,
		"x.vm:1:3: version 2 of the format; this program knows 1");
}

static void lines_of_the_machine_are_checked(void **state)
{
	static const struct mistake mistakes[] = {
		{ "unheard of", "1: there is no such line: unheard of" },
		{ "page-size 4096", "1: page-size comes once only" },
		{ "vm 1", "1: vm comes once only" },
		{ "pmd-size", "9: the size is missing" },
		{ "pmd-size 4096", "9: not more than one page" },
		{ "pmd-size 5000", "10: no size of a page" },
		{ "pmd-size 0x10000000000000000",
		  "12: more than 64 bits: 10000000000000000" },
		{ "pmd-size 18446744073709551616",
		  "10: more than 64 bits: 18446744073709551616" },
		{ "pmd-size 9223372036854775808",
		  "10: the size is at most 1099511627776" },
		{ "pmd-size many", "10: no number: many" },
		{ "pmd-size 0x", "12: no hexadecimal number: " },
		{ "pmd-size -1", "10: no number: -1" },
		{ "pmd-size 8192 8192",
		  "15: nothing is to follow here: 8192" },
		{ "arch aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		  "6: longer than 31 bytes" },
		{ "arch", "5: a word is missing" },
		{ "endian middle", "7: neither little nor big" },
		{ "features scan magic", "15: there is no such word here" },
		{ "rights all", "8: there is no such word here" },
		{ "special-start 33", "15: a swap type is at most 32" },
		{ "marker-type 33", "13: a swap type is at most 32" },
		{ "swap", "5: a line of swaps is missing" },
		{ "ram 1000", "5: START-END has no -" },
		{ "ram 2000-1000", "5: it ends before it starts" },
		{ "ram 1000-1000", "5: it ends before it starts" },
		{ "ram 1000-0", "5: it ends before it starts" },
		{ "ram 0-0", "5: it ends before it starts" },
		{ "ram 0-g", "7: no hexadecimal number: g" },
		{ "ram 0-20000000000000000",
		  "7: more than 64 bits: 20000000000000000" },
		{ "region 2000-1000 a", "8: it ends before it starts" },
		{ "region 1000-2000 ", "17: the name is missing" },
		{ "zone 65535 Normal 0 1 1 1", "6: the node is at most 65534" },
		{ "zone 0", "7: the zone is missing" },
		{ "zone 0 Normal", "14: its first frame is missing" },
		{ "zone 0 Normal 0", "16: SPANNED is missing" },
		{ "frame 1", "8: the number of frames is missing" },
		{ "frame 1 0", "6: there are no such frames" },
		{ "frame 2 18446744073709551615",
		  "6: there are no such frames" },
		{ "frame 1 1 golden", "11: there is no such flag" },
		{ "frame 1 1 ? lru", "10: flags that are unknown" },
		{ "frame 1 1 lru mapcount", "23: mapcount is missing" },
		{ "frame 1 1 memcg x", "17: no number: x" },
		{ "frame 1 1 memcg 1 lru memcg 2",
		  "23: memcg comes once only" },
		{ "frames-end 0", "11: there are no such frames" },
		{ "cgroup /a", "8: no number: /a" },
		{ "cgroup 7", "9: the path is missing" },
		{ "smaps-items a\\", "14: not \\\\, and not \\x01 to \\xff" },
		{ "smaps-items \\x00", "13: not \\\\, and not \\x01 to \\xff" },
		{ "smaps-items \\xA0", "13: not \\\\, and not \\x01 to \\xff" },
		{ "comm x", "1: no line says process before" },
		{ "map 0-1000 rw-p 0 00:00 0",
		  "1: no line says process before" },
		{ "pfnmap", "1: no line says map before" },
		{ "+0 1 guard", "1: no line says map before" },
		{ "process", "8: the PID is missing" },
		{ "process 0", "9: there is no process 0" },
		{ "process 4194305", "9: the PID is at most 4194304" },
		{ NULL, NULL },
	};

	(void)state;
	all_refused(HEAD, mistakes);
	refused("vm 1\nprocess 5\nend\n", 19, -EBADMSG,
		"x.vm:2:1: no line says page-size before");
	refused("vm 1\npage-size 4\nend\n", 21, -EBADMSG,
		"x.vm:2:11: no size of a page");
}

static void frames_that_are_told_twice_are_refused(void **state)
{
	const char *text = HEAD "frame 5 2 ksm\nframe 0x6 1 thp\nend\n";

	(void)state;
	refused(text, strlen(text), -EBADMSG,
		"x.vm:4:1: some of these frames are in line 3, too");
}

static void frames_behind_the_end_of_all_are_refused(void **state)
{
	const char *text = HEAD "frame 8 2\nframe 1 1\nframes-end 9\nend\n";

	(void)state;
	refused(text, strlen(text), -EBADMSG,
		"x.vm:3:1: these frames are not below frames-end");
}

static void lines_of_a_process_are_checked(void **state)
{
	static const struct mistake mistakes[] = {
		{ "process 5", "8: processes ascend, and 5 came before" },
		{ "process 4", "8: processes ascend, and 5 came before" },
		{ "pmd-size 8192", "1: this comes before all processes" },
		{ "comm aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		  "aaaaaaaaa", "5: longer than any name of a task" },
		{ "state", "6: the state is missing" },
		{ "state SS", "7: the state is one letter" },
		{ "state 1", "7: the state is one letter" },
		{ "flags", "6: the number is missing" },
		{ "threads x", "9: no number: x" },
		{ "start-time", "11: the time is missing" },
		{ "code 1000", "10: the end is missing" },
		{ "code 0x10 20", "6: no hexadecimal number: 0x10" },
		{ "stack", "6: the address is missing" },
		{ "nspid", "6: the PID is missing" },
		{ "nspid 5 0", "9: there is no process 0" },
		{ "thread 5", "9: the state is missing" },
		{ "refused", "8: the error is missing" },
		{ "refused ENOTHING", "9: there is no such error" },
		{ "changed 1000-1800", "8: no whole pages" },
		{ "cut", "4: the address is missing" },
		{ "cut 800 gone ESRCH", "4: not behind what was seen" },
		{ "cut 1000", "9: the status is missing" },
		{ "cut 1000 lost ESRCH", "10: there is no such status" },
		{ "cut 1000 gone", "14: the error is missing" },
		{ "map 1000-2000", "14: rwxp is missing" },
		{ "map 1000-2000 rwx", "15: not like rwxp" },
		{ "map 1000-2000 rwxq", "15: not like rwxp" },
		{ "map 1000-2000 r-wp", "15: not like rwxp" },
		{ "map 1000-2000 rw-p", "19: the offset is missing" },
		{ "map 1000-2000 rw-p 0", "21: the device is missing" },
		{ "map 1000-2000 rw-p 0 0", "22: the device has no :" },
		{ "map 1000-2000 rw-p 0 0:100000000", "22: no device" },
		{ "map 1000-2000 rw-p 0 00:00", "27: the inode is missing" },
		{ "map 1000-2000 rw-p 0 00:00 x", "28: no number: x" },
		{ "map 1001-2000 rw-p 0 00:00 0", "4: no whole pages" },
		{ "map 1000-2001 rw-p 0 00:00 0", "4: no whole pages" },
		{ "map 1000-2000 rw-p 0 00:00 0 a\\qb",
		  "31: not \\\\, and not \\x01 to \\xff" },
		{ "map 1000-2000 rw-p 0 00:00 0 a\\x1",
		  "31: not \\\\, and not \\x01 to \\xff" },
		{ NULL, NULL },
	};

	(void)state;
	all_refused(PROCESS, mistakes);
	all_refused(PROCESS "thread 7 S\n", (const struct mistake[]){
		{ "thread 7 S", "7: threads ascend" }, { NULL, NULL } });
	all_refused(PROCESS "changed 1000-3000\n", (const struct mistake[]){
		{ "changed 2000-4000", "8: ranges ascend" }, { NULL, NULL } });
	all_refused(PROCESS "refused EPERM\n", (const struct mistake[]){
		{ "map 1000-2000 rw-p 0 00:00 0",
		  "4: no mapping was seen from here on" }, { NULL, NULL } });
}

static void lines_of_a_mapping_are_checked(void **state)
{
	static const struct mistake mistakes[] = {
		{ "comm x", "1: this comes before all mappings" },
		{ "map 8000-a000 rw-p 0 00:00 0",
		  "4: mappings ascend and do not overlap" },
		{ "map 0-1000 rw-p 0 00:00 0",
		  "4: mappings ascend and do not overlap" },
		{ "hugetlb 4096", "8: no size of a huge page" },
		{ "hugetlb 5000", "8: no size of a huge page" },
		{ "pfnmap now", "8: nothing is to follow here: now" },
		{ "object", "7: the object is missing" },
		{ "object shm", "8: shmem, file or other" },
		{ "object file shmem", "13: nothing is to follow here: shmem" },
		{ "smaps Rss", "10: the number is missing" },
		{ "smaps Rss many", "11: no number: many" },
		{ "smaps Rss 18014398509481983",
		  "11: the number is at most 18014398509481982" },
		{ "smaps Rss 1 Swap 2 Rss 3", "20: it is there twice" },
		{ "item", "5: a name is missing" },
		{ "unmapped 9000", "9: not behind pages of the mapping" },
		{ "unmapped 1000", "9: not behind pages of the mapping" },
		{ "unmapped 1800", "9: not behind pages of the mapping" },
		{ NULL, NULL },
	};

	(void)state;
	all_refused(MAPPING, mistakes);
	all_refused(MAPPING "smaps-items Size Rss\n", (const struct mistake[]){
		{ "smaps Size 4 Swap 1",
		  "14: smaps-items has no such name" }, { NULL, NULL } });
	all_refused(MAPPING "smaps Rss 1\n", (const struct mistake[]){
		{ "smaps Rss 1", "1: smaps comes once only" },
		{ "item Rss 2", "5: it is there twice" }, { NULL, NULL } });
	all_refused(MAPPING "+1 1 guard\n", (const struct mistake[]){
		{ "unmapped 2000", "9: not behind pages of the mapping" },
		{ "cut 2000 gone ESRCH", "4: not behind what was seen" },
		{ NULL, NULL } });
	all_refused(MAPPING "+0 1 guard\n+1 1 cached\n",
		    (const struct mistake[]){
		{ "unmapped 2000", "9: not behind pages of the mapping" },
		{ "cut 2000 gone ESRCH", "4: not behind what was seen" },
		{ NULL, NULL } });
	all_refused(MAPPING "cut 3000 gone ESRCH\n", (const struct mistake[]){
		{ "map a000-b000 rw-p 0 00:00 0",
		  "4: no mapping was seen from here on" },
		{ "+0 1 guard", "1: no page was seen from cut on" },
		{ NULL, NULL } });
}

static void lists_of_names_have_an_end(void **state)
{
	char text[512] = HEAD "smaps-items";
	size_t used = strlen(text);

	(void)state;
	for (int i = 0; i < 65; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 " i%d", i);
	snprintf(text + used, sizeof(text) - used, "\nend\n");
	refused(text, strlen(text), -EBADMSG, "x.vm:3:259: too many names");
}

static void lines_of_pages_are_checked(void **state)
{
	static const struct mistake mistakes[] = {
		{ "+", "2: the first page is missing" },
		{ "+0", "3: the number of pages is missing" },
		{ "+x 1 guard", "2: no number: x" },
		{ "+ 0 1 guard", "2: the first page is missing" },
		{ "+0 0 guard", "1: the mapping has 8 pages" },
		{ "+8 1 guard", "1: the mapping has 8 pages" },
		{ "+7 2 guard", "1: the mapping has 8 pages" },
		{ "+1 18446744073709551615 guard",
		  "1: the mapping has 8 pages" },
		{ "+0 1", "5: the entry is missing" },
		{ "+0 1 lost", "6: there is no such entry" },
		{ "+0 1 present", "13: the number is missing" },
		{ "+0 1 present 0", "13: frame 0 is what hidden ones have" },
		{ "+0 1 present 0x80000000000000",
		  "14: it has more bits than there are" },
		{ "+0 2 present 0x7fffffffffffff",
		  "5: there are not so many numbers" },
		{ "+0 1 present 1003x", "14: no number: 1003x" },
		{ "+0 1 present 0x1003 shiny",
		  "21: there is no such attribute" },
		{ "+0 1 present 0x1003 node", "25: the node is missing" },
		{ "+0 1 present 0x1 huge huge-unknown",
		  "5: huge, and it is not known?" },
		{ "+0 1 zero 0x1 maybe-zero", "5: zero, and it is not known?" },
		{ "+0 1 guard huge", "5: it is not present" },
		{ "+0 1 guard maybe-zero", "5: it is not present" },
		{ "+0 1 swapped 0:0x1 zero", "5: it is not present" },
		{ "+0 1 swapped hidden", "14: TYPE:NUMBER has no :" },
		{ "+0 1 swapped 32:0x1", "14: types are 0 to 31" },
		{ "+0 1 swapped 0:0", "14: 0:0 is what hidden ones have" },
		{ "+0 1 swapped 0:0x4000000000000",
		  "16: it has more bits than there are" },
		{ "+0 2 swapped 0:0x3ffffffffffff",
		  "5: there are not so many numbers" },
		{ "+0 1 swapped 22:0x1",
		  "13: types from special-start on are special" },
		{ "+0 1 special 21:0x1",
		  "13: types below special-start are swapped" },
		{ "+0 1 cached exclusive", "5: it has no entry" },
		{ "+0 1 absent node 0", "5: it has no entry" },
		{ "+0 1 shmem-swapped huge-unknown", "5: it has no entry" },
		{ "+0 1 cached hidden", "13: there is no such attribute" },
		{ "+0 1 word 0x10000000000000000",
		  "13: more than 64 bits: 10000000000000000" },
		{ NULL, NULL },
	};

	(void)state;
	all_refused(MAPPING, mistakes);
	for (size_t i = 0; i < 2; i++)
		all_refused(i ? MAPPING "+2 3 guard\n" :
				MAPPING "+2 3 cached\n",
			    (const struct mistake[]){
			{ "+4 1 guard", "1: pages ascend and do not overlap" },
			{ "+1 2 guard", "1: pages ascend and do not overlap" },
			{ "+4 1 absent", "1: pages ascend and do not overlap" },
			{ "+0 3 absent", "1: pages ascend and do not overlap" },
			{ NULL, NULL } });
}

static void no_process_has_more_pages_than_can_be_looked_at(void **state)
{
	static const char before[] = HEAD
		"pmd-size 2097152\nprocess 5\n"
		"map 0-100000000000000 rw-p 0 00:00 0\n";

	(void)state;
	all_refused(before, (const struct mistake[]){
		{ "+0 8589934592 present 0x1",
		  "1: more pages than a process can have" },
		{ "+0 4398046511104 present 0x1 huge",
		  "1: more pages than a process can have" },
		{ "+0 536870912 special 24:0x1",
		  "1: more pages than a process can have" },
		{ NULL, NULL } });
}

static void pages_that_nobody_reads_may_be_more(void **state)
{
	static const char text[] = HEAD
		"process 5\nmap 0-100000000000000 rw-s 0 00:01 7 /memfd:x\n"
		"+0 8589934591 absent\n+8589934591 1 cached\n"
		"+8589934592 8589934592 absent\nend\n";
	struct recorded_string string = recorded_string(text, strlen(text));
	struct recording *r = NULL;
	char error[256] = "";

	(void)state;
	assert_int_equal(read_recorded(&string, error, sizeof(error), &r), 0);
	recording_free(r);
}

/* --- reading -------------------------------------------------------------- */

static struct recording *taken(const char *text)
{
	struct recorded_string string = recorded_string(text, strlen(text));
	struct recording *r = NULL;
	char error[256] = "";

	/* However little comes at once. */
	string.piece = 7;
	if (read_recorded(&string, error, sizeof(error), &r) != 0)
		fail_msg("%s", error);
	return r;
}

static void what_nobody_says_is_unknown(void **state)
{
	struct recording *r = taken(PROCESS "end\n");
	const struct recorded_process *p = recording_process(r, 5);

	(void)state;
	assert_int_equal(r->machine.pmd_size, 0);
	assert_string_equal(r->machine.arch, "");
	assert_int_equal(r->machine.features, 0);
	assert_int_equal(r->machine.rights, 0);
	assert_int_equal(r->machine.special_start, 22);
	assert_int_equal(r->machine.marker_type, 31);
	assert_non_null(p);
	assert_int_equal(p->state, 'S');
	assert_int_equal(p->threads, 1);
	assert_false(p->has_nspid);
	assert_string_equal(recording_text(r, p->comm), "");
	assert_null(recording_mapping(r, p, 0));
	assert_null(recording_process(r, 4));
	assert_null(recording_process(r, 6));
	assert_null(recording_process(r, 0));
	assert_null(recording_process(r, -5));
	recording_free(r);
}

static void blanks_and_comments_do_not_matter(void **state)
{
	struct recording *r = taken(
		"# first\n\t vm\t1  # one\n\n page-size 4096\nprocess 5\n"
		"\t\tcomm  a#b\\x20#c # d\nend # of all\n#\n\n");
	const struct recorded_process *p = recording_process(r, 5);

	(void)state;
	assert_string_equal(recording_text(r, p->comm), "a#b #c");
	recording_free(r);
}

static void names_are_any_bytes(void **state)
{
	struct recording *r = taken(
		PROCESS "map 1000-2000 r--p 0 00:00 7 "
		"\\x20two  \\x09\\xff\\\\x41\\x0a\nend\n");
	const struct recorded_mapping *m =
		recording_mapping(r, recording_process(r, 5), 0);

	(void)state;
	assert_string_equal(recording_text(r, m->name),
			    " two  \t\xff\\x41\n");
	recording_free(r);
}

static void mappings_and_pages_are_found_by_address(void **state)
{
	struct recording *r = taken(
		HEAD "process 5\nmap 1000-3000 rw-p 0 00:00 0\n+1 1 guard\n"
		"map 5000-8000 rw-p 0 00:00 0\n+0 1 present 0x9\n"
		"+1 2 swapped 1:7\nprocess 6\nmap 0-10000000000000000 rw-p 0 "
		"00:00 0\n+4503599627370495 1 marker\nend\n");
	const struct recorded_process *p = recording_process(r, 5);
	const struct recorded_pages *pages;
	size_t n;

	(void)state;
	assert_int_equal(recording_mapping(r, p, 0)->va, 0x1000);
	assert_int_equal(recording_mapping(r, p, 0x2fff)->va, 0x1000);
	assert_int_equal(recording_mapping(r, p, 0x3000)->va, 0x5000);
	assert_null(recording_mapping(r, p, 0x8000));
	pages = recording_pages(r, p, 0, &n);
	assert_int_equal(n, 3);
	assert_int_equal(pages->page, 2);
	pages = recording_pages(r, p, 7, &n);
	assert_int_equal(n, 1);
	assert_int_equal(pages->page, 6);
	assert_null(recording_pages(r, p, 8, &n));
	assert_int_equal(n, 0);
	p = recording_process(r, 6);
	pages = recording_pages(r, p, 0, &n);
	assert_int_equal(n, 1);
	assert_int_equal(pages->page, ((uint64_t)1 << 52) - 1);
	recording_free(r);
}

static void processes_are_listed_in_order(void **state)
{
	struct recording *r = taken(HEAD "process 5\nprocess 70\n"
				    "process 4194304\nend\n");

	(void)state;
	assert_int_equal(recording_next_process(r, 0), 5);
	assert_int_equal(recording_next_process(r, -1), 5);
	assert_int_equal(recording_next_process(r, 5), 70);
	assert_int_equal(recording_next_process(r, 69), 70);
	assert_int_equal(recording_next_process(r, 70), 4194304);
	assert_int_equal(recording_next_process(r, 4194304), 0);
	recording_free(r);
}

/* --- words of frames ------------------------------------------------------ */

static const char *const frame_files[] = {
	"kpageflags", "kpagecount", "kpagecgroup",
};

/* How many words are read from a frame on; negative errno. */
static ssize_t read_frames(const struct recording *r, enum recorded_word which,
			   uint64_t first, uint64_t words[8])
{
	struct procfs_file root = recording_serve(r);
	struct procfs_file file = procfs_open(root, frame_files[which]);
	ssize_t n = file.fd;

	memset(words, 0xff, 8 * sizeof(*words));
	if (file.fd >= 0)
		n = procfs_read_at(file, words, 8 * sizeof(*words),
				   first * sizeof(*words));
	procfs_close(file);
	procfs_close(root);
	return n < 0 ? n : n / (ssize_t)sizeof(*words);
}

static uint64_t word_of(const struct recording *r, enum recorded_word which,
			uint64_t frame)
{
	uint64_t words[8];

	assert_true(read_frames(r, which, frame, words) > 0);
	return words[0];
}

static void flags_of_frames_come_in_any_order(void **state)
{
	struct recording *r = taken(
		HEAD "rights kpage\nframe 0x50 2 ksm\n"
		"frame 7 1 hwpoison thp 0x8000000000000000\n"
		"frame 0x60 1\nframe 7 1 lru\nend\n");
	uint64_t words[8];

	(void)state;
	assert_int_equal(word_of(r, RECORDED_FLAGS, 7),
			 (uint64_t)1 << 19 | 1u << 22 | (uint64_t)1 << 63);
	assert_int_equal(word_of(r, RECORDED_FLAGS, 0x51), 1u << 21);
	assert_int_equal(word_of(r, RECORDED_FLAGS, 0x60), 0);
	assert_int_equal(read_frames(r, RECORDED_FLAGS, 6, words), -ENODATA);
	assert_int_equal(read_frames(r, RECORDED_FLAGS, 0x52, words), -ENODATA);
	assert_int_equal(read_frames(r, RECORDED_FLAGS, 0x61, words), -ENODATA);
	recording_free(r);
}

static void a_frame_has_the_words_that_its_line_gives(void **state)
{
	struct recording *r = taken(
		HEAD "rights kpage\n"
		"frame 5 3 anon mapcount 7 memcg 0x1243 lru\n"
		"frame 8 1 ? mapcount 0\nframe 9 2 memcg 0 ksm\n"
		"frame 11 1 ?\nend\n");
	uint64_t words[8];

	(void)state;
	assert_int_equal(read_frames(r, RECORDED_FLAGS, 5, words), 3);
	assert_int_equal(words[2], 1u << 12 | 1u << 5);
	assert_int_equal(read_frames(r, RECORDED_MAPCOUNT, 5, words), 4);
	assert_int_equal(words[0], 7);
	assert_int_equal(words[2], 7);
	assert_int_equal(words[3], 0);
	assert_int_equal(read_frames(r, RECORDED_MEMCG, 6, words), 2);
	assert_int_equal(words[1], 0x1243);
	assert_int_equal(read_frames(r, RECORDED_FLAGS, 8, words), -ENODATA);
	assert_int_equal(read_frames(r, RECORDED_MAPCOUNT, 9, words), -ENODATA);
	assert_int_equal(read_frames(r, RECORDED_MEMCG, 8, words), -ENODATA);
	assert_int_equal(read_frames(r, RECORDED_MEMCG, 9, words), 2);
	assert_int_equal(words[1], 0);
	for (int which = 0; which < RECORDED_WORDS; which++)
		assert_int_equal(read_frames(r, (enum recorded_word)which, 11,
					     words), -ENODATA);
	recording_free(r);
}

static void a_read_of_many_frames_goes_over_lines(void **state)
{
	struct recording *r = taken(
		HEAD "rights kpage\nframe 20 4 3\nframe 10 10 1\n"
		"frame 25 1 4\nend\n");
	uint64_t words[8];

	(void)state;
	assert_int_equal(read_frames(r, RECORDED_FLAGS, 10, words), 8);
	assert_int_equal(words[7], 1);
	assert_int_equal(read_frames(r, RECORDED_FLAGS, 18, words), 6);
	assert_int_equal(words[1], 1);
	assert_int_equal(words[2], 3);
	assert_int_equal(words[5], 3);
	recording_free(r);
}

static void behind_the_end_of_frames_there_is_nothing(void **state)
{
	struct recording *r = taken(HEAD "rights kpage\nframes-end 0x20\n"
					 "frame 0x1e 2 1\nend\n");
	uint64_t words[8];

	(void)state;
	assert_int_equal(read_frames(r, RECORDED_FLAGS, 0x1d, words), -ENODATA);
	assert_int_equal(read_frames(r, RECORDED_FLAGS, 0x1f, words), 1);
	assert_int_equal(read_frames(r, RECORDED_FLAGS, 0x20, words), 0);
	assert_int_equal(read_frames(r, RECORDED_MEMCG, 0x20, words), 0);
	assert_int_equal(read_frames(r, RECORDED_MEMCG, 0x1f, words), -ENODATA);
	recording_free(r);
}

static void who_could_not_read_frames_still_cannot(void **state)
{
	struct recording *r = taken(HEAD "rights frames\nframe 1 1 lru "
					 "mapcount 1 memcg 1\nend\n");
	uint64_t words[8];

	(void)state;
	for (int which = 0; which < RECORDED_WORDS; which++)
		assert_int_equal(read_frames(r, (enum recorded_word)which, 1,
					     words), -EACCES);
	recording_free(r);
}

static void many_frames_are_sorted(void **state)
{
	struct recording *r;
	char text[20000] = HEAD "rights kpage\n";
	size_t used = strlen(text);

	(void)state;
	for (unsigned int i = 0; i < 500; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "frame %u 1 %u\n", 1 + i * 7 % 500,
					 1 + i * 7 % 500);
	snprintf(text + used, sizeof(text) - used, "end\n");
	r = taken(text);
	for (uint64_t i = 1; i <= 500; i++)
		assert_int_equal(word_of(r, RECORDED_FLAGS, i), i);
	recording_free(r);
}

static void groups_are_found_by_inode(void **state)
{
	struct recording *r = taken(
		HEAD "cgroup 9 /user.slice/a\\xffb c\ncgroup 0x10000000005 /\n"
		"cgroup 9 /other\ncgroup 1 /x\nend\n");

	(void)state;
	assert_string_equal(recording_cgroup(r, 9), "/user.slice/a\xff" "b c");
	assert_string_equal(recording_cgroup(r, 0x10000000005), "/");
	assert_string_equal(recording_cgroup(r, 1), "/x");
	assert_null(recording_cgroup(r, 2));
	assert_null(recording_cgroup(r, UINT64_MAX));
	recording_free(r);
	r = taken(HEAD "end\n");
	assert_null(recording_cgroup(r, 1));
	recording_free(r);
}

static void regions_are_served_in_their_order(void **state)
{
	struct recording *r = taken(
		HEAD "rights ram\nram 1000-9fc00\n"
		"region f000-10000 System\\x20ROM # and no more\n"
		"region 100000-10000000000000000 System RAM (virtio_mem)\n"
		"end\n");
	struct procfs_file root = recording_serve(r);
	struct procfs_file file = procfs_open(root, "iomem");
	char text[512] = "";

	(void)state;
	assert_true(procfs_read(file, text, sizeof(text) - 1) > 0);
	assert_string_equal(text,
			    "00001000-0009fbff : System RAM\n"
			    "0000f000-0000ffff : System ROM\n"
			    "00100000-ffffffffffffffff : "
			    "System RAM (virtio_mem)\n");
	assert_int_equal(r->ram.n, 2);
	procfs_close(file);
	procfs_close(root);
	recording_free(r);
}

static void ranges_that_changed_are_told_with_their_ends(void **state)
{
	struct recording *r = taken(PROCESS "changed 2000-4000\n"
				    "changed 8000-10000000000000000\nend\n");
	const struct recorded_process *p = recording_process(r, 5);
	uint64_t until;

	(void)state;
	assert_false(recording_changed(r, p, 0, &until));
	assert_int_equal(until, 0x1fff);
	assert_true(recording_changed(r, p, 0x2000, &until));
	assert_int_equal(until, 0x3fff);
	assert_false(recording_changed(r, p, 0x4000, &until));
	assert_int_equal(until, 0x7fff);
	assert_true(recording_changed(r, p, UINT64_MAX, &until));
	assert_int_equal(until, UINT64_MAX);
	recording_free(r);
	r = taken(PROCESS "end\n");
	assert_false(recording_changed(r, recording_process(r, 5), 0, &until));
	assert_int_equal(until, UINT64_MAX);
	recording_free(r);
}

static void pages_of_objects_are_found_beside_entries(void **state)
{
	struct recording *r = taken(
		HEAD "process 5\nmap 1000-5000 rw-s 0 00:01 7 /memfd:x\n"
		"object shmem\n+0 1 cached\n+1 1 guard\n+2 1 shmem-swapped\n"
		"+3 1 absent\nmap 5000-8000 r--p 0 08:01 9 /bin/x\n"
		"object file\nmap 8000-9000 rw-s 0 08:01 8 /x\n+0 1 cached\n"
		"process 6\nmap 1000-5000 rw-s 0 00:01 7 /memfd:x\n"
		"object other\nend\n");
	const struct recorded_process *p = recording_process(r, 5);
	const struct recorded_pages *pages;
	size_t n;

	(void)state;
	pages = recording_backed(r, p, 0, &n);
	assert_int_equal(n, 4);
	for (size_t i = 0; i < n; i++) {
		static const uint64_t page[] = { 1, 3, 4, 8 };
		static const uint16_t marks[] = { RECORDED_CACHED,
						  RECORDED_SHMEM_SWAPPED,
						  RECORDED_ABSENT,
						  RECORDED_CACHED };

		assert_int_equal(pages[i].page, page[i]);
		assert_int_equal(pages[i].marks, marks[i]);
		assert_int_equal(pages[i].word, 0);
	}
	recording_pages(r, p, 0, &n);
	assert_int_equal(n, 1);
	assert_int_equal(recording_mapping(r, p, 0x1000)->object,
			 VMINFO_BACKED_BY_SHMEM);
	assert_int_equal(recording_mapping(r, p, 0x5000)->object,
			 VMINFO_BACKED_BY_FILE);
	assert_int_equal(recording_mapping(r, p, 0x8000)->object, 0);
	p = recording_process(r, 6);
	assert_null(recording_backed(r, p, 0, &n));
	assert_int_equal(n, 0);
	assert_int_equal(recording_mapping(r, p, 0)->object,
			 VMINFO_BACKED_BY_OTHER);
	recording_free(r);
}

static void a_mapping_may_have_become_shorter(void **state)
{
	struct recording *r = taken(MAPPING "+1 1 guard\nunmapped 3000\nend\n");
	const struct recorded_mapping *m =
		recording_mapping(r, recording_process(r, 5), 0);

	(void)state;
	assert_int_equal(m->last, 0x2fff);
	recording_free(r);
}

static void smaps_tell_page_sizes_and_pfnmaps(void **state)
{
	struct recording *r = taken(
		MAPPING "smaps KernelPageSize 2048\nVmFlags rd pf wr\n"
		"map a000-b000 rw-p 0 00:00 0\nVmFlags rd pfx\nend\n");
	const struct recorded_process *p = recording_process(r, 5);
	const struct recorded_mapping *m = recording_mapping(r, p, 0);

	(void)state;
	assert_int_equal(m->page_size, 2048 << 10);
	assert_true(m->pfnmap);
	assert_true(m->in_smaps);
	m = recording_mapping(r, p, 0xa000);
	assert_int_equal(m->page_size, UINT64_MAX);
	assert_false(m->pfnmap);
	recording_free(r);
}

/* --- errors that are no mistakes ------------------------------------------ */

static void an_error_of_reading_is_passed_on(void **state)
{
	struct recorded_string string = recorded_string("vm 1\n", 5);
	struct recording *r = NULL;
	char error[256] = "";

	(void)state;
	string.error = -EISDIR;
	assert_int_equal(read_recorded(&string, error, sizeof(error), &r),
			 -EISDIR);
	assert_string_equal(error, "");
	assert_null(r);
}

static void nobody_has_to_take_the_sentence(void **state)
{
	struct recorded_string string = recorded_string("what\n", 5);
	struct recording *r = NULL;
	char few[8] = "";

	(void)state;
	assert_int_equal(read_recorded(&string, NULL, 0, &r), -EBADMSG);
	string = recorded_string("what\n", 5);
	assert_int_equal(read_recorded(&string, few, sizeof(few), &r),
			 -EBADMSG);
	assert_int_equal(strlen(few), 7);
}

static void without_memory_there_is_no_recording(void **state)
{
	static const char text[] =
		HEAD "swap a\nram 0-1000\nregion 1-2 a\ncgroup 1 /\n"
		"zone 0 N 1 1 1 1\nframe 1 1\n"
		"smaps-items Rss\nprocess 5\nnspid 5\nthread 5 S\n"
		"map 1000-3000 rw-p 0 00:00 0\n+0 1 guard\n+1 1 absent\n"
		"smaps Rss 1\n"
		"changed 1000-2000\nend\n";

	(void)state;
	for (unsigned long i = 1;; i++) {
		struct recorded_string string =
			recorded_string(text, strlen(text));
		struct recording *r = NULL;
		char error[256] = "";
		int ret;

		fault_memory(i);
		ret = read_recorded(&string, error, sizeof(error), &r);
		fault_memory(0);
		if (ret == 0) {
			assert_true(i > 10);
			recording_free(r);
			return;
		}
		assert_int_equal(ret, -ENOMEM);
		assert_non_null(strstr(error, "no memory for it"));
		assert_null(r);
	}
}

static void nothing_is_a_recording_that_can_be_freed(void **state)
{
	(void)state;
	recording_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_text_that_is_no_recording_is_refused),
		cmocka_unit_test(a_newer_version_is_another_error),
		cmocka_unit_test(lines_of_the_machine_are_checked),
		cmocka_unit_test(frames_that_are_told_twice_are_refused),
		cmocka_unit_test(frames_behind_the_end_of_all_are_refused),
		cmocka_unit_test(lines_of_a_process_are_checked),
		cmocka_unit_test(lines_of_a_mapping_are_checked),
		cmocka_unit_test(lists_of_names_have_an_end),
		cmocka_unit_test(lines_of_pages_are_checked),
		cmocka_unit_test(
			no_process_has_more_pages_than_can_be_looked_at),
		cmocka_unit_test(pages_that_nobody_reads_may_be_more),
		cmocka_unit_test(what_nobody_says_is_unknown),
		cmocka_unit_test(blanks_and_comments_do_not_matter),
		cmocka_unit_test(names_are_any_bytes),
		cmocka_unit_test(mappings_and_pages_are_found_by_address),
		cmocka_unit_test(processes_are_listed_in_order),
		cmocka_unit_test(flags_of_frames_come_in_any_order),
		cmocka_unit_test(a_frame_has_the_words_that_its_line_gives),
		cmocka_unit_test(a_read_of_many_frames_goes_over_lines),
		cmocka_unit_test(behind_the_end_of_frames_there_is_nothing),
		cmocka_unit_test(who_could_not_read_frames_still_cannot),
		cmocka_unit_test(many_frames_are_sorted),
		cmocka_unit_test(groups_are_found_by_inode),
		cmocka_unit_test(regions_are_served_in_their_order),
		cmocka_unit_test(ranges_that_changed_are_told_with_their_ends),
		cmocka_unit_test(pages_of_objects_are_found_beside_entries),
		cmocka_unit_test(a_mapping_may_have_become_shorter),
		cmocka_unit_test(smaps_tell_page_sizes_and_pfnmaps),
		cmocka_unit_test(an_error_of_reading_is_passed_on),
		cmocka_unit_test(nobody_has_to_take_the_sentence),
		cmocka_unit_test(without_memory_there_is_no_recording),
		cmocka_unit_test(nothing_is_a_recording_that_can_be_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

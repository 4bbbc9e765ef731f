// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/smaps.c: what the lines of /proc/PID/smaps mean. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "smaps.h"

static struct vminfo_smaps after(const char *line)
{
	struct vminfo_smaps smaps;

	smaps_clear(&smaps);
	assert_int_equal(smaps_decode(line, &smaps), 0);
	return smaps;
}

static void refused(const char *line)
{
	struct vminfo_smaps smaps;

	smaps_clear(&smaps);
	if (smaps_decode(line, &smaps) != -EINVAL)
		fail_msg("this should be refused: %s", line);
}

static void each_line_has_its_item_in_bytes(void **state)
{
	(void)state;
	assert_int_equal(after("KernelPageSize:     2048 kB").page_size,
			 2 << 20);
	assert_int_equal(after("Rss:                  12 kB").rss, 12288);
	assert_int_equal(after("Rss:12 kB").rss, 12288);
	assert_int_equal(after("Pss:                   1 kB").pss, 1024);
	assert_int_equal(after("Pss_Dirty:             1 kB").pss_dirty, 1024);
	assert_int_equal(after("Shared_Clean:          1 kB").shared_clean,
			 1024);
	assert_int_equal(after("Shared_Dirty:          1 kB").shared_dirty,
			 1024);
	assert_int_equal(after("Private_Clean:         1 kB").private_clean,
			 1024);
	assert_int_equal(after("Private_Dirty:         1 kB").private_dirty,
			 1024);
	assert_int_equal(after("Referenced:            1 kB").referenced, 1024);
	assert_int_equal(after("Anonymous:             1 kB").anonymous, 1024);
	assert_int_equal(after("KSM:                   1 kB").ksm, 1024);
	assert_int_equal(after("LazyFree:              1 kB").lazy_free, 1024);
	assert_int_equal(after("AnonHugePages:         1 kB").anon_huge, 1024);
	assert_int_equal(after("ShmemPmdMapped:        1 kB").shmem_huge, 1024);
	assert_int_equal(after("FilePmdMapped:         1 kB").file_huge, 1024);
	assert_int_equal(after("Shared_Hugetlb:        1 kB").shared_hugetlb,
			 1024);
	assert_int_equal(after("Private_Hugetlb:       1 kB").private_hugetlb,
			 1024);
	assert_int_equal(after("Swap:                  0 kB").swap, 0);
	assert_int_equal(after("SwapPss:               1 kB").swap_pss, 1024);
	assert_int_equal(after("Locked:                1 kB").locked, 1024);
}

static void a_line_changes_its_own_item_only(void **state)
{
	struct vminfo_smaps smaps = after("Swap:                  4 kB"), clear;

	(void)state;
	smaps_clear(&clear);
	assert_int_equal(smaps.swap, 4096);
	smaps.swap = VMINFO_NONE;
	assert_memory_equal(&smaps, &clear, sizeof(smaps));
}

static void what_no_line_told_is_not_known(void **state)
{
	struct vminfo_smaps smaps;
	const uint64_t *item = (const uint64_t *)&smaps;

	(void)state;
	memset(&smaps, 0, sizeof(smaps));
	smaps_clear(&smaps);
	for (size_t i = 0; i < sizeof(smaps) / sizeof(*item); i++)
		assert_int_equal(item[i], VMINFO_NONE);
}

static void lines_with_other_names_are_passed_over(void **state)
{
	struct vminfo_smaps smaps = after("NewerItem:      99 kB"), clear;

	(void)state;
	smaps_clear(&clear);
	assert_memory_equal(&smaps, &clear, sizeof(smaps));
	smaps = after("ProtectionKey:         0");
	assert_memory_equal(&smaps, &clear, sizeof(smaps));
	/* Names that begin like others. */
	smaps = after("Rs: 1 kB");
	assert_memory_equal(&smaps, &clear, sizeof(smaps));
	smaps = after("RssX: 1 kB");
	assert_memory_equal(&smaps, &clear, sizeof(smaps));
	smaps = after("VmFlagX: pf ");
	assert_memory_equal(&smaps, &clear, sizeof(smaps));
	smaps = after("THPeligiblX: 1");
	assert_memory_equal(&smaps, &clear, sizeof(smaps));
	/* It is known, but not wanted: nothing is expected of it. */
	smaps = after("Size: unknown");
	assert_memory_equal(&smaps, &clear, sizeof(smaps));
}

static void whether_huge_pages_may_be_there_is_a_number(void **state)
{
	(void)state;
	assert_int_equal(after("THPeligible:    1").thp_eligible, 1);
	assert_int_equal(after("THPeligible:    0").thp_eligible, 0);
	assert_int_equal(after("THPeligible:1").thp_eligible, 1);
	assert_int_equal(after("Rss:    1 kB").thp_eligible, VMINFO_NONE);
	assert_int_equal(after("THPeligible:    2").thp_eligible, VMINFO_NONE);
	assert_int_equal(after("THPeligible:    ").thp_eligible, VMINFO_NONE);
	assert_int_equal(after("THPeligible: 1 kB").thp_eligible, VMINFO_NONE);
}

static void the_flags_are_words_of_two_letters(void **state)
{
	static const struct {
		const char *line;
		uint64_t flags;
	} lines[] = {
		{ "VmFlags: rd wr mr mw me ac sd ", 0 },
		{ "VmFlags: ", 0 },
		{ "VmFlags:", 0 },
		{ "VmFlags: rd pf", VMINFO_VM_PFNMAP },
		{ "VmFlags: mm ", VMINFO_VM_MIXEDMAP },
		{ "VmFlags: io ", VMINFO_VM_IO },
		{ "VmFlags: lo lf ", VMINFO_VM_LOCKED },
		{ "VmFlags: de ht ", VMINFO_VM_HUGETLB },
		{ "VmFlags: hg ", VMINFO_VM_HUGEPAGE },
		{ "VmFlags: nh ", VMINFO_VM_NOHUGEPAGE },
		{ "VmFlags: mg ", VMINFO_VM_MERGEABLE },
		{ "VmFlags: dc ", VMINFO_VM_DONTFORK },
		{ "VmFlags: gu ", VMINFO_VM_GUARD },
		{ "VmFlags: gd ", VMINFO_VM_GROWSDOWN },
		{ "VmFlags: um ", VMINFO_VM_UFFD_MISSING },
		{ "VmFlags: uw ", VMINFO_VM_UFFD_WP },
		{ "VmFlags: ui ", VMINFO_VM_UFFD_MINOR },
		{ "VmFlags: dd ", VMINFO_VM_DONTDUMP },
		{ "VmFlags: ?? pf io ", VMINFO_VM_PFNMAP | VMINFO_VM_IO },
		/* Words that only begin or end like one. */
		{ "VmFlags: pfx xpf p f ", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		assert_int_equal(after(lines[i].line).flags, lines[i].flags);
}

/* Of a kernel, as it says it of one mapping. */
static const char *const kernels[] = {
	"Size:                132 kB",
	"KernelPageSize:        4 kB",
	"MMUPageSize:           4 kB",
	"Rss:              123456 kB",
	"Pss:            12345678 kB",
	"Pss_Dirty:             3 kB",
	"Shared_Clean:          4 kB",
	"Shared_Dirty:          5 kB",
	"Private_Clean:         6 kB",
	"Private_Dirty:         7 kB",
	"Referenced:            8 kB",
	"Anonymous:             9 kB",
	"KSM:                  10 kB",
	"LazyFree:             11 kB",
	"AnonHugePages:        12 kB",
	"ShmemPmdMapped:       13 kB",
	"FilePmdMapped:        14 kB",
	"Shared_Hugetlb:       15 kB",
	"Private_Hugetlb:      16 kB",
	"Swap:                 17 kB",
	"SwapPss:              18 kB",
	"Locked:               19 kB",
	"THPeligible:           1",
	"ProtectionKey:         0",
	"VmFlags: rd wr lo ",
};

#define KERNELS (sizeof(kernels) / sizeof(*kernels))

/* Lines of a text must mean the same as each line alone. */
static void take_all(const char *const *texts, size_t n,
		     struct vminfo_smaps *smaps)
{
	char buffer[KERNELS * 64] = "";
	struct lines lines = { .buffer = buffer, .size = sizeof(buffer) };
	struct vminfo_smaps alone;
	struct line line;
	size_t place = 0;

	smaps_clear(smaps);
	smaps_clear(&alone);
	for (size_t i = 0; i < n; i++) {
		strcat(strcat(buffer, texts[i]), "\n");
		smaps_decode(texts[i], &alone);
	}
	lines.filled = strlen(buffer);
	do {
		smaps_take(&lines, &place, smaps);
		if (!lines_take(&lines, &line))
			break;
		smaps_decode_next(line.text, &place, smaps);
	} while (true);
	assert_int_equal(lines.next, lines.filled);
	assert_memory_equal(smaps, &alone, sizeof(alone));
}

/* How many are taken at once, of a text that begins in the middle. */
static size_t taken(const char *text, size_t place)
{
	char buffer[256];
	struct lines lines = { .buffer = buffer, .filled = strlen(text) };
	struct vminfo_smaps smaps;

	assert_true(lines.filled + 1 < sizeof(buffer));
	/* What is behind is of an earlier text. */
	strcat(strcpy(buffer, text), "\n");
	smaps_clear(&smaps);
	return smaps_take(&lines, &place, &smaps);
}

static void lines_in_any_order_mean_the_same(void **state)
{
	(void)state;
	for (size_t step = 1; step < KERNELS; step++) {
		const char *texts[KERNELS];
		struct vminfo_smaps smaps;

		for (size_t i = 0; i < KERNELS; i++)
			texts[i] = kernels[i * step % KERNELS];
		take_all(texts, KERNELS, &smaps);
	}
}

static void lines_of_a_kernel_are_taken_at_once(void **state)
{
	char buffer[KERNELS * 64] = "";
	struct lines lines = { .buffer = buffer };
	struct vminfo_smaps smaps;
	size_t place = 0;

	(void)state;
	for (size_t i = 0; i < KERNELS; i++)
		strcat(strcat(buffer, kernels[i]), "\n");
	lines.filled = strlen(buffer);
	smaps_clear(&smaps);
	/* All but the flags. */
	assert_int_equal(smaps_take(&lines, &place, &smaps), KERNELS - 1);
	assert_int_equal(smaps.pss, UINT64_C(12345678) << 10);
	assert_int_equal(smaps.locked, 19 << 10);
	assert_int_equal(smaps.thp_eligible, 1);
	assert_int_equal(lines.next, strstr(buffer, "VmFlags") - buffer);
	assert_int_equal(smaps_take(&lines, &place, &smaps), 0);
}

/* Each byte of a line that is expected, replaced by others. */
static void a_line_that_is_not_as_expected_means_the_same(void **state)
{
	static const char others[] = "0a: \tk/\xff";

	(void)state;
	for (size_t i = 0; i < KERNELS; i++) {
		char line[64];
		const char *texts[] = { kernels[i ? i - 1 : 0], line,
					kernels[i + 1 < KERNELS ? i + 1 : i] };
		struct vminfo_smaps smaps;

		strcpy(line, kernels[i]);
		for (size_t at = 0; line[at]; at++) {
			const char kept = line[at];

			for (size_t j = 0; j < sizeof(others); j++) {
				line[at] = others[j];
				take_all(texts, 3, &smaps);
			}
			line[at] = kept;
		}
	}
}

static void what_is_no_line_of_a_kernel_is_not_taken_at_once(void **state)
{
	(void)state;
	assert_int_equal(taken("Rss:            12345678 kB\n", 3), 1);
	assert_int_equal(taken("Rss:                   0 kB\n", 3), 1);
	/* Too long, too short, not all of it here, or another. */
	assert_int_equal(taken("Rss:            123456789 kB\n", 3), 0);
	assert_int_equal(taken("Rss:                   0 kBs\n", 3), 0);
	assert_int_equal(taken("Rss:            \n", 3), 0);
	assert_int_equal(taken("Rss:                   0 kB", 3), 0);
	assert_int_equal(taken("", 3), 0);
	assert_int_equal(taken("Rss:                   0 kB\n", 4), 0);
	assert_int_equal(taken("Rss:                   0 kB\n", KERNELS), 0);
	/* With a unit that it has not, or without the one that it has. */
	assert_int_equal(taken("THPeligible:           1\n", 22), 1);
	assert_int_equal(taken("ProtectionKey:        15\n", 23), 1);
	assert_int_equal(taken("THPeligible:           2\n", 22), 0);
	assert_int_equal(taken("THPeligible:           1 kB\n", 22), 0);
	assert_int_equal(taken("Rss:                   0\n", 3), 0);
	/* No number. */
	assert_int_equal(taken("Rss:                     kB\n", 3), 0);
	assert_int_equal(taken("Rss:                  -1 kB\n", 3), 0);
	assert_int_equal(taken("Rss:                 1 1 kB\n", 3), 0);
	assert_int_equal(taken("Rss:                   0 MB\n", 3), 0);
	assert_int_equal(taken("Rss:\t                  0 kB\n", 3), 0);
}

static void a_heading_is_no_item(void **state)
{
	(void)state;
	refused("1000-2000 rw-p 00000000 00:00 0 ");
	refused("1000-2000 rw-p 00000000 00:00 0    Rss: 4 kB");
	refused("");
	refused(": 4 kB");
	refused("Rss 4 kB");
}

static void a_size_is_a_number_of_kb(void **state)
{
	(void)state;
	refused("Rss: kB");
	refused("Rss: 4");
	refused("Rss: 4 MB");
	refused("Rss: 4 kBs");
	refused("Rss: -4 kB");
	refused("Rss: 4.0 kB");
	refused("Rss: 0x4 kB");
}

static void a_size_that_does_not_fit_in_bytes_is_refused(void **state)
{
	(void)state;
	refused("Rss: 18446744073709551616 kB");
	refused("Rss: 18014398509481984 kB");
	/* As bytes it would be the number for "not known". */
	refused("Rss: 18014398509481983 kB");
	assert_int_equal(after("Rss: 18014398509481982 kB").rss,
			 UINT64_MAX - 2047);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_line_has_its_item_in_bytes),
		cmocka_unit_test(a_line_changes_its_own_item_only),
		cmocka_unit_test(what_no_line_told_is_not_known),
		cmocka_unit_test(lines_with_other_names_are_passed_over),
		cmocka_unit_test(whether_huge_pages_may_be_there_is_a_number),
		cmocka_unit_test(the_flags_are_words_of_two_letters),
		cmocka_unit_test(lines_in_any_order_mean_the_same),
		cmocka_unit_test(a_line_that_is_not_as_expected_means_the_same),
		cmocka_unit_test(lines_of_a_kernel_are_taken_at_once),
		cmocka_unit_test(
			what_is_no_line_of_a_kernel_is_not_taken_at_once),
		cmocka_unit_test(a_heading_is_no_item),
		cmocka_unit_test(a_size_is_a_number_of_kb),
		cmocka_unit_test(a_size_that_does_not_fit_in_bytes_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

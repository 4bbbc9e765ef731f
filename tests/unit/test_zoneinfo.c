// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/zoneinfo.c: zones out of many lines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vminfo.h"
#include "zoneinfo.h"

/* Takes lines up to a NULL; the number of zones that they complete. */
static unsigned int take(struct zoneinfo *info, const char *const *lines)
{
	unsigned int zones = 0;

	*info = (struct zoneinfo){ 0 };
	for (; *lines; lines++)
		zones += zoneinfo_take(info, *lines);
	return zones;
}

static void a_zone_is_what_its_lines_say(void **state)
{
	static const char *const lines[] = {
		"Node 1, zone   Normal",
		"  per-node stats",
		"      nr_inactive_anon 2957",
		"  pages free     3840",
		"        boost    0",
		"        spanned  5505024",
		"        present  5505023",
		"        managed  1441792",
		"        protection: (0, 2974)",
		"      nr_free_pages 3840",
		"  pagesets",
		"    cpu: 0",
		"              count:    0",
		"  node_unreclaimable:  0",
		"  start_pfn:           1048576",
		NULL
	};
	struct zoneinfo info;

	(void)state;
	assert_int_equal(take(&info, lines), 1);
	assert_int_equal(info.zone.node, 1);
	assert_int_equal(info.zone.kind, VMINFO_ZONE_NORMAL);
	assert_int_equal(info.zone.first, 1048576);
	assert_int_equal(info.zone.spanned, 5505024);
	assert_int_equal(info.zone.present, 5505023);
	assert_int_equal(info.zone.managed, 1441792);
}

static void each_zone_has_its_kind(void **state)
{
	static const struct {
		const char *line;
		uint8_t kind;
	} zones[] = {
		{ "Node 0, zone      DMA", VMINFO_ZONE_DMA },
		{ "Node 0, zone    DMA32", VMINFO_ZONE_DMA32 },
		{ "Node 0, zone   Normal", VMINFO_ZONE_NORMAL },
		{ "Node 0, zone  HighMem", VMINFO_ZONE_HIGHMEM },
		{ "Node 0, zone  Movable", VMINFO_ZONE_MOVABLE },
		{ "Node 0, zone   Device", VMINFO_ZONE_DEVICE },
		{ "Node 0, zone    Other", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++) {
		const char *const lines[] = {
			zones[i].line, "        spanned  1",
			"  start_pfn:           1", NULL
		};
		struct zoneinfo info;

		assert_int_equal(take(&info, lines), 1);
		assert_int_equal(info.zone.kind, zones[i].kind);
	}
}

static void zones_without_memory_are_not_told(void **state)
{
	static const char *const lines[] = {
		"Node 0, zone  Movable", "        spanned  0",
		"        present  0", "Node 0, zone   Device",
		"        spanned  0", NULL
	};
	static const char *const nothing_spanned[] = {
		"Node 0, zone  Movable", "        spanned  0",
		"  start_pfn:           0", NULL
	};
	struct zoneinfo info;

	(void)state;
	assert_int_equal(take(&info, lines), 0);
	assert_int_equal(take(&info, nothing_spanned), 0);
}

static void numbers_do_not_leak_into_the_next_zone(void **state)
{
	static const char *const lines[] = {
		"Node 0, zone      DMA", "        spanned  4095",
		"        present  3998", "        managed  3840",
		"  start_pfn:           1", "  start_pfn:           2",
		"Node 0, zone    DMA32",
		"        spanned  10", "  start_pfn:           4096", NULL
	};
	struct zoneinfo info;

	(void)state;
	assert_int_equal(take(&info, lines), 2);
	assert_int_equal(info.zone.kind, VMINFO_ZONE_DMA32);
	assert_int_equal(info.zone.spanned, 10);
	assert_int_equal(info.zone.present, 0);
	assert_int_equal(info.zone.managed, 0);
}

static void lines_that_are_no_zone_say_nothing(void **state)
{
	static const char *const lines[] = {
		"        spanned  4095", "  start_pfn:           1", "",
		"Node x, zone      DMA", "Node a, zone  DMA",
		"Node 65535, zone  DMA",
		"Node 99999999999999999999, zone DMA",
		"        spanned  4095", "  start_pfn:           1",
		"Node 0, zone      DMA", "        spanned  many",
		"        spanned", "  start_pfn:", "  start_pfn: x", NULL
	};
	struct zoneinfo info;

	(void)state;
	assert_int_equal(take(&info, lines), 0);
}

static void a_zone_of_a_new_name_is_told_without_a_kind(void **state)
{
	static const char *const lines[] = {
		"Node 0, zone    Other", "        spanned  1",
		"  start_pfn:           7", NULL
	};
	struct zoneinfo info;

	(void)state;
	assert_int_equal(take(&info, lines), 1);
	assert_int_equal(info.zone.kind, 0);
}

static void zones_have_the_names_of_the_kernel(void **state)
{
	(void)state;
	assert_string_equal(vminfo_zone_name(VMINFO_ZONE_DMA), "DMA");
	assert_string_equal(vminfo_zone_name(VMINFO_ZONE_HIGHMEM), "HighMem");
	assert_string_equal(vminfo_zone_name(VMINFO_ZONE_DEVICE), "Device");
	assert_null(vminfo_zone_name((enum vminfo_zone)0));
	assert_null(vminfo_zone_name((enum vminfo_zone)7));
	assert_null(vminfo_zone_name((enum vminfo_zone)255));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zone_is_what_its_lines_say),
		cmocka_unit_test(each_zone_has_its_kind),
		cmocka_unit_test(zones_without_memory_are_not_told),
		cmocka_unit_test(numbers_do_not_leak_into_the_next_zone),
		cmocka_unit_test(lines_that_are_no_zone_say_nothing),
		cmocka_unit_test(a_zone_of_a_new_name_is_told_without_a_kind),
		cmocka_unit_test(zones_have_the_names_of_the_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

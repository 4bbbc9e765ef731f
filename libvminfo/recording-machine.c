// SPDX-License-Identifier: LGPL-2.1-or-later
/* The lines of a recording that are of the whole machine. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pagemap.h"
#include "recording-lines.h"
#include "recording-names.h"

#define LARGEST_PAGE ((uint64_t)1 << 30)
#define LARGEST_PMD ((uint64_t)1 << 40)
#define RAM "System RAM" /* how its names in iomem begin */

void start_machine(struct recorded_machine *machine)
{
	machine->special_start = PAGEMAP_LOWEST_SPECIAL;
	machine->marker_type = PAGEMAP_TYPES - 1;
}

int take_version(struct reader *r)
{
	const char *place = r->at;
	uint64_t version;
	int ret = reader_number(r, &version, "the version");

	if (ret < 0)
		return ret;
	if (version == RECORDING_VERSION)
		return 0;
	ret = reader_fail(r, place,
			  "version %" PRIu64 " of the format; this program "
			  "knows %u", version, RECORDING_VERSION);
	return version > RECORDING_VERSION ? -ENOTSUP : ret;
}

/* A power of two. */
static int take_size(struct reader *r, uint64_t most, uint64_t *size)
{
	const char *place;
	int ret;

	reader_at_end(r);
	place = r->at;
	ret = reader_number_to(r, most, size, "the size");
	if (ret == 0 && (*size < sizeof(uint64_t) || *size & (*size - 1)))
		ret = reader_fail(r, place, "no size of a page");
	return ret;
}

int take_page_size(struct reader *r)
{
	return take_size(r, LARGEST_PAGE, &r->recording->machine.page_size);
}

int take_pmd_size(struct reader *r)
{
	struct recorded_machine *machine = &r->recording->machine;
	const char *place = r->at;
	int ret = take_size(r, LARGEST_PMD, &machine->pmd_size);

	if (ret == 0 && machine->pmd_size <= machine->page_size)
		ret = reader_fail(r, place, "not more than one page");
	return ret;
}

static int take_text(struct reader *r, char *text, size_t room)
{
	struct word word;
	int ret = reader_word(r, &word, "a word");

	if (ret < 0)
		return ret;
	if (word.length >= room)
		return reader_fail(r, word.text, "longer than %zu bytes",
				   room - 1);
	memcpy(text, word.text, word.length);
	text[word.length] = '\0';
	return 0;
}

int take_arch(struct reader *r)
{
	return take_text(r, r->recording->machine.arch,
			 sizeof(r->recording->machine.arch));
}

int take_kernel(struct reader *r)
{
	return take_text(r, r->recording->machine.kernel,
			 sizeof(r->recording->machine.kernel));
}

int take_boot(struct reader *r)
{
	return take_text(r, r->recording->machine.boot,
			 sizeof(r->recording->machine.boot));
}

int take_rebased(struct reader *r)
{
	r->recording->machine.rebased = true;
	return 0;
}

int take_endian(struct reader *r)
{
	char *endian = r->recording->machine.endian;
	const char *place = r->at;
	int ret = take_text(r, endian, sizeof(r->recording->machine.endian));

	if (ret == 0 && strcmp(endian, "little") && strcmp(endian, "big"))
		ret = reader_fail(r, place, "neither little nor big");
	return ret;
}

/* Words up to the end, each of which is a bit. */
static int take_set(struct reader *r, const struct recorded_name *names,
		    uint64_t *set)
{
	const struct recorded_name *name;
	struct word word;
	int ret;

	while (!reader_at_end(r)) {
		ret = reader_word(r, &word, "a word");
		if (ret < 0)
			return ret;
		name = recorded_name_is(names, word.text, word.length);
		if (!name)
			return reader_fail(r, word.text,
					   "there is no such word here");
		*set |= name->value;
	}
	return 0;
}

int take_features(struct reader *r)
{
	return take_set(r, recorded_features, &r->recording->machine.features);
}

int take_rights(struct reader *r)
{
	return take_set(r, recorded_rights, &r->recording->machine.rights);
}

static int take_type(struct reader *r, uint8_t *type)
{
	uint64_t number;
	int ret = reader_number_to(r, PAGEMAP_TYPES, &number, "a swap type");

	if (ret == 0)
		*type = (uint8_t)number;
	return ret;
}

int take_special_start(struct reader *r)
{
	return take_type(r, &r->recording->machine.special_start);
}

int take_marker_type(struct reader *r)
{
	return take_type(r, &r->recording->machine.marker_type);
}

int take_swaps_uncertain(struct reader *r)
{
	r->recording->machine.swaps_uncertain = true;
	return 0;
}

/* NAME TYPE KIB USED PRIORITY, as /proc/swaps has them. */
int take_swap(struct reader *r)
{
	struct recorded_swap *swap;

	if (reader_at_end(r))
		return reader_fail(r, r->at, "a line of swaps is missing");
	swap = growing_add(&r->recording->swaps, 1, sizeof(*swap));
	if (!swap)
		return reader_no_memory(r);
	return reader_escaped_rest(r, &swap->line);
}

static int add_region(struct reader *r, const struct recorded_region *region)
{
	const char *name = recording_text(r->recording, region->name);
	struct recorded_region *kept;
	struct recorded_range *ram;

	kept = growing_add(&r->recording->regions, 1, sizeof(*kept));
	if (!kept)
		return reader_no_memory(r);
	*kept = *region;
	if (strncmp(name, RAM, strlen(RAM)) != 0)
		return 0;
	ram = growing_add(&r->recording->ram, 1, sizeof(*ram));
	if (!ram)
		return reader_no_memory(r);
	*ram = region->range;
	return 0;
}

/* Without any other name. */
int take_ram(struct reader *r)
{
	struct recorded_region region = { .name = 0 };
	int ret = reader_range(r, &region.range);

	if (ret == 0)
		ret = reader_keep(r, RAM, strlen(RAM), &region.name);
	return ret < 0 ? ret : add_region(r, &region);
}

/* START-END NAME, as a line of iomem. */
int take_region(struct reader *r)
{
	struct recorded_region region = { .name = 0 };
	int ret = reader_range(r, &region.range);

	if (ret == 0 && reader_at_end(r))
		ret = reader_fail(r, r->at, "the name is missing");
	if (ret == 0)
		ret = reader_escaped_rest(r, &region.name);
	return ret < 0 ? ret : add_region(r, &region);
}

/* The first frame is - of a zone that the kernel says no more of. */
static int take_zone_start(struct reader *r, struct recorded_zone *zone)
{
	const char *place = r->at;
	struct word word;
	int ret = reader_word(r, &word, "its first frame");

	if (ret < 0 || word_is(&word, "-"))
		return ret;
	zone->has_start = true;
	r->at = place;
	return reader_number(r, &zone->start, "its first frame");
}

static int take_zone_sizes(struct reader *r, struct recorded_zone *zone)
{
	int ret = reader_number(r, &zone->spanned, "SPANNED");

	if (ret == 0)
		ret = reader_number(r, &zone->present, "PRESENT");
	if (ret == 0)
		ret = reader_number(r, &zone->managed, "MANAGED");
	return ret;
}

/* NODE NAME START SPANNED PRESENT MANAGED */
int take_zone(struct reader *r)
{
	struct recorded_zone zone = { 0 }, *kept;
	uint64_t node;
	int ret = reader_number_to(r, UINT16_MAX - 1, &node, "the node");

	if (ret == 0)
		ret = reader_escaped_word(r, &zone.name, "the zone");
	if (ret == 0)
		ret = take_zone_start(r, &zone);
	if (ret == 0)
		ret = take_zone_sizes(r, &zone);
	if (ret < 0)
		return ret;
	zone.node = (uint32_t)node;
	kept = growing_add(&r->recording->zones, 1, sizeof(*kept));
	if (!kept)
		return reader_no_memory(r);
	*kept = zone;
	return 0;
}

/* NAME TEXT: a file of /sys/kernel/mm. */
int take_setting(struct reader *r)
{
	const struct recorded_setting *before = r->recording->settings.rows;
	struct recorded_setting setting, *kept;
	const char *place = r->at;
	int ret = reader_escaped_word(r, &setting.name, "the name");

	for (size_t i = 0; ret == 0 && i < r->recording->settings.n; i++) {
		if (!strcmp(recording_text(r->recording, before[i].name),
			    recording_text(r->recording, setting.name)))
			return reader_fail(r, place, "it is there twice");
	}
	if (ret == 0 && r->recording->settings.n == RECORDING_MOST_SETTINGS)
		return reader_fail(r, place, "too many settings");
	if (ret == 0)
		ret = reader_escaped_rest(r, &setting.text);
	if (ret < 0)
		return ret;
	kept = growing_add(&r->recording->settings, 1, sizeof(*kept));
	if (!kept)
		return reader_no_memory(r);
	*kept = setting;
	return 0;
}

int take_end(struct reader *r)
{
	r->ended = true;
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* /proc/zoneinfo: "Node 0, zone   Normal", then a number on each line. */
#include "zoneinfo.h"

#include <stddef.h>
#include <string.h>

#include "digits.h"
#include "vminfo.h"

static const char *const names[] = {
	[VMINFO_ZONE_DMA] = "DMA",
	[VMINFO_ZONE_DMA32] = "DMA32",
	[VMINFO_ZONE_NORMAL] = "Normal",
	[VMINFO_ZONE_HIGHMEM] = "HighMem",
	[VMINFO_ZONE_MOVABLE] = "Movable",
	[VMINFO_ZONE_DEVICE] = "Device",
};

#define KINDS (sizeof(names) / sizeof(*names))

static const struct {
	const char *key;
	size_t offset;		/* of a uint64_t in struct zoneinfo_zone */
} numbers[] = {
	{ "spanned", offsetof(struct zoneinfo_zone, spanned) },
	{ "present", offsetof(struct zoneinfo_zone, present) },
	{ "managed", offsetof(struct zoneinfo_zone, managed) },
};

const char *vminfo_zone_name(unsigned int zone)
{
	return zone < KINDS ? names[zone] : NULL;
}

static uint8_t kind_from_name(const char *name)
{
	for (size_t kind = VMINFO_ZONE_DMA; kind < KINDS; kind++) {
		if (!strcmp(names[kind], name))
			return (uint8_t)kind;
	}
	return 0;
}

static bool take_word(struct digits *text, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(text->at, word, length) != 0)
		return false;
	text->at += length;
	return true;
}

static bool take_zone(struct zoneinfo *info, const char *line)
{
	struct digits text = { .at = line, .end = line + strlen(line) };
	uint64_t node;

	if (!take_word(&text, "Node ") || !digits_take(&text, 10, &node) ||
	    !take_word(&text, ", zone") || node >= UINT16_MAX)
		return false;
	digits_take_blanks(&text);
	*info = (struct zoneinfo){
		.in_zone = true,
		.zone = { .node = (uint16_t)node,
			  .kind = kind_from_name(text.at) },
	};
	return true;
}

/* "        spanned  5505024"; "  start_pfn:           1048576" is the last. */
static bool take_number(struct zoneinfo_zone *zone, struct digits *text)
{
	uint64_t number;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (!take_word(text, numbers[i].key))
			continue;
		if (digits_take_blanks(text) &&
		    digits_take(text, 10, &number))
			memcpy((char *)zone + numbers[i].offset, &number,
			       sizeof(number));
		return false;
	}
	return take_word(text, "start_pfn:") && digits_take_blanks(text) &&
	       digits_take(text, 10, &zone->first);
}

bool zoneinfo_take(struct zoneinfo *info, const char *line)
{
	struct digits text = { .at = line, .end = line + strlen(line) };

	if (take_zone(info, line) || !info->in_zone)
		return false;
	digits_take_blanks(&text);
	if (!take_number(&info->zone, &text))
		return false;
	info->in_zone = false;
	return info->zone.spanned > 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads what all frames of the machine are used for. */
#include "census.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "census-text.h"
#include "complain.h"
#include "memory-blocks.h"
#include "progress.h"

#define BATCH 4096
/* Below it the place of a frame does not change, unless a zone ends. */
#define PIECE ((uint64_t)16384)

#define NOPAGE ((uint64_t)1 << VMINFO_FRAME_NOPAGE)

/* --- where memory is ------------------------------------------------------ */

static void read_zones(struct census *census, struct vminfo_context *context)
{
	ssize_t n = vminfo_context_zones(context, NULL, 0);
	struct vminfo_zone_span *spans;

	if (n < 0)
		census->lacks |= CENSUS_NO_ZONES;
	census->n_zones = (n < 0 ? 0 : (size_t)n) + 1;
	census->zones = calloc(census->n_zones, sizeof(*census->zones));
	spans = calloc(census->n_zones, sizeof(*spans));
	if (!census->zones || !spans)
		complain_out_of_memory();
	if (n > 0)
		vminfo_context_zones(context, spans, (size_t)n);
	for (size_t i = 0; i + 1 < census->n_zones; i++)
		census->zones[i].span = spans[i];
	census->zones[census->n_zones - 1].span.node = CENSUS_NO_NODE;
	free(spans);
}

static struct census_zone *find_zone(struct census *census,
				     const struct vminfo_frame *frame)
{
	struct census_zone *last = &census->zones[census->n_zones - 1];
	const uint8_t place = VMINFO_FRAME_HAS_ZONE | VMINFO_FRAME_HAS_NODE;

	for (struct census_zone *zone = census->zones; zone < last; zone++)
		if ((frame->known & place) == place &&
		    zone->span.node == frame->node &&
		    zone->span.zone == frame->zone)
			return zone;
	return last;
}

/* The first frame behind this one where another zone may be. */
static uint64_t end_of_place(const struct census *census, uint64_t pfn)
{
	uint64_t end = (pfn / PIECE + 1) * PIECE;

	for (size_t i = 0; i + 1 < census->n_zones; i++) {
		const struct vminfo_zone_span *span = &census->zones[i].span;

		if (span->pfn > pfn && span->pfn < end)
			end = span->pfn;
		if (span->pfn + span->spanned > pfn &&
		    span->pfn + span->spanned < end)
			end = span->pfn + span->spanned;
	}
	return end;
}

/* --- frames --------------------------------------------------------------- */

struct counting {
	struct census *census;
	struct vminfo_context *context;
	uint64_t words[BATCH];
	bool ram_known;
	bool ended;		/* there are no words of some RAM */
	struct memory_blocks blocks;
	uint64_t seen;
	uint64_t of;		/* 0: not known */
};

/* A hole has no flags, or those of what is reserved. */
static bool is_there(const struct counting *counting, uint64_t word)
{
	return counting->ram_known || (word && word != NOPAGE);
}

static size_t count_equal(const uint64_t *words, size_t n)
{
	size_t i = 1;

	while (i < n && words[i] == words[0])
		i++;
	return i;
}

/* Mostly many in a row have the same word. */
static void count(struct counting *counting, uint64_t pfn, size_t n)
{
	size_t equal;

	for (size_t i = 0; i < n; i += equal) {
		uint64_t word = counting->words[i];

		equal = count_equal(counting->words + i, n - i);
		if (is_there(counting, word))
			census_count(counting->census, pfn + i, equal, word);
		else
			census_end_piece(counting->census);
	}
}

/* Newer kernels have no flag for it. */
static bool is_offline(struct counting *counting, uint64_t pfn)
{
	return memory_blocks_are_offline(&counting->blocks,
					 pfn * counting->census->page_size);
}

/* A block is so as a whole. */
static uint64_t end_of_block(const struct counting *counting, uint64_t pfn,
			     uint64_t end)
{
	uint64_t frames = counting->blocks.size / counting->census->page_size;
	uint64_t next = frames ? (pfn / frames + 1) * frames : end;

	return next < end ? next : end;
}

static ssize_t count_offline(struct counting *counting, uint64_t pfn,
			     uint64_t end)
{
	census_count(counting->census, pfn, end - pfn, NOPAGE);
	return 1;
}

/* 0: the kernel knows no frame there. */
static ssize_t count_place(struct counting *counting, uint64_t pfn,
			   uint64_t end)
{
	while (pfn < end) {
		size_t most = end - pfn < BATCH ? (size_t)(end - pfn) : BATCH;
		ssize_t n = vminfo_context_frame_words(counting->context, pfn,
						       counting->words, most);

		if (n <= 0)
			return n;
		count(counting, pfn, (size_t)n);
		pfn += (uint64_t)n;
	}
	return 1;
}

static struct census_zone *zone_at(struct counting *counting, uint64_t pfn)
{
	const uint64_t place = VMINFO_FRAME_HAS_ZONE | VMINFO_FRAME_HAS_NODE;
	struct vminfo_frame frame = { .known = 0 };

	if (vminfo_context_frames(counting->context, pfn, place, &frame, 1) < 1)
		frame.known = 0;
	return find_zone(counting->census, &frame);
}

static int count_range(struct counting *counting, uint64_t pfn, uint64_t end)
{
	struct census *census = counting->census;

	census->zone = NULL;
	while (pfn < end) {
		uint64_t until = end_of_block(counting, pfn,
					      end_of_place(census, pfn));
		struct census_zone *zone = zone_at(counting, pfn);
		ssize_t n;

		if (until > end)
			until = end;
		if (census->zone && zone != census->zone)
			census_end_piece(census);
		census->zone = zone;
		n = counting->ram_known && is_offline(counting, pfn)
			? count_offline(counting, pfn, until)
			: count_place(counting, pfn, until);
		/* All RAM has words: that is no end. */
		if (n == 0)
			counting->ended = counting->ram_known;
		if (n <= 0)
			return (int)n;
		counting->seen += until - pfn;
		if (counting->of)
			progress_frames(counting->seen, counting->of);
		pfn = until;
	}
	return 0;
}

static int count_ranges(struct counting *counting,
			const struct vminfo_ram *ranges, size_t n)
{
	uint64_t size = counting->census->page_size, behind = 0;
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < n; i++) {
		const struct vminfo_ram *ram = &ranges[i];
		/* A frame that is not all RAM is none. */
		uint64_t pfn = ram->pa / size + (ram->pa % size != 0);
		uint64_t end = (ram->pa + ram->length) / size;

		/* Ranges that overlap have been made up. */
		if (pfn < behind)
			pfn = behind;
		if (end <= pfn)
			continue;
		ret = count_range(counting, pfn, end);
		census_end_piece(counting->census);
		behind = end;
	}
	return ret;
}

static uint64_t present(const struct census *census)
{
	uint64_t frames = 0;

	for (size_t i = 0; i < census->n_zones; i++)
		frames += census->zones[i].span.present;
	return frames;
}

static int count_frames(struct counting *counting)
{
	const struct vminfo_ram all = { .length = UINT64_MAX >> 1 };
	ssize_t n = vminfo_context_ram(counting->context, NULL, 0);
	struct vminfo_ram *ranges;
	int ret;

	if (n <= 0)
		return count_ranges(counting, &all, 1);
	counting->ram_known = true;
	counting->of = present(counting->census);
	ranges = calloc((size_t)n, sizeof(*ranges));
	if (!ranges)
		complain_out_of_memory();
	vminfo_context_ram(counting->context, ranges, (size_t)n);
	ret = count_ranges(counting, ranges, (size_t)n);
	free(ranges);
	return ret;
}

void census_take(struct census *census, struct vminfo_context *context,
		 const char *procfs)
{
	struct counting counting = { .census = census, .context = context };
	int ret;

	*census = (struct census){
		.page_size = vminfo_context_page_size(context),
		.pmd_size = vminfo_context_pmd_size(context),
	};
	read_zones(census, context);
	/* Another /proc may be of another machine. */
	if (!procfs)
		memory_blocks_open(&counting.blocks, MEMORY_BLOCKS_ROOT);
	census_read_text(census, procfs ? procfs : "/proc");
	if (!(vminfo_context_rights(context) & VMINFO_RIGHT_KPAGE))
		census->lacks |= CENSUS_NO_FLAGS;
	if (vminfo_context_ram(context, NULL, 0) <= 0)
		census->lacks |= CENSUS_NO_RAM;
	ret = census->lacks & CENSUS_NO_FLAGS ? 0 : count_frames(&counting);
	progress_wipe();
	if (ret < 0) {
		complain("%s", vminfo_context_error(context));
		census->cut = true;
	}
	if (counting.ended) {
		complain("kpageflags ends before RAM does");
		census->cut = true;
	}
	census_settle(census);
}

void census_free(struct census *census)
{
	free(census->zones);
}

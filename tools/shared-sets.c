// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which frames of a window the processes of a group have. */
#include "shared-sets.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"

/* Frames that are counted at a time. */
#define MOST_COUNTS ((uint64_t)256 << 10)

/* Frames of one rank that is kept; others are found from there on. */
#define RANK_FRAMES 512u
#define RANK_WORDS (RANK_FRAMES / 64)

static void each_set(struct shared_sets *s,
		     void (*call)(struct frame_bits *bits, uint64_t count),
		     uint64_t count)
{
	struct frame_bits *const sets[] = {
		&s->mine, &s->any, &s->several, &s->all, &s->again,
		&s->outside, &s->hugetlb, NULL,
	};

	for (size_t i = 0; sets[i]; i++)
		call(sets[i], count);
}

static void close_set(struct frame_bits *bits, uint64_t count)
{
	(void)count;
	frame_bits_close(bits);
}

static void clear_set(struct frame_bits *bits, uint64_t count)
{
	(void)count;
	frame_bits_clear(bits);
}

void shared_sets_open(struct shared_sets *s, uint64_t count)
{
	*s = (struct shared_sets){ .beyond = VMINFO_NONE };
	s->count = (count + RANK_FRAMES - 1) / RANK_FRAMES * RANK_FRAMES;
	each_set(s, frame_bits_open, s->count);
	s->ranks = calloc((size_t)(s->count / RANK_FRAMES) + 1,
			  sizeof(*s->ranks));
	s->counts = calloc(MOST_COUNTS, sizeof(*s->counts));
	if (!s->ranks || !s->counts)
		complain_out_of_memory();
}

void shared_sets_close(struct shared_sets *s)
{
	each_set(s, close_set, 0);
	free(s->ranks);
	free(s->counts);
}

void shared_sets_move(struct shared_sets *s, uint64_t first)
{
	each_set(s, clear_set, 0);
	s->first = first;
	s->beyond = VMINFO_NONE;
	s->processes = s->rank = s->ranked = 0;
}

/*
 * Frames of a run that are in the window, by their numbers in it.
 */

struct piece {
	uint64_t first;
	uint64_t count;
};

static struct piece cut(struct shared_sets *s, const struct vminfo_run *run)
{
	uint64_t start = run->value, end = start + run->pages;
	uint64_t window_end = s->first + s->count;

	if (end > window_end) {
		uint64_t beyond = start > window_end ? start : window_end;

		if (beyond < s->beyond)
			s->beyond = beyond;
		end = window_end;
	}
	if (start < s->first)
		start = s->first;
	if (start >= end)
		return (struct piece){ 0 };
	return (struct piece){ start - s->first, end - start };
}

static uint64_t last_word(const struct piece *piece)
{
	return (piece->first + piece->count - 1) / 64;
}

/*
 * What each has.
 */

void shared_sets_begin(struct shared_sets *s)
{
	frame_bits_clear(&s->mine);
}

uint64_t shared_sets_put(struct shared_sets *s, const struct vminfo_run *run)
{
	struct piece piece = cut(s, run);

	if (!piece.count)
		return 0;
	for (uint64_t i = piece.first / 64; i <= last_word(&piece); i++) {
		uint64_t mask = frame_bits_mask(piece.first, piece.count, i);

		/* What is not written stays without memory. */
		if (s->mine.words[i] & mask)
			s->again.words[i] |= s->mine.words[i] & mask;
		s->mine.words[i] |= mask;
	}
	return piece.count;
}

void shared_sets_end(struct shared_sets *s)
{
	bool first = s->processes++ == 0;

	for (uint64_t i = 0; i < s->count / 64; i++) {
		uint64_t mine = s->mine.words[i], any = s->any.words[i];

		if (first && mine)
			s->all.words[i] = mine;
		else if (s->all.words[i] & ~mine)
			s->all.words[i] &= mine;
		if (!mine)
			continue;
		if (any & mine)
			s->several.words[i] |= any & mine;
		s->any.words[i] = any | mine;
	}
}

/*
 * How often.
 */

static uint64_t counted_word(const struct shared_sets *s, uint64_t i)
{
	return s->several.words[i] | s->again.words[i];
}

static uint32_t bits_of(uint64_t word)
{
	return (uint32_t)__builtin_popcountll(word);
}

static void make_ranks(struct shared_sets *s)
{
	uint32_t rank = 0;

	for (uint64_t i = 0; i < s->count / 64; i++) {
		if (i % RANK_WORDS == 0)
			s->ranks[i / RANK_WORDS] = rank;
		rank += bits_of(counted_word(s, i));
	}
	s->ranked = rank;
}

static uint64_t rank_of(const struct shared_sets *s, uint64_t frame)
{
	uint64_t i = frame / RANK_FRAMES * RANK_WORDS;
	uint64_t rank = s->ranks[frame / RANK_FRAMES];

	for (; i < frame / 64; i++)
		rank += bits_of(counted_word(s, i));
	return rank + bits_of(counted_word(s, i) &
			      ~(UINT64_MAX << frame % 64));
}

bool shared_sets_count_more(struct shared_sets *s)
{
	if (!s->ranked)
		make_ranks(s);
	else
		s->rank += MOST_COUNTS;
	memset(s->counts, 0, MOST_COUNTS * sizeof(*s->counts));
	return s->rank < s->ranked;
}

void shared_sets_count(struct shared_sets *s, const struct vminfo_run *run)
{
	struct piece piece = cut(s, run);

	for (uint64_t i = 0; i < piece.count; i++) {
		uint64_t frame = piece.first + i, rank;

		if (!(counted_word(s, frame / 64) >> frame % 64 & 1))
			continue;
		rank = rank_of(s, frame) - s->rank;
		if (rank < MOST_COUNTS && s->counts[rank] < UINT32_MAX)
			s->counts[rank]++;
	}
}

/*
 * Whether others have it.
 */

/* How often the group has it; 0: that is not counted now. */
static uint64_t count_of(const struct shared_sets *s, uint64_t frame)
{
	uint64_t rank;

	/* Those that it has once are looked at the first time. */
	if (!(counted_word(s, frame / 64) >> frame % 64 & 1))
		return s->rank == 0;
	rank = rank_of(s, frame) - s->rank;
	return rank < MOST_COUNTS ? s->counts[rank] : 0;
}

static void take_frame(struct shared_sets *s, uint64_t frame,
		       const struct vminfo_frame *is)
{
	const uint64_t hugetlb = (uint64_t)1 << VMINFO_FRAME_HUGE;
	uint64_t bit = (uint64_t)1 << frame % 64, count;

	if (!(s->any.words[frame / 64] & bit))
		return;
	count = count_of(s, frame);
	if (!count)
		return;
	if (!(is->known & VMINFO_FRAME_HAS_MAPCOUNT))
		s->unknown++;
	else if (is->mapcount > count)
		s->outside.words[frame / 64] |= bit;
	if (is->known & VMINFO_FRAME_HAS_FLAGS && is->flags & hugetlb)
		s->hugetlb.words[frame / 64] |= bit;
}

int shared_sets_compare(struct shared_sets *s, struct vminfo_context *context)
{
	struct vminfo_frame room[512];
	const uint64_t members = VMINFO_FRAME_HAS_FLAGS |
				 VMINFO_FRAME_HAS_MAPCOUNT;
	uint64_t at = frame_bits_next(&s->any, 0);

	while (at < s->count) {
		ssize_t n = vminfo_context_frames(context, s->first + at,
						  members, room, 512);

		if (n == 0) {
			n = 1;
			room[0] = (struct vminfo_frame){ 0 };
		}
		if (n < 0)
			return (int)n;
		for (ssize_t i = 0; i < n && at + (uint64_t)i < s->count; i++)
			take_frame(s, at + (uint64_t)i, &room[i]);
		at = frame_bits_next(&s->any, at + (uint64_t)n);
	}
	return 0;
}

/*
 * Sums.
 */

void shared_sets_add(struct shared_sets *s, const struct vminfo_run *run,
		     struct shared_amounts *to)
{
	struct piece piece = cut(s, run);

	if (!piece.count)
		return;
	to->pages += piece.count;
	for (uint64_t i = piece.first / 64; i <= last_word(&piece); i++) {
		uint64_t mask = frame_bits_mask(piece.first, piece.count, i);
		uint64_t fresh = mask & ~s->mine.words[i];

		s->mine.words[i] |= mask;
		to->frames += bits_of(fresh);
		to->several += bits_of(fresh & s->several.words[i]);
		to->all += bits_of(fresh & s->all.words[i]);
		to->outside += bits_of(fresh & s->outside.words[i]);
		to->hugetlb += bits_of(fresh & s->hugetlb.words[i]);
		to->came += bits_of(fresh & ~s->any.words[i]);
	}
}

/* Nobody needs `again` any more. */
void shared_sets_meet(struct shared_sets *s)
{
	frame_bits_clear(&s->again);
}

uint64_t shared_sets_common(struct shared_sets *s,
			    const struct vminfo_run *run)
{
	struct piece piece = cut(s, run);
	uint64_t sum = 0;

	if (!piece.count)
		return 0;
	for (uint64_t i = piece.first / 64; i <= last_word(&piece); i++) {
		uint64_t mask = frame_bits_mask(piece.first, piece.count, i);
		uint64_t met = mask & s->mine.words[i] & ~s->again.words[i];

		if (met)
			s->again.words[i] |= met;
		sum += bits_of(met);
	}
	return sum;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* The floors of /proc/kpageflags: of the frames of a process, or of all. */
#include <err.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

#include "floor.h"
#include "stretches.h"
#include "words.h"

#define FRAMES (1ULL << 28)		/* 1 TiB of them */
#define BRIDGE 3			/* words that nobody wants */

struct frames {
	int fd;
	uint64_t *wanted;		/* a bit for each */
	uint64_t end;
	uint64_t *flags;		/* buffer */
	uint64_t of_bit[64];
};

static void open_frames(struct frames *f)
{
	*f = (struct frames){ .fd = open_proc(NULL, "kpageflags") };
	/* What nobody writes to costs nothing. */
	f->wanted = allocate(FRAMES / 8);
	f->flags = allocate(WORDS * 8);
}

static void want(struct frames *f, uint64_t frame)
{
	if (!frame || frame >= FRAMES)
		return;
	f->wanted[frame / 64] |= 1ULL << frame % 64;
	if (frame >= f->end)
		f->end = frame + 1;
}

static bool is_wanted(const struct frames *f, uint64_t frame)
{
	return f->wanted[frame / 64] >> frame % 64 & 1;
}

static uint64_t next_wanted(const struct frames *f, uint64_t frame)
{
	for (; frame < f->end; frame++) {
		uint64_t left = f->wanted[frame / 64] >> frame % 64;

		if (left)
			return frame + (uint64_t)__builtin_ctzll(left);
		frame |= 63;
	}
	return f->end;
}

static void count_flags(struct frames *f, const uint64_t *flags, size_t n)
{
	static uint64_t last, times;

	/* Most are like the one before. */
	for (size_t i = 0; i < n; i++) {
		if (flags[i] == last) {
			times++;
			continue;
		}
		for (unsigned int bit = 0; bit < 64; bit++)
			f->of_bit[bit] += (last >> bit & 1) * times;
		last = flags[i];
		times = 1;
	}
	if (n)
		return;
	for (unsigned int bit = 0; bit < 64; bit++)
		f->of_bit[bit] += (last >> bit & 1) * times;
	times = 0;
}

/* Where reading from a wanted frame on should end. */
static uint64_t end_of_read(const struct frames *f, uint64_t frame)
{
	uint64_t most = frame + WORDS, end = frame + 1, next;

	for (;; end = next + 1) {
		next = next_wanted(f, end);
		if (next >= f->end || next > end + BRIDGE || next >= most)
			return end;
	}
}

static void count_wanted(struct frames *f)
{
	uint64_t frame = 0, end, n;

	while ((frame = next_wanted(f, frame)) < f->end) {
		end = end_of_read(f, frame);
		n = read_proc_at(f->fd, f->flags, (end - frame) * 8,
				 frame * 8) / 8;
		for (uint64_t i = 0; i < n; i++) {
			if (is_wanted(f, frame + i))
				count_flags(f, f->flags + i, 1);
		}
		frame = end;
	}
}

static void print_flags(struct frames *f)
{
	count_flags(f, NULL, 0);
	for (unsigned int bit = 0; bit < 64; bit++) {
		if (f->of_bit[bit])
			printf("%u:%" PRIu64 " ", bit, f->of_bit[bit]);
	}
	printf("\n");
}

static void want_stretch(struct frames *f, int pagemap, uint64_t *words,
			 struct stretch s)
{
	while (s.start < s.end) {
		uint64_t n = s.end - s.start < WORDS ? s.end - s.start : WORDS;

		n = read_proc_at(pagemap, words, n * 8, s.start * 8) / 8;
		if (!n)
			return;
		for (uint64_t i = 0; i < n; i++) {
			if (words[i] & PRESENT)
				want(f, words[i] & FRAME);
		}
		s.start += n;
	}
}

void floor_flags(char **pids)
{
	uint64_t *words = allocate(WORDS * 8);
	int pagemap = open_proc(*pids, "pagemap");
	struct stretches maps = read_maps(*pids);
	struct frames frames;

	open_frames(&frames);
	for (size_t i = 0; i < maps.n; i++)
		want_stretch(&frames, pagemap, words, maps.list[i]);
	count_wanted(&frames);
	print_flags(&frames);
}

/* The second one speaks for all tails. */
static void want_huge(struct frames *f, int pagemap, const struct region *r)
{
	uint64_t word, flags[2];

	for (uint64_t page = r->start >> 12; page < r->end >> 12;
	     page += HUGE_PAGES) {
		read_proc_at(pagemap, &word, 8, page * 8);
		read_proc_at(f->fd, flags, 16, (word & FRAME) * 8);
		for (unsigned int bit = 0; bit < 64; bit++)
			f->of_bit[bit] += (flags[0] >> bit & 1) +
				(flags[1] >> bit & 1) * (HUGE_PAGES - 1);
	}
}

void floor_flags_huge(char **pids)
{
	uint64_t *words = allocate(WORDS * 8);
	int pagemap = open_proc(*pids, "pagemap");
	struct scanner scanner;
	struct frames frames;
	size_t n;

	open_frames(&frames);
	scanner_open(&scanner, pagemap);
	while ((n = scanner_next(&scanner))) {
		for (size_t i = 0; i < n; i++) {
			const struct region *r = &scanner.regions[i];

			if (r->categories & REGION_HUGE)
				want_huge(&frames, pagemap, r);
			else
				want_stretch(&frames, pagemap, words,
					     (struct stretch){ r->start >> 12,
							       r->end >> 12 });
		}
	}
	count_wanted(&frames);
	print_flags(&frames);
}

void floor_all_flags(char **pids)
{
	struct frames frames;
	size_t n;

	(void)pids;
	open_frames(&frames);
	for (uint64_t at = 0;; at += n) {
		n = read_proc_at(frames.fd, frames.flags, WORDS * 8, at) & ~7UL;
		if (!n)
			break;
		count_flags(&frames, frames.flags, n / 8);
	}
	print_flags(&frames);
}

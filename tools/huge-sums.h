/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the blocks of a mapping, or of a process, add up to; and as words. */
#ifndef HUGE_SUMS_H
#define HUGE_SUMS_H

#include <stdint.h>
#include <sys/types.h>

#include "huge-judge.h"

struct huge_sums {
	uint64_t pages;
	uint64_t blocks;
	uint64_t huge;
	uint64_t other;			/* that are not */
	uint64_t unknown;
	/* Of the other ones, by the reason that decides. */
	uint64_t first[HUGE_REASONS];
	uint64_t unclear;		/* it is not known */
	uint64_t maybe;			/* then it may be one of these */
};

void huge_sums_add(struct huge_sums *sums, const struct huge_answer *answer,
		   uint64_t blocks, uint64_t pages);
void huge_sums_join(struct huge_sums *sums, const struct huge_sums *part);

/* Whether a reason that may be there would decide. */
bool huge_is_unclear(const struct huge_answer *answer);

/* Reasons as lists: "guard,hole,small", and "guard:1,hole:3,small:508". */
struct huge_words {
	char reasons[512];
	char why[1536];
	const char *may_be[HUGE_REASONS + 1];	/* these, too; then NULL */
};

void huge_words_of(struct huge_words *words, const struct huge_answer *answer);

/* The same of reasons that decide, the most frequent one first. */
void huge_words_of_sums(struct huge_words *words,
			const struct huge_sums *sums);

/*
 * "812 app: 20 blocks of 2.0M: 12 huge, 7 not (4 hole, 3 madvise), 1 unknown"
 */
#define HUGE_LINE_ROOM 2048
struct huge_line {
	pid_t pid;
	const char *command;	/* raw */
	uint64_t size;		/* bytes of a block */
};

void huge_sums_line(const struct huge_sums *sums, const struct huge_line *line,
		    char text[HUGE_LINE_ROOM]);

#endif

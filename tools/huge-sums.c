// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the blocks of a mapping, or of a process, add up to; and as words. */
#include "huge-sums.h"

#include <stdio.h>
#include <string.h>

#include "foreign.h"
#include "units.h"

bool huge_is_unclear(const struct huge_answer *answer)
{
	enum huge_reason reasons[HUGE_REASONS];

	if (!huge_reasons_of(answer, reasons))
		return answer->maybe;
	if (HUGE_BIT(reasons[0]) & answer->beyond)
		return answer->maybe & HUGE_BLOCKING;
	return answer->maybe & (HUGE_BIT(reasons[0]) - 1);
}

static void add_other(struct huge_sums *sums,
		      const struct huge_answer *answer, uint64_t blocks)
{
	enum huge_reason reasons[HUGE_REASONS];

	sums->other += blocks;
	if (huge_is_unclear(answer)) {
		sums->unclear += blocks;
		sums->maybe |= answer->maybe | answer->sure;
	} else if (huge_reasons_of(answer, reasons)) {
		sums->first[reasons[0]] += blocks;
	}
}

void huge_sums_add(struct huge_sums *sums, const struct huge_answer *answer,
		   uint64_t blocks, uint64_t pages)
{
	sums->blocks += blocks;
	sums->pages += pages;
	if (answer->huge == ANSWER_YES)
		sums->huge += blocks;
	else if (answer->huge == ANSWER_UNKNOWN)
		sums->unknown += blocks;
	else
		add_other(sums, answer, blocks);
}

void huge_sums_join(struct huge_sums *sums, const struct huge_sums *part)
{
	sums->pages += part->pages;
	sums->blocks += part->blocks;
	sums->huge += part->huge;
	sums->other += part->other;
	sums->unknown += part->unknown;
	for (size_t i = 0; i < HUGE_REASONS; i++)
		sums->first[i] += part->first[i];
	sums->unclear += part->unclear;
	sums->maybe |= part->maybe;
}

/* --- words ---------------------------------------------------------------- */

/* Where to write the next word of each list. */
struct pen {
	struct huge_words *words;
	char *reason;
	char *why;
};

static void start(struct pen *pen, struct huge_words *words)
{
	*pen = (struct pen){ .words = words, .reason = words->reasons,
			     .why = words->why };
	words->reasons[0] = words->why[0] = '\0';
	words->may_be[0] = NULL;
}

static void put(struct pen *pen, const char *word)
{
	if (pen->reason > pen->words->reasons) {
		*pen->reason++ = ',';
		*pen->why++ = ',';
	}
	pen->reason = stpcpy(pen->reason, word);
	pen->why = stpcpy(pen->why, word);
}

static void put_counted(struct pen *pen, const char *word, uint64_t count)
{
	put(pen, word);
	*pen->why++ = ':';
	pen->why = units_put_decimal(pen->why, count);
	*pen->why = '\0';
}

static void put_may_be(struct huge_words *words, uint64_t maybe)
{
	const char **to = words->may_be;

	for (unsigned int i = 0; i < HUGE_REASONS; i++) {
		if (maybe >> i & 1)
			*to++ = huge_reason_name((enum huge_reason)i);
	}
	*to = NULL;
}

static void put_reason(struct pen *pen, enum huge_reason reason,
		       const struct huge_answer *answer)
{
	if (huge_reason_counts(reason) && answer->pages[reason])
		put_counted(pen, huge_reason_name(reason),
			    answer->pages[reason]);
	else
		put(pen, huge_reason_name(reason));
}

/* "unknown" stands where what is unknown would: in front if it may decide. */
void huge_words_of(struct huge_words *words, const struct huge_answer *answer)
{
	enum huge_reason reasons[HUGE_REASONS];
	unsigned int n = huge_reasons_of(answer, reasons);
	bool unclear = huge_is_unclear(answer);
	struct pen pen;

	start(&pen, words);
	if (unclear)
		put(&pen, "unknown");
	for (unsigned int i = 0; i < n; i++)
		put_reason(&pen, reasons[i], answer);
	if (answer->maybe && !unclear)
		put(&pen, "unknown");
	put_may_be(words, answer->maybe);
}

/* The most frequent of those that are left; HUGE_REASONS: none is. */
static unsigned int next_of(const struct huge_sums *sums, uint64_t left)
{
	unsigned int best = HUGE_REASONS;

	for (unsigned int i = 0; i < HUGE_REASONS; i++) {
		if (left >> i & 1 && sums->first[i] &&
		    (best == HUGE_REASONS ||
		     sums->first[i] > sums->first[best]))
			best = i;
	}
	return best;
}

void huge_words_of_sums(struct huge_words *words, const struct huge_sums *sums)
{
	uint64_t left = HUGE_BIT(HUGE_REASONS) - 1;
	struct pen pen;
	unsigned int i;

	start(&pen, words);
	while ((i = next_of(sums, left)) < HUGE_REASONS) {
		left &= ~HUGE_BIT(i);
		put_counted(&pen, huge_reason_name((enum huge_reason)i),
			    sums->first[i]);
	}
	if (sums->unclear)
		put_counted(&pen, "unknown", sums->unclear);
	put_may_be(words, sums->maybe & left);
}

/* --- a sentence ----------------------------------------------------------- */

static char *put_count(char *to, uint64_t n, const char *what)
{
	to = units_put_grouped(to, n);
	return stpcpy(to, what);
}

/* " (4 hole, 3 madvise)" */
static char *put_firsts(char *to, const struct huge_sums *sums)
{
	uint64_t left = HUGE_BIT(HUGE_REASONS) - 1;
	const char *before = " (";
	unsigned int i;

	while ((i = next_of(sums, left)) < HUGE_REASONS) {
		left &= ~HUGE_BIT(i);
		to = put_count(stpcpy(to, before), sums->first[i], " ");
		to = stpcpy(to, huge_reason_name((enum huge_reason)i));
		before = ", ";
	}
	if (sums->unclear)
		to = put_count(stpcpy(to, before), sums->unclear, " unknown");
	return sums->other ? stpcpy(to, ")") : to;
}

void huge_sums_line(const struct huge_sums *sums, const struct huge_line *line,
		    char text[HUGE_LINE_ROOM])
{
	char safe[256] = "?", *to;

	if (foreign_room(line->command) <= sizeof(safe))
		foreign_encode(FOREIGN_ASCII, line->command, safe);
	to = text + snprintf(text, HUGE_LINE_ROOM / 4, "%d %s: ", line->pid,
			     safe);
	to = put_count(to, sums->blocks, sums->blocks == 1 ? " block of "
							   : " blocks of ");
	to = units_put_size(to, line->size);
	to = put_count(stpcpy(to, ": "), sums->huge, " huge, ");
	to = put_firsts(put_count(to, sums->other, " not"), sums);
	to = put_count(stpcpy(to, ", "), sums->unknown, " unknown");
	*to = '\0';
}

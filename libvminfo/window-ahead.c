// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Words behind the end of a mapping, for the ones that follow: a process of
 * tens of thousands of mappings has most of them side by side, and to read the
 * words of some more pages costs less than a system call for each mapping.
 */
#include <errno.h>
#include <string.h>

#include "memory.h"
#include "window-parts.h"

/* How many to read ahead. */
#define LEAST 8u
#define MOST WINDOW_STEP

int window_ahead_init(struct window_ahead *ahead)
{
	*ahead = (struct window_ahead){ .n = 0 };
	ahead->words = memory_new(MOST, sizeof(*ahead->words));
	return ahead->words ? 0 : -ENOMEM;
}

void window_ahead_free(struct window_ahead *ahead)
{
	memory_free(ahead->words);
	ahead->words = NULL;
}

void window_ahead_forget(struct window_ahead *ahead)
{
	ahead->n = 0;
}

/* Words for a mapping that was not listed yet when they were read are none. */
static bool has_word(const struct window *w,
		     const struct window_request *request)
{
	const struct window_ahead *a = &w->ahead;

	return request->reading && request->reading == a->reading &&
	       w->end - a->start < a->n;
}

static ssize_t take_words(struct window *w, uint64_t n)
{
	struct window_ahead *a = &w->ahead;
	uint64_t skip = w->end - a->start;

	if (n > a->n - skip)
		n = a->n - skip;
	memcpy(w->words + w->n_words, a->words + skip,
	       (size_t)n * sizeof(*w->words));
	a->used += n;
	return (ssize_t)n;
}

/* Of a mapping that is read to its end, and small. */
static bool may_read_ahead(const struct window *w,
			   const struct window_request *request, uint64_t n)
{
	return request->reading && n <= MOST && w->end + n > request->last &&
	       w->n_words + n + MOST <= w->room;
}

/*
 * As many as were used since the last reading of the list, or in all of that:
 * each page of a mapping behind it would be read in vain.
 */
static uint64_t pages_ahead(const struct window_ahead *a)
{
	if (a->used < LEAST)
		return LEAST;
	return a->used < MOST ? a->used : MOST;
}

static ssize_t read_more(struct window *w,
			 const struct window_request *request, uint64_t n)
{
	struct window_ahead *a = &w->ahead;
	ssize_t got = window_read_words(w, n + pages_ahead(a));

	a->n = 0;
	if (request->reading != a->reading)
		a->used = 0;
	a->reading = request->reading;
	if (got <= (ssize_t)n)
		return got;
	a->start = w->end + n;
	a->n = (uint64_t)got - n;
	memcpy(a->words, w->words + w->n_words + n,
	       (size_t)a->n * sizeof(*a->words));
	return (ssize_t)n;
}

ssize_t window_read_near(struct window *w,
			 const struct window_request *request, uint64_t n)
{
	if (n > w->room - w->n_words)
		n = w->room - w->n_words;
	if (has_word(w, request))
		return take_words(w, n);
	if (may_read_ahead(w, request, n))
		return read_more(w, request, n);
	return window_read_words(w, n);
}

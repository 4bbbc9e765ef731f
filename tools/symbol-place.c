// SPDX-License-Identifier: LGPL-2.1-or-later
/* A symbol that was found, as a stretch of memory. */
#include "symbol-place.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "complain.h"
#include "units.h"

/* Whether it is no memory at an address, and why. */
static bool is_problem(struct symbol_search *s,
		       const struct symbol_word *word,
		       const struct symbol_answer *a)
{
	switch (a->problem) {
	case SYMBOL_THREAD_LOCAL:
		complain("%d: %s is thread-local, each thread has its own: let "
			 "the program print the address, and use -A", s->pid,
			 word->text);
		break;
	case SYMBOL_ABSOLUTE:
		complain("%d: %s is a number and no memory", s->pid,
			 word->text);
		break;
	case SYMBOL_INDIRECT:
		complain("%d: %s is a function that is chosen when the program "
			 "starts", s->pid, word->text);
		break;
	case SYMBOL_OUTSIDE:
		complain("%d: %s is outside of %s, which is damaged", s->pid,
			 word->text, s->objects.list[a->object].name);
		s->visit->incomplete = true;
		return true;
	default:
		return false;
	}
	s->visit->wrong = true;
	return true;
}

static int too_much(struct symbol_search *s,
		    const struct symbol_word *word, uint64_t size)
{
	char bytes[UNITS_ROOM];

	*units_put_grouped(bytes, size) = '\0';
	complain("%d: %s begins behind the symbol, which has %s bytes", s->pid,
		 word->text, bytes);
	s->visit->wrong = true;
	return -EINVAL;
}

/* 0, or -EINVAL, told. */
static int length_of(struct symbol_search *s,
		     const struct symbol_word *word, uint64_t size,
		     uint64_t *length)
{
	if (word->length) {
		*length = word->length;
		return 0;
	}
	if (size == 0) {
		complain("%d: %s has no size: say how much, as in %s:4K",
			 s->pid, word->text, word->text);
		s->visit->wrong = true;
		return -EINVAL;
	}
	if (word->offset >= size)
		return too_much(s, word, size);
	*length = size - word->offset;
	return 0;
}

/* "ring: 65,536 bytes at 56468e201040, in /srv/app" */
static void note_place(const struct symbol_search *s,
		       const struct symbol_word *word,
		       const struct symbol_answer *a, const struct span *span)
{
	char bytes[UNITS_ROOM], *note;

	*units_put_grouped(bytes, span->length) = '\0';
	if (asprintf(&note, "%s: %s byte%s at %" PRIx64 ", in %s", word->text,
		     bytes, span->length == 1 ? "" : "s", span->start,
		     s->objects.list[a->object].name) < 0)
		complain_out_of_memory();
	spans_note(s->spans, note);
	free(note);
}

/* Who says how much may want more than that. */
static void note_beyond(const struct symbol_search *s,
			const struct symbol_word *word, uint64_t size)
{
	char bytes[UNITS_ROOM];

	if (!size || !word->length ||
	    (word->offset <= size && word->length <= size - word->offset))
		return;
	*units_put_grouped(bytes, size) = '\0';
	complain("%d: %s goes beyond the symbol, which has %s bytes", s->pid,
		 word->text, bytes);
}

void symbol_place_add(struct symbol_search *s, const struct symbol_word *word,
		      const struct symbol_answer *a)
{
	struct span span;

	if (is_problem(s, word, a) ||
	    length_of(s, word, a->size, &span.length) != 0)
		return;
	if (__builtin_add_overflow(a->address, word->offset, &span.start) ||
	    span.length - 1 > UINT64_MAX - span.start) {
		complain("%d: %s ends beyond the last address", s->pid,
			 word->text);
		s->visit->wrong = true;
		return;
	}
	note_beyond(s, word, a->size);
	note_place(s, word, a, &span);
	spans_add(s->spans, span.start, span.length);
	s->spans->list[s->spans->count - 1].label = word->text;
}

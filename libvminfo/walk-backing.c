// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where a window is empty, the object of its mapping is asked. */
#include <errno.h>
#include <string.h>

#include "memory.h"
#include "walk.h"
#include "window-parts.h"

int walk_init_backing(struct vminfo_walk *walk)
{
	const struct vminfo_context *c = walk->process->context;
	struct walk_backing *b = &walk->backing;

	if (!(walk->want & (VMINFO_WANT_BACKING | VMINFO_WANT_SHMEM)))
		return 0;
	b->asked = memory_new(1, sizeof(*b->asked));
	if (!b->asked)
		return -ENOMEM;
	backing_init(b->asked, walk->process->dir, walk->source.page_size);
	b->asked->cachestat = c->cachestat;
	b->markers = !walk->process->recorded;
	b->asked->no_files = !(walk->want & VMINFO_WANT_BACKING);
	b->extents = memory_new(WINDOW_EXTENTS, sizeof(*b->extents));
	b->words = memory_new(WALK_BACKING_WORDS, sizeof(*b->words));
	return b->extents && b->words ? 0 : -ENOMEM;
}

void walk_free_backing(struct vminfo_walk *walk)
{
	struct walk_backing *b = &walk->backing;

	if (b->asked)
		backing_close(b->asked);
	memory_free(b->asked);
	memory_free(b->extents);
	memory_free(b->words);
}

/* --- whom to ask ---------------------------------------------------------- */

/* A recording has no answers for these. */
static bool is_marker(const struct vminfo_walk *walk, uint64_t word)
{
	return walk->backing.markers && pagemap_is_marker(&walk->decoder, word);
}

static bool has_question(const struct vminfo_walk *walk)
{
	const struct window *w = &walk->window;

	for (size_t i = 0; i < w->n_extents; i++) {
		const struct extent *e = &w->extents[i];

		if (e->kind == EXTENT_EMPTY)
			return true;
		for (uint64_t j = 0; e->kind == EXTENT_WORDS && j < e->pages;
		     j++) {
			uint64_t word = w->words[e->word + j];

			if (pagemap_is_empty(word) || is_marker(walk, word))
				return true;
		}
	}
	return false;
}

/* Whether there is something to ask of. */
static bool is_to_be_asked(const struct vminfo_walk *walk)
{
	if (!walk->backing.asked || walk->decoder.empty != VMINFO_UNRESOLVED)
		return false;
	/* It may be another mapping by now. */
	if (walk->window_attributes && !walk->source.frozen)
		return false;
	return has_question(walk);
}

/* Offsets of all of its pages are offsets of a file. */
static bool has_offsets(const struct vminfo_walk *walk)
{
	const struct vminfo_mapping *m = &walk->mapping;

	return m->offset % walk->source.page_size == 0 &&
	       m->offset <= INT64_MAX && m->length <= INT64_MAX - m->offset;
}

/* NULL: nobody can be asked, for the reason that is said. */
static struct backing_object *find_object(struct vminfo_walk *walk)
{
	const struct vminfo_context *c = walk->process->context;
	struct vminfo_backing *said = &walk->backing.said;

	if (walk->mapping.kind == VMINFO_KERNEL || walk->traits.hugetlb_pages)
		said->object = VMINFO_BACKED_BY_OTHER;
	if (said->object == VMINFO_BACKED_BY_OTHER || !has_offsets(walk)) {
		said->reason = VMINFO_BACKING_UNFIT;
		return NULL;
	}
	/* What a directory that somebody made leads to is no object. */
	if (!c->live || walk->process->dir.fd < 0) {
		said->reason = VMINFO_BACKING_NOT_FOUND;
		return NULL;
	}
	return backing_open(walk->backing.asked, &walk->mapping, said);
}

/* --- answers -------------------------------------------------------------- */

struct asking {
	struct vminfo_walk *walk;
	struct backing_object *object;	/* NULL: a recording is asked */
};

static uint8_t state_of(uint16_t marks)
{
	if (marks & RECORDED_CACHED)
		return VMINFO_CACHED;
	return marks & RECORDED_ABSENT ? VMINFO_ABSENT : VMINFO_SHMEM_SWAPPED;
}

static void ask_recording(const struct asking *asking, uint64_t page,
			  uint64_t pages, struct backing_answer *answer)
{
	const struct vminfo_process *p = asking->walk->process;
	const struct recorded_pages *row;
	size_t n;

	*answer = (struct backing_answer){
		.pages = pages,
		.reason = VMINFO_BACKING_NOT_RECORDED,
	};
	row = recording_backed(p->context->recording, p->recorded, page, &n);
	if (!n || row->page >= page + pages)
		return;
	if (row->page > page) {
		answer->pages = row->page - page;
		return;
	}
	answer->pages = row->page + row->count - page;
	if (answer->pages > pages)
		answer->pages = pages;
	answer->state = state_of(row->marks);
	answer->method = VMINFO_BACKING_RECORDED;
	answer->reason = 0;
}

static void ask(const struct asking *asking, uint64_t page, uint64_t pages,
		struct backing_answer *answer)
{
	const struct vminfo_mapping *m = &asking->walk->mapping;
	uint64_t page_size = asking->walk->source.page_size;
	struct backing_question question = {
		.object = asking->object,
		.page = m->offset / page_size + (page - m->va / page_size),
		.pages = pages,
	};

	if (asking->object)
		backing_ask(asking->walk->backing.asked, &question, answer);
	else
		ask_recording(asking, page, pages, answer);
}

static void note(struct vminfo_backing *said,
		 const struct backing_answer *answer)
{
	if (answer->method)
		said->method = answer->method;
	if (!said->reason)
		said->reason = answer->reason;
}

/* --- a window of the answers ---------------------------------------------- */

static bool is_full(const struct window *w)
{
	return w->n_extents == WINDOW_EXTENTS;
}

/* False: there is no room, so that the window ends before it. */
static bool append(struct vminfo_walk *walk, const struct extent *e)
{
	if (is_full(&walk->window))
		return false;
	window_append(&walk->window, e);
	return true;
}

/*
 * So many pages, from the end of the window on, have no entry.  What there is
 * no room for is not asked: the next window asks for it.
 */
static bool append_asked(const struct asking *asking, uint64_t pages)
{
	struct vminfo_walk *walk = asking->walk;

	while (pages && !is_full(&walk->window)) {
		struct extent e = { .kind = EXTENT_EMPTY };
		struct backing_answer answer;

		ask(asking, walk->window.end, pages, &answer);
		note(&walk->backing.said, &answer);
		e.pages = answer.pages;
		e.state = answer.state;
		window_append(&walk->window, &e);
		pages -= answer.pages;
	}
	return !pages;
}

/*
 * A write-protected page of shared memory leaves a marker behind when it is
 * paged out.  What the object has in swap nobody has mapped; what it has in RAM
 * may be mapped by now, and what it has not, the marker stands for.
 */
static bool append_markers(const struct asking *asking,
			   const struct extent *markers)
{
	struct vminfo_walk *walk = asking->walk;
	struct extent e = *markers;
	uint64_t left = markers->pages;

	while (left && !is_full(&walk->window)) {
		struct backing_answer answer;

		ask(asking, walk->window.end, left, &answer);
		note(&walk->backing.said, &answer);
		e.pages = answer.pages;
		e.state = answer.state == VMINFO_SHMEM_SWAPPED ? answer.state
							       : 0;
		window_append(&walk->window, &e);
		e.word += (uint32_t)answer.pages;
		left -= answer.pages;
	}
	return !left;
}

enum word_kind { WORD_ENTRY, WORD_EMPTY, WORD_MARKER };

static enum word_kind kind_of(const struct vminfo_walk *walk, uint64_t word)
{
	if (pagemap_is_empty(word))
		return WORD_EMPTY;
	return is_marker(walk, word) ? WORD_MARKER : WORD_ENTRY;
}

/* Words from the i-th on that are of one kind. */
static uint64_t alike(const struct vminfo_walk *walk, const uint64_t *words,
		      uint64_t n)
{
	enum word_kind kind = kind_of(walk, *words);
	uint64_t i = 1;

	while (i < n && kind_of(walk, words[i]) == kind)
		i++;
	return i;
}

static bool append_words(const struct asking *asking, const struct extent *e)
{
	const struct vminfo_walk *walk = asking->walk;
	const uint64_t *words = walk->window.words + e->word;
	bool room = true;
	uint64_t n;

	for (uint64_t i = 0; room && i < e->pages; i += n) {
		enum word_kind kind = kind_of(walk, words[i]);
		struct extent part = *e;

		n = alike(walk, words + i, e->pages - i);
		part.word += (uint32_t)i;
		part.pages = n;
		if (kind == WORD_EMPTY)
			room = append_asked(asking, n);
		else if (kind == WORD_MARKER)
			room = append_markers(asking, &part);
		else
			room = append(asking->walk, &part);
	}
	return room;
}

static bool append_extent(const struct asking *asking, const struct extent *e)
{
	switch (e->kind) {
	case EXTENT_EMPTY:
		return append_asked(asking, e->pages);
	case EXTENT_WORDS:
		return append_words(asking, e);
	default:
		return append(asking->walk, e);
	}
}

/* The window is made anew, of what it was. */
static void ask_all(const struct asking *asking)
{
	struct walk_backing *b = &asking->walk->backing;
	struct window *w = &asking->walk->window;
	struct extent *was = w->extents;

	w->extents = b->extents;
	b->extents = was;
	b->n_extents = w->n_extents;
	w->n_extents = 0;
	w->end = w->start;
	for (size_t i = 0; i < b->n_extents; i++) {
		if (!append_extent(asking, &was[i]))
			break;
	}
}

/* --- all of it ------------------------------------------------------------ */

/* Swap may be of another machine than the list says, as in a container. */
static int swap_areas(const struct vminfo_walk *walk)
{
	struct vminfo_context *c = walk->process->context;

	return c->areas_real ? context_swap_areas(c) : -1;
}

static bool ask_objects(struct vminfo_walk *walk)
{
	struct asking asking = { .walk = walk };

	context_gain_rights(walk->process->context);
	backing_refresh(walk->backing.asked, swap_areas(walk));
	asking.object = find_object(walk);
	if (asking.object)
		ask_all(&asking);
	context_drop_rights(walk->process->context);
	return asking.object;
}

static void ask_recorded(struct vminfo_walk *walk)
{
	const struct vminfo_process *p = walk->process;
	const struct recorded_mapping *m =
		recording_mapping(p->context->recording, p->recorded, walk->at);

	walk->backing.said.object = m ? m->object : 0;
	ask_all(&(struct asking){ .walk = walk });
}

int walk_read_backing(struct vminfo_walk *walk, bool last)
{
	if (!is_to_be_asked(walk))
		return 1;
	if (walk->process->recorded) {
		ask_recorded(walk);
		return 1;
	}
	if (ask_objects(walk))
		return walk_check_backing(walk, last);
	return walk->backing.asked->no_memory ? -ENOMEM : 1;
}

int vminfo_walk_backing(const struct vminfo_walk *walk,
			struct vminfo_backing *backing)
{
	if (!walk->backing.asked || !vminfo_walk_mapping(walk))
		return -ENODATA;
	*backing = walk->backing.said;
	return 0;
}

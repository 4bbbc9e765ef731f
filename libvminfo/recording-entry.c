// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * "present 0x13fa00 exclusive": a word of pagemap in words.  What has no words
 * is written as the number that it is, so that nothing is lost.
 */
#include "recording-entry.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pagemap-bits.h"
#include "pagemap.h"
#include "recording-names.h"

#define SLOTS (PAGEMAP_SWAP_OFFSET >> 5)

/* Entries that are one word each, but for the type of markers. */
static const struct constant {
	const char *name;
	uint64_t word;
	bool marker;
	uint16_t mark;		/* tells those apart that have no word */
} constants[] = {
	{ "guard", PAGEMAP_NOT_PRESENT | PAGEMAP_GUARD |
			   PAGEMAP_MARKER_GUARD * PAGEMAP_SLOT, true, 0 },
	{ "guard hidden", PAGEMAP_NOT_PRESENT | PAGEMAP_GUARD, false, 0 },
	{ "marker", PAGEMAP_NOT_PRESENT | PAGEMAP_UFFD_WP |
			    PAGEMAP_MARKER_UFFD_WP * PAGEMAP_SLOT, true, 0 },
	{ "poison", PAGEMAP_NOT_PRESENT |
			    PAGEMAP_MARKER_POISONED * PAGEMAP_SLOT, true, 0 },
	{ "nonpresent", PAGEMAP_NOT_PRESENT, false, 0 },
	{ "present hidden", PAGEMAP_PRESENT, false, 0 },
	{ "occupied", 0, false, RECORDED_OCCUPIED },
	{ "cached", 0, false, RECORDED_CACHED },
	{ "shmem-swapped", 0, false, RECORDED_SHMEM_SWAPPED },
	{ "absent", 0, false, RECORDED_ABSENT },
	{ .name = NULL },
};

static uint64_t word_of(const struct constant *c,
			const struct recorded_machine *machine)
{
	return c->word | (c->marker ? machine->marker_type : 0);
}

static uint64_t all_bits(void)
{
	uint64_t all = 0;

	for (const struct recorded_name *n = recorded_bits; n->name; n++)
		all |= n->value;
	return all;
}

/* Whether it is PRESENT or NOT_PRESENT with a number, and nothing strange. */
static bool has_number(uint64_t word, uint64_t kind)
{
	return (word & ~(PAGEMAP_FRAME | all_bits())) == kind &&
	       word & PAGEMAP_FRAME;
}

uint16_t entry_step(const struct recorded_machine *machine, uint64_t word,
		    uint16_t marks)
{
	/* All small pages of the zero page have its one frame. */
	if (has_number(word, PAGEMAP_PRESENT))
		return !(marks & RECORDED_ZERO) || marks & RECORDED_HUGE;
	if (has_number(word, PAGEMAP_NOT_PRESENT) &&
	    pagemap_type(word) != machine->marker_type)
		return PAGEMAP_SLOT;
	return 0;
}

/* --- reading -------------------------------------------------------------- */

/* A number of no more bits than a word has for it, and not 0. */
static int take_part(struct reader *r, uint64_t most, uint64_t *number)
{
	const char *place;
	int ret;

	reader_at_end(r);
	place = r->at;
	ret = reader_number(r, number, "the number");
	if (ret == 0 && *number > most)
		ret = reader_fail(r, place, "it has more bits than there are");
	return ret;
}

static int take_frame_number(struct reader *r, struct recorded_pages *p)
{
	const char *place = r->at;
	uint64_t frame;
	int ret = take_part(r, PAGEMAP_FRAME, &frame);

	if (ret == 0 && !frame)
		ret = reader_fail(r, place, "frame 0 is what hidden ones have");
	p->word |= ret < 0 ? 0 : frame;
	return ret;
}

static bool take_hidden(struct reader *r)
{
	const char *place = r->at;
	struct word word;

	if (!reader_at_end(r) && reader_word(r, &word, "") == 0 &&
	    word_is(&word, "hidden"))
		return true;
	r->at = place;
	return false;
}

static int take_present(struct reader *r, struct recorded_pages *p)
{
	p->word = PAGEMAP_PRESENT;
	return take_hidden(r) ? 0 : take_frame_number(r, p);
}

static int take_zero(struct reader *r, struct recorded_pages *p)
{
	p->marks |= RECORDED_ZERO;
	return take_present(r, p);
}

/* TYPE:OFFSET of a slot, or of the frame in a special entry. */
static int take_pair(struct reader *r, struct recorded_pages *p)
{
	struct word word, type;
	const char *colon;
	uint64_t numbers[2];
	int ret = reader_word(r, &word, "TYPE:NUMBER");

	if (ret < 0)
		return ret;
	type = word;
	colon = memchr(word.text, ':', word.length);
	if (!colon)
		return reader_fail(r, word.text, "TYPE:NUMBER has no :");
	type.length = (size_t)(colon - word.text);
	ret = reader_parse(r, &type, 10, &numbers[0]);
	r->at = colon + 1;
	if (ret == 0)
		ret = take_part(r, SLOTS, &numbers[1]);
	if (ret < 0)
		return ret;
	if (numbers[0] >= PAGEMAP_TYPES)
		return reader_fail(r, word.text, "types are 0 to 31");
	if (!numbers[0] && !numbers[1])
		return reader_fail(r, word.text,
				   "0:0 is what hidden ones have");
	p->word = PAGEMAP_NOT_PRESENT | numbers[1] << 5 | numbers[0];
	return 0;
}

static int take_swapped(struct reader *r, struct recorded_pages *p)
{
	const char *place = r->at;
	int ret = take_pair(r, p);

	if (ret == 0 &&
	    pagemap_type(p->word) >= r->recording->machine.special_start)
		ret = reader_fail(r, place,
				  "types from special-start on are special");
	return ret;
}

static int take_special(struct reader *r, struct recorded_pages *p)
{
	const char *place = r->at;
	int ret = take_pair(r, p);

	if (ret == 0 &&
	    pagemap_type(p->word) < r->recording->machine.special_start)
		ret = reader_fail(r, place,
				  "types below special-start are swapped");
	return ret;
}

static int take_raw_word(struct reader *r, struct recorded_pages *p)
{
	return reader_number(r, &p->word, "the word");
}

static const struct {
	const char *name;
	int (*take)(struct reader *reader, struct recorded_pages *pages);
} kinds[] = {
	{ "present", take_present },
	{ "zero", take_zero },
	{ "swapped", take_swapped },
	{ "special", take_special },
	{ "word", take_raw_word },
};

static int take_constant(struct reader *r, const struct word *word,
			 struct recorded_pages *p)
{
	const struct constant *c = constants;

	while (c->name && !word_is(word, c->name))
		c++;
	if (!c->name)
		return reader_fail(r, word->text, "there is no such entry");
	/* The next of the table is the same, hidden. */
	if (c->word & PAGEMAP_GUARD && take_hidden(r))
		c++;
	p->word = word_of(c, &r->recording->machine);
	p->marks |= c->mark;
	return 0;
}

static int take_kind(struct reader *r, struct recorded_pages *p)
{
	struct word word;
	int ret = reader_word(r, &word, "the entry");

	if (ret < 0)
		return ret;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (word_is(&word, kinds[i].name))
			return kinds[i].take(r, p);
	}
	return take_constant(r, &word, p);
}

static int take_attribute(struct reader *r, struct recorded_pages *p)
{
	const struct recorded_name *name;
	struct word word;
	uint64_t node;
	int ret = reader_word(r, &word, "an attribute");

	if (ret < 0)
		return ret;
	if (word_is(&word, "node")) {
		ret = reader_number_to(r, INT32_MAX, &node, "the node");
		p->node = (int32_t)node;
		return ret;
	}
	name = recorded_name_is(recorded_bits, word.text, word.length);
	if (name) {
		p->word |= name->value;
		return 0;
	}
	name = recorded_name_is(recorded_marks, word.text, word.length);
	if (!name)
		return reader_fail(r, word.text, "there is no such attribute");
	p->marks |= (uint16_t)name->value;
	return 0;
}

static int check_marks(struct reader *r, const char *place,
		       const struct recorded_pages *p)
{
	bool present = pagemap_is_present(p->word);

	if (p->marks & RECORDED_HUGE && p->marks & RECORDED_HUGE_UNKNOWN)
		return reader_fail(r, place, "huge, and it is not known?");
	if (p->marks & RECORDED_ZERO && p->marks & RECORDED_MAYBE_ZERO)
		return reader_fail(r, place, "zero, and it is not known?");
	if (!present && p->marks & (RECORDED_ZERO | RECORDED_HUGE |
				    RECORDED_MAYBE_ZERO))
		return reader_fail(r, place, "it is not present");
	if (p->marks & RECORDED_BACKED &&
	    (p->word || p->marks & ~RECORDED_BACKED ||
	     p->node != RECORDED_NO_NODE))
		return reader_fail(r, place, "it has no entry");
	return 0;
}

/* The last page has the last number. */
static int check_count(struct reader *r, const char *place,
		       const struct recorded_pages *p)
{
	uint64_t number = p->word & PAGEMAP_FRAME, most = PAGEMAP_FRAME;

	if (p->step == PAGEMAP_SLOT) {
		number >>= 5;
		most = SLOTS;
	}
	if (p->count - 1 <= most && number <= most - (p->count - 1))
		return 0;
	return reader_fail(r, place, "there are not so many numbers");
}

int entry_take(struct reader *r, struct recorded_pages *p)
{
	const char *place = r->at;
	int ret;

	p->node = RECORDED_NO_NODE;
	ret = take_kind(r, p);
	while (ret == 0 && !reader_at_end(r))
		ret = take_attribute(r, p);
	if (ret == 0)
		ret = check_marks(r, place, p);
	if (ret < 0)
		return ret;
	p->step = entry_step(&r->recording->machine, p->word, p->marks);
	if (!p->step || p->count == 1)
		return 0;
	return check_count(r, place, p);
}

/* --- writing -------------------------------------------------------------- */

static const struct constant *
constant_of(const struct recorded_pages *p,
	    const struct recorded_machine *machine)
{
	for (const struct constant *c = constants; c->name; c++) {
		uint64_t whole = word_of(c, machine);

		if (!c->word && !(p->marks & c->mark))
			continue;
		/* The rest of the word is attributes. */
		if ((p->word & whole) == whole &&
		    !((p->word ^ whole) & ~all_bits()))
			return c;
	}
	return NULL;
}

/* Writes the entry; returns the attributes that remain to be told. */
static uint64_t put_kind(char *text, const struct recorded_machine *machine,
			 struct recorded_pages *p)
{
	uint64_t frame = p->word & PAGEMAP_FRAME;
	const struct constant *c = constant_of(p, machine);
	const char *name = "present";

	if (p->marks & RECORDED_ZERO)
		name = "zero";
	if (c && c->word == PAGEMAP_PRESENT)
		snprintf(text, ENTRY_TEXT, "%s hidden", name);
	else if (c)
		snprintf(text, ENTRY_TEXT, "%s", c->name);
	else if (has_number(p->word, PAGEMAP_PRESENT))
		snprintf(text, ENTRY_TEXT, "%s 0x%" PRIx64, name, frame);
	else if (has_number(p->word, PAGEMAP_NOT_PRESENT))
		snprintf(text, ENTRY_TEXT, "%s %u:0x%" PRIx64,
			 pagemap_type(p->word) < machine->special_start ?
				 "swapped" :
				 "special",
			 pagemap_type(p->word), frame >> 5);
	else {
		snprintf(text, ENTRY_TEXT, "word 0x%016" PRIx64, p->word);
		return 0;
	}
	p->marks &= (uint16_t)~RECORDED_ZERO;
	return c ? p->word & ~word_of(c, machine) : p->word;
}

static void put_names(char *text, const struct recorded_name *names,
		      uint64_t set)
{
	for (; names->name; names++) {
		size_t used = strlen(text);

		if (set & names->value)
			snprintf(text + used, ENTRY_TEXT - used, " %s",
				 names->name);
	}
}

void entry_put(char *text, const struct recorded_machine *machine,
	       const struct recorded_pages *pages)
{
	struct recorded_pages p = *pages;
	uint64_t bits = put_kind(text, machine, &p);
	size_t used;

	put_names(text, recorded_bits, bits);
	put_names(text, recorded_marks, p.marks);
	used = strlen(text);
	if (p.node != RECORDED_NO_NODE)
		snprintf(text + used, ENTRY_TEXT - used, " node %d",
			 (int)p.node);
}

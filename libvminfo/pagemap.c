// SPDX-License-Identifier: LGPL-2.1-or-later
/* One 64-bit word of pagemap: the state of a page. */
#include "pagemap.h"

#include "pagemap-bits.h"

static const struct {
	uint64_t bit;
	uint16_t attribute;
} attributes[] = {
	{ PAGEMAP_SOFT_DIRTY, VMINFO_SOFT_DIRTY },
	{ PAGEMAP_EXCLUSIVE, VMINFO_EXCLUSIVE },
	{ PAGEMAP_UFFD_WP, VMINFO_UFFD_WP },
	{ PAGEMAP_FILE, VMINFO_FILE },
};

static uint16_t decode_attributes(uint64_t word)
{
	uint16_t set = 0;

	for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++) {
		if (word & attributes[i].bit)
			set |= attributes[i].attribute;
	}
	return set;
}

/*
 * The zero page is never exclusive, but for the huge one: without
 * CONFIG_PAGE_MAPCOUNT some kernels say so.  They do not say that it is
 * anonymous.
 */
bool pagemap_is_its_own(uint64_t word)
{
	return word & PAGEMAP_EXCLUSIVE && !(word & PAGEMAP_FILE);
}

/*
 * The huge zero page counts as page of a file on many kernels, which tells it
 * from nothing in anonymous memory only.
 */
static bool may_be_zero(const struct pagemap_decoder *how, uint64_t word)
{
	if (pagemap_is_its_own(word))
		return false;
	return how->anonymous || !(word & PAGEMAP_FILE);
}

static bool is_zero_undecided(const struct pagemap_decoder *how, uint64_t frame)
{
	if (how->zero == PAGEMAP_ZERO_MAYBE)
		return true;
	if (how->zero != PAGEMAP_ZERO_BY_FRAME)
		return false;
	return frame == VMINFO_NONE || how->zero_frame == VMINFO_NONE;
}

/* A scan is older than the word: what it saw may have been written since. */
static bool is_zero(const struct pagemap_decoder *how, uint64_t word)
{
	uint64_t frame = pagemap_frame(word);

	if (how->zero == PAGEMAP_ZERO_YES)
		return !pagemap_is_its_own(word);
	return frame != VMINFO_NONE && frame == how->zero_frame;
}

static void decode_present(const struct pagemap_decoder *how, uint64_t word,
			   struct vminfo_page *page)
{
	uint64_t frame = pagemap_frame(word);

	page->state = VMINFO_PRESENT;
	page->value = frame;
	if (frame == VMINFO_NONE)
		page->attributes |= VMINFO_HIDDEN;
	if (is_zero(how, word)) {
		page->state = VMINFO_ZERO;
		page->attributes &= (uint16_t)~VMINFO_FILE;
	} else if (is_zero_undecided(how, frame) && may_be_zero(how, word)) {
		page->attributes |= VMINFO_MAYBE_ZERO;
	}
}

static uint8_t decode_marker(uint64_t payload)
{
	if (payload & PAGEMAP_MARKER_POISONED)
		return VMINFO_POISONED;
	if (payload & PAGEMAP_MARKER_GUARD)
		return VMINFO_GUARD;
	if (payload & PAGEMAP_MARKER_UFFD_WP)
		return VMINFO_MARKER;
	return VMINFO_SPECIAL;
}

static void decode_not_present(const struct pagemap_decoder *how,
			       uint64_t word, struct vminfo_page *page)
{
	unsigned int type = pagemap_type(word);
	uint64_t offset = (word & PAGEMAP_SWAP_OFFSET) >> 5;

	if (word & PAGEMAP_GUARD) {
		page->state = VMINFO_GUARD;
		return;
	}
	/* Slot 0 holds the header of an area, so that no entry is all 0. */
	if (!(word & PAGEMAP_FRAME)) {
		page->state = VMINFO_NONPRESENT;
		page->attributes |= VMINFO_HIDDEN;
		return;
	}
	if (type == how->marker_type) {
		page->state = decode_marker(offset);
		return;
	}
	if (type >= how->special_start) {
		page->state = VMINFO_SPECIAL;
		return;
	}
	page->state = VMINFO_SWAPPED;
	page->swap_type = (uint8_t)type;
	page->value = offset;
}

void pagemap_decode(const struct pagemap_decoder *how, uint64_t word,
		    struct vminfo_page *page)
{
	page->word = word;
	page->value = VMINFO_NONE;
	page->swap_type = 0;
	page->attributes = decode_attributes(word);
	page->reserved = 0;
	if (word & PAGEMAP_PRESENT)
		decode_present(how, word, page);
	else if (word & PAGEMAP_NOT_PRESENT)
		decode_not_present(how, word, page);
	else
		page->state = how->empty;
}

/* What is one frame or slot in the word; 0: it has none. */
static uint64_t unit_of(uint64_t word)
{
	if (!(word & PAGEMAP_FRAME))
		return 0;
	if (word & PAGEMAP_PRESENT)
		return 1;
	/* The kernel counts the frame in a special entry of PMD size, too. */
	return word & PAGEMAP_NOT_PRESENT ? PAGEMAP_SLOT : 0;
}

/* No number, however high, goes over into the flags. */
uint64_t pagemap_step(uint64_t word, uint64_t pages)
{
	uint64_t number = word + pages * unit_of(word);

	return (word & ~PAGEMAP_FRAME) | (number & PAGEMAP_FRAME);
}

uint64_t pagemap_steps(uint64_t word)
{
	uint64_t unit = unit_of(word);

	return unit ? (PAGEMAP_FRAME - (word & PAGEMAP_FRAME)) / unit :
		      UINT64_MAX;
}

uint64_t pagemap_frame(uint64_t word)
{
	if (!(word & PAGEMAP_PRESENT) || !(word & PAGEMAP_FRAME))
		return VMINFO_NONE;
	return word & PAGEMAP_FRAME;
}

bool pagemap_is_present(uint64_t word)
{
	return word & PAGEMAP_PRESENT;
}

bool pagemap_has_guard_bit(uint64_t word)
{
	return word & PAGEMAP_GUARD;
}

bool pagemap_is_empty(uint64_t word)
{
	return !(word & (PAGEMAP_PRESENT | PAGEMAP_NOT_PRESENT));
}

bool pagemap_is_marker(const struct pagemap_decoder *how, uint64_t word)
{
	struct vminfo_page page;

	/* Of most words that is all that has to be looked at. */
	if (!(word & PAGEMAP_NOT_PRESENT) || word & PAGEMAP_PRESENT)
		return false;
	pagemap_decode(how, word, &page);
	return page.state == VMINFO_MARKER;
}

/* The loop has no branch: of terabytes that are reserved all words are read. */
bool pagemap_are_empty(const uint64_t *words, size_t n)
{
	uint64_t any = 0;

	if (n && !pagemap_is_empty(words[0]))
		return false;
	for (size_t i = 0; i < n; i++)
		any |= words[i];
	return pagemap_is_empty(any);
}

bool pagemap_is_movable(const struct pagemap_decoder *how, uint64_t word)
{
	unsigned int type = pagemap_type(word);

	if (!(word & PAGEMAP_NOT_PRESENT) ||
	    word & (PAGEMAP_PRESENT | PAGEMAP_GUARD))
		return false;
	return type >= how->special_start && type != how->marker_type;
}

uint64_t pagemap_special_frame(uint64_t word)
{
	return (word & PAGEMAP_SWAP_OFFSET) >> 5;
}

unsigned int pagemap_type(uint64_t word)
{
	return (unsigned int)(word & PAGEMAP_SWAP_TYPE);
}

/* Bits that are flags; what is below them depends on the first two. */
static const struct vminfo_word_field flags[] = {
	{ "present", .high = 63, .low = 63 },
	{ "not-present", .high = 62, .low = 62 },
	{ "file", .high = 61, .low = 61 },
	{ "reserved", .high = 60, .low = 59 },
	{ "guard", .high = 58, .low = 58 },
	{ "uffd-wp", .high = 57, .low = 57 },
	{ "exclusive", .high = 56, .low = 56 },
	{ "soft-dirty", .high = 55, .low = 55 },
};

static const struct vminfo_word_field of_present[] = {
	{ "frame", .high = 54, .low = 0 },
};

static const struct vminfo_word_field of_entry[] = {
	{ "offset", .high = 54, .low = 5 },
	{ "type", .high = 4, .low = 0 },
};

static const struct vminfo_word_field of_nothing[] = {
	{ "empty", .high = 54, .low = 0 },
};

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static const struct vminfo_word_field *find_field(uint64_t word, size_t i)
{
	if (i < COUNT(flags))
		return &flags[i];
	i -= COUNT(flags);
	if (word & PAGEMAP_PRESENT)
		return i < COUNT(of_present) ? &of_present[i] : NULL;
	if (word & PAGEMAP_NOT_PRESENT)
		return i < COUNT(of_entry) ? &of_entry[i] : NULL;
	return i < COUNT(of_nothing) ? &of_nothing[i] : NULL;
}

int vminfo_word_field(uint64_t word, unsigned int i,
		      struct vminfo_word_field *field)
{
	const struct vminfo_word_field *found = find_field(word, i);

	if (!found)
		return 0;
	*field = *found;
	field->value = (word & PAGEMAP_BITS(found->high, found->low)) >>
		       found->low;
	return 1;
}

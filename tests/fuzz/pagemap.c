// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/pagemap.c: any word, under anything that a decoder may know. */
#include "fuzz.h"

#include "pagemap.h"

#define BIT(n) ((uint64_t)1 << (n))
#define FRAME (BIT(55) - 1)
#define OF_WORDS                                                               \
	(VMINFO_FILE | VMINFO_EXCLUSIVE | VMINFO_SOFT_DIRTY | VMINFO_UFFD_WP | \
	 VMINFO_HIDDEN | VMINFO_MAYBE_ZERO)

/* States whose value is a frame. */
static bool has_frame(uint8_t state)
{
	return state == VMINFO_PRESENT || state == VMINFO_ZERO ||
	       state == VMINFO_MIGRATING || state == VMINFO_DEVICE ||
	       state == VMINFO_POISONED;
}

static void check(const struct pagemap_decoder *how,
		  const struct vminfo_page *page)
{
	assert(vminfo_state_name(page->state));
	assert(!(page->attributes & ~OF_WORDS));
	assert(page->reserved == 0);
	/* A frame that is hidden is never 0. */
	if (page->attributes & VMINFO_HIDDEN)
		assert(page->value == VMINFO_NONE);
	if (page->value != VMINFO_NONE) {
		assert(has_frame(page->state) || page->state == VMINFO_SWAPPED);
		assert(page->value <= FRAME);
	}
	/* Swap only ever below the special types. */
	if (page->state == VMINFO_SWAPPED) {
		assert(page->swap_type < how->special_start);
		assert(page->value != VMINFO_NONE);
	} else {
		assert(page->swap_type == 0);
	}
}

static void check_kind(const struct pagemap_decoder *how,
		       const struct vminfo_page *page)
{
	uint64_t word = page->word;
	bool present = word & BIT(63);

	assert(pagemap_is_present(word) == present);
	if (present)
		assert(page->state == VMINFO_PRESENT ||
		       page->state == VMINFO_ZERO);
	else
		assert(page->state != VMINFO_PRESENT &&
		       page->state != VMINFO_ZERO);
	if (pagemap_is_empty(word))
		assert(page->state == how->empty);
	if (page->attributes & VMINFO_MAYBE_ZERO)
		assert(page->state == VMINFO_PRESENT);
	if (how->zero == PAGEMAP_ZERO_NO &&
	    pagemap_frame(word) != how->zero_frame)
		assert(page->state != VMINFO_ZERO);
}

/* One page further is one frame or one slot further, and nothing else. */
static void check_step(const struct pagemap_decoder *how,
		       const struct vminfo_page *page, uint64_t n)
{
	struct vminfo_page next = { .va = page->va };

	if (page->value == VMINFO_NONE || page->value + n > (FRAME >> 5))
		return;
	pagemap_decode(how, pagemap_step(page->word, n), &next);
	if (next.state == page->state)
		assert(next.value == page->value + n);
	else
		assert(page->state == VMINFO_PRESENT ||
		       page->state == VMINFO_ZERO);
}

/* The pieces that are told lie in the word, high ones first. */
static void check_fields(uint64_t word)
{
	struct vminfo_word_field field;
	uint32_t above = 64;

	for (unsigned int i = 0; vminfo_word_field(word, i, &field); i++) {
		uint64_t value = word >> field.low;

		assert(field.name && field.low <= field.high);
		assert(field.high < above);
		above = field.low;
		if (field.high - field.low < 63)
			value &= BIT(field.high - field.low + 1) - 1;
		assert(field.value == value);
	}
	assert(above == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum vminfo_state empty[] = {
		VMINFO_ABSENT, VMINFO_UNRESOLVED, VMINFO_PFNMAP,
	};
	struct fuzz_bytes bytes = { data, size };
	const struct pagemap_decoder how = {
		.anonymous = (uint8_t)fuzz_number(&bytes, 1) & 1,
		.empty = (uint8_t)empty[fuzz_number(&bytes, 1) % 3],
		.zero = (uint8_t)fuzz_number(&bytes, 1) & 3,
		.special_start = (uint8_t)(PAGEMAP_LOWEST_SPECIAL +
					   fuzz_number(&bytes, 1) % 11),
		.marker_type = (uint8_t)(PAGEMAP_LOWEST_SPECIAL +
					 fuzz_number(&bytes, 1) % 11),
		.zero_frame = fuzz_number(&bytes, 1) & 1 ?
				      fuzz_number(&bytes, 7) : VMINFO_NONE,
	};

	while (bytes.left) {
		struct vminfo_page page = { .va = 0x1000 };
		uint64_t n = fuzz_number(&bytes, 1);

		pagemap_decode(&how, fuzz_number(&bytes, 8), &page);
		assert(page.va == 0x1000);
		check(&how, &page);
		check_kind(&how, &page);
		check_step(&how, &page, n);
		check_fields(page.word);
	}
	return 0;
}

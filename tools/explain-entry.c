// SPDX-License-Identifier: LGPL-2.1-or-later
/* The entry of the page table: its word bit by bit, and its state. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <json-c/json.h>

#include "explain-place.h"

/* What a piece of the word says, by its name and value. */
static const struct meaning {
	const char *name;
	const char *none;	/* if it is 0 */
	const char *some;
} meanings[] = {
	{ "present", "no frame of RAM is mapped here",
	  "a frame of RAM is mapped here" },
	{ "not-present", "there is no other entry",
	  "there is an entry of another kind: a slot of swap, or a special "
	  "one" },
	{ "file", "not a page of a file or of shared memory",
	  "a page of a file or of shared memory, or the huge zero page" },
	{ "reserved", "not used", "bits that this program does not know" },
	{ "guard", "no guard region", "guard region: an access is SIGSEGV" },
	{ "uffd-wp", "not write-protected by userfaultfd",
	  "write-protected by userfaultfd" },
	{ "exclusive", "not known to be mapped once",
	  "mapped once, in the kernel's opinion" },
	{ "soft-dirty", "no mark that it was written (or this kernel has none)",
	  "written since the marks were cleared" },
	{ "frame", "the number of the frame is hidden",
	  "the number of the frame" },
	{ "empty", "nothing", "bits that this program does not know" },
};

static const char *meaning_of_entry(const struct place *place,
				    const struct vminfo_word_field *field)
{
	const bool is_type = strcmp(field->name, "type") == 0;

	if (place->page.attributes & VMINFO_HIDDEN)
		return "hidden";
	if (place->page.state == VMINFO_SWAPPED)
		return is_type ? "the number of the swap area"
			       : "the slot in the swap area";
	return is_type ? "the kind of a special entry"
		       : "what the special entry carries";
}

static const char *meaning_of(const struct place *place,
			      const struct vminfo_word_field *field)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(*meanings); i++)
		if (strcmp(meanings[i].name, field->name) == 0)
			return field->value ? meanings[i].some
					    : meanings[i].none;
	return meaning_of_entry(place, field);
}

static void tell_field(struct facts *facts, const struct place *place,
		       const struct vminfo_word_field *field)
{
	const char *meaning = meaning_of(place, field);
	char label[16];

	facts_open(facts, NULL, NULL);
	facts_put(facts, "high", json_object_new_int((int)field->high));
	facts_put(facts, "low", json_object_new_int((int)field->low));
	facts_put(facts, "name", json_object_new_string(field->name));
	facts_put(facts, "value", facts_json_hex(field->value));
	facts_put(facts, "meaning", json_object_new_string(meaning));
	facts_close(facts);
	if (field->high == field->low)
		snprintf(label, sizeof(label), "bit %" PRIu32, field->high);
	else
		snprintf(label, sizeof(label), "bits %" PRIu32 "-%" PRIu32,
			 field->high, field->low);
	if (field->high == field->low)
		facts_line(facts, label, "%" PRIu64 "  %s: %s", field->value,
			   field->name, meaning);
	else
		facts_line(facts, label, "0x%" PRIx64 "  %s: %s", field->value,
			   field->name, meaning);
}

static void tell_word(struct facts *facts, const struct place *place)
{
	uint64_t number = place->page.va / place->page_size;
	struct vminfo_word_field field;
	char word[32];

	snprintf(word, sizeof(word), "0x%016" PRIx64, place->page.word);
	facts_put(facts, "offset", facts_json_hex(number * 8));
	facts_put(facts, "word", json_object_new_string(word));
	facts_line(facts, "pagemap", "8 bytes at 0x%" PRIx64 ", 8 for each "
		   "page before", number * 8);
	facts_line(facts, "word", "%s", word);
	facts_open_list(facts, "fields", NULL);
	for (unsigned int i = 0;
	     vminfo_word_field(place->page.word, i, &field); i++)
		tell_field(facts, place, &field);
	facts_close(facts);
}

/* --- the state ------------------------------------------------------------ */

static const char *const whys[] = {
	[VMINFO_PRESENT] = "the page table maps it to a frame of RAM",
	[VMINFO_ZERO] = "it is mapped to the one page of zeros that all "
			"processes share: it was read, and never written",
	[VMINFO_SWAPPED] = "a slot of a swap area is assigned to it. The data "
			   "are there, or in RAM on the way (swap cache, "
			   "zswap), or nowhere if they are all zeros",
	[VMINFO_SHMEM_SWAPPED] = "its shared memory has it in swap",
	[VMINFO_CACHED] = "its object has it in RAM, and this process has not "
			  "mapped it",
	[VMINFO_UNRESOLVED] = "this process has no entry for it. Its file or "
			      "shared memory may have the page in RAM, on "
			      "disk, in swap, or not at all",
	[VMINFO_ABSENT] = "there is no entry, and it is nobody else's: it was "
			  "never touched, or was given back",
	[VMINFO_UNMAPPED] = "no mapping holds this address",
	[VMINFO_GUARD] = "the entry is a marker that makes it a guard region, "
			 "as madvise(2) does it with MADV_GUARD_INSTALL",
	[VMINFO_MARKER] = "the entry is a marker without memory: userfaultfd "
			  "write-protects what will be here",
	[VMINFO_POISONED] = "the entry is a marker of poison, of userfaultfd "
			    "or of a swap-in that failed",
	[VMINFO_MIGRATING] = "the kernel is moving it to another frame right "
			     "now",
	[VMINFO_DEVICE] = "a device has it in memory of its own",
	[VMINFO_SPECIAL] = "the entry is a special one, not swap; what it is, "
			   "cannot be told",
	[VMINFO_PFNMAP] = "the kernel gives no page information for such a "
			  "mapping: a driver, or the kernel itself, put the "
			  "pages there",
	[VMINFO_NONPRESENT] = "there is an entry, a slot of swap or a special "
			      "one; which it is, is hidden",
};

static const char *why_of(const struct vminfo_page *page)
{
	if (page->state == VMINFO_POISONED && page->value != VMINFO_NONE)
		return "the hardware reported an error in its frame";
	return whys[page->state];
}

static const struct {
	uint16_t attribute;
	const char *text;
} attributes[] = {
	{ VMINFO_HUGE, "mapped by one entry for a huge page" },
	{ VMINFO_HUGE_UNKNOWN,
	  "this kernel cannot tell whether it is mapped as a huge page" },
	{ VMINFO_MAYBE_ZERO, "it may be the zero page" },
	{ VMINFO_HIDDEN, "the frame or slot is hidden" },
	{ VMINFO_CHANGED, "its mapping changed while it was read" },
};

static void tell_attributes(struct facts *facts, const struct place *place)
{
	uint16_t set = place->page.attributes;

	facts_open_list(facts, "attributes", NULL);
	for (unsigned int bit = 0; bit < 16; bit++) {
		enum vminfo_attribute one = (enum vminfo_attribute)(1u << bit);
		const char *name = vminfo_attribute_name(one);

		if (set & one && name)
			facts_put(facts, NULL, json_object_new_string(name));
	}
	facts_close(facts);
	for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++)
		if (set & attributes[i].attribute)
			facts_line(facts, NULL, "%s", attributes[i].text);
}

static void tell_state(struct facts *facts, const struct place *place)
{
	const char *name =
		vminfo_state_name(place->page.state);

	facts_put(facts, "state", json_object_new_string(name));
	facts_line(facts, "state", "%s: %s", name, why_of(&place->page));
	tell_attributes(facts, place);
	facts_put(facts, "moved", json_object_new_boolean(place->moved));
	if (place->moved)
		facts_line(facts, NULL, "the entry was another one at each "
			   "look: what follows may be of two moments");
}

void explain_entry(struct facts *facts, const struct place *place)
{
	facts_open(facts, "entry", "Its entry in the page table");
	if (place->page.state != VMINFO_UNMAPPED) {
		tell_word(facts, place);
	} else {
		facts_put(facts, "offset", NULL);
		facts_put(facts, "word", NULL);
		facts_put(facts, "fields", NULL);
	}
	tell_state(facts, place);
	facts_close(facts);
}

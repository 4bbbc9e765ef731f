// SPDX-License-Identifier: LGPL-2.1-or-later
/* The slot that a swapped page is in, and what an access would do. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include <json-c/json.h>

#include "access.h"
#include "explain-place.h"
#include "swap-area.h"

static bool is_zram(const struct place *place,
		    const struct vminfo_swap_area *told)
{
	int sys = place->here ? open("/sys", O_PATH | O_DIRECTORY | O_CLOEXEC)
			      : -1;
	struct swap_area area;

	swap_area_look(&area, told, sys);
	if (sys >= 0)
		close(sys);
	return area.kind == SWAP_AREA_ZRAM;
}

static void tell_device(struct facts *facts, const struct place *place)
{
	struct vminfo_swap_area area;
	int proven = vminfo_context_slot_area(place->context,
					      place->page.swap_type,
					      place->page.value, &area);
	char *safe = proven < 0 ? NULL : facts_encode(facts, area.name);

	facts_put(facts, "device", safe ? json_object_new_string(safe) : NULL);
	facts_put(facts, "proven", proven < 0 ? NULL :
		  json_object_new_boolean(proven));
	if (!safe) {
		facts_line(facts, "device", "? (the kernel does not say which "
			   "area has which number)");
		return;
	}
	facts_line(facts, "device", "%s%s", safe, proven ? "" :
		   " (a guess: the kernel does not say which area has which "
		   "number)");
	if (is_zram(place, &area))
		facts_line(facts, NULL, "zram: that is RAM, where it is "
			   "compressed");
	free(safe);
}

void explain_slot(struct facts *facts, const struct place *place)
{
	uint64_t offset = place->page.value * place->page_size;

	if (place->page.state != VMINFO_SWAPPED) {
		facts_put(facts, "swap", NULL);
		return;
	}
	facts_open(facts, "swap", "The slot of swap");
	facts_put(facts, "type",
		  json_object_new_int(place->page.swap_type));
	facts_line(facts, "area", "number %u", place->page.swap_type);
	facts_put(facts, "slot", json_object_new_uint64(place->page.value));
	facts_line(facts, "slot", "%" PRIu64 ", counted in pages from the "
		   "start of the area", place->page.value);
	offset += place->va & (place->page_size - 1);
	facts_put(facts, "offset", json_object_new_uint64(offset));
	facts_line(facts, "this byte", "belongs at byte %" PRIu64 " of the "
		   "area", offset);
	tell_device(facts, place);
	facts_close(facts);
}

/* --- accesses ------------------------------------------------------------- */

static bool is_merged(const struct vminfo_frame *frame)
{
	return frame->known & VMINFO_FRAME_HAS_FLAGS &&
	       vminfo_frame_flags_valid(frame->flags) >>
		       VMINFO_FRAME_KSM & 1;
}

static void tell_outcome(struct facts *facts, const char *word,
			 struct access_outcome outcome)
{
	const char *effect = access_effect_name(outcome.effect);

	facts_open(facts, word, NULL);
	facts_put(facts, "effect", effect ? json_object_new_string(effect)
					  : NULL);
	facts_put(facts, "text", json_object_new_string(outcome.text));
	facts_close(facts);
	facts_line(facts, word, "%s", outcome.text);
}

void explain_access(struct facts *facts, const struct place *place)
{
	const struct access access = {
		.state = (enum vminfo_state)place->page.state,
		.permissions = place->mapped ? place->mapping.permissions : 0,
		.kind = place->mapped ? place->mapping.kind : 0,
		.attributes = place->page.attributes,
		.vmflags = place->vmflags,
		.ksm = is_merged(&place->frame),
		.below_stack = !place->mapped && place->above_is_stack,
	};

	facts_open(facts, "access", "What an access would do now");
	tell_outcome(facts, "read", access_outcome(&access, ACCESS_READ));
	tell_outcome(facts, "write", access_outcome(&access, ACCESS_WRITE));
	facts_close(facts);
}

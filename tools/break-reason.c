// SPDX-License-Identifier: LGPL-2.1-or-later
/* Why a run of frames ends between two pages. */
#include "break-reason.h"

#include <stddef.h>

#define FLAG(bit) (UINT64_C(1) << (bit))

/* --- pages without a frame of their own ----------------------------------- */

static const struct {
	enum break_reason reason;
	bool perhaps;		/* it may have one all the same */
} states[] = {
	[VMINFO_ZERO] = { BREAK_ZERO, false },
	[VMINFO_SWAPPED] = { BREAK_SWAPPED, false },
	[VMINFO_SHMEM_SWAPPED] = { BREAK_SHMEM_SWAPPED, false },
	[VMINFO_CACHED] = { BREAK_CACHED, false },
	[VMINFO_UNRESOLVED] = { BREAK_UNRESOLVED, false },
	[VMINFO_ABSENT] = { BREAK_ABSENT, false },
	[VMINFO_UNMAPPED] = { BREAK_UNMAPPED, false },
	[VMINFO_GUARD] = { BREAK_GUARD, false },
	[VMINFO_MARKER] = { BREAK_MARKER, false },
	[VMINFO_POISONED] = { BREAK_POISONED, false },
	[VMINFO_DEVICE] = { BREAK_DEVICE, false },
	[VMINFO_MIGRATING] = { BREAK_MIGRATING, true },
	[VMINFO_SPECIAL] = { BREAK_SPECIAL, true },
	[VMINFO_PFNMAP] = { BREAK_PFNMAP, true },
	[VMINFO_NONPRESENT] = { BREAK_NONPRESENT, true },
};

static bool is_present(const struct break_side *side)
{
	return side->page.state == VMINFO_PRESENT;
}

static bool has_state(const struct break_side *side, bool perhaps)
{
	return side->page.state < sizeof(states) / sizeof(*states) &&
	       !is_present(side) && states[side->page.state].perhaps == perhaps;
}

static enum break_reason of_state(const struct break_joint *joint, bool *before)
{
	static const bool doubts[] = { false, true };

	for (size_t i = 0; i < 2; i++) {
		*before = false;
		if (has_state(&joint->after, doubts[i]))
			return states[joint->after.page.state].reason;
		*before = true;
		if (has_state(&joint->before, doubts[i]))
			return states[joint->before.page.state].reason;
	}
	*before = false;
	return BREAK_UNKNOWN;
}

/* --- what is known of two frames ------------------------------------------ */

static bool has_flag(const struct break_side *side, unsigned int bit)
{
	const struct vminfo_frame *frame = &side->frame;

	return frame->known & VMINFO_FRAME_HAS_FLAGS &&
	       vminfo_frame_flags_valid(frame->flags) & FLAG(bit);
}

/* Negative: not known. */
static int order_of(const struct break_side *side)
{
	const struct vminfo_frame *frame = &side->frame;

	if (!(frame->known & VMINFO_FRAME_HAS_ORDER) || frame->order > 63)
		return -1;
	return frame->order;
}

static uint64_t head_of(const struct break_side *side)
{
	return side->page.value & (UINT64_MAX << order_of(side));
}

static bool is_last_of_folio(const struct break_side *side)
{
	return !((side->page.value + 1) & ~(UINT64_MAX << order_of(side)));
}

static bool are_one_folio(const struct break_joint *joint)
{
	int order = order_of(&joint->before);

	return order > 0 && order == order_of(&joint->after) &&
	       head_of(&joint->before) == head_of(&joint->after);
}

static bool are_one_mapping(const struct break_joint *joint)
{
	return joint->before.mapped && joint->after.mapped &&
	       joint->before.mapping.va == joint->after.mapping.va;
}

static bool is_hugetlb(const struct break_joint *joint,
		       const struct break_side *side)
{
	uint64_t size = side->mapping.page_size;

	return has_flag(side, VMINFO_FRAME_HUGE) ||
	       (side->mapped && size != VMINFO_NONE && size > joint->page_size);
}

/* --- copies --------------------------------------------------------------- */

/* Some entries without a page of the kernel's are not a file's, either. */
static bool is_own(const struct break_side *side)
{
	return !(side->page.attributes & VMINFO_FILE) &&
	       (!(side->frame.known & VMINFO_FRAME_HAS_FLAGS) ||
		has_flag(side, VMINFO_FRAME_ANON));
}

static bool is_file_copy(const struct break_joint *joint, bool *before)
{
	const struct vminfo_mapping *mapping = &joint->after.mapping;
	const struct break_side *b = &joint->before, *a = &joint->after;

	if (!are_one_mapping(joint) || mapping->kind != VMINFO_OBJECT ||
	    mapping->permissions & VMINFO_SHARED)
		return false;
	*before = a->page.attributes & VMINFO_FILE;
	return *before ? is_own(b) :
			 b->page.attributes & VMINFO_FILE && is_own(a);
}

/* Where a page would be, if it were in the folio around it. */
static uint64_t place_of(const struct break_side *side)
{
	if (order_of(side) != 0 || side->place == VMINFO_NONE)
		return side->page.value;
	return side->place;
}

/* If all were in their places, it would not break here. */
static bool is_own_copy(const struct break_joint *joint, bool *before)
{
	*before = place_of(&joint->after) == joint->after.page.value;
	return place_of(&joint->after) == place_of(&joint->before) + 1;
}

/* --- folios --------------------------------------------------------------- */

/* Mapped by one entry, so that it ends where its next page is not any more. */
static bool is_end_of_huge(const struct break_joint *joint)
{
	const struct break_side *before = &joint->before;
	uint64_t unit = joint->pmd_size;

	if (!(before->page.attributes & VMINFO_HUGE))
		return false;
	if (is_hugetlb(joint, before))
		unit = before->mapping.page_size;
	return unit && unit != VMINFO_NONE &&
	       !(joint->after.page.va & (unit - 1));
}

static bool is_huge(const struct break_joint *joint, int order)
{
	if (order > 0 && is_hugetlb(joint, &joint->before))
		return true;
	return order >= 0 && joint->pmd_size &&
	       joint->page_size << order >= joint->pmd_size;
}

static enum break_reason of_folio(const struct break_joint *joint,
				  struct break_answer *answer)
{
	answer->order = order_of(&joint->before);
	answer->huge = is_huge(joint, answer->order);
	if (answer->order >= 0)
		return is_last_of_folio(&joint->before) ? BREAK_FOLIO :
							  BREAK_PARTIAL;
	answer->huge = is_end_of_huge(joint);
	return answer->huge ? BREAK_FOLIO : BREAK_UNKNOWN;
}

/* -------------------------------------------------------------------------- */

static enum break_reason of_flags(const struct break_joint *joint, bool *before)
{
	static const struct {
		unsigned int bit;
		enum break_reason reason;
	} flags[] = {
		{ VMINFO_FRAME_HWPOISON, BREAK_POISONED },
		{ VMINFO_FRAME_ZERO_PAGE, BREAK_ZERO },
		{ VMINFO_FRAME_KSM, BREAK_KSM },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		*before = !has_flag(&joint->after, flags[i].bit);
		if (!*before || has_flag(&joint->before, flags[i].bit))
			return flags[i].reason;
	}
	*before = false;
	return BREAK_UNKNOWN;
}

/* What two frames are that do not follow each other. */
static enum break_reason of_frames(const struct break_joint *joint,
				   struct break_answer *answer)
{
	enum break_reason reason = of_flags(joint, &answer->before);

	if (reason != BREAK_UNKNOWN)
		return reason;
	if (is_file_copy(joint, &answer->before))
		return BREAK_FILE_COPY;
	answer->before = false;
	if (are_one_folio(joint))
		return BREAK_REORDERED;
	if (!are_one_mapping(joint))
		return BREAK_BORDER;
	if (is_own_copy(joint, &answer->before))
		return BREAK_OWN_COPY;
	answer->before = false;
	return of_folio(joint, answer);
}

static enum break_reason reason_of(const struct break_joint *joint,
				   struct break_answer *answer)
{
	uint16_t any = joint->before.page.attributes |
		       joint->after.page.attributes;
	uint64_t before = joint->before.page.value;
	uint64_t after = joint->after.page.value;
	enum break_reason reason;

	if (any & VMINFO_CHANGED)
		return BREAK_CHANGED;
	reason = of_state(joint, &answer->before);
	if (reason != BREAK_UNKNOWN || !is_present(&joint->before) ||
	    !is_present(&joint->after))
		return reason;
	if (before == VMINFO_NONE || after == VMINFO_NONE)
		return BREAK_HIDDEN;
	if (after == before + 1 ||
	    joint->before.page.va == joint->after.page.va)
		return BREAK_LIMIT;
	/* A zero page is in nobody's folio, and in no order. */
	if (any & VMINFO_MAYBE_ZERO)
		return BREAK_UNKNOWN;
	return of_frames(joint, answer);
}

static bool is_of_hugetlb(const struct break_joint *joint, bool before)
{
	if (are_one_mapping(joint) && is_hugetlb(joint, &joint->before))
		return true;
	return is_hugetlb(joint, before ? &joint->before : &joint->after);
}

void break_reason_judge(const struct break_joint *joint,
			struct break_answer *answer)
{
	*answer = (struct break_answer){ .order = -1 };
	answer->reason = reason_of(joint, answer);
	answer->hugetlb = is_of_hugetlb(joint, answer->before);
}

bool break_reason_of_state(uint32_t state, struct break_answer *answer)
{
	if (state >= sizeof(states) / sizeof(*states) ||
	    states[state].reason == BREAK_UNKNOWN)
		return false;
	*answer = (struct break_answer){
		.reason = states[state].reason, .order = -1,
	};
	return true;
}

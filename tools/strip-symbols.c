// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a cell of a picture looks like, and what that means. */
#include "strip-symbols.h"

#include <stddef.h>

#include "colour.h"

/*
 * Blocks such as the full one are as wide as two letters on some terminals;
 * quadrants, the light shade and the dot operator never are.
 */
#define ONE_RUN "\342\226\231"		/* U+2599 */
#define NEXT_RUN "\342\226\221"		/* U+2591 */
#define BROKEN "\342\226\236"		/* U+259E */
#define PARTLY "\342\226\226"		/* U+2596 */
#define DOT "\342\213\205"		/* U+22C5 */

#define NOT_COUNTED (-1)

const struct strip_look strip_looks[] = {
	[STRIP_IS_POISONED] = { "X", "X", VMINFO_POISONED, NULL,
		STRIP_POISONED, "poisoned" },
	[STRIP_IS_SWAPPED] = { "s", "s", VMINFO_SWAPPED, NULL,
		STRIP_SWAPPED, "swapped" },
	[STRIP_IS_SHMEM_SWAPPED] = { "S", "S", VMINFO_SHMEM_SWAPPED, NULL,
		STRIP_SHMEM_SWAPPED, "shmem-swapped" },
	[STRIP_IS_NONPRESENT] = { "n", "n", VMINFO_NONPRESENT, NULL,
		STRIP_NONPRESENT, "nonpresent: swap or special" },
	[STRIP_IS_MIGRATING] = { "m", "m", VMINFO_MIGRATING, NULL,
		STRIP_MIGRATING, "migrating" },
	[STRIP_IS_SPECIAL] = { "e", "e", VMINFO_SPECIAL, NULL,
		STRIP_SPECIAL, "special" },
	[STRIP_IS_DEVICE] = { "d", "d", VMINFO_DEVICE, NULL,
		STRIP_DEVICE, "device" },
	[STRIP_IS_GUARD] = { "g", "g", VMINFO_GUARD, NULL,
		STRIP_GUARD, "guard" },
	[STRIP_IS_MARKER] = { "w", "w", VMINFO_MARKER, NULL,
		STRIP_MARKER, "marker" },
	[STRIP_IS_PFNMAP] = { "p", "p", VMINFO_PFNMAP, NULL,
		STRIP_PFNMAP, "pfnmap" },
	[STRIP_IS_SMALL_HIDDEN] = { "?", "?", VMINFO_PRESENT, COLOUR_UNKNOWN,
		STRIP_SMALL_HIDDEN, "present, frame hidden" },
	[STRIP_IS_HUGE_HIDDEN] = { "&", "&", VMINFO_PRESENT, COLOUR_UNKNOWN,
		STRIP_HUGE_HIDDEN, "huge page, frame hidden" },
	[STRIP_IS_PARTLY] = { "+", PARTLY, VMINFO_PRESENT, COLOUR_BROKEN,
		NOT_COUNTED, "partly present" },
	[STRIP_IS_BROKEN] = { "%", BROKEN, VMINFO_PRESENT, COLOUR_BROKEN,
		NOT_COUNTED, "several runs in a cell" },
	[STRIP_IS_SMALL] = { "#", ONE_RUN, VMINFO_PRESENT, NULL,
		STRIP_SMALL, "present" },
	[STRIP_IS_SMALL_TOO] = { "=", NEXT_RUN, VMINFO_PRESENT, NULL,
		STRIP_SMALL, NULL },
	[STRIP_IS_HUGE_BROKEN] = { "M", "M", VMINFO_PRESENT, COLOUR_BROKEN,
		NOT_COUNTED, "huge pages of several runs" },
	[STRIP_IS_HUGE] = { "H", "H", VMINFO_PRESENT, NULL,
		STRIP_HUGE, "huge page" },
	[STRIP_IS_HUGE_TOO] = { "h", "h", VMINFO_PRESENT, NULL,
		STRIP_HUGE, NULL },
	[STRIP_IS_ZERO] = { "z", "z", VMINFO_ZERO, NULL,
		STRIP_ZERO, "zero" },
	[STRIP_IS_CACHED] = { "c", "c", VMINFO_CACHED, NULL,
		STRIP_CACHED, "cached" },
	[STRIP_IS_UNRESOLVED] = { "-", "-", VMINFO_UNRESOLVED, NULL,
		STRIP_UNRESOLVED, "unresolved" },
	[STRIP_IS_ABSENT] = { ".", DOT, VMINFO_ABSENT, NULL,
		STRIP_ABSENT, "absent" },
	[STRIP_IS_UNMAPPED] = { "_", "_", VMINFO_UNMAPPED, NULL,
		STRIP_UNMAPPED, "unmapped" },
};

static const uint8_t class_of_state[] = {
	[VMINFO_PRESENT] = STRIP_SMALL,
	[VMINFO_ZERO] = STRIP_ZERO,
	[VMINFO_SWAPPED] = STRIP_SWAPPED,
	[VMINFO_SHMEM_SWAPPED] = STRIP_SHMEM_SWAPPED,
	[VMINFO_CACHED] = STRIP_CACHED,
	[VMINFO_UNRESOLVED] = STRIP_UNRESOLVED,
	[VMINFO_ABSENT] = STRIP_ABSENT,
	[VMINFO_UNMAPPED] = STRIP_UNMAPPED,
	[VMINFO_GUARD] = STRIP_GUARD,
	[VMINFO_MARKER] = STRIP_MARKER,
	[VMINFO_POISONED] = STRIP_POISONED,
	[VMINFO_MIGRATING] = STRIP_MIGRATING,
	[VMINFO_DEVICE] = STRIP_DEVICE,
	[VMINFO_SPECIAL] = STRIP_SPECIAL,
	[VMINFO_PFNMAP] = STRIP_PFNMAP,
	[VMINFO_NONPRESENT] = STRIP_NONPRESENT,
};

enum strip_class strip_class_of(const struct vminfo_run *run)
{
	bool huge = run->all & VMINFO_HUGE;

	if (run->state != VMINFO_PRESENT)
		return class_of_state[run->state];
	if (run->any & VMINFO_HIDDEN)
		return huge ? STRIP_HUGE_HIDDEN : STRIP_SMALL_HIDDEN;
	return huge ? STRIP_HUGE : STRIP_SMALL;
}

/* Of a cell in which nothing is worse than a present page. */
static enum strip_symbol present(const struct strip_cell *cell)
{
	bool small = cell->classes & STRIP_BIT(STRIP_SMALL);
	bool odd = cell->run & 1;

	if (cell->classes & ~(STRIP_FRAMES | STRIP_SEVERAL))
		return STRIP_IS_PARTLY;
	if (cell->classes & STRIP_SEVERAL)
		return small ? STRIP_IS_BROKEN : STRIP_IS_HUGE_BROKEN;
	if (small)
		return odd ? STRIP_IS_SMALL_TOO : STRIP_IS_SMALL;
	return odd ? STRIP_IS_HUGE_TOO : STRIP_IS_HUGE;
}

static enum strip_class worst_of(const struct strip_cell *cell)
{
	uint32_t classes = cell->classes & ~STRIP_SEVERAL;

	return classes ? (enum strip_class)(31 - __builtin_clz(classes))
		       : STRIP_UNMAPPED;
}

enum strip_symbol strip_symbol_of(const struct strip_cell *cell)
{
	static const uint8_t symbols[] = {
		[STRIP_UNMAPPED] = STRIP_IS_UNMAPPED,
		[STRIP_ABSENT] = STRIP_IS_ABSENT,
		[STRIP_UNRESOLVED] = STRIP_IS_UNRESOLVED,
		[STRIP_CACHED] = STRIP_IS_CACHED,
		[STRIP_ZERO] = STRIP_IS_ZERO,
		[STRIP_HUGE_HIDDEN] = STRIP_IS_HUGE_HIDDEN,
		[STRIP_SMALL_HIDDEN] = STRIP_IS_SMALL_HIDDEN,
		[STRIP_PFNMAP] = STRIP_IS_PFNMAP,
		[STRIP_MARKER] = STRIP_IS_MARKER,
		[STRIP_GUARD] = STRIP_IS_GUARD,
		[STRIP_DEVICE] = STRIP_IS_DEVICE,
		[STRIP_SPECIAL] = STRIP_IS_SPECIAL,
		[STRIP_MIGRATING] = STRIP_IS_MIGRATING,
		[STRIP_NONPRESENT] = STRIP_IS_NONPRESENT,
		[STRIP_SHMEM_SWAPPED] = STRIP_IS_SHMEM_SWAPPED,
		[STRIP_SWAPPED] = STRIP_IS_SWAPPED,
		[STRIP_POISONED] = STRIP_IS_POISONED,
	};
	enum strip_class worst = worst_of(cell);

	if (STRIP_BIT(worst) & STRIP_FRAMES)
		return present(cell);
	return symbols[worst];
}

const char *strip_colour_of(const struct strip_look *look)
{
	return look->colour ? look->colour : colour_of_state(look->state);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* The words for states, attributes and the like, both ways. */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "vminfo.h"

struct name {
	const char *name;
	int number;
};

static const struct name states[] = {
	{ "present", VMINFO_PRESENT },
	{ "zero", VMINFO_ZERO },
	{ "swapped", VMINFO_SWAPPED },
	{ "shmem-swapped", VMINFO_SHMEM_SWAPPED },
	{ "cached", VMINFO_CACHED },
	{ "unresolved", VMINFO_UNRESOLVED },
	{ "absent", VMINFO_ABSENT },
	{ "unmapped", VMINFO_UNMAPPED },
	{ "guard", VMINFO_GUARD },
	{ "marker", VMINFO_MARKER },
	{ "poisoned", VMINFO_POISONED },
	{ "migrating", VMINFO_MIGRATING },
	{ "device", VMINFO_DEVICE },
	{ "special", VMINFO_SPECIAL },
	{ "pfnmap", VMINFO_PFNMAP },
	{ "nonpresent", VMINFO_NONPRESENT },
	{ NULL, 0 },
};

static const struct name verdicts[] = {
	{ "yes", VMINFO_YES },
	{ "no", VMINFO_NO },
	{ "unknown", VMINFO_UNKNOWN },
	{ NULL, 0 },
};

static const struct name attributes[] = {
	{ "file", VMINFO_FILE },
	{ "exclusive", VMINFO_EXCLUSIVE },
	{ "soft-dirty", VMINFO_SOFT_DIRTY },
	{ "uffd-wp", VMINFO_UFFD_WP },
	{ "huge", VMINFO_HUGE },
	{ "huge-unknown", VMINFO_HUGE_UNKNOWN },
	{ "hidden", VMINFO_HIDDEN },
	{ "inferred", VMINFO_INFERRED },
	{ "changed", VMINFO_CHANGED },
	{ "maybe-zero", VMINFO_MAYBE_ZERO },
	{ NULL, 0 },
};

static const struct name statuses[] = {
	{ "unfinished", VMINFO_UNFINISHED },
	{ "complete", VMINFO_COMPLETE },
	{ "changed", VMINFO_CHANGED_MEANWHILE },
	{ "gone", VMINFO_GONE },
	{ "exec", VMINFO_EXECED },
	{ "refused", VMINFO_REFUSED },
	{ NULL, 0 },
};

static const char *name_of(const struct name *names, int number)
{
	while (names->name && names->number != number)
		names++;
	return names->name;
}

static int number_of(const struct name *names, const char *name)
{
	for (; names->name; names++) {
		if (!strcmp(names->name, name))
			return names->number;
	}
	return -EINVAL;
}

const char *vminfo_state_name(enum vminfo_state state)
{
	return name_of(states, (int)state);
}

const char *vminfo_attribute_name(enum vminfo_attribute attribute)
{
	return name_of(attributes, (int)attribute);
}

int vminfo_state_from_name(const char *name)
{
	return number_of(states, name);
}

int vminfo_attribute_from_name(const char *name)
{
	return number_of(attributes, name);
}

const char *vminfo_verdict_name(enum vminfo_verdict verdict)
{
	return name_of(verdicts, (int)verdict);
}

const char *vminfo_status_name(enum vminfo_status status)
{
	return name_of(statuses, (int)status);
}

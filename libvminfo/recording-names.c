// SPDX-License-Identifier: LGPL-2.1-or-later
/* The words of a recording: numbers of errors differ between architectures. */
#include "recording-names.h"

#include <errno.h>
#include <string.h>

#include "pagemap-bits.h"
#include "vminfo.h"

const struct recorded_name recorded_rights[] = {
	{ "frames", VMINFO_RIGHT_FRAMES },
	{ "kpage", VMINFO_RIGHT_KPAGE },
	{ "ram", VMINFO_RIGHT_RAM },
	{ "swaps", VMINFO_RIGHT_SWAPS },
	{ NULL, 0 },
};

const struct recorded_name recorded_features[] = {
	{ "pagemap", VMINFO_FEATURE_PAGEMAP },
	{ "scan", VMINFO_FEATURE_SCAN },
	{ "query", VMINFO_FEATURE_QUERY },
	{ "soft-dirty", VMINFO_FEATURE_SOFT_DIRTY },
	{ "guard", VMINFO_FEATURE_GUARD },
	{ "guard-bit", VMINFO_FEATURE_GUARD_BIT },
	{ NULL, 0 },
};

/* In the order in which they are written. */
const struct recorded_name recorded_bits[] = {
	{ "file", PAGEMAP_FILE },
	{ "exclusive", PAGEMAP_EXCLUSIVE },
	{ "uffd-wp", PAGEMAP_UFFD_WP },
	{ "soft-dirty", PAGEMAP_SOFT_DIRTY },
	{ NULL, 0 },
};

const struct recorded_name recorded_marks[] = {
	{ "zero", RECORDED_ZERO },
	{ "maybe-zero", RECORDED_MAYBE_ZERO },
	{ "huge", RECORDED_HUGE },
	{ "huge-unknown", RECORDED_HUGE_UNKNOWN },
	{ NULL, 0 },
};

/* Behind a mapping: enum vminfo_backing_object. */
const struct recorded_name recorded_objects[] = {
	{ "shmem", VMINFO_BACKED_BY_SHMEM },
	{ "file", VMINFO_BACKED_BY_FILE },
	{ "other", VMINFO_BACKED_BY_OTHER },
	{ NULL, 0 },
};

const struct recorded_name recorded_statuses[] = {
	{ "gone", VMINFO_GONE },
	{ "exec", VMINFO_EXECED },
	{ "refused", VMINFO_REFUSED },
	{ NULL, 0 },
};

const struct recorded_name recorded_errors[] = {
	{ "EPERM", EPERM },
	{ "ENOENT", ENOENT },
	{ "ESRCH", ESRCH },
	{ "EIO", EIO },
	{ "EBADF", EBADF },
	{ "EAGAIN", EAGAIN },
	{ "ENOMEM", ENOMEM },
	{ "EACCES", EACCES },
	{ "EFAULT", EFAULT },
	{ "EBUSY", EBUSY },
	{ "EINVAL", EINVAL },
	{ "EMFILE", EMFILE },
	{ "ENFILE", ENFILE },
	{ "ENAMETOOLONG", ENAMETOOLONG },
	{ "ENODATA", ENODATA },
	{ "EOVERFLOW", EOVERFLOW },
	{ "ESTALE", ESTALE },
	{ NULL, 0 },
};

const struct recorded_name *recorded_name_of(const struct recorded_name *names,
					     uint64_t value)
{
	while (names->name && names->value != value)
		names++;
	return names->name ? names : NULL;
}

const struct recorded_name *recorded_name_is(const struct recorded_name *names,
					     const char *text, size_t length)
{
	for (; names->name; names++) {
		if (strlen(names->name) == length &&
		    !memcmp(names->name, text, length))
			return names;
	}
	return NULL;
}

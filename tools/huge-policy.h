/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether the kernel may make huge pages of a mapping, as it is set now: by
 * what is behind the mapping, by its flags, by the process, and by the settings
 * in /sys/kernel/mm/transparent_hugepage.
 */
#ifndef HUGE_POLICY_H
#define HUGE_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

/* To whom huge pages are given. */
enum huge_rule {
	HUGE_RULE_UNKNOWN,
	HUGE_RULE_ALWAYS,
	HUGE_RULE_MADVISE,	/* to who asks with MADV_HUGEPAGE */
	HUGE_RULE_NEVER,
};

struct huge_settings {
	enum huge_rule anonymous;
	enum huge_rule shmem;	/* memfd_create(2), SysV, shared anonymous */
	bool shmem_denied;	/* on each tmpfs, too */
	bool shmem_forced;
	/* Pages of a block that khugepaged lets be so; VMINFO_NONE: unknown. */
	uint64_t most_holes;
	uint64_t most_swapped;
	uint64_t most_shared;
};

/* What a file of settings says. */
typedef int huge_setting(void *data, const char *name, const char **text);

/* For huge pages of that size.  `read` gives 0, -ENOENT or another error. */
void huge_settings_read(struct huge_settings *settings, uint64_t size,
			huge_setting *read, void *data);

/* What is behind a mapping. */
enum huge_backing {
	HUGE_OF_UNKNOWN,
	HUGE_OF_ANONYMOUS,
	HUGE_OF_SHMEM,		/* of the kernel's own mount */
	HUGE_OF_TMPFS,
	HUGE_OF_FILE,		/* on another file system */
	HUGE_OF_KERNEL,
	HUGE_OF_HUGETLB,
};

struct huge_owner {
	enum huge_backing backing;
	enum huge_rule mount;	/* of a tmpfs */
	uint64_t flags;		/* enum vminfo_vmflag; VMINFO_NONE: unknown */
	uint64_t eligible;	/* as in smaps; VMINFO_NONE: unknown */
	int thp_enabled;	/* of the process: 0, 1; negative: unknown */
};

/* Sets of enum huge_reason, by HUGE_BIT(): those that are sure, and may be. */
struct huge_policy {
	uint64_t sure;
	uint64_t maybe;
};

struct huge_policy huge_policy(const struct huge_owner *owner,
			       const struct huge_settings *settings);

/* What is behind it, as far as its name and kind tell. */
enum huge_backing huge_backing_of(const struct vminfo_mapping *mapping,
				  uint64_t page_size);

#endif

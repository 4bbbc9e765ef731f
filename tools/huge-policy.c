// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether the kernel may make huge pages of a mapping, as it is set now. */
#include "huge-policy.h"

#include <stdbool.h>
#include <string.h>

#include "huge-reasons.h"

/* Of memory that nothing is known of beyond its kind. */
#define BY_SETTING (HUGE_BIT(HUGE_NEVER) | HUGE_BIT(HUGE_MADVISE))

static struct huge_policy by_flags(const struct huge_owner *owner)
{
	const uint64_t driver = VMINFO_VM_PFNMAP | VMINFO_VM_IO |
				VMINFO_VM_MIXEDMAP;
	struct huge_policy policy = { 0 };

	if (owner->backing == HUGE_OF_KERNEL)
		policy.sure |= HUGE_BIT(HUGE_KERNEL);
	if (owner->flags == VMINFO_NONE) {
		if (owner->eligible != 1)
			policy.maybe |= HUGE_BIT(HUGE_NOHUGEPAGE);
		return policy;
	}
	if (owner->flags & driver && owner->backing != HUGE_OF_KERNEL)
		policy.sure |= HUGE_BIT(HUGE_DRIVER);
	if (owner->flags & VMINFO_VM_NOHUGEPAGE)
		policy.sure |= HUGE_BIT(HUGE_NOHUGEPAGE);
	return policy;
}

static enum huge_rule rule_of_tmpfs(const struct huge_owner *owner,
				    const struct huge_settings *settings)
{
	if (settings->shmem_denied)
		return HUGE_RULE_NEVER;
	return settings->shmem_forced ? HUGE_RULE_ALWAYS : owner->mount;
}

static struct huge_policy by_rule(const struct huge_owner *owner,
				  enum huge_rule rule)
{
	struct huge_policy policy = { 0 };

	if (rule == HUGE_RULE_NEVER)
		policy.sure = HUGE_BIT(HUGE_NEVER);
	else if (rule == HUGE_RULE_UNKNOWN && owner->eligible != 0)
		policy.maybe = BY_SETTING;
	else if (rule != HUGE_RULE_MADVISE)
		return policy;
	/* Who said that it wants none, need not be told to ask for some. */
	else if (owner->flags != VMINFO_NONE &&
		 owner->flags & VMINFO_VM_NOHUGEPAGE)
		return policy;
	else if (owner->flags == VMINFO_NONE)
		policy.maybe = HUGE_BIT(HUGE_MADVISE);
	else if (!(owner->flags & VMINFO_VM_HUGEPAGE))
		policy.sure = HUGE_BIT(HUGE_MADVISE);
	return policy;
}

static struct huge_policy of_file(const struct huge_owner *owner)
{
	struct huge_policy policy = { 0 };

	if (owner->eligible == 0)
		policy.sure = HUGE_BIT(HUGE_NO_FILE);
	else if (owner->eligible == VMINFO_NONE)
		policy.maybe = HUGE_BIT(HUGE_NO_FILE);
	return policy;
}

static struct huge_policy by_backing(const struct huge_owner *owner,
				     const struct huge_settings *settings)
{
	switch (owner->backing) {
	case HUGE_OF_ANONYMOUS:
		return by_rule(owner, settings->anonymous);
	case HUGE_OF_SHMEM:
		return by_rule(owner, settings->shmem);
	case HUGE_OF_TMPFS:
		return by_rule(owner, rule_of_tmpfs(owner, settings));
	case HUGE_OF_FILE:
		return of_file(owner);
	case HUGE_OF_UNKNOWN:
		if (owner->eligible != VMINFO_NONE)
			break;
		return (struct huge_policy){
			.maybe = BY_SETTING | HUGE_BIT(HUGE_NO_FILE),
		};
	default:
		break;
	}
	return (struct huge_policy){ 0 };
}

static void join(struct huge_policy *policy, struct huge_policy other)
{
	policy->sure |= other.sure;
	policy->maybe |= other.maybe;
}

struct huge_policy huge_policy(const struct huge_owner *owner,
			       const struct huge_settings *settings)
{
	struct huge_policy policy = by_flags(owner);

	if (owner->backing == HUGE_OF_HUGETLB ||
	    policy.sure & (HUGE_BIT(HUGE_KERNEL) | HUGE_BIT(HUGE_DRIVER)))
		return policy;
	if (owner->thp_enabled == 0)
		policy.sure |= HUGE_BIT(HUGE_DISABLED);
	else if (owner->thp_enabled < 0 && owner->eligible != 1)
		policy.maybe |= HUGE_BIT(HUGE_DISABLED);
	join(&policy, by_backing(owner, settings));
	if (owner->eligible == 0)
		policy.maybe = 0;
	/* The kernel says no, and none of these is known to be why. */
	if (!policy.sure && owner->eligible == 0)
		policy.sure = HUGE_BIT(HUGE_INELIGIBLE);
	policy.maybe &= ~policy.sure;
	return policy;
}

static bool starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

/* Names that the kernel gives; files of such a name are on a device. */
static bool is_kernel_shmem(const struct vminfo_mapping *mapping)
{
	static const char *const starts[] = {
		"/memfd:", "/SYSV", "/dev/zero (deleted)", "[anon_shmem:",
	};

	if (mapping->dev_major)
		return false;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		if (starts_with(mapping->name, starts[i]))
			return true;
	}
	return false;
}

enum huge_backing huge_backing_of(const struct vminfo_mapping *mapping,
				  uint64_t page_size)
{
	if (mapping->page_size != VMINFO_NONE &&
	    mapping->page_size > page_size)
		return HUGE_OF_HUGETLB;
	if (mapping->kind == VMINFO_KERNEL)
		return HUGE_OF_KERNEL;
	if (mapping->kind == VMINFO_ANONYMOUS)
		return HUGE_OF_ANONYMOUS;
	return is_kernel_shmem(mapping) ? HUGE_OF_SHMEM : HUGE_OF_UNKNOWN;
}

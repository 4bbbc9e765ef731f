// SPDX-License-Identifier: LGPL-2.1-or-later
/* Lines of smaps, by name: their number and order differ between kernels. */
#include "smaps.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "digits.h"

static const struct {
	const char *name;
	size_t item;
} items[] = {
	{ "KernelPageSize", offsetof(struct vminfo_smaps, page_size) },
	{ "Rss", offsetof(struct vminfo_smaps, rss) },
	{ "Pss", offsetof(struct vminfo_smaps, pss) },
	{ "Pss_Dirty", offsetof(struct vminfo_smaps, pss_dirty) },
	{ "Shared_Clean", offsetof(struct vminfo_smaps, shared_clean) },
	{ "Shared_Dirty", offsetof(struct vminfo_smaps, shared_dirty) },
	{ "Private_Clean", offsetof(struct vminfo_smaps, private_clean) },
	{ "Private_Dirty", offsetof(struct vminfo_smaps, private_dirty) },
	{ "Referenced", offsetof(struct vminfo_smaps, referenced) },
	{ "Anonymous", offsetof(struct vminfo_smaps, anonymous) },
	{ "KSM", offsetof(struct vminfo_smaps, ksm) },
	{ "LazyFree", offsetof(struct vminfo_smaps, lazy_free) },
	{ "AnonHugePages", offsetof(struct vminfo_smaps, anon_huge) },
	{ "ShmemPmdMapped", offsetof(struct vminfo_smaps, shmem_huge) },
	{ "FilePmdMapped", offsetof(struct vminfo_smaps, file_huge) },
	{ "Shared_Hugetlb", offsetof(struct vminfo_smaps, shared_hugetlb) },
	{ "Private_Hugetlb", offsetof(struct vminfo_smaps, private_hugetlb) },
	{ "Swap", offsetof(struct vminfo_smaps, swap) },
	{ "SwapPss", offsetof(struct vminfo_smaps, swap_pss) },
	{ "Locked", offsetof(struct vminfo_smaps, locked) },
};

static const struct {
	char name[3];
	uint32_t flag;
} flags[] = {
	{ "pf", VMINFO_VM_PFNMAP },	 { "mm", VMINFO_VM_MIXEDMAP },
	{ "io", VMINFO_VM_IO },		 { "lo", VMINFO_VM_LOCKED },
	{ "ht", VMINFO_VM_HUGETLB },	 { "hg", VMINFO_VM_HUGEPAGE },
	{ "nh", VMINFO_VM_NOHUGEPAGE },	 { "mg", VMINFO_VM_MERGEABLE },
	{ "dc", VMINFO_VM_DONTFORK },	 { "gu", VMINFO_VM_GUARD },
	{ "gd", VMINFO_VM_GROWSDOWN },	 { "um", VMINFO_VM_UFFD_MISSING },
	{ "uw", VMINFO_VM_UFFD_WP },	 { "ui", VMINFO_VM_UFFD_MINOR },
	{ "dd", VMINFO_VM_DONTDUMP },
};

#define LENGTH(table) (sizeof(table) / sizeof(*(table)))

static uint64_t *item_of(struct vminfo_smaps *smaps, size_t offset)
{
	return (uint64_t *)(void *)((char *)smaps + offset);
}

void smaps_clear(struct vminfo_smaps *smaps)
{
	for (size_t i = 0; i < LENGTH(items); i++)
		*item_of(smaps, items[i].item) = VMINFO_NONE;
	smaps->flags = VMINFO_NONE;
	smaps->thp_eligible = VMINFO_NONE;
}

static uint64_t flag_of(const char *name)
{
	for (size_t i = 0; i < LENGTH(flags); i++) {
		if (!strncmp(flags[i].name, name, 2))
			return flags[i].flag;
	}
	return 0;
}

/* " rd wr mr", with a blank at the end. */
static int decode_flags(const char *text, struct vminfo_smaps *smaps)
{
	smaps->flags = 0;
	while (*(text += strspn(text, " "))) {
		if (strcspn(text, " ") == 2)
			smaps->flags |= flag_of(text);
		text += strcspn(text, " ");
	}
	return 0;
}

static int decode_bytes(const char *text, uint64_t *item)
{
	struct digits rest = { .at = text, .end = text + strlen(text) };
	uint64_t kib;

	digits_take_blanks(&rest);
	if (!digits_take(&rest, 10, &kib) || strcmp(rest.at, " kB") ||
	    kib >= UINT64_MAX >> 10)
		return -EINVAL;
	*item = kib << 10;
	return 0;
}

/* It has no unit.  What else a kernel may say one day is not known. */
static int decode_eligible(const char *text, struct vminfo_smaps *smaps)
{
	text += strspn(text, " ");
	if (!strcmp(text, "0") || !strcmp(text, "1"))
		smaps->thp_eligible = *text == '1';
	return 0;
}

int smaps_decode(const char *line, struct vminfo_smaps *smaps)
{
	size_t name = strcspn(line, ": ");

	/* A heading has a blank before its first colon. */
	if (!name || line[name] != ':')
		return -EINVAL;
	if (name == 7 && !memcmp(line, "VmFlags", 7))
		return decode_flags(line + name + 1, smaps);
	if (name == 11 && !memcmp(line, "THPeligible", 11))
		return decode_eligible(line + name + 1, smaps);
	for (size_t i = 0; i < LENGTH(items); i++) {
		if (strlen(items[i].name) == name &&
		    !memcmp(items[i].name, line, name))
			return decode_bytes(line + name + 1,
					    item_of(smaps, items[i].item));
	}
	return 0;
}

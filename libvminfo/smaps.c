// SPDX-License-Identifier: LGPL-2.1-or-later
/* Lines of smaps, by name: their number and order differ between kernels. */
#include "smaps.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "digits.h"

/* The kernel's lines have so many columns: name, number, unit. */
#define NAME 16
#define NUMBER 8
#define UNIT " kB"

#define NOT_OURS SIZE_MAX

/* In the order of the kernel, so that the line after one is mostly known. */
static const struct item {
	char name[NAME + 1];
	size_t item;
	bool plain;		/* without a unit */
} items[] = {
#define ITEM(name, item) { name, offsetof(struct vminfo_smaps, item), false }
	{ "Size:           ", NOT_OURS, false },
	ITEM("KernelPageSize: ", page_size),
	{ "MMUPageSize:    ", NOT_OURS, false },
	ITEM("Rss:            ", rss),
	ITEM("Pss:            ", pss),
	ITEM("Pss_Dirty:      ", pss_dirty),
	ITEM("Shared_Clean:   ", shared_clean),
	ITEM("Shared_Dirty:   ", shared_dirty),
	ITEM("Private_Clean:  ", private_clean),
	ITEM("Private_Dirty:  ", private_dirty),
	ITEM("Referenced:     ", referenced),
	ITEM("Anonymous:      ", anonymous),
	ITEM("KSM:            ", ksm),
	ITEM("LazyFree:       ", lazy_free),
	ITEM("AnonHugePages:  ", anon_huge),
	ITEM("ShmemPmdMapped: ", shmem_huge),
	ITEM("FilePmdMapped:  ", file_huge),
	ITEM("Shared_Hugetlb: ", shared_hugetlb),
	ITEM("Private_Hugetlb:", private_hugetlb),
	ITEM("Swap:           ", swap),
	ITEM("SwapPss:        ", swap_pss),
	ITEM("Locked:         ", locked),
	{ "THPeligible:    ", offsetof(struct vminfo_smaps, thp_eligible),
	  true },
	{ "ProtectionKey:  ", NOT_OURS, true },
#undef ITEM
};

#define ITEMS (sizeof(items) / sizeof(*items))

#define LETTERS 26

static const uint32_t flags[LETTERS][LETTERS] = {
#define FLAG(first, second) [(first) - 'a'][(second) - 'a']
	FLAG('p', 'f') = VMINFO_VM_PFNMAP,
	FLAG('m', 'm') = VMINFO_VM_MIXEDMAP,
	FLAG('i', 'o') = VMINFO_VM_IO,
	FLAG('l', 'o') = VMINFO_VM_LOCKED,
	FLAG('h', 't') = VMINFO_VM_HUGETLB,
	FLAG('h', 'g') = VMINFO_VM_HUGEPAGE,
	FLAG('n', 'h') = VMINFO_VM_NOHUGEPAGE,
	FLAG('m', 'g') = VMINFO_VM_MERGEABLE,
	FLAG('d', 'c') = VMINFO_VM_DONTFORK,
	FLAG('g', 'u') = VMINFO_VM_GUARD,
	FLAG('g', 'd') = VMINFO_VM_GROWSDOWN,
	FLAG('u', 'm') = VMINFO_VM_UFFD_MISSING,
	FLAG('u', 'w') = VMINFO_VM_UFFD_WP,
	FLAG('u', 'i') = VMINFO_VM_UFFD_MINOR,
	FLAG('d', 'd') = VMINFO_VM_DONTDUMP,
#undef FLAG
};

/* It is nothing but numbers, each of which may be missing. */
_Static_assert(VMINFO_NONE == UINT64_MAX, "all bits are set");

void smaps_clear(struct vminfo_smaps *smaps)
{
	memset(smaps, 0xff, sizeof(*smaps));
}

static uint64_t flag_of(const char *name)
{
	unsigned int first = (unsigned char)name[0] - 'a';
	unsigned int second = (unsigned char)name[1] - 'a';

	return first < LETTERS && second < LETTERS ? flags[first][second] : 0;
}

/* " rd wr mr", with a blank at the end. */
static int decode_flags(const char *text, struct vminfo_smaps *smaps)
{
	smaps->flags = 0;
	while (*text) {
		const char *word = text;

		while (*text && *text != ' ')
			text++;
		if (text - word == 2)
			smaps->flags |= flag_of(word);
		text += *text == ' ';
	}
	return 0;
}

static void enter(uint64_t number, const struct item *item,
		  struct vminfo_smaps *smaps)
{
	if (item->item != NOT_OURS)
		*(uint64_t *)(void *)((char *)smaps + item->item) = number;
}

static int decode_bytes(const char *text, const struct item *item,
			struct vminfo_smaps *smaps)
{
	struct digits rest = { .at = text, .end = text + strlen(text) };
	uint64_t kib;

	digits_take_blanks(&rest);
	if (!digits_take(&rest, 10, &kib) || strcmp(rest.at, UNIT) ||
	    kib >= UINT64_MAX >> 10)
		return -EINVAL;
	enter(kib << 10, item, smaps);
	return 0;
}

/* It has no unit.  What else a kernel may say one day is not known. */
static int decode_eligible(const char *text, struct vminfo_smaps *smaps)
{
	struct digits rest = { .at = text, .end = text + strlen(text) };
	uint64_t number;

	digits_take_blanks(&rest);
	if (digits_take(&rest, 10, &number) && rest.at == rest.end &&
	    number <= 1)
		smaps->thp_eligible = number;
	return 0;
}

/* Of the name that ends with a colon; 0: this is none. */
static size_t length_of_name(const char *line)
{
	const char *at = line;

	while (*at && *at != ':' && *at != ' ')
		at++;
	/* A heading has a blank before its first colon. */
	return *at == ':' ? (size_t)(at - line) : 0;
}

int smaps_decode_next(const char *line, size_t *place,
		      struct vminfo_smaps *smaps)
{
	size_t length = length_of_name(line);
	const char *value = line + length + 1;

	if (!length)
		return -EINVAL;
	if (length == 7 && !memcmp(line, "VmFlags", 7))
		return decode_flags(value, smaps);
	if (length == 11 && !memcmp(line, "THPeligible", 11))
		return decode_eligible(value, smaps);
	for (size_t i = 0; length < NAME && i < ITEMS; i++) {
		if (*items[i].name != *line ||
		    memcmp(items[i].name, line, length + 1) != 0)
			continue;
		*place = i + 1;
		return items[i].item == NOT_OURS
			? 0 : decode_bytes(value, &items[i], smaps);
	}
	return 0;
}

int smaps_decode(const char *line, struct vminfo_smaps *smaps)
{
	size_t place;

	return smaps_decode_next(line, &place, smaps);
}

/* The number in the columns behind a name.  False: it is none. */
static bool take_number(const char *at, uint64_t *number)
{
	const char *end = at + NUMBER;
	uint64_t n = 0;

	/* Most are small. */
	if (!memcmp(at, "    ", 4))
		at += 4;
	while (at < end - 1 && *at == ' ')
		at++;
	for (; at < end; at++) {
		if (*at < '0' || *at > '9')
			return false;
		n = 10 * n + (uint64_t)(*at - '0');
	}
	*number = n;
	return true;
}

/* Columns of the next line, if it is this one and as kernels write it; 0. */
static size_t take_columns(const struct lines *lines, const struct item *item,
			   struct vminfo_smaps *smaps)
{
	size_t unit = item->plain ? 0 : sizeof(UNIT) - 1;
	size_t columns = NAME + NUMBER + unit;
	const char *line = lines_peek(lines, columns);
	uint64_t number;

	if (!line || memcmp(line, item->name, NAME) != 0 ||
	    (unit && memcmp(line + NAME + NUMBER, UNIT,
			    sizeof(UNIT) - 1) != 0) ||
	    !take_number(line + NAME, &number))
		return 0;
	/* What that means if it is neither, is said elsewhere. */
	if (item->plain && number > 1 && item->item != NOT_OURS)
		return 0;
	enter(item->plain ? number : number << 10, item, smaps);
	return columns;
}

size_t smaps_take(struct lines *lines, size_t *place,
		  struct vminfo_smaps *smaps)
{
	size_t columns, n = 0;

	/* What is in these columns is no newline. */
	while (*place < ITEMS &&
	       (columns = take_columns(lines, &items[*place], smaps))) {
		lines_pass(lines, columns);
		++*place;
		n++;
	}
	return n;
}

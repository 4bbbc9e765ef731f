// SPDX-License-Identifier: LGPL-2.1-or-later
/* /proc/swaps: name type size used priority, in KiB */
#include "swaps.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "digits.h"

/* As the kernel writes them, but for the first. */
static const char *const kinds[] = {
	[VMINFO_SWAP_OTHER] = "other",
	[VMINFO_SWAP_PARTITION] = "partition",
	[VMINFO_SWAP_FILE] = "file",
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

const char *vminfo_swap_kind_name(unsigned int kind)
{
	return kind < KINDS ? kinds[kind] : NULL;
}

static bool is_octal(const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '7')
			return false;
	}
	return true;
}

/* The kernel writes blanks, newlines and backslashes of a name as \ooo. */
static void unescape(char *text)
{
	char *to = text;

	while (*text) {
		if (*text == '\\' && is_octal(text + 1, 3)) {
			*to++ = (char)((text[1] - '0') * 64 +
				       (text[2] - '0') * 8 + text[3] - '0');
			text += 4;
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
}

static bool take_size(struct digits *text, uint64_t *bytes)
{
	uint64_t kib;

	if (!digits_take_blanks(text) || !digits_take(text, 10, &kib) ||
	    kib >= UINT64_MAX >> 10)
		return false;
	*bytes = kib << 10;
	return true;
}

static bool take_word(struct digits *text)
{
	size_t length = strcspn(text->at, " \t");

	text->at += length;
	return length > 0;
}

static bool take_kind(struct digits *text, uint32_t *kind)
{
	const char *word;
	size_t length;

	if (!digits_take_blanks(text))
		return false;
	word = text->at;
	if (!take_word(text))
		return false;
	length = (size_t)(text->at - word);
	*kind = VMINFO_SWAP_OTHER;
	for (uint32_t i = VMINFO_SWAP_OTHER + 1; i < KINDS; i++) {
		if (strlen(kinds[i]) == length &&
		    memcmp(kinds[i], word, length) == 0)
			*kind = i;
	}
	return true;
}

/* A newer kernel may have more columns behind it. */
static bool take_priority(struct digits *text, int32_t *priority)
{
	uint64_t amount;
	bool negative;

	if (!digits_take_blanks(text))
		return false;
	negative = digits_take_char(text, '-');
	if (!digits_take(text, 10, &amount) || amount > INT32_MAX ||
	    (text->at < text->end && !strchr(" \t", *text->at)))
		return false;
	*priority = negative ? -(int32_t)amount : (int32_t)amount;
	return true;
}

int swaps_decode(char *line, struct swaps_area *area)
{
	struct digits rest = { .at = line, .end = line + strlen(line) };
	struct swaps_area a = { .name = line };
	size_t name;

	if (!take_word(&rest))
		return -EINVAL;
	name = (size_t)(rest.at - line);
	if (!take_kind(&rest, &a.kind) || !take_size(&rest, &a.size) ||
	    !take_size(&rest, &a.used) || !take_priority(&rest, &a.priority))
		return -EINVAL;
	line[name] = '\0';
	unescape(line);
	*area = a;
	return 0;
}

static unsigned int count(uint32_t bits)
{
	unsigned int n = 0;

	for (; bits; bits &= bits - 1)
		n++;
	return n;
}

struct swaps_lines swaps_lines_of(unsigned int type, uint32_t seen,
				  unsigned int n_lines)
{
	uint32_t below = seen & (((uint32_t)1 << type) - 1);
	uint32_t above = seen & ~below & ~((uint32_t)1 << type);
	struct swaps_lines lines = { .first = count(below), .end = n_lines };

	if (count(above) >= n_lines)
		return (struct swaps_lines){ 0 };
	lines.end -= count(above);
	if (lines.end > type + 1)
		lines.end = type + 1;
	if (lines.end < lines.first)
		lines.end = lines.first;
	return lines;
}

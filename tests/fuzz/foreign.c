// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * tools/foreign.c: any name in each style is one printable line, and unvis(3)
 * gives it back.
 */
#include "fuzz.h"

#include <locale.h>
#include <wchar.h>

#define LIBBSD_NETBSD_VIS
#include <bsd/vis.h>

#include "foreign.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	assert(setlocale(LC_CTYPE, "C.UTF-8"));
	return 0;
}

/* Printable ASCII, or what this locale can print on one line. */
static void check_safe(const char *safe, bool wide)
{
	mbstate_t state = { 0 };

	while (*safe) {
		wchar_t c;
		size_t n;

		if (!((unsigned char)*safe & 0x80)) {
			assert(*safe >= ' ' && *safe <= '~');
			safe++;
			continue;
		}
		assert(wide);
		n = mbrtowc(&c, safe, MB_CUR_MAX, &state);
		assert(n > 0 && n < (size_t)-2 && wcwidth(c) > 0);
		safe += n;
	}
}

/* In double quotes nothing may be left that a shell takes for its own. */
static void check_quoted(const char *safe)
{
	assert(!strpbrk(safe, "\"$`"));
}

static void check(enum foreign_style style, const char *raw)
{
	const size_t room = foreign_room(raw);
	char *safe = malloc(room), *back = malloc(room);
	size_t length;

	assert(safe && back);
	length = foreign_encode(style, raw, safe);
	assert(length < room && length == strlen(safe));
	check_safe(safe, style == FOREIGN_UTF8);
	if (style == FOREIGN_WORD)
		assert(!strchr(safe, ' '));
	if (style == FOREIGN_QUOTED)
		check_quoted(safe);
	assert(strnunvis(back, room, safe) >= 0);
	assert(strcmp(back, raw) == 0);
	free(safe);
	free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *raw = fuzz_string(data, size);

	for (int style = FOREIGN_ASCII; style <= FOREIGN_MESSAGE; style++)
		check((enum foreign_style)style, raw);
	free(raw);
	return 0;
}

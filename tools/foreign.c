// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Text that others control (names of processes, mappings, files), made safe to
 * print.  unvis(3) gives the bytes back.
 */
#include "foreign.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define LIBBSD_NETBSD_VIS
#include <bsd/vis.h>

/* Without VIS_NOLOCALE a byte of UTF-8 may come out as a raw Latin-1 one. */
#define ONE_LINE (VIS_NOLOCALE | VIS_OCTAL | VIS_TAB | VIS_NL)

static const int how[] = {
	[FOREIGN_ASCII] = ONE_LINE,
	[FOREIGN_UTF8] = ONE_LINE,
	[FOREIGN_WORD] = ONE_LINE | VIS_SP,
	[FOREIGN_QUOTED] = ONE_LINE | VIS_META | VIS_DQ,
	[FOREIGN_MESSAGE] = ONE_LINE,
};

size_t foreign_room(const char *raw)
{
	return 4 * strlen(raw) + 1;
}

/*
 * How many bytes at `text` are one character beyond ASCII that takes room on
 * the terminal.  0: none; marks without a width could reorder or hide others.
 */
static size_t wide_character(const char *text)
{
	mbstate_t state = { 0 };
	wchar_t wide;
	size_t n;

	if (!((unsigned char)*text & 0x80))
		return 0;
	n = mbrtowc(&wide, text, MB_CUR_MAX, &state);
	if (n == (size_t)-1 || n == (size_t)-2 || wcwidth(wide) < 1)
		return 0;
	return n;
}

static size_t encode_utf8(const char *raw, char *safe)
{
	char *to = safe;

	while (*raw) {
		size_t n = wide_character(raw);

		if (n) {
			memcpy(to, raw, n);
			to += n;
			raw += n;
			continue;
		}
		to = vis(to, (unsigned char)*raw, ONE_LINE,
			 (unsigned char)raw[1]);
		raw++;
	}
	*to = '\0';
	return (size_t)(to - safe);
}

/* People read a backslash; nothing but one is encoded so. */
static size_t double_backslashes(char *safe)
{
	const char *from = safe;
	char *to = safe;

	while (*from) {
		bool escape = *from == '\\';
		size_t n = escape ? strlen("\\134") : 1;

		if (escape && !strncmp(from, "\\134", n))
			to = stpcpy(to, "\\\\");
		else
			to = (char *)memmove(to, from, n) + n;
		from += n;
	}
	*to = '\0';
	return (size_t)(to - safe);
}

size_t foreign_encode(enum foreign_style style, const char *raw, char *safe)
{
	int n;

	if (style == FOREIGN_UTF8)
		return encode_utf8(raw, safe);
	n = strvis(safe, raw, how[style]);
	/* It allocates. */
	if (n < 0)
		return (size_t)(stpcpy(safe, "?") - safe);
	return style == FOREIGN_MESSAGE ? double_backslashes(safe) : (size_t)n;
}

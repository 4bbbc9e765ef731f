// SPDX-License-Identifier: LGPL-2.1-or-later
/* Text in pieces of some size; what is not ASCII is written as \xHH. */
#include "recorder-out.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

int out_flush(struct out *out)
{
	size_t used = out->used;

	out->used = 0;
	if (!out->error && used)
		out->error = out->write(out->data, out->text, used);
	return out->error;
}

void out_put(struct out *out, const char *format, ...)
{
	char piece[512];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(piece, sizeof(piece), format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(piece)) {
		out->error = -EOVERFLOW;
		return;
	}
	if ((size_t)n > OUT_ROOM - out->used)
		out_flush(out);
	memcpy(out->text + out->used, piece, (size_t)n);
	out->used += (size_t)n;
}

void out_range(struct out *out, uint64_t first, uint64_t last)
{
	out_put(out, "%" PRIx64 "-", first);
	if (last == UINT64_MAX)
		out_put(out, "10000000000000000");
	else
		out_put(out, "%" PRIx64, last + 1);
}

/* A # behind a blank would begin a comment. */
static bool is_plain(const char *bytes, size_t length, size_t i)
{
	char c = bytes[i];

	if (c == '#')
		return i && bytes[i - 1] != ' ';
	if (c == ' ')
		return i && i + 1 < length;
	return c > ' ' && c <= '~' && c != '\\';
}

static void put_byte(struct out *out, char byte, bool plain)
{
	if (byte == '\\')
		out_put(out, "\\\\");
	else if (plain)
		out_put(out, "%c", byte);
	else
		out_put(out, "\\x%02x", (unsigned int)(unsigned char)byte);
}

void out_rest(struct out *out, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		put_byte(out, bytes[i], is_plain(bytes, length, i));
}

void out_word(struct out *out, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		put_byte(out, bytes[i],
			 bytes[i] != ' ' && is_plain(bytes, length, i));
}

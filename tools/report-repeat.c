// SPDX-License-Identifier: LGPL-2.1-or-later
/* Many rows of raw words that differ in some numbers alone. */
#include "report-repeat.h"

#include <endian.h>
#include <string.h>

#include "report-format.h"

/* "0x", 16 digits, and what is written behind them. */
#define NUMBER_ROOM 34u

bool report_may_repeat(const struct report *report)
{
	return report->format == &report_raw && !report->sort &&
	       !report->carry && !report->condition_count && !report->keys &&
	       report->count <= 64;
}

static bool add_number(struct report_repeat *repeat, enum report_kind kind,
		       char **to)
{
	if (repeat->numbers == REPORT_REPEAT_NUMBERS)
		return false;
	if (kind != REPORT_ADDRESS)
		*to = stpcpy(*to, "0x");
	repeat->number[repeat->numbers].digits =
		kind == REPORT_PAGEMAP_WORD ? 16 : 0;
	repeat->number[repeat->numbers].end = *to;
	repeat->numbers++;
	return true;
}

bool report_repeat_begin(struct report_repeat *repeat, struct report *report,
			 uint64_t differs)
{
	char *to = repeat->text;

	repeat->report = report;
	repeat->numbers = 0;
	for (size_t i = 0; i < report->count; i++) {
		struct report_shown *shown = &report->shown[i];
		const struct report_cell *cell = &report->cells[i];
		size_t left = sizeof(repeat->text) -
			      (size_t)(to - repeat->text);

		/* "0x", a blank, and the NUL that stpcpy() writes. */
		if (left < report_cell_room(report, shown, cell) + 4)
			return false;
		if (!(differs >> i & 1))
			to = report_put_cell(report, shown, cell, to);
		else if (!add_number(repeat, shown->column->kind, &to))
			return false;
		*to++ = i + 1 < report->count ? ' ' : '\n';
	}
	repeat->end = to;
	return true;
}

/* The eight digits of a number, the first one in the highest byte. */
static uint64_t digits_of(uint32_t number)
{
	uint64_t n = number, letters;

	n = (n & 0xffff0000) << 16 | (n & 0xffff);
	n = (n & 0x0000ff000000ff00) << 8 | (n & 0x000000ff000000ff);
	n = (n & 0x00f000f000f000f0) << 4 | (n & 0x000f000f000f000f);
	letters = (n + 0x0606060606060606) >> 4 & 0x0101010101010101;
	return n + 0x3030303030303030 + letters * ('a' - '9' - 1);
}

/* Writes 16 bytes, whatever it needs of them. */
static char *put_hex(char *to, uint64_t n, unsigned int digits)
{
	uint64_t high, low;

	if (!digits)
		digits = n ? (67 - (unsigned int)__builtin_clzll(n)) / 4 : 1;
	n <<= 64 - 4 * digits;
	high = htobe64(digits_of((uint32_t)(n >> 32)));
	low = htobe64(digits_of((uint32_t)n));
	memcpy(to, &high, sizeof(high));
	memcpy(to + sizeof(high), &low, sizeof(low));
	return to + digits;
}

void report_repeat_row(struct report_repeat *repeat, const uint64_t *numbers)
{
	struct output *output = &repeat->report->output;
	const char *from = repeat->text;
	char *to = output_reserve(output, REPORT_REPEAT_TEXT +
				  REPORT_REPEAT_NUMBERS * NUMBER_ROOM);

	for (size_t i = 0; i < repeat->numbers; i++) {
		size_t length = (size_t)(repeat->number[i].end - from);

		memcpy(to, from, length);
		from += length;
		to = put_hex(to + length, numbers[i], repeat->number[i].digits);
	}
	memcpy(to, from, (size_t)(repeat->end - from));
	output_until(output, to + (repeat->end - from));
	repeat->report->rows++;
}

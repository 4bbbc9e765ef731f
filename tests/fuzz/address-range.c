// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/address-range.c: what -A is given. */
#include "quiet.h"

#include <errno.h>
#include <stdio.h>

#include "address-range.h"
#include "units.h"

/* The range as others would write it. */
static void check_again(const struct address_range *range, char sign)
{
	struct address_range again;
	char text[2 * UNITS_ROOM + 1], *to = units_put_hex(text, range->start);

	*to++ = sign;
	if (sign == '+') {
		to = units_put_hex(stpcpy(to, "0x"), range->length);
		*to = '\0';
	} else {
		*units_put_end(to, range->start + range->length) = '\0';
	}
	assert(address_range_read(text, &again) == 0);
	assert(again.start == range->start && again.length == range->length);
}

static void check(const struct address_range *range)
{
	/* All 2^64 bytes are a length of 0. */
	assert(range->length || range->start == 0);
	if (range->length) {
		assert(range->length - 1 <= UINT64_MAX - range->start);
		check_again(range, '+');
	}
	check_again(range, '-');
	check_again(range, ',');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct address_range range;
	int ret;

	quiet_start();
	ret = address_range_read(text, &range);
	quiet_check(ret);
	assert(ret == 0 || ret == -EINVAL);
	assert(range.text == text);
	if (ret == 0)
		check(&range);
	free(text);
	return 0;
}

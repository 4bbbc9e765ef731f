// SPDX-License-Identifier: LGPL-2.1-or-later
/* A stretch of addresses, as -A takes it. */
#include "address-range.h"

#include <errno.h>

#include "complain.h"
#include "units.h"

static int bad_range(const char *text)
{
	return complain_usage("-A takes LO-HI, ADDR+LEN or LO,HI, with "
			      "hexadecimal addresses; not '%s'", text);
}

/* HI may be 2^64, as the END of the last mapping is printed. */
static int range_to(struct address_range *range, const char *text)
{
	uint64_t high = 0;
	const char *end;
	int ret = units_address_from(text, &high, &end);

	if ((ret && ret != -EOVERFLOW) || *end)
		return bad_range(range->text);
	if (ret == 0 && high <= range->start)
		return complain_usage("-A %s is an empty range", range->text);
	range->length = high - range->start;
	return 0;
}

static int range_of(struct address_range *range, const char *text)
{
	if (units_size_from(text, &range->length) != 0)
		return bad_range(range->text);
	if (range->length == 0)
		return complain_usage("-A %s is an empty range", range->text);
	if (range->length - 1 > UINT64_MAX - range->start)
		return complain_usage("-A %s ends beyond the last address",
				      range->text);
	return 0;
}

int address_range_read(const char *text, struct address_range *range)
{
	const char *end;

	*range = (struct address_range){ .text = text };
	if (units_address_from(text, &range->start, &end) != 0)
		return bad_range(text);
	if (*end == '+')
		return range_of(range, end + 1);
	if (*end == '-' || *end == ',')
		return range_to(range, end + 1);
	return bad_range(text);
}

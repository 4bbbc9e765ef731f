// SPDX-License-Identifier: LGPL-2.1-or-later
/* A stretch of addresses, as -A takes it. */
#include "address-range.h"

#include <errno.h>
#include <stddef.h>

#include "complain.h"
#include "units.h"

static const char bad[] = "is none of LO-HI, ADDR+LEN or LO,HI, with "
			  "hexadecimal addresses";
static const char empty[] = "is an empty range";
static const char beyond[] = "ends beyond the last address";

/* HI may be 2^64, as the END of the last mapping is printed. */
static const char *range_to(struct address_range *range, const char *text)
{
	uint64_t high = 0;
	const char *end;
	int ret = units_address_from(text, &high, &end);

	if ((ret && ret != -EOVERFLOW) || *end)
		return bad;
	if (ret == 0 && high <= range->start)
		return empty;
	range->length = high - range->start;
	return NULL;
}

static const char *range_of(struct address_range *range, const char *text)
{
	if (units_size_from(text, &range->length) != 0)
		return bad;
	if (range->length == 0)
		return empty;
	if (range->length - 1 > UINT64_MAX - range->start)
		return beyond;
	return NULL;
}

/* NULL, or what is wrong with it. */
static const char *parse(const char *text, struct address_range *range)
{
	const char *end;

	*range = (struct address_range){ .text = text };
	if (units_address_from(text, &range->start, &end) != 0)
		return bad;
	if (*end == '+')
		return range_of(range, end + 1);
	if (*end == '-' || *end == ',')
		return range_to(range, end + 1);
	return bad;
}

int address_range_parse(const char *text, struct address_range *range,
			const char **why)
{
	*why = parse(text, range);
	return *why ? -EINVAL : 0;
}

int address_range_read(const char *text, struct address_range *range)
{
	const char *why = parse(text, range);

	if (!why)
		return 0;
	if (why == bad)
		return complain_usage("-A takes LO-HI, ADDR+LEN or LO,HI, with "
				      "hexadecimal addresses; not '%s'", text);
	return complain_usage("-A %s %s", text, why);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* The sizes of blocks that --contpte asks for. */
#include "contpte.h"

#include <errno.h>

#include "complain.h"
#include "units.h"

int contpte_add(void *into, const char *argument)
{
	struct contpte *contpte = into;
	uint64_t size;

	if (units_size_from(argument, &size) != 0 || !size ||
	    size & (size - 1))
		return complain_usage("--contpte takes a size that is a power "
				      "of two, such as 64K; not '%s'",
				      argument);
	for (size_t i = 0; i < contpte->count; i++)
		if (contpte->sizes[i] == size)
			return 0;
	if (contpte->count == TALLY_MOST_BLOCKS)
		return complain_usage("--contpte: no more than %d sizes",
				      TALLY_MOST_BLOCKS);
	contpte->sizes[contpte->count++] = size;
	return 0;
}

int contpte_check(const struct contpte *contpte, uint64_t page_size)
{
	char size[UNITS_ROOM], page[UNITS_ROOM];

	for (size_t i = 0; i < contpte->count; i++) {
		if (contpte->sizes[i] >= page_size)
			continue;
		*units_put_size(size, contpte->sizes[i]) = '\0';
		*units_put_size(page, page_size) = '\0';
		complain("--contpte: %s is less than a page, which is %s here",
			 size, page);
		return -EINVAL;
	}
	return 0;
}

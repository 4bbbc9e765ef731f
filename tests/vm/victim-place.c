// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where memory of a buffer shall be: on which nodes, and at which addresses. */
#include "victim.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* bind ID POLICY NODES [FIRST COUNT]: NODES is a bit for each. */
static int bind_to_nodes(char **words)
{
	char *range[] = { words[0], words[1] && words[2] ? words[3] : NULL,
			  words[1] && words[2] && words[3] ? words[4] : NULL };
	unsigned long nodes = words[1] ? victim_count(words[2]) : 0;
	struct buffer piece;
	int ret = memory_find(range, &piece);

	if (ret)
		return ret;
	return syscall(SYS_mbind, piece.at, piece.pages * victim_page(),
		       (int)victim_number(words[1]), &nodes, 8 * sizeof(nodes),
		       0) ? -errno : 0;
}

/* exchange ID A B: the addresses of two pages; their frames stay. */
static int exchange(char **words)
{
	size_t page = victim_page();
	struct buffer whole;
	char *range[] = { words[0], NULL };
	int ret = memory_find(range, &whole);
	unsigned char *a, *b, *hole;

	if (ret)
		return ret;
	a = whole.at + victim_count(words[1]) * page;
	b = whole.at + victim_count(words[2]) * page;
	hole = mmap(NULL, page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (hole == MAP_FAILED)
		return -errno;
	if (mremap(a, page, page, MREMAP_MAYMOVE | MREMAP_FIXED, hole) ==
		    MAP_FAILED ||
	    mremap(b, page, page, MREMAP_MAYMOVE | MREMAP_FIXED, a) ==
		    MAP_FAILED ||
	    mremap(hole, page, page, MREMAP_MAYMOVE | MREMAP_FIXED, b) ==
		    MAP_FAILED)
		return -errno;
	return 0;
}

const struct verb place_verbs[] = {
	{ "bind", bind_to_nodes },
	{ "exchange", exchange },
	{ NULL, NULL },
};

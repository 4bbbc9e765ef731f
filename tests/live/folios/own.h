/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The line that says how a piece of memory is mapped. */
#ifndef FOLIOS_OWN_H
#define FOLIOS_OWN_H

#include "../stage/huge.h"
#include "../stage/objects.h"

/* "PID VA PAGES HUGE ORDER MAPCOUNT NAME"; `what` begins with HUGE. */
static void own(pid_t pid, const void *va, size_t pages, const char *what)
{
	printf("%d %" PRIx64 " %zu %s\n", (int)pid, (uint64_t)(uintptr_t)va,
	       pages, what);
}

static size_t pmd_pages(void)
{
	return pmd_size() / page_size();
}

#endif

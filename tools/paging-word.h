/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How a process, or the machine, pages in an interval, in a word.
 *
 * A process is
 *
 *   quiet      if not one page went out and not one came in;
 *   thrashing  if pages went out while pages that had gone out during the watch
 *              came back, each of them at least 16, and at least 1% of all that
 *              the process has in RAM and in swap;
 *   paging     else.
 *
 * A page that went out and came back between two looks is not seen, so a watch
 * finds less than there is.  More it finds only where memory that was in swap
 * is given back and written anew between two looks: as if it had come in.  In
 * long intervals more adds up: the word is meant for seconds.
 *
 * The machine is
 *
 *   quiet      if no page was written to swap or read from it;
 *   thrashing  if at least half of the pages that were read were missed soon
 *              after they had gone (workingset_refault_anon), and tasks waited
 *              for memory at least 10% of the time (PSI, "some");
 *   paging     else.
 *
 * If something that decides is not known, there is no word.
 */
#ifndef PAGING_WORD_H
#define PAGING_WORD_H

#include "paging-compare.h"
#include "paging-machine.h"

enum paging_word {
	PAGING_NO_WORD,		/* cannot tell */
	PAGING_QUIET,
	PAGING_PAGING,
	PAGING_THRASHING,
};

enum paging_word paging_word_of(const struct paging_counts *counts);
enum paging_word paging_word_of_machine(const struct paging_machine *machine);

/* "quiet"; static storage, NULL for a number that has none. */
const char *paging_word_name(unsigned int word);

#endif

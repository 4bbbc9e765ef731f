/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* demand-words.h - the words of VMINFO_FAULT, read; see fault.h. */
#ifndef DEMAND_WORDS_H
#define DEMAND_WORDS_H

#include <stdbool.h>
#include <stdint.h>

/* How the kernel lies, as the word for it. */
enum lie {
	LIE_NONE,
	LIE_TWICE,
	LIE_OVERLAP,
	LIE_UNSORTED,
	LIE_OUTSIDE,
	LIE_BEFORE,
	LIE_EMPTY,
	LIE_RAGGED,
	LIE_MANY,
	LIE_BACK,
	LIE_SHRINK,
	LIE_LESS,
	LIE_LONG,
	LIE_ENDS,
	LIE_ODD,
};

struct demand {
	bool noscan;
	bool noquery;
	bool nocachestat;
	bool brief;
	bool eintr;
	bool hide;
	bool dead_esrch;
	bool calls;
	uint64_t efault;	/* 0: nothing is refused */
	uint64_t dead_after;
	uint64_t exec_after;
	uint64_t change_after;
	/* Numbers of calls; 0: none. */
	uint64_t eio_at;
	uint64_t esrch_at;
	uint64_t enomem_at;
	uint64_t eintr_at;
	uint64_t short_at;
	uint64_t frames_end;	/* UINT64_MAX: never */
	enum lie scan_lies;
	enum lie maps_lies;
	enum lie query_lies;
	enum lie pagemap_lies;
};

extern struct demand demand;

/* All is counted from 0 again. */
void demand_restart(void);

#endif

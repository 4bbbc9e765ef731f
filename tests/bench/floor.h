/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* floor.h - programs that do nothing but the calls that a question needs. */
#ifndef FLOOR_H
#define FLOOR_H

/* Each takes PIDs, ended by a NULL, and prints one line of sums or a list. */
typedef void floor_run(char **pids);

floor_run floor_pread;		/* all words of pagemap, counted */
floor_run floor_scan;		/* PAGEMAP_SCAN, one after the other */
floor_run floor_scan_huge;	/* ... and words: of huge pages, the first */
floor_run floor_scan_pread;	/* ... and words of all that there is */
floor_run floor_flags;		/* words, then their flags by a bitmap */
floor_run floor_flags_huge;	/* scan first; head and tail of huge pages */
floor_run floor_all_flags;	/* all of kpageflags */
floor_run floor_list;		/* a line for each page */
floor_run floor_maps;		/* a line for each mapping */
floor_run floor_smaps;		/* reads smaps, understands nothing */
floor_run floor_rollups;	/* reads smaps_rollup of each */

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How far long work is.  On a terminal one line of standard error says so after
 * a second, until there is something else to print.  SIGUSR1 asks for such a
 * line at any time and wherever standard error goes, as with dd(1).
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <vminfo.h>

/* Answers SIGUSR1 from now on, unless our caller ignores it. */
void progress_start(void);

/* From now on a terminal may get a line. */
void progress_show(void);

/* The next of so many processes (0: nobody knows) begins. */
void progress_process(pid_t pid, size_t number, size_t of);

/* Its addresses from `start` on will be walked, so that there is a percentage;
 * a `length` of 0 is not known. */
void progress_range(uint64_t start, uint64_t length);

/* So many frames of the machine were seen. */
void progress_frames(uint64_t frames, uint64_t of);

/*
 * What a thread reaches goes to its share from now on, and is not shown; the
 * thread that shows it has a look at the share from time to time.
 */
struct progress_share;
struct progress_share *progress_share_new(void);
void progress_share_free(struct progress_share *share);
void progress_divert(struct progress_share *share);
void progress_show_share(struct progress_share *share);

/* A batch of a walk, of one mapping or gap, was done. */
void progress_runs(const struct vminfo_run *runs, size_t n,
		   uint64_t page_size);
void progress_pages(const struct vminfo_page *pages, size_t n);

/* Takes the line from the terminal, before anything else is printed there. */
void progress_wipe(void);
void progress_wipe_on(int fd);	/* if that is a terminal */

/* What the line says.  Returns its end; there is no NUL. */
#define PROGRESS_ROOM 200
struct progress {
	int pid;		/* 0: none was begun */
	uint64_t number;	/* which of how many; 0: not known */
	uint64_t of;
	uint64_t va;		/* reached */
	uint64_t pages;		/* seen */
	uint64_t start;		/* of the range */
	uint64_t length;	/* 0: not known */
	uint64_t frames;	/* of the machine, in the place of a process */
	uint64_t of_frames;	/* 0: it is processes that are looked at */
};

char *progress_line(const struct progress *progress,
		    char line[PROGRESS_ROOM]);

#endif

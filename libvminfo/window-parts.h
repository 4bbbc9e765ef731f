/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* window-parts.h - how the two ways of reading fill a window. */
#ifndef WINDOW_PARTS_H
#define WINDOW_PARTS_H

#include <sys/types.h>

#include "window.h"

/* Reading so many empty words costs as much as another system call. */
#define WINDOW_BRIDGE 128u

/* What to read first; twice as much each time, as long as it is dense. */
#define WINDOW_STEP 512u

/* Pages from the end of the window to this one. */
uint64_t window_pages_to(const struct window *window, uint64_t limit);

bool window_is_full(const struct window *window);

/* Appends ->pages at the end; joins what is alike. */
void window_append(struct window *window, const struct extent *extent);

/*
 * Reads up to n words from the end on, behind those that are here already, and
 * does not count them yet.  Number read, at least one; -ESRCH: the address
 * space is gone.
 */
ssize_t window_read_words(struct window *window, uint64_t n);

/*
 * The same, for one who goes on in order: reads some more than that, and may
 * have them here already.
 */
ssize_t window_read_near(struct window *window,
			 const struct window_request *request, uint64_t n);

int window_ahead_init(struct window_ahead *ahead);
void window_ahead_free(struct window_ahead *ahead);
void window_ahead_forget(struct window_ahead *ahead);

/* Both read at least a page of what is left up to the limit. */
int window_read_dense(struct window *window,
		      const struct window_request *request);
int window_read_scanned(struct window *window,
			const struct window_request *request);

#endif

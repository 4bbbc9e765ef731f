/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list of frames on standard input, one a line. */
#ifndef FRAME_LIST_H
#define FRAME_LIST_H

struct frame_word;

typedef int frame_list_word(const char *text, struct frame_word *word);

/*
 * Gives each to `add`.  Empty lines and comments from # on are passed over;
 * what is no word may be a line of a log.  0, or -EINVAL, told.
 */
int frame_list_read(const char *option, frame_list_word *read,
		    int (*add)(void *data, const struct frame_word *word),
		    void *data);

#endif

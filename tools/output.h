/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bytes on their way to standard output, many rows in one write. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

struct output {
	char *bytes;
	size_t used;
	size_t room;
};

void output_open(struct output *output);
void output_close(struct output *output);	/* what is left is dropped */

/* Where the next n bytes go.  After writing there, call output_until(). */
char *output_reserve(struct output *output, size_t n);
void output_until(struct output *output, const char *end);

void output_text(struct output *output, const char *text);
void output_flush(struct output *output);

/* Text that is there already; negative errno. */
int output_pass_text(const char *text, size_t length);

/* As a flush, and who reads it gets it now.  false: it cannot be written. */
bool output_pass_on(struct output *output);

/*
 * Closes standard output, because a full disk may say so as late as then.
 * 0, or -EIO (told) if anything was not written.
 */
int output_finish(void);

#endif

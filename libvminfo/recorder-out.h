/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* recorder-out.h - the text of a recording on its way out. */
#ifndef RECORDER_OUT_H
#define RECORDER_OUT_H

#include <stddef.h>
#include <stdint.h>

#define OUT_ROOM ((size_t)32 << 10)

struct out {
	int (*write)(void *data, const char *text, size_t length);
	void *data;
	int error;		/* negative errno: nothing more is written */
	size_t used;
	char text[OUT_ROOM];
};

/* Errors stay in ->error; a piece is at most some hundred bytes. */
void out_put(struct out *out, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* First and last byte, as START-END, which may be 2^64. */
void out_range(struct out *out, uint64_t first, uint64_t last);

/* Bytes that a line takes as the word, or the rest of it, that they are. */
void out_word(struct out *out, const char *bytes, size_t length);
void out_rest(struct out *out, const char *bytes, size_t length);

/* Everything that was put.  0, or the error. */
int out_flush(struct out *out);

#endif

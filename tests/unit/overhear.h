/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a call prints, kept from the screen and given to the test. */
#ifndef OVERHEAR_H
#define OVERHEAR_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct overhear {
	FILE *stream;
	int saved;		/* the descriptor that it had */
	FILE *heard;
};

static inline struct overhear overhear_start(FILE *stream)
{
	struct overhear o = { .stream = stream, .heard = tmpfile() };

	fflush(stream);
	o.saved = dup(fileno(stream));
	if (!o.heard || o.saved < 0 ||
	    dup2(fileno(o.heard), fileno(stream)) < 0)
		abort();
	return o;
}

/* Fills `text` with what was printed, as far as it fits; NULL: forgets it. */
static inline void overhear_stop(struct overhear *o, char *text, size_t size)
{
	size_t n;

	fflush(o->stream);
	if (dup2(o->saved, fileno(o->stream)) < 0)
		abort();
	close(o->saved);
	rewind(o->heard);
	if (text) {
		n = fread(text, 1, size - 1, o->heard);
		text[n] = '\0';
	}
	fclose(o->heard);
}

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks the process of its own that reads ELF files. */
#ifndef SYMBOL_ASK_H
#define SYMBOL_ASK_H

#include "symbol-read.h"

/*
 * 0: all answers, to be freed, but for the last; the objects know then which of
 * them could be opened.  -EIO: it crashed over some file, or took too much;
 * -ETIMEDOUT: it waits, and nothing comes; or another negative errno.
 */
int symbol_ask(const struct symbol_question *question,
	       struct symbol_answer **answers, size_t *count);

#endif

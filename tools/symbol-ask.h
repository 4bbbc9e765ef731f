/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asks the process of its own that reads ELF files. */
#ifndef SYMBOL_ASK_H
#define SYMBOL_ASK_H

#include "symbol-read.h"

/*
 * 0: all answers, to be freed, but for the last; -EIO: it crashed over some
 * file, or had to be stopped; or another negative errno.
 */
int symbol_ask(const struct symbol_question *question,
	       struct symbol_answer **answers, size_t *count);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The symbols of one ELF file, compared with the words that are asked for. */
#ifndef ELF_SYMBOLS_H
#define ELF_SYMBOLS_H

#include <elfutils/libdwfl.h>

#include "elf-load.h"
#include "nearest.h"
#include "symbol-read.h"

struct reader {
	const struct symbol_question *question;
	int to;
	Elf **elf;		/* of each object; NULL: it is none */
	uint32_t *place;	/* of each */
	size_t *answers;	/* about each word */
	struct nearest *near;	/* to each word */
	size_t *near_in;	/* the object of that */
	size_t object;		/* that is read */
	uint64_t bias[ELF_LOAD_MOST];
	size_t loads;
	char file[64];		/* source file that the symbols are of */
	bool has_debug;		/* a file with its symbols was found */
};

/* Sends it; the process ends if nobody listens any more. */
void elf_symbols_answer(const struct reader *r,
			const struct symbol_answer *answer);

/* Empty but for its kind: padding, too, goes through the pipe. */
struct symbol_answer *elf_symbols_new_answer(struct symbol_answer *answer,
					     enum symbol_answer_kind kind);

/*
 * Sends what the module, which is r->object, has of what is asked for.  Returns
 * of how many symbols; negative: they cannot be read.
 */
int elf_symbols_read(struct reader *r, Dwfl_Module *module);

#endif

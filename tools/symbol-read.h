/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The symbols of ELF files, which belong to somebody else and may be anything:
 * they are read by a process of its own, without rights, that may crash or wait
 * for ever.  Its answers come through a pipe.
 */
#ifndef SYMBOL_READ_H
#define SYMBOL_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbol-objects.h"
#include "symbol-word.h"

struct symbol_question {
	struct symbol_objects *objects;
	const struct symbol_word *words;
	size_t count;
	struct vminfo_context *context;	/* of the process that has them */
	pid_t pid;
};

enum symbol_answer_kind {
	SYMBOL_FOUND = 1,
	SYMBOL_NEAR,		/* nothing is called so, but this nearly is */
	SYMBOL_STRIPPED,	/* the program does not name static ones */
	SYMBOL_UNREADABLE,	/* an object that is no good ELF file */
	SYMBOL_OPENED,		/* an object, or why it could not be */
	SYMBOL_FAILED,		/* nothing could be opened */
	SYMBOL_DONE,		/* the last answer */
};

/* Why a symbol is no memory at an address. */
enum symbol_problem {
	SYMBOL_FINE,
	SYMBOL_THREAD_LOCAL,
	SYMBOL_ABSOLUTE,
	SYMBOL_INDIRECT,
	SYMBOL_OUTSIDE,		/* not in its object: the file is wrong */
};

/* Place in the order in which the dynamic linker looks. */
#define SYMBOL_LAST UINT32_MAX	/* loaded by the running program: not in it */

struct symbol_answer {
	uint32_t kind;		/* enum symbol_answer_kind */
	uint32_t word;		/* index */
	uint32_t object;	/* index */
	uint32_t problem;	/* enum symbol_problem; opened, failed: errno */
	uint64_t address;
	uint64_t size;
	uint32_t place;
	bool global;
	bool exported;		/* others may use it, or put theirs before it */
	bool private_use;	/* exported, but its object uses its own */
	bool inner;		/* SYMBOL_INNER */
	bool old;		/* not the version that is linked to */
	bool program;		/* opened: it is no library */
	char file[64];		/* source file of a static one; else "" */
	char name[SYMBOL_NAME_ROOM];
};

/* Before the process is made: 0, or negative errno, told. */
int symbol_read_prepare(void);

/*
 * Writes the answers.  This is called in the process of its own.  Returns
 * -ENOSYS if this build cannot.
 */
int symbol_read(const struct symbol_question *question, int to);

#endif

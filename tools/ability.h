/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What one may be able to see here: parts that a kernel may lack, and rights.
 * Each is tried, on memory and processes of our own wherever that tells.
 */
#ifndef ABILITY_H
#define ABILITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "answer.h"

/* What came of trying. */
struct ability_trial {
	struct vminfo_context *context;
	enum answer answer;
	bool refused;	/* it is there, but a right is missing, or a filter of
			   system calls keeps it away */
	const char *why;	/* why the answer is not yes; NULL: as usual */
};

struct ability {
	const char *word;	/* "pfn"; a NULL ends the table */
	bool is_right;		/* else a part of the kernel */
	const char *about;	/* what it is for */
	uint64_t needs;		/* capabilities, see remedy.h */
	bool first_namespace;	/* they count in the first user namespace */
	const char *since;	/* "6.7": the first that has it, or NULL */
	const char *config;	/* "CONFIG_...": how it is built, or NULL */
	void (*try)(struct ability_trial *trial);
};

extern const struct ability ability_table[];

/* The one of that name, `length` bytes, or NULL. */
const struct ability *ability_find(const char *word, size_t length);

/*
 * To be called before rights are settled: one trial takes a right that is gone
 * then.  What was prepared ends with ability_finish(), which always may be
 * called.
 */
void ability_prepare(void);
void ability_finish(void);

/* Tries it with all rights that we have; they must not be finished. */
struct ability_trial ability_try(const struct ability *ability,
				 struct vminfo_context *context);

/*
 * One sentence, without its full stop: why the answer is not yes, and what it
 * takes.
 */
#define ABILITY_ROOM 512
char *ability_reason(const struct ability *ability,
		     const struct ability_trial *trial,
		     char text[ABILITY_ROOM]);

#endif

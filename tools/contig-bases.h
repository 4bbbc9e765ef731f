/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where memory is that drivers map without page structures: as the user says,
 * or as files of the kernel do.
 */
#ifndef CONTIG_BASES_H
#define CONTIG_BASES_H

#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

#include "visit.h"

/* What --pa-base was given. */
struct base_word {
	const char *text;
	uint64_t va;
	uint64_t pa;
};

struct base_words {
	struct base_word *list;
	size_t count;
};

/* Adds one: 0, or -EINVAL, told. */
int base_words_add(void *words, const char *argument);
void base_words_free(struct base_words *words);

struct contig_bases {
	struct vminfo_dma_base *list;
	size_t count;
	char *notes;	/* lines on where they are from; or NULL */
};

/*
 * What the words mean for a process, up to the ends of their mappings.  0, or
 * negative errno, told and counted in the visit.
 */
int contig_bases_take(struct contig_bases *bases, struct visit *visit,
		      struct vminfo_process *process,
		      const struct base_words *words);

/*
 * Adds what can be known of all mappings of that kind.  0, or negative errno,
 * told by nobody.
 */
int contig_bases_find(struct contig_bases *bases, struct visit *visit,
		      struct vminfo_process *process);
void contig_bases_free(struct contig_bases *bases);

#endif

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Where memory is that drivers map without page structures: as the user says,
 * or as files of the kernel do.
 */
#include "contig-bases.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "foreign.h"
#include "known-base.h"
#include "units.h"

int base_words_add(void *into, const char *argument)
{
	struct base_words *words = into;
	struct base_word word = { .text = argument }, *list;
	const char *end;

	if (units_address_from(argument, &word.va, &end) != 0 || *end != '=' ||
	    units_address_from(end + 1, &word.pa, &end) != 0 || *end)
		return complain_usage("--pa-base takes VA=PA, two hexadecimal "
				      "addresses; not '%s'", argument);
	list = reallocarray(words->list, words->count + 1, sizeof(*list));
	if (!list)
		complain_out_of_memory();
	list[words->count++] = word;
	words->list = list;
	return 0;
}

void base_words_free(struct base_words *words)
{
	free(words->list);
	*words = (struct base_words){ 0 };
}

static void add(struct contig_bases *bases, const struct vminfo_dma_base *base)
{
	struct vminfo_dma_base *list;

	list = reallocarray(bases->list, bases->count + 1, sizeof(*list));
	if (!list)
		complain_out_of_memory();
	list[bases->count++] = *base;
	bases->list = list;
}

static bool is_covered(const struct contig_bases *bases, uint64_t va)
{
	for (size_t i = 0; i < bases->count; i++)
		if (va - bases->list[i].va < bases->list[i].length)
			return true;
	return false;
}

/* --- what the user says --------------------------------------------------- */

/* 1: *mapping has the address, and no page structures; 0: not; negative errno.
 */
static int find_mapping(struct vminfo_process *process, uint64_t va,
			struct vminfo_mapping *mapping)
{
	struct vminfo_page page;
	int ret = vminfo_process_page(process, va, &page);

	if (ret < 0 || page.state != VMINFO_PFNMAP)
		return ret < 0 ? ret : 0;
	return vminfo_process_mapping(process, va, mapping);
}

/* Why it cannot be so; NULL: it can. */
static const char *why_not(const struct contig_bases *bases,
			   const struct base_word *word, uint64_t page_size,
			   const struct vminfo_dma_base *base)
{
	if (is_covered(bases, base->va))
		return "was said of that memory already";
	if ((word->pa ^ base->va) & (page_size - 1))
		return "is another place in its page";
	if (base->length - 1 > UINT64_MAX - base->pa)
		return "ends beyond the last address";
	return NULL;
}

static int take_word(struct contig_bases *bases, struct visit *visit,
		     struct vminfo_process *process,
		     const struct base_word *word)
{
	uint64_t va = vminfo_process_untagged(process, word->va);
	struct vminfo_dma_base base = { .va = va, .pa = word->pa };
	const char *why = "no driver maps memory there without page structures";
	struct vminfo_mapping mapping;
	int ret = find_mapping(process, va, &mapping);

	if (ret < 0) {
		visit_failed(visit, ret);
		return ret;
	}
	if (ret) {
		base.length = mapping.length - (va - mapping.va);
		why = why_not(bases, word, vminfo_context_page_size(
				visit->context), &base);
	}
	if (!why) {
		add(bases, &base);
		return 0;
	}
	complain("%d: --pa-base %s: %s", (int)vminfo_process_pid(process),
		 word->text, why);
	visit->wrong = true;
	return -EINVAL;
}

int contig_bases_take(struct contig_bases *bases, struct visit *visit,
		      struct vminfo_process *process,
		      const struct base_words *words)
{
	int ret = 0;

	*bases = (struct contig_bases){ 0 };
	for (size_t i = 0; i < words->count && ret == 0; i++)
		ret = take_word(bases, visit, process, &words->list[i]);
	return ret;
}

/* --- what files say ------------------------------------------------------- */

static void note(struct contig_bases *bases,
		 const struct vminfo_mapping *mapping,
		 const struct known_base *known)
{
	char *safe = malloc(foreign_room(mapping->name)), *notes;

	if (!safe)
		complain_out_of_memory();
	foreign_encode(FOREIGN_ASCII, mapping->name, safe);
	if (asprintf(&notes, "%s%snote: %s begins at 0x%" PRIx64 ", inferred "
		     "from %s", bases->notes ? bases->notes : "",
		     bases->notes ? "\n" : "", safe, known->pa,
		     known->source) < 0)
		complain_out_of_memory();
	free(safe);
	free(bases->notes);
	bases->notes = notes;
}

static void infer(struct contig_bases *bases, uint64_t page_size, int root,
		  const struct vminfo_mapping *mapping)
{
	struct known_base known;

	if (is_covered(bases, mapping->va) ||
	    !known_base_of(root, page_size, mapping, &known))
		return;
	add(bases, &(struct vminfo_dma_base){
		.va = mapping->va,
		.length = mapping->length,
		.pa = known.pa,
	});
	note(bases, mapping, &known);
}

/* Whether the kernel says nothing of the pages of a mapping. */
static bool is_bare(struct vminfo_process *process,
		    const struct vminfo_mapping *mapping)
{
	struct vminfo_page page;

	return vminfo_process_page(process, mapping->va, &page) == 0 &&
	       page.state == VMINFO_PFNMAP;
}

int contig_bases_find(struct contig_bases *bases, struct visit *visit,
		      struct vminfo_process *process)
{
	uint64_t page_size = vminfo_context_page_size(visit->context);
	const struct target *target = visit->target;
	struct vminfo_mapping mapping;
	struct vminfo_walk *walk;
	ssize_t n;
	int root, ret;

	/* Files of this machine say nothing of another. */
	if (target->procfs || target->recorded)
		return 0;
	ret = vminfo_walk_new(process, NULL, &walk);
	if (ret < 0)
		return ret;
	root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while ((n = vminfo_walk_mappings(walk, &mapping, 1)) > 0)
		if (root >= 0 && is_bare(process, &mapping))
			infer(bases, page_size, root, &mapping);
	if (root >= 0)
		close(root);
	vminfo_walk_free(walk);
	return (int)n;
}

void contig_bases_free(struct contig_bases *bases)
{
	free(bases->list);
	free(bases->notes);
	*bases = (struct contig_bases){ 0 };
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where an ELF file is loaded, by the mappings that are there. */
#include "elf-load.h"

#include "dw.h"

#define CANDIDATES 16

struct loaded {
	Elf *elf;
	const struct symbol_object *object;
	uint64_t page_size;
	size_t segments;
};

static bool get_segment(Elf *elf, size_t i, GElf_Phdr *segment)
{
	return dw.gelf_getphdr(elf, (int)i, segment) &&
	       segment->p_type == PT_LOAD;
}

/* The first byte of its mapping, in the file. */
static uint64_t offset_of(const struct loaded *l, const GElf_Phdr *segment)
{
	return segment->p_offset & -l->page_size;
}

/* The bias at which this is a mapping of the segment; false: it is none. */
static bool bias_of(const struct loaded *l, const struct symbol_piece *piece,
		    const GElf_Phdr *segment, uint64_t *bias)
{
	uint64_t offset = offset_of(l, segment);

	if (piece->offset < offset ||
	    piece->offset - offset >= segment->p_filesz +
				      (segment->p_offset - offset))
		return false;
	*bias = piece->va - (piece->offset - offset) -
		(segment->p_vaddr & -l->page_size);
	return true;
}

/* A file that somebody reads by a mapping has not the rights of a program. */
static bool has_its_rights(const struct symbol_piece *piece,
			   const GElf_Phdr *segment)
{
	return (piece->permissions & VMINFO_EXECUTE &&
		segment->p_flags & PF_X) ||
	       (piece->permissions & VMINFO_WRITE && segment->p_flags & PF_W);
}

/* Whether it is in its place; sets *convincing if it has its rights, too. */
static bool is_in_place(const struct loaded *l, const GElf_Phdr *segment,
			uint64_t bias, bool *convincing)
{
	bool found = false;

	for (size_t i = 0; i < l->object->count; i++) {
		const struct symbol_piece *piece = &l->object->pieces[i];
		uint64_t here;

		if (!bias_of(l, piece, segment, &here) || here != bias)
			continue;
		found = true;
		*convincing |= has_its_rights(piece, segment);
	}
	return found;
}

/* How many segments are in their places; 0 if none has its rights. */
static size_t count_in_place(const struct loaded *l, uint64_t bias)
{
	bool convincing = false;
	size_t in_place = 0;

	for (size_t i = 0; i < l->segments; i++) {
		GElf_Phdr segment;

		if (get_segment(l->elf, i, &segment))
			in_place += is_in_place(l, &segment, bias,
						&convincing);
	}
	return convincing ? in_place : 0;
}

struct biases {
	uint64_t list[CANDIDATES];
	size_t count;
};

static void add_bias(struct biases *biases, uint64_t bias)
{
	for (size_t i = 0; i < biases->count; i++)
		if (biases->list[i] == bias)
			return;
	if (biases->count < CANDIDATES)
		biases->list[biases->count++] = bias;
}

static void add_candidates(const struct loaded *l, const GElf_Phdr *segment,
			   struct biases *biases)
{
	uint64_t bias;

	for (size_t i = 0; i < l->object->count; i++)
		if (bias_of(l, &l->object->pieces[i], segment, &bias))
			add_bias(biases, bias);
}

static void find_candidates(const struct loaded *l, struct biases *biases)
{
	GElf_Ehdr header;
	GElf_Phdr segment;

	if (!dw.gelf_getehdr(l->elf, &header))
		return;
	if (header.e_type == ET_EXEC) {
		add_bias(biases, 0);
		return;
	}
	for (size_t i = 0; i < l->segments; i++)
		if (get_segment(l->elf, i, &segment))
			add_candidates(l, &segment, biases);
}

size_t elf_load_find(Elf *elf, const struct symbol_object *object,
		     uint64_t page_size, uint64_t bias[ELF_LOAD_MOST])
{
	struct loaded l = { elf, object, page_size, 0 };
	struct biases biases = { .count = 0 };
	size_t most = 1, n = 0;

	if (dw.elf_getphdrnum(elf, &l.segments) != 0)
		return 0;
	find_candidates(&l, &biases);
	for (size_t i = 0; i < biases.count; i++) {
		size_t in_place = count_in_place(&l, biases.list[i]);

		if (in_place < most)
			continue;
		if (in_place > most)
			n = 0;
		most = in_place;
		if (n < ELF_LOAD_MOST)
			bias[n++] = biases.list[i];
	}
	return n;
}

bool elf_load_has(Elf *elf, uint64_t address, uint64_t size)
{
	GElf_Phdr segment;
	size_t segments;

	if (dw.elf_getphdrnum(elf, &segments) != 0)
		return false;
	for (size_t i = 0; i < segments; i++) {
		uint64_t inside;

		if (!get_segment(elf, i, &segment))
			continue;
		inside = address - segment.p_vaddr;
		if (inside < segment.p_memsz &&
		    size <= segment.p_memsz - inside)
			return true;
	}
	return false;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where an ELF file is loaded. */
#ifndef ELF_LOAD_H
#define ELF_LOAD_H

#include <libelf.h>

#include "symbol-objects.h"

#define ELF_LOAD_MOST 4

/*
 * What is to be added to the addresses in the file: once, or more often if it
 * is loaded more often.  Returns how many.
 */
size_t elf_load_find(Elf *elf, const struct symbol_object *object,
		     uint64_t page_size, uint64_t bias[ELF_LOAD_MOST]);

/* Whether the file has so much memory at that address of its own. */
bool elf_load_has(Elf *elf, uint64_t address, uint64_t size);

#endif

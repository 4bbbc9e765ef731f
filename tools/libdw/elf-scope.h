/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* In which order the dynamic linker looks into the files of a process. */
#ifndef ELF_SCOPE_H
#define ELF_SCOPE_H

#include <libelf.h>

#include "symbol-objects.h"

/*
 * Fills place[i] for each object: the program is first, then what was
 * preloaded, then what these need, and so on.  SYMBOL_LAST: the program loaded
 * it itself, or it is no ELF file (elf[i] is NULL).
 */
void elf_scope_find(Elf *const *elf, const struct symbol_objects *objects,
		    uint32_t *place);

/* What the table of dynamic symbols says of one that is defined. */
struct elf_export {
	bool exported;
	bool private_use;	/* protected, or its file is -Bsymbolic */
	bool old;		/* a version that is not linked to any more */
	char version[64];	/* or "" */
};

/* The symbol called so (without its version) and with that value. */
struct elf_export elf_scope_export(Elf *elf, const char *name,
				   uint64_t value);

#endif

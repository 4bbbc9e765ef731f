/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file with the symbols of a stripped one. */
#ifndef ELF_DEBUG_H
#define ELF_DEBUG_H

#include <libelf.h>

#include "symbol-objects.h"

/*
 * By build ID and by debug link, in the directories where gdb(1) looks; first
 * in `root`, a directory that is "/" to the process, then here.  A descriptor
 * that belongs to the caller, or -1.
 */
int elf_debug_open(Elf *elf, const struct symbol_object *object, int root);

#endif

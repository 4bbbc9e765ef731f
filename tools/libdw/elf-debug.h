/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file with the symbols of a stripped one. */
#ifndef ELF_DEBUG_H
#define ELF_DEBUG_H

#include <libelf.h>

/*
 * By build ID and by debug link, in the directories where gdb(1) looks; first
 * in `root`, a directory that is "/" to the process, then here.  `name` is the
 * path of the stripped file there.  A descriptor that belongs to the caller,
 * or -1.
 */
int elf_debug_open(Elf *elf, const char *name, int root);

#endif

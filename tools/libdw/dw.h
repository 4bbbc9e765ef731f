/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libdw and libelf, which are loaded on use: what we call of them. */
#ifndef DW_H
#define DW_H

#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>
#include <gelf.h>

#include "on-use.h"

#define DW_FUNCTIONS(FUNCTION) \
	FUNCTION(dwelf_elf_gnu_build_id) FUNCTION(dwelf_elf_gnu_debuglink) \
	FUNCTION(dwfl_begin) FUNCTION(dwfl_end) \
	FUNCTION(dwfl_module_getelf) FUNCTION(dwfl_module_getsym_info) \
	FUNCTION(dwfl_module_getsymtab) \
	FUNCTION(dwfl_module_getsymtab_first_global) \
	FUNCTION(dwfl_module_info) FUNCTION(dwfl_offline_section_address) \
	FUNCTION(dwfl_report_begin) FUNCTION(dwfl_report_elf) \
	FUNCTION(dwfl_report_end) FUNCTION(elf_begin) FUNCTION(elf_end) \
	FUNCTION(elf_getdata) FUNCTION(elf_getphdrnum) FUNCTION(elf_kind) \
	FUNCTION(elf_nextscn) FUNCTION(elf_strptr) FUNCTION(elf_version) \
	FUNCTION(gelf_fsize) FUNCTION(gelf_getdyn) FUNCTION(gelf_getehdr) \
	FUNCTION(gelf_getphdr) FUNCTION(gelf_getshdr) FUNCTION(gelf_getsym) \
	FUNCTION(gelf_getverdaux) FUNCTION(gelf_getverdef) \
	FUNCTION(gelf_getversym)

extern ON_USE_FUNCTIONS(DW_FUNCTIONS) dw;

/* Before anything of it is called; 0, or -ELIBACC, told. */
int dw_load(void);

#endif

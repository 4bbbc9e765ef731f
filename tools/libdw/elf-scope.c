// SPDX-License-Identifier: LGPL-2.1-or-later
/* In which order the dynamic linker looks into the files of a process. */
#include "elf-scope.h"

#include <stdlib.h>
#include <string.h>

#include <bsd/string.h>

#include "complain.h"
#include "dw.h"
#include "symbol-preloads.h"
#include "symbol-read.h"

/* A section by its type: 0 or -1. */
static int find_section(Elf *elf, GElf_Word type, GElf_Shdr *header,
			Elf_Data **data)
{
	Elf_Scn *section = NULL;

	while ((section = dw.elf_nextscn(elf, section))) {
		if (!dw.gelf_getshdr(section, header) ||
		    header->sh_type != type)
			continue;
		*data = dw.elf_getdata(section, NULL);
		return *data ? 0 : -1;
	}
	return -1;
}

struct dynamic {
	Elf *elf;
	GElf_Shdr header;
	Elf_Data *data;
};

static int open_dynamic(Elf *elf, struct dynamic *dynamic)
{
	dynamic->elf = elf;
	if (!elf)
		return -1;
	if (find_section(elf, SHT_DYNAMIC, &dynamic->header,
			 &dynamic->data) != 0)
		return -1;
	return dynamic->header.sh_entsize ? 0 : -1;
}

/* The next entry from *i on with that tag; false: no more. */
static bool next_entry(const struct dynamic *dynamic, GElf_Sxword tag,
		       size_t *i, GElf_Dyn *entry)
{
	size_t count = dynamic->header.sh_size / dynamic->header.sh_entsize;

	while (*i < count && dw.gelf_getdyn(dynamic->data, (int)(*i)++, entry))
		if (entry->d_tag == tag)
			return true;
	return false;
}

static const char *text_of(const struct dynamic *dynamic,
			   const GElf_Dyn *entry)
{
	const char *text = dw.elf_strptr(dynamic->elf, dynamic->header.sh_link,
					 entry->d_un.d_val);

	return text ? text : "";
}

static const char *name_of(Elf *elf)
{
	struct dynamic dynamic;
	GElf_Dyn entry;
	size_t i = 0;

	if (open_dynamic(elf, &dynamic) != 0 ||
	    !next_entry(&dynamic, DT_SONAME, &i, &entry))
		return "";
	return text_of(&dynamic, &entry);
}

/*
 * The order.
 */

struct scope {
	Elf *const *elf;
	const struct symbol_objects *objects;
	uint32_t *place;
	const char **name;	/* of each object: its own, "libc.so.6" */
	uint32_t count;		/* that have a place */
	size_t *queue;		/* which they are, in their order */
};

static void append(struct scope *scope, size_t object)
{
	if (scope->place[object] != SYMBOL_LAST)
		return;
	scope->place[object] = scope->count;
	scope->queue[scope->count++] = object;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "libc.so.6", or a path: a name of its own, or that of its file. */
static void append_named(struct scope *scope, const char *name)
{
	for (size_t i = 0; i < scope->objects->count; i++) {
		const char *file = scope->objects->list[i].name;

		if (scope->elf[i] &&
		    (strcmp(name, scope->name[i]) == 0 ||
		     strcmp(last_part(name), last_part(file)) == 0)) {
			append(scope, i);
			return;
		}
	}
}

static void append_needed(struct scope *scope, Elf *elf)
{
	struct dynamic dynamic;
	GElf_Dyn entry;
	size_t i = 0;

	if (open_dynamic(elf, &dynamic) != 0)
		return;
	while (next_entry(&dynamic, DT_NEEDED, &i, &entry))
		append_named(scope, text_of(&dynamic, &entry));
}

static bool is_preloaded(const struct scope *scope, size_t i)
{
	const char *preloads = scope->objects->preloads;

	return symbol_preloads_have(preloads, scope->objects->list[i].name) ||
	       symbol_preloads_have(preloads, scope->name[i]);
}

void elf_scope_find(Elf *const *elf, const struct symbol_objects *objects,
		    uint32_t *place)
{
	struct scope scope = { .elf = elf, .objects = objects, .place = place };

	scope.name = calloc(objects->count + 1, sizeof(*scope.name));
	scope.queue = calloc(objects->count + 1, sizeof(*scope.queue));
	if (!scope.name || !scope.queue)
		complain_out_of_memory();
	for (size_t i = 0; i < objects->count; i++) {
		place[i] = SYMBOL_LAST;
		scope.name[i] = name_of(elf[i]);
	}
	for (size_t i = 0; i < objects->count; i++)
		if (objects->list[i].program)
			append(&scope, i);
	for (size_t i = 0; i < objects->count; i++)
		if (elf[i] && is_preloaded(&scope, i))
			append(&scope, i);
	for (uint32_t i = 0; i < scope.count; i++)
		append_needed(&scope, elf[scope.queue[i]]);
	free(scope.name);
	free(scope.queue);
}

/*
 * Exported symbols.
 */

static bool is_symbolic(Elf *elf)
{
	struct dynamic dynamic;
	GElf_Dyn entry;
	size_t i = 0, j = 0;

	if (open_dynamic(elf, &dynamic) != 0)
		return false;
	return next_entry(&dynamic, DT_SYMBOLIC, &i, &entry) ||
	       (next_entry(&dynamic, DT_FLAGS, &j, &entry) &&
		entry.d_un.d_val & DF_SYMBOLIC);
}

/* The name of a version that this file defines; "" if there is none. */
static void find_version(Elf *elf, GElf_Half index, char *name, size_t room)
{
	GElf_Shdr header;
	Elf_Data *data;
	int at = 0;

	if (find_section(elf, SHT_GNU_verdef, &header, &data) != 0)
		return;
	for (GElf_Word i = 0; i < header.sh_info; i++) {
		GElf_Verdef version;
		GElf_Verdaux first;
		const char *text;

		if (!dw.gelf_getverdef(data, at, &version))
			return;
		if (version.vd_ndx != index) {
			if (!version.vd_next)
				return;
			at += (int)version.vd_next;
			continue;
		}
		text = NULL;
		if (dw.gelf_getverdaux(data, at + (int)version.vd_aux, &first))
			text = dw.elf_strptr(elf, header.sh_link,
					     first.vda_name);
		if (text)
			strlcpy(name, text, room);
		return;
	}
}

static void find_versions(Elf *elf, int i, struct elf_export *found)
{
	GElf_Shdr header;
	GElf_Versym version;
	Elf_Data *data;

	if (find_section(elf, SHT_GNU_versym, &header, &data) != 0 ||
	    !dw.gelf_getversym(data, i, &version))
		return;
	found->old = version & 0x8000;
	find_version(elf, version & 0x7fff, found->version,
		     sizeof(found->version));
}

static bool is_called(Elf *elf, const GElf_Shdr *header,
		      const GElf_Sym *symbol, const char *name)
{
	const char *found = dw.elf_strptr(elf, header->sh_link,
					  symbol->st_name);
	size_t length = strcspn(name, "@");

	return found && strncmp(found, name, length) == 0 &&
	       found[length] == '\0';
}

struct elf_export elf_scope_export(Elf *elf, const char *name, uint64_t value)
{
	struct elf_export found = { .exported = false };
	GElf_Shdr header;
	Elf_Data *data;
	GElf_Sym symbol;

	if (find_section(elf, SHT_DYNSYM, &header, &data) != 0)
		return found;
	for (int i = 1; dw.gelf_getsym(data, i, &symbol); i++) {
		if (symbol.st_value != value || symbol.st_shndx == SHN_UNDEF ||
		    GELF_ST_BIND(symbol.st_info) == STB_LOCAL ||
		    !is_called(elf, &header, &symbol, name))
			continue;
		found.exported = true;
		found.private_use = is_symbolic(elf) ||
			GELF_ST_VISIBILITY(symbol.st_other) == STV_PROTECTED;
		find_versions(elf, i, &found);
		break;
	}
	return found;
}

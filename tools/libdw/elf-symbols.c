// SPDX-License-Identifier: LGPL-2.1-or-later
/* The symbols of one ELF file, compared with the words that are asked for. */
#include "elf-symbols.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <bsd/string.h>

#include "dw.h"
#include "elf-scope.h"

#define MOST_ANSWERS 64	/* about one word */

void elf_symbols_answer(const struct reader *r,
			const struct symbol_answer *answer)
{
	const char *bytes = (const char *)answer;
	size_t left = sizeof(*answer);

	while (left) {
		ssize_t n = write(r->to, bytes, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			_exit(1);
		bytes += n;
		left -= (size_t)n;
	}
}

struct symbol_answer *elf_symbols_new_answer(struct symbol_answer *answer,
					     enum symbol_answer_kind kind)
{
	memset(answer, 0, sizeof(*answer));
	answer->kind = kind;
	return answer;
}

/*
 * One symbol.
 */

struct symbol {
	const char *name;	/* as the file has it */
	GElf_Sym sym;
	GElf_Addr value;
	GElf_Word section;
};

static enum symbol_problem problem_of(const struct reader *r,
				      const struct symbol *symbol)
{
	switch (GELF_ST_TYPE(symbol->sym.st_info)) {
	case STT_TLS:
		return SYMBOL_THREAD_LOCAL;
	case STT_GNU_IFUNC:
		return SYMBOL_INDIRECT;
	default:
		break;
	}
	if (symbol->section == SHN_ABS)
		return SYMBOL_ABSOLUTE;
	return elf_load_has(r->elf[r->object], symbol->value,
			    symbol->sym.st_size) ? SYMBOL_FINE
						 : SYMBOL_OUTSIDE;
}

/* "ring@@V2", also where the version is in a table of its own. */
static void put_name(const struct symbol *symbol,
		     const struct elf_export *export, char *name, size_t room)
{
	strlcpy(name, symbol->name, room);
	if (!export->version[0] || strchr(symbol->name, '@'))
		return;
	strlcat(name, export->old ? "@" : "@@", room);
	strlcat(name, export->version, room);
}

static struct elf_export export_of(const struct reader *r,
				   const struct symbol *symbol)
{
	if (GELF_ST_BIND(symbol->sym.st_info) == STB_LOCAL)
		return (struct elf_export){ .exported = false };
	return elf_scope_export(r->elf[r->object], symbol->name,
				symbol->sym.st_value);
}

static void tell(struct reader *r, size_t word, const struct symbol *symbol,
		 enum symbol_match match)
{
	const struct elf_export export = export_of(r, symbol);
	struct symbol_answer a;

	elf_symbols_new_answer(&a, SYMBOL_FOUND);
	a.word = (uint32_t)word;
	a.object = (uint32_t)r->object;
	a.problem = problem_of(r, symbol);
	a.size = symbol->sym.st_size;
	a.place = r->place[r->object];
	a.global = GELF_ST_BIND(symbol->sym.st_info) != STB_LOCAL;
	a.exported = export.exported;
	a.private_use = export.private_use;
	a.old = export.old;
	a.inner = match == SYMBOL_INNER;
	put_name(symbol, &export, a.name, sizeof(a.name));
	if (!a.global)
		strlcpy(a.file, r->file, sizeof(a.file));
	for (size_t i = 0; i < r->loads; i++) {
		if (r->answers[word]++ >= MOST_ANSWERS)
			return;
		a.address = symbol->value + r->bias[i];
		elf_symbols_answer(r, &a);
	}
}

/* A version that was asked for may be in a table of its own. */
static enum symbol_match match(const struct reader *r,
			       const struct symbol_word *word,
			       const struct symbol *symbol)
{
	enum symbol_match found = symbol_word_match(word, symbol->name);
	size_t length = strlen(symbol->name);
	char name[SYMBOL_NAME_ROOM];
	struct elf_export export;

	if (found != SYMBOL_OTHER ||
	    strncmp(word->name, symbol->name, length) != 0 ||
	    word->name[length] != '@')
		return found;
	export = export_of(r, symbol);
	put_name(symbol, &export, name, sizeof(name));
	return symbol_word_match(word, name);
}

static bool is_near(const struct nearest *nearest, size_t length)
{
	size_t wanted = strlen(nearest->wrong);
	size_t difference = length > wanted ? length - wanted
					    : wanted - length;

	return difference < nearest->least;
}

static void consider(struct reader *r, size_t word,
		     const struct symbol *symbol)
{
	struct nearest *nearest = &r->near[word];
	char name[SYMBOL_NAME_ROOM];
	size_t least;

	if (GELF_ST_TYPE(symbol->sym.st_info) != STT_OBJECT)
		return;
	symbol_plain_name(symbol->name, name);
	least = nearest->least;
	if (is_near(nearest, strlen(name)))
		nearest_consider(nearest, name);
	if (nearest->least < least)
		r->near_in[word] = r->object;
}

static void take(struct reader *r, const struct symbol *symbol)
{
	const struct symbol_question *question = r->question;

	for (size_t i = 0; i < question->count; i++) {
		enum symbol_match found = match(r, &question->words[i],
						symbol);

		if (found != SYMBOL_OTHER)
			tell(r, i, symbol, found);
		else if (r->answers[i] == 0)
			consider(r, i, symbol);
	}
}

/*
 * The symbols of one file.
 */

static void read_symbol(struct reader *r, const struct symbol *symbol)
{
	switch (GELF_ST_TYPE(symbol->sym.st_info)) {
	case STT_FILE:
		strlcpy(r->file, symbol->name, sizeof(r->file));
		return;
	case STT_SECTION:
		return;
	default:
		break;
	}
	if (symbol->section != SHN_UNDEF && symbol->name[0])
		take(r, symbol);
}

/* Static ones come first, each file's behind its name. */
int elf_symbols_read(struct reader *r, Dwfl_Module *module)
{
	int n = dw.dwfl_module_getsymtab(module);
	int globals = dw.dwfl_module_getsymtab_first_global(module);
	GElf_Addr bias = 0;

	r->file[0] = '\0';
	dw.dwfl_module_getelf(module, &bias);
	for (int i = 1; i < n; i++) {
		struct symbol symbol;

		symbol.name = dw.dwfl_module_getsym_info(module, i, &symbol.sym,
							 &symbol.value,
							 &symbol.section, NULL,
							 NULL);
		if (i == globals)
			r->file[0] = '\0';
		symbol.value -= bias;
		if (symbol.name)
			read_symbol(r, &symbol);
	}
	return n;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* The symbols of ELF files, read by libdw. */
#include "symbol-read.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bsd/string.h>

#include "complain.h"
#include "dw.h"
#include "elf-debug.h"
#include "elf-load.h"
#include "elf-scope.h"
#include "elf-symbols.h"

/*
 * One file.
 */

/* As many as its table has room for; -1: it has no table. */
static int64_t symbols_of(Elf *elf)
{
	uint64_t size = dw.gelf_fsize(elf, ELF_T_SYM, 1, EV_CURRENT);
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while (size && (section = dw.elf_nextscn(elf, section)))
		if (dw.gelf_getshdr(section, &header) &&
		    header.sh_type == SHT_SYMTAB)
			return (int64_t)(header.sh_size / size);
	return -1;
}

static bool has_magic(int fd)
{
	char magic[SELFMAG];

	return fd >= 0 && pread(fd, magic, SELFMAG, 0) == SELFMAG &&
	       memcmp(magic, ELFMAG, SELFMAG) == 0;
}

static int open_debug(Dwfl_Module *module, void **userdata, const char *name,
		      GElf_Addr base, const char *file, const char *link,
		      GElf_Word sum, char **debug)
{
	struct reader *r = *userdata;
	const struct symbol_objects *objects = r->question->objects;
	int fd = elf_debug_open(r->elf[r->object], &objects->list[r->object],
				objects->root);

	(void)module;
	(void)name;
	(void)base;
	(void)file;
	(void)link;
	(void)sum;
	*debug = NULL;
	r->has_debug = fd >= 0;
	return fd;
}

/* The file is given: libdw need not look for it. */
static int open_nothing(Dwfl_Module *module, void **userdata,
			const char *name, GElf_Addr base, char **file,
			Elf **elf)
{
	(void)module;
	(void)userdata;
	(void)name;
	(void)base;
	(void)file;
	(void)elf;
	return -1;
}

static int read_module(struct reader *r, Dwfl *dwfl)
{
	const struct symbol_object *object =
		&r->question->objects->list[r->object];
	Dwfl_Module *module;
	void **userdata;
	int fd = dup(object->fd);

	/*
	 * At address 0: libdw would round the real one to the alignment of the
	 * file, which kernels and linkers do not always heed.
	 */
	dw.dwfl_report_begin(dwfl);
	module = dw.dwfl_report_elf(dwfl, "object", "object", fd, 0, true);
	dw.dwfl_report_end(dwfl, NULL, NULL);
	if (!module) {
		close(fd);
		return -1;
	}
	dw.dwfl_module_info(module, &userdata, NULL, NULL, NULL, NULL, NULL,
			    NULL);
	*userdata = r;
	/* Without a word, libdw makes do with those that are exported. */
	return elf_symbols_read(r, module) < symbols_of(r->elf[r->object])
		? -1 : 0;
}

static void tell_of_object(struct reader *r, enum symbol_answer_kind kind)
{
	struct symbol_answer a;

	elf_symbols_new_answer(&a, kind)->object = (uint32_t)r->object;
	elf_symbols_answer(r, &a);
}

/* What can be run, and should be ELF. */
static void check_damaged(struct reader *r, size_t i)
{
	const struct symbol_object *object = &r->question->objects->list[i];

	r->object = i;
	if (has_magic(object->fd) && symbol_objects_is_code(object))
		tell_of_object(r, SYMBOL_UNREADABLE);
}

static void read_object(struct reader *r, size_t i)
{
	const struct symbol_objects *objects = r->question->objects;
	const struct symbol_object *object = &objects->list[i];
	const Dwfl_Callbacks callbacks = {
		.find_elf = open_nothing,
		.find_debuginfo = open_debug,
		.section_address = dw.dwfl_offline_section_address,
	};
	Dwfl *dwfl;
	int ret;

	r->object = i;
	r->has_debug = false;
	r->loads = elf_load_find(r->elf[i], object, objects->page_size,
				 r->bias);
	if (r->loads == 0) {
		/* Another program reads it, but for what can be run. */
		if (symbol_objects_is_code(object))
			tell_of_object(r, SYMBOL_UNREADABLE);
		return;
	}
	dwfl = dw.dwfl_begin(&callbacks);
	if (!dwfl)
		complain_out_of_memory();
	ret = read_module(r, dwfl);
	if (ret)
		tell_of_object(r, SYMBOL_UNREADABLE);
	else if (object->program && !r->has_debug &&
		 symbols_of(r->elf[i]) < 0)
		tell_of_object(r, SYMBOL_STRIPPED);
	dw.dwfl_end(dwfl);
}

/*
 * All of it.
 */

static void tell_near(struct reader *r, size_t word)
{
	struct symbol_answer a;

	if (r->answers[word] || !r->near[word].best[0])
		return;
	elf_symbols_new_answer(&a, SYMBOL_NEAR)->word = (uint32_t)word;
	a.object = (uint32_t)r->near_in[word];
	strlcpy(a.name, r->near[word].best, sizeof(a.name));
	elf_symbols_answer(r, &a);
}

static void *new_array(size_t n, size_t size)
{
	void *array = calloc(n + 1, size);

	if (!array)
		complain_out_of_memory();
	return array;
}

static void open_elves(struct reader *r, const struct symbol_objects *objects)
{
	dw.elf_version(EV_CURRENT);
	for (size_t i = 0; i < objects->count; i++) {
		int fd = objects->list[i].fd;
		Elf *elf = fd < 0 ? NULL : dw.elf_begin(fd, ELF_C_READ_MMAP,
							NULL);

		if (elf && dw.elf_kind(elf) == ELF_K_ELF)
			r->elf[i] = elf;
		else
			dw.elf_end(elf);
	}
}

int symbol_read_prepare(void)
{
	return dw_load();
}

int symbol_read(const struct symbol_question *question, int to)
{
	const struct symbol_objects *objects = question->objects;
	struct reader r = {
		.question = question,
		.to = to,
		.elf = new_array(objects->count, sizeof(*r.elf)),
		.place = new_array(objects->count, sizeof(*r.place)),
		.answers = new_array(question->count, sizeof(*r.answers)),
		.near = new_array(question->count, sizeof(*r.near)),
		.near_in = new_array(question->count, sizeof(*r.near_in)),
	};

	/* No file is worth the network. */
	unsetenv("DEBUGINFOD_URLS");
	for (size_t i = 0; i < question->count; i++)
		nearest_start(&r.near[i], question->words[i].name);
	open_elves(&r, objects);
	elf_scope_find(r.elf, objects, r.place);
	for (size_t i = 0; i < objects->count; i++)
		if (r.elf[i])
			read_object(&r, i);
		else
			check_damaged(&r, i);
	for (size_t i = 0; i < question->count; i++)
		tell_near(&r, i);
	tell_of_object(&r, SYMBOL_DONE);
	for (size_t i = 0; i < objects->count; i++)
		dw.elf_end(r.elf[i]);
	free(r.elf);
	free(r.place);
	free(r.answers);
	free(r.near);
	free(r.near_in);
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * tools/libdw/: any file that a process has mapped, asked for symbols.  All
 * answers come, whatever is wrong with it.
 */
#include "quiet.h"

#include <elf.h>
#include <sys/mman.h>
#include <unistd.h>

#include "symbol-read.h"

#define BASE UINT64_C(0x400000)
#define PAGES (~UINT64_C(4095))
#define PIECES 8

static const char *const names[] = {
	"plugin_box", "guarded_box", "share", "app::table",
};

#define WORDS (sizeof(names) / sizeof(*names))

__attribute__((constructor)) static void prepare(void)
{
	assert(symbol_read_prepare() == 0);
}

static int file_of(const uint8_t *data, size_t size)
{
	int fd = memfd_create("object", MFD_CLOEXEC);

	assert(fd >= 0);
	assert(write(fd, data, size) == (ssize_t)size);
	return fd;
}

static void check_answer(const struct symbol_answer *a)
{
	assert(a->kind >= SYMBOL_FOUND && a->kind <= SYMBOL_DONE);
	assert(a->object == 0 && a->word < WORDS);
	assert(memchr(a->name, '\0', sizeof(a->name)));
	assert(memchr(a->file, '\0', sizeof(a->file)));
	assert(a->problem <= SYMBOL_OUTSIDE);
}

/* All answers, of which only the last one is SYMBOL_DONE. */
static void check_answers(int fd)
{
	struct symbol_answer answer = { .kind = 0 };

	assert(lseek(fd, 0, SEEK_SET) == 0);
	while (read(fd, &answer, sizeof(answer)) == (ssize_t)sizeof(answer))
		check_answer(&answer);
	assert(answer.kind == SYMBOL_DONE);
}

/* A kernel would map it so, as far as it says. */
static size_t map_pieces(const uint8_t *data, size_t size,
			 struct symbol_piece pieces[PIECES])
{
	Elf64_Ehdr header;
	Elf64_Phdr segment;
	size_t n = 0;

	if (size < sizeof(header))
		return 0;
	memcpy(&header, data, sizeof(header));
	for (size_t i = 0; i < header.e_phnum && n < PIECES; i++) {
		uint64_t at = header.e_phoff + i * sizeof(segment);

		if (at > size || size - at < sizeof(segment))
			break;
		memcpy(&segment, data + at, sizeof(segment));
		if (segment.p_type != PT_LOAD)
			continue;
		pieces[n++] = (struct symbol_piece){
			.va = BASE + (segment.p_vaddr & PAGES),
			.length = (segment.p_memsz & PAGES) + ~PAGES + 1,
			.offset = segment.p_offset & PAGES,
			.permissions = segment.p_flags & 1 ? VMINFO_EXECUTE :
							     VMINFO_WRITE,
		};
	}
	return n;
}

static void ask(struct symbol_objects *objects)
{
	struct symbol_word words[WORDS];
	const struct symbol_question question = {
		.objects = objects, .words = words, .count = WORDS,
	};
	int answers = memfd_create("answers", MFD_CLOEXEC);

	assert(answers >= 0);
	for (size_t i = 0; i < WORDS; i++)
		assert(symbol_word_read(names[i], &words[i]) == 0);
	assert(symbol_read(&question, answers) == 0);
	check_answers(answers);
	for (size_t i = 0; i < WORDS; i++)
		symbol_word_free(&words[i]);
	close(answers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct symbol_piece pieces[PIECES] = {
		{ .va = BASE, .length = 0x10000,
		  .permissions = VMINFO_READ | VMINFO_EXECUTE },
	};
	struct symbol_object object = {
		.name = (char *)"/srv/app", .inside = "/srv/app",
		.pieces = pieces, .program = true, .fd = file_of(data, size),
	};
	struct symbol_objects objects = {
		.list = &object, .count = 1, .page_size = 4096, .root = -1,
	};

	object.count = map_pieces(data, size, pieces);
	if (!object.count)
		object.count = 1;
	ask(&objects);
	close(object.fd);
	return 0;
}

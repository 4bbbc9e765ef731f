// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The file with the symbols of a stripped one.  libdw could find it, but it
 * would open whatever a hostile file names, a pipe too, and only here.
 */
#include "elf-debug.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dw.h"
#include "symbol-open.h"

#define LONGEST_ID 64	/* bytes; they are 20 or less */

struct wanted {
	const void *id;		/* its build ID */
	ssize_t id_size;	/* 0: none */
	const char *link;	/* name of its debug link, or NULL */
	GElf_Word sum;		/* of the file that it leads to */
	const char *directory;	/* of the stripped file */
	int length;		/* of that */
};

/* As zlib's crc32(): polynomial 0xedb88320. */
static uint32_t add_to_sum(uint32_t sum, const unsigned char *bytes, size_t n)
{
	static uint32_t table[256];

	for (uint32_t i = 0; !table[255] && i < 256; i++) {
		uint32_t entry = i;

		for (int bit = 0; bit < 8; bit++)
			entry = entry >> 1 ^ (entry & 1 ? 0xedb88320 : 0);
		table[i] = entry;
	}
	while (n--)
		sum = sum >> 8 ^ table[(sum ^ *bytes++) & 255];
	return sum;
}

static bool has_sum(int fd, uint32_t wanted)
{
	unsigned char bytes[64 * 1024];
	uint32_t sum = UINT32_MAX;
	off_t at = 0;
	ssize_t n;

	while ((n = pread(fd, bytes, sizeof(bytes), at)) > 0) {
		sum = add_to_sum(sum, bytes, (size_t)n);
		at += n;
	}
	return n == 0 && (sum ^ UINT32_MAX) == wanted;
}

/* The build ID decides; where there is none, the sum of all bytes. */
static bool belongs(const struct wanted *wanted, int fd)
{
	Elf *elf = dw.elf_begin(fd, ELF_C_READ_MMAP, NULL);
	const void *id;
	ssize_t size;
	bool same;

	if (!elf)
		return false;
	size = dw.dwelf_elf_gnu_build_id(elf, &id);
	if (wanted->id_size)
		same = size == wanted->id_size &&
		       memcmp(id, wanted->id, (size_t)size) == 0;
	else
		same = wanted->link && has_sum(fd, wanted->sum);
	dw.elf_end(elf);
	return same;
}

static int try(const struct wanted *wanted, int root, const char *path)
{
	int fd = symbol_open_below(root, path);

	if (fd < 0)
		return -1;
	if (belongs(wanted, fd))
		return fd;
	close(fd);
	return -1;
}

static int try_build_id(const struct wanted *wanted, int root)
{
	char path[3 * LONGEST_ID], *to;
	const unsigned char *id = wanted->id;

	if (wanted->id_size < 2 || wanted->id_size > LONGEST_ID)
		return -1;
	to = path + sprintf(path, "/usr/lib/debug/.build-id/%02x/", id[0]);
	for (ssize_t i = 1; i < wanted->id_size; i++)
		to += sprintf(to, "%02x", id[i]);
	strcpy(to, ".debug");
	return try(wanted, root, path);
}

static int try_link(const struct wanted *wanted, int root)
{
	static const char *const forms[] = {
		"%.*s/%s", "%.*s/.debug/%s", "/usr/lib/debug%.*s/%s",
	};
	int fd = -1;

	/* It is the name of a file, not a path. */
	if (!wanted->link || strchr(wanted->link, '/'))
		return -1;
	for (size_t i = 0; fd < 0 && i < sizeof(forms) / sizeof(*forms); i++) {
		char *path;

		if (asprintf(&path, forms[i], wanted->length,
			     wanted->directory, wanted->link) < 0)
			return -1;
		fd = try(wanted, root, path);
		free(path);
	}
	return fd;
}

static int try_all(const struct wanted *wanted, int root)
{
	int fd = try_build_id(wanted, root);

	return fd < 0 ? try_link(wanted, root) : fd;
}

static void set_directory(struct wanted *wanted, const char *path)
{
	const char *slash = strrchr(path, '/');

	wanted->directory = path;
	wanted->length = slash ? (int)(slash - path) : 0;
}

int elf_debug_open(Elf *elf, const struct symbol_object *object, int root)
{
	struct wanted wanted = { .id = NULL };
	int fd = -1, here;

	wanted.id_size = dw.dwelf_elf_gnu_build_id(elf, &wanted.id);
	if (wanted.id_size < 0)
		wanted.id_size = 0;
	wanted.link = dw.dwelf_elf_gnu_debuglink(elf, &wanted.sum);
	set_directory(&wanted, object->inside);
	if (root >= 0)
		fd = try_all(&wanted, root);
	if (fd >= 0)
		return fd;
	here = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (here < 0)
		return -1;
	set_directory(&wanted, object->name);
	fd = try_all(&wanted, here);
	close(here);
	return fd;
}

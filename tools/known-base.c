// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Which file a mapping is of.  Its name is hostile text, of which no more is
 * used than the name of a file in /dev, or a PCI address and a digit.
 */
#include "known-base.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "known-base-parts.h"

bool known_base_take_hex(const char **text, uint64_t *number)
{
	unsigned int n = 0;

	if (strncmp(*text, "0x", 2) != 0)
		return false;
	*text += 2;
	for (*number = 0; isxdigit((unsigned char)**text); n++, (*text)++) {
		int c = tolower((unsigned char)**text);

		*number = *number << 4 |
			  (uint64_t)(isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	return n > 0 && n <= 16;
}

bool known_base_has_room(const struct known_base_question *of, uint64_t pa)
{
	return of->mapping->length - 1 <= UINT64_MAX - pa;
}

bool known_base_is_file(const struct known_base_question *of, int at,
			const char *path, struct stat *stat)
{
	return fstatat(at, path, stat,
		       AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) == 0 &&
	       stat->st_ino == of->mapping->inode &&
	       major(stat->st_dev) == of->mapping->dev_major &&
	       minor(stat->st_dev) == of->mapping->dev_minor;
}

/* The offset in /dev/mem is the physical address. */
static bool of_memory(const struct known_base_question *of,
		      struct known_base *base)
{
	strcpy(base->source, "/dev/mem");
	base->pa = of->mapping->offset;
	return known_base_has_room(of, base->pa);
}

/* A name without a slash, so that no other directory is looked at. */
static bool of_device(const struct known_base_question *of,
		      struct known_base *base)
{
	const char *name = of->mapping->name + strlen("/dev/");
	char path[KNOWN_BASE_PATH];
	struct stat node;

	if (strchr(name, '/') || strlen(name) + sizeof("dev/") > sizeof(path))
		return false;
	snprintf(path, sizeof(path), "dev/%s", name);
	if (!known_base_is_file(of, of->root, path, &node) ||
	    !S_ISCHR(node.st_mode))
		return false;
	if (node.st_rdev == makedev(1, 1))
		return of_memory(of, base);
	return known_base_of_node(of, &node, base);
}

bool known_base_of(int root, uint64_t page_size,
		   const struct vminfo_mapping *mapping,
		   struct known_base *base)
{
	struct known_base_question of = {
		.root = root,
		.page_size = page_size,
		.mapping = mapping,
	};
	struct known_base found;
	bool known;

	if (!(mapping->permissions & VMINFO_SHARED) || mapping->length == 0 ||
	    mapping->length % page_size || mapping->offset % page_size)
		return false;
	of.sys = openat(root, "sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
	known = strncmp(mapping->name, "/dev/", 5) == 0
			? of_device(&of, &found)
			: known_base_of_bar(&of, &found);
	if (of.sys >= 0)
		close(of.sys);
	if (known)
		*base = found;
	return known;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Device nodes of UIO and u-dma-buf: /sys/dev/char has the directory of each
 * pair of numbers, whatever the node is called.
 */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "bus-address.h"
#include "known-base-parts.h"
#include "small-file.h"

#define UIO_MAPS 5u	/* MAX_UIO_MAPS of the kernel */
#define NAME_ROOM 64
#define LINK_ROOM 512

struct node {
	const struct known_base_question *of;
	int at;				/* its directory in sysfs */
	char path[NAME_ROOM];		/* that, below /sys */
	char class[NAME_ROOM];
	char name[NAME_ROOM];		/* "uio0" */
};

/* The last component of where a link leads, if it is a plain word. */
static bool read_word(int at, const char *path, char word[NAME_ROOM])
{
	char text[LINK_ROOM];
	const char *last;
	size_t length;

	if (small_file_link(at, path, text, sizeof(text)) != 0)
		return false;
	last = strrchr(text, '/');
	last = last ? last + 1 : text;
	length = strlen(last);
	if (strlen(text) == sizeof(text) - 1 || length >= NAME_ROOM)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)last[i]) && !strchr("-_.", last[i]))
			return false;
	strcpy(word, last);
	return length > 0;
}

static bool read_hex(int at, const char *path, uint64_t *number)
{
	char text[NAME_ROOM];
	const char *end = text;

	return small_file_read(at, path, text, sizeof(text)) == 0 &&
	       known_base_take_hex(&end, number) && !*end;
}

/* Pages that hold `bytes`. */
static uint64_t pages_of(const struct node *node, uint64_t bytes)
{
	return bytes / node->of->page_size +
	       (bytes % node->of->page_size != 0);
}

/* Whether `pages` of them begin with page `first` of what is mapped. */
static bool holds(const struct node *node, uint64_t pages, uint64_t first)
{
	uint64_t wanted = pages_of(node, node->of->mapping->length);

	return first < pages && wanted <= pages - first;
}

/* --- UIO ------------------------------------------------------------------ */

struct uio_map {
	uint64_t pa;		/* of its first page */
	uint64_t pages;
};

/*
 * Sysfs does not say whether an address is one of the kernel's own memory
 * (UIO_MEM_DMA_COHERENT); those are in the upper half of a word.
 */
static bool may_be_virtual(uint64_t address)
{
	return address > INT64_MAX ||
	       (address > UINTPTR_MAX / 2 && address <= UINTPTR_MAX);
}

static bool read_map(const struct node *node, unsigned int n,
		     struct uio_map *map)
{
	uint64_t start, size, offset;
	char path[NAME_ROOM];

	snprintf(path, sizeof(path), "maps/map%u/addr", n);
	if (!read_hex(node->at, path, &start))
		return false;
	snprintf(path, sizeof(path), "maps/map%u/size", n);
	if (!read_hex(node->at, path, &size))
		return false;
	offset = start % node->of->page_size;
	if (size > UINT64_MAX - start)
		return false;
	map->pa = start - offset;
	map->pages = pages_of(node, size + offset);
	return true;
}

static bool is_missing(const struct node *node, unsigned int n)
{
	char path[NAME_ROOM];
	struct stat stat;

	snprintf(path, sizeof(path), "maps/map%u", n);
	return fstatat(node->at, path, &stat, 0) != 0 && errno == ENOENT;
}

/*
 * Page i of map n has the offset n + i, if the mapping was cut.  So each map up
 * to the number in the offset may be the one, if it is long enough.  A driver
 * with an mmap() of its own could do as it likes; those of Linux that have one
 * (tcm_user) map pages, and have addresses of the kernel.
 */
static bool of_uio(const struct node *node, struct known_base *base)
{
	uint64_t number = node->of->mapping->offset / node->of->page_size;
	unsigned int found = UIO_MAPS;
	struct uio_map map;

	for (unsigned int n = 0; n < UIO_MAPS && n <= number; n++) {
		if (!read_map(node, n, &map)) {
			if (is_missing(node, n))
				continue;
			return false;
		}
		if (!holds(node, map.pages, number - n))
			continue;
		if (found != UIO_MAPS || may_be_virtual(map.pa))
			return false;
		found = n;
		base->pa = map.pa + (number - n) * node->of->page_size;
	}
	snprintf(base->source, sizeof(base->source),
		 "/sys/class/uio/%s/maps/map%u", node->name, found);
	return found != UIO_MAPS;
}

/* --- u-dma-buf ------------------------------------------------------------ */

/* Its phys_addr is what goes over the bus of the device that it is for. */
static bool has_physical_bus(const struct node *node)
{
	int proc = openat(node->of->root, "proc",
			  O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct bus_machine machine;
	struct bus_device device;
	char path[KNOWN_BASE_PATH];

	bus_machine_read(&machine, proc, node->of->sys);
	if (proc >= 0)
		close(proc);
	snprintf(path, sizeof(path), "%s/device", node->path);
	return bus_device_read(&device, node->of->sys, path) == 0 &&
	       bus_address_judge(&machine, &device).is_physical == ANSWER_YES;
}

static bool of_buffer(const struct node *node, struct known_base *base)
{
	uint64_t page_size = node->of->page_size;
	uint64_t offset = node->of->mapping->offset, start, size;

	if (!read_hex(node->at, "phys_addr", &start) || start % page_size ||
	    small_file_number(node->at, "size", &size) != 0 ||
	    size > UINT64_MAX - start ||
	    !holds(node, pages_of(node, size), offset / page_size) ||
	    !has_physical_bus(node))
		return false;
	snprintf(base->source, sizeof(base->source),
		 "/sys/class/%s/%s/phys_addr", node->class, node->name);
	base->pa = start + offset;
	return true;
}

/* --- both ----------------------------------------------------------------- */

static const struct kind {
	const char *class;
	bool (*find)(const struct node *node, struct known_base *base);
} kinds[] = {
	{ "uio", of_uio },
	{ "u-dma-buf", of_buffer },
	{ "udmabuf", of_buffer },	/* as its first versions called it */
};

static bool find(const struct node *node, struct known_base *base)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].class, node->class) == 0)
			return kinds[i].find(node, base);
	return false;
}

bool known_base_of_node(const struct known_base_question *of,
			const struct stat *stat, struct known_base *base)
{
	struct node node = { .of = of };
	bool known;

	snprintf(node.path, sizeof(node.path), "dev/char/%u:%u",
		 major(stat->st_rdev), minor(stat->st_rdev));
	node.at = openat(of->sys, node.path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (node.at < 0)
		return false;
	known = read_word(of->sys, node.path, node.name) &&
		read_word(node.at, "subsystem", node.class) &&
		find(&node, base);
	close(node.at);
	return known;
}

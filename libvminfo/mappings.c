// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Mappings by the ioctl PROCMAP_QUERY: for single look-ups, for checks, and for
 * exact names; the list is a text.
 */
#include "mappings-text.h"

#include <errno.h>
#include <string.h>

#include "maps.h"
#include "memory.h"
#include "procfs.h"

#define FIRST_NAME_SIZE 256u

int mappings_init(struct mappings *m, struct procfs_file maps,
		  const void **reader)
{
	struct mappings fresh = { .maps = maps, .reader = reader };
	int ret = lines_init(&fresh.lines, maps);

	if (ret < 0)
		return ret;
	fresh.name_size = FIRST_NAME_SIZE;
	fresh.name = memory_new(1, fresh.name_size);
	if (!fresh.name) {
		lines_free(&fresh.lines);
		return -ENOMEM;
	}
	*m = fresh;
	return 0;
}

int mappings_reserve(struct mappings *m)
{
	char *larger = memory_resize(m->name, MAPPINGS_LONGEST_NAME);

	if (!larger)
		return -ENOMEM;
	m->name = larger;
	m->name_size = MAPPINGS_LONGEST_NAME;
	return 0;
}

void mappings_free(struct mappings *m)
{
	lines_free(&m->lines);
	memory_free(m->name);
	m->name = NULL;
}

uint64_t mappings_last_of(const struct vminfo_mapping *mapping)
{
	return mapping->va + (mapping->length - 1);
}

static void take_query(const struct procfs_query *query, const char *name,
		       struct vminfo_mapping *mapping)
{
	*mapping = (struct vminfo_mapping){
		.va = query->vma_start,
		.length = query->vma_end - query->vma_start,
		.offset = query->vma_offset,
		.inode = query->inode,
		.dev_major = query->dev_major,
		.dev_minor = query->dev_minor,
		/* Bits 1 to 8 are ours: read, write, execute, shared. */
		.permissions = (uint32_t)query->vma_flags & 0xf,
		.page_size = query->vma_page_size,
		.name = name,
	};
	mapping->kind = maps_kind(mapping);
}

/* Whether it is an answer to what was asked: the one here, or one above. */
static bool is_answer(const struct procfs_query *query)
{
	/* It may end at 2^64. */
	uint64_t last = query->vma_end - 1;

	return last >= query->vma_start && last >= query->query_addr;
}

static int query_once(struct mappings *m, uint64_t va,
		      struct vminfo_mapping *mapping)
{
	struct procfs_query query = {
		.query_flags = PROCFS_COVERING_OR_NEXT,
		.query_addr = va,
		.vma_name_addr = (uintptr_t)m->name,
		.vma_name_size = (uint32_t)m->name_size,
	};
	int ret = procfs_procmap_query(m->maps, &query);

	if (ret < 0)
		return ret;
	if (!is_answer(&query))
		return -EIO;
	if (!query.vma_name_size)
		m->name[0] = '\0';
	take_query(&query, m->name, mapping);
	return 1;
}

/* The ioctl never gives a longer one. */
static int enlarge_name(struct mappings *m)
{
	if (m->name_size >= MAPPINGS_LONGEST_NAME)
		return -ENAMETOOLONG;
	return mappings_reserve(m);
}

static int find_by_query(struct mappings *m, uint64_t va,
			 struct vminfo_mapping *mapping)
{
	int ret = query_once(m, va, mapping);

	if (ret == -ENAMETOOLONG) {
		ret = enlarge_name(m);
		if (ret == 0)
			ret = query_once(m, va, mapping);
	}
	return ret;
}

int mappings_at(struct mappings *m, uint64_t va, struct vminfo_mapping *mapping)
{
	int ret;

	if (!m->query)
		return mappings_find_in_text(m, va, mapping);
	ret = find_by_query(m, va, mapping);
	/* The text has long names, and [vsyscall] in the upper half. */
	if (ret == -ENAMETOOLONG || (ret == -ENOENT && va >> 63))
		return mappings_find_in_text(m, va, mapping);
	return ret == -ENOENT ? 0 : ret;
}

bool mappings_are_same(const struct vminfo_mapping *a,
		       const struct vminfo_mapping *b)
{
	return a->va == b->va && a->length == b->length &&
	       a->offset == b->offset && a->inode == b->inode &&
	       a->dev_major == b->dev_major && a->dev_minor == b->dev_minor &&
	       a->permissions == b->permissions;
}

int mappings_check(struct mappings *m, struct vminfo_mapping *mapping)
{
	struct procfs_query query = { .query_flags = PROCFS_COVERING_OR_NEXT,
				      .query_addr = mapping->va };
	struct vminfo_mapping now;
	int ret;

	/* The gate page is the same for all processes, always. */
	if (mapping->va >> 63 && mapping->kind == VMINFO_KERNEL)
		return MAPPINGS_SAME;
	if (!m->query)
		return mappings_check_in_text(m, mapping);
	ret = procfs_procmap_query(m->maps, &query);
	if (ret < 0)
		return ret == -ENOENT ? MAPPINGS_OTHER : ret;
	if (!is_answer(&query))
		return -EIO;
	take_query(&query, mapping->name, &now);
	if (!mappings_are_same(mapping, &now))
		return MAPPINGS_OTHER;
	mapping->page_size = now.page_size;
	return MAPPINGS_SAME;
}

int mappings_exact_name(struct mappings *m, struct vminfo_mapping *mapping)
{
	struct vminfo_mapping now;
	int ret;

	/* A newline is printed like this; so is a real backslash with 012. */
	if (!m->query || !*mapping->name || !strstr(mapping->name, "\\012"))
		return 0;
	ret = find_by_query(m, mapping->va, &now);
	if (ret > 0 && mappings_are_same(mapping, &now))
		mapping->name = now.name;
	return ret == -ESRCH ? ret : 0;
}

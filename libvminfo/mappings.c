// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The text of maps for the list, which is faster than PROCMAP_QUERY for all of
 * it; the ioctl for single look-ups, for checks, and for exact names.
 */
#include "mappings.h"

#include <errno.h>
#include <string.h>

#include "maps.h"
#include "memory.h"
#include "procfs.h"
#include "stat.h"

#define FIRST_NAME_SIZE 256u

/*
 * So many lines may be read for checks in one walk, some seconds' worth: to
 * find one line, all lines before it are read, too.
 */
#define MOST_LINES ((uint64_t)16 << 20)

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

/*
 * Whether the process is one thread that sleeps, so that the time that it ran
 * is counted exactly: that of a thread on another CPU lags behind.  "D" is also
 * the state of a parent whose mappings are in use by a child of vfork(2).
 */
static bool sleeps(const struct mappings *m, uint64_t *clock)
{
	struct stat_fields stat;
	char text[1024];

	if (!m->clock_pid || procfs_cpu_time(m->clock_pid, clock) < 0 ||
	    procfs_read_file(m->clock_dir, "stat", text, sizeof(text)) < 0 ||
	    stat_decode(text, &stat) < 0)
		return false;
	return stat.threads == 1 && (stat.state == 'S' || stat.state == 'T');
}

int mappings_rewind(struct mappings *m)
{
	m->has_ahead = 0;
	m->any = m->overlaps = false;
	*m->reader = m;
	m->slept = !m->query && sleeps(m, &m->clock);
	return lines_rewind(&m->lines);
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

static int next_line(struct mappings *m, struct line *line)
{
	int ret = 0;

	if (lines_take(&m->lines, line))
		return 1;
	if (*m->reader != m)
		ret = mappings_rewind(m);
	return ret < 0 ? ret : lines_next(&m->lines, line);
}

/*
 * Where mappings were joined or split meanwhile, a line may begin before the
 * end of the last one; but it ends behind it, or it was not there before.  The
 * kernel never goes back to what came earlier: it would have been missed.
 */
static bool goes_back(const struct mappings *m,
		      const struct vminfo_mapping *mapping)
{
	return m->any && mapping->va < m->from &&
	       mappings_last_of(mapping) <= m->to;
}

static int take_line(struct mappings *m, const struct line *line,
		     struct vminfo_mapping *mapping)
{
	int ret = maps_decode(line->text, line->length, mapping);
	uint64_t to;

	if (ret < 0)
		return ret;
	to = mappings_last_of(mapping);
	if (goes_back(m, mapping))
		return -EIO;
	/* The very same once more says nothing else. */
	m->overlaps |= m->any && mapping->va <= m->to &&
		       (mapping->va != m->from || to != m->to);
	m->any = true;
	m->from = mapping->va;
	m->to = to;
	return 1;
}

int mappings_next(struct mappings *m, struct vminfo_mapping *mapping)
{
	struct line line;
	int ret;

	ret = m->has_ahead;
	m->has_ahead = 0;
	if (ret) {
		*mapping = m->ahead;
		return ret;
	}
	ret = next_line(m, &line);
	return ret <= 0 ? ret : take_line(m, &line, mapping);
}

const struct vminfo_mapping *mappings_peek(struct mappings *m)
{
	struct line line;

	if (!m->has_ahead && lines_take(&m->lines, &line))
		m->has_ahead = take_line(m, &line, &m->ahead);
	return m->has_ahead > 0 ? &m->ahead : NULL;
}

uint64_t mappings_last_of(const struct vminfo_mapping *mapping)
{
	return mapping->va + (mapping->length - 1);
}

/* Whether the next line, if it is here already, is in its place. */
static int check_next(struct mappings *m)
{
	struct vminfo_mapping next;
	struct line line;
	int ret;

	if (!lines_take(&m->lines, &line))
		return 0;
	ret = maps_decode(line.text, line.length, &next);
	lines_give_back(&m->lines, &line);
	return ret == 0 && goes_back(m, &next) ? -EIO : 0;
}

/* Reads the list from its start: also tells an address space that is gone. */
static int find_in_text(struct mappings *m, uint64_t va,
			struct vminfo_mapping *mapping)
{
	bool any = false;
	int ret;

	ret = mappings_rewind(m);
	if (ret < 0)
		return ret;
	while ((ret = mappings_next(m, mapping)) > 0) {
		if (mappings_last_of(mapping) >= va) {
			/* It may not be the one that is looked for. */
			m->ahead = *mapping;
			m->has_ahead = 1;
			/* What is missing before it may follow. */
			ret = check_next(m);
			return ret < 0 ? ret : 1;
		}
		any = true;
		m->lines_read++;
	}
	return ret == 0 && !any ? -ESRCH : ret;
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
		return find_in_text(m, va, mapping);
	ret = find_by_query(m, va, mapping);
	/* The text has long names, and [vsyscall] in the upper half. */
	if (ret == -ENAMETOOLONG || (ret == -ENOENT && va >> 63))
		return find_in_text(m, va, mapping);
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

/*
 * Whether the process did not run since the text was begun: then it has not
 * changed its mappings.  (One that shares them without vfork, by a bare
 * clone(CLONE_VM), may have; that is known only where there is the ioctl.)
 */
static bool stood_still(const struct mappings *m)
{
	uint64_t again, now;

	/* It may begin to run between the looks at its state and its clock. */
	return m->slept && sleeps(m, &again) &&
	       procfs_cpu_time(m->clock_pid, &now) == 0 && now == m->clock;
}

/* Reads one line more.  A list that contradicts itself is not believed. */
static bool contradicts_itself(struct mappings *m)
{
	struct line line;

	/* Who moved the file has begun another reading. */
	if (*m->reader != m)
		return false;
	if (!m->has_ahead && lines_next(&m->lines, &line) > 0)
		m->has_ahead = take_line(m, &line, &m->ahead);
	return m->overlaps;
}

static int check_in_text(struct mappings *m, struct vminfo_mapping *mapping)
{
	struct vminfo_mapping now;
	int ret;

	if (!contradicts_itself(m) && stood_still(m))
		return MAPPINGS_SAME;
	if (m->lines_read > MOST_LINES)
		return MAPPINGS_UNCHECKED;
	ret = find_in_text(m, mapping->va, &now);
	if (ret <= 0)
		return ret;
	if (!mappings_are_same(mapping, &now))
		return MAPPINGS_OTHER;
	m->has_ahead = 0;
	if (contradicts_itself(m))
		return MAPPINGS_OTHER;
	return MAPPINGS_SAME;
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
		return check_in_text(m, mapping);
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
	if (!m->query || !strstr(mapping->name, "\\012"))
		return 0;
	ret = find_by_query(m, mapping->va, &now);
	if (ret > 0 && mappings_are_same(mapping, &now))
		mapping->name = now.name;
	return ret == -ESRCH ? ret : 0;
}

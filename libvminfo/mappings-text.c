// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The text of maps for the list, which is faster than PROCMAP_QUERY for all of
 * it; where there is no such ioctl, also for look-ups and checks.
 */
#include "mappings-text.h"

#include <errno.h>

#include "maps.h"
#include "procfs.h"
#include "stat.h"

/*
 * So many lines may be read for checks in one walk, some seconds' worth: to
 * find one line, all lines before it are read, too.
 */
#define MOST_LINES ((uint64_t)16 << 20)

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
int mappings_find_in_text(struct mappings *m, uint64_t va,
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

int mappings_check_in_text(struct mappings *m,
			   const struct vminfo_mapping *mapping)
{
	struct vminfo_mapping now;
	int ret;

	if (!contradicts_itself(m) && stood_still(m))
		return MAPPINGS_SAME;
	if (m->lines_read > MOST_LINES)
		return MAPPINGS_UNCHECKED;
	ret = mappings_find_in_text(m, mapping->va, &now);
	if (ret <= 0)
		return ret;
	if (!mappings_are_same(mapping, &now))
		return MAPPINGS_OTHER;
	m->has_ahead = 0;
	if (contradicts_itself(m))
		return MAPPINGS_OTHER;
	return MAPPINGS_SAME;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* One line of /proc/PID/maps: start-end perms offset major:minor inode name */
#include "maps.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "digits.h"

static bool take_range(struct digits *c, struct vminfo_mapping *m)
{
	uint64_t end;

	if (!digits_take(c, 16, &m->va) || !digits_take_char(c, '-') ||
	    !digits_take(c, 16, &end) || !digits_take_char(c, ' '))
		return false;
	m->length = end - m->va;
	return end > m->va || (end == 0 && m->va);
}

static bool take_permissions(struct digits *c, struct vminfo_mapping *m)
{
	static const char letters[] = "rwxs";

	m->permissions = 0;
	for (unsigned int i = 0; i < 4; i++) {
		if (digits_take_char(c, letters[i]))
			m->permissions |= 1u << i;
		else if (!digits_take_char(c, i == 3 ? 'p' : '-'))
			return false;
	}
	return digits_take_char(c, ' ');
}

static bool take_device(struct digits *c, struct vminfo_mapping *m)
{
	uint64_t major, minor;

	if (!digits_take(c, 16, &major) || !digits_take_char(c, ':') ||
	    !digits_take(c, 16, &minor) || !digits_take_char(c, ' '))
		return false;
	if (major > UINT32_MAX || minor > UINT32_MAX)
		return false;
	m->dev_major = (uint32_t)major;
	m->dev_minor = (uint32_t)minor;
	return true;
}

/*
 * There is a blank behind the inode, even without a name.  Blanks at the end of
 * a name are part of it.
 */
static bool take_name(struct digits *c, struct vminfo_mapping *m)
{
	if (!digits_take_blanks(c))
		return false;
	m->name = c->at;
	return *c->end == '\0' &&
	       !memchr(c->at, '\0', (size_t)(c->end - c->at));
}

int maps_decode(const char *line, size_t length, struct vminfo_mapping *mapping)
{
	struct digits c = { .at = line, .end = line + length };
	struct vminfo_mapping m = { .page_size = VMINFO_NONE };

	if (!take_range(&c, &m) || !take_permissions(&c, &m) ||
	    !digits_take(&c, 16, &m.offset) || !digits_take_char(&c, ' ') ||
	    !take_device(&c, &m) || !digits_take(&c, 10, &m.inode) ||
	    !take_name(&c, &m))
		return -EINVAL;
	m.kind = maps_kind(&m);
	*mapping = m;
	return 0;
}

/*
 * A path starts with a slash and a pseudo file with a word and a colon, so that
 * brackets are the kernel's own.  [anon:NAME] is chosen by the process.
 */
static bool is_anonymous_name(const char *name)
{
	return !*name || !strcmp(name, "[heap]") || !strcmp(name, "[stack]") ||
	       !strncmp(name, "[stack:", 7) || !strncmp(name, "[anon:", 6);
}

uint32_t maps_kind(const struct vminfo_mapping *m)
{
	if (m->inode || m->dev_major || m->dev_minor)
		return VMINFO_OBJECT;
	if (is_anonymous_name(m->name))
		return VMINFO_ANONYMOUS;
	return *m->name == '[' ? VMINFO_KERNEL : VMINFO_OBJECT;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * One line of /proc/PID/mountinfo: id parent major:minor root place options
 * tags ... - type source options.  There are no blanks inside of a field.
 */
#include "mountinfo.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "digits.h"

static bool take_device(struct digits *c, struct mountinfo *m)
{
	uint64_t major, minor;

	if (!digits_take(c, 10, &major) || !digits_take_char(c, ':') ||
	    !digits_take(c, 10, &minor) || !digits_take_char(c, ' '))
		return false;
	if (major > UINT32_MAX || minor > UINT32_MAX)
		return false;
	m->dev_major = (uint32_t)major;
	m->dev_minor = (uint32_t)minor;
	return true;
}

/* A field, and the blank behind it; its length, or 0. */
static size_t take_field(struct digits *c)
{
	const char *blank = memchr(c->at, ' ', (size_t)(c->end - c->at));
	size_t length;

	if (!blank)
		return 0;
	length = (size_t)(blank - c->at);
	c->at = blank + 1;
	return length;
}

/* Tags come in any number, up to a field that is "-". */
static bool take_tags(struct digits *c)
{
	const char *field;
	size_t length;

	do {
		field = c->at;
		length = take_field(c);
	} while (length && !(length == 1 && *field == '-'));
	return length;
}

int mountinfo_decode(const char *line, size_t length, struct mountinfo *mount)
{
	struct digits c = { .at = line, .end = line + length };
	struct mountinfo m = { 0 };

	if (!take_field(&c) || !take_field(&c) || !take_device(&c, &m) ||
	    !take_field(&c) || !take_field(&c) || !take_field(&c) ||
	    !take_tags(&c))
		return -EINVAL;
	m.type = c.at;
	m.type_length = take_field(&c);
	if (!m.type_length)
		return -EINVAL;
	*mount = m;
	return 0;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mountinfo.h - one line of /proc/PID/mountinfo. */
#ifndef MOUNTINFO_H
#define MOUNTINFO_H

#include <stddef.h>
#include <stdint.h>

struct mountinfo {
	uint32_t dev_major;
	uint32_t dev_minor;
	const char *type;	/* of its file system: a part of the line */
	size_t type_length;
};

/* 0, or -EINVAL if it is no such line. */
int mountinfo_decode(const char *line, size_t length, struct mountinfo *mount);

#endif

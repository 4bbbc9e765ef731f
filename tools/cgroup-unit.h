/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How systemd calls the directory of a unit. */
#ifndef CGROUP_UNIT_H
#define CGROUP_UNIT_H

#include <stdbool.h>
#include <stddef.h>

/* systemd allows 255 bytes; each may have been written as \xNN. */
#define CGROUP_UNIT_ROOM 1024

/*
 * The full name of a unit as people write it: with the suffix .service if it
 * has none, and with \xNN for what a name cannot have.  false: it has a
 * slash, is empty or too long.
 */
bool cgroup_unit_name(const char *word, char *name);

/* Whether that directory belongs to the unit of that full name. */
bool cgroup_is_unit(const char *directory, const char *name);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* settings.h - files of /sys/kernel/mm, by their names below it. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stddef.h>

#include "context.h"

#define SETTINGS_ROOM 256	/* bytes of one, with its NUL */

/*
 * Copies one, without the newline at its end.  0; -ENOENT: this kernel has no
 * such file; -ENODATA: it is not known; or negative errno.
 */
int settings_read(const struct vminfo_context *context, const char *name,
		  char text[SETTINGS_ROOM]);

/*
 * Calls `put` for each that a recording has, in its order.  0, or negative
 * errno of one that is there and could not be read.
 */
int settings_each(const struct vminfo_context *context, void *data,
		  void (*put)(void *data, const char *name, const char *text));

#endif

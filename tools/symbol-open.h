/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Opens files as a process has them: in its own mount namespace, deleted or
 * not, and never another file that has got the same name meanwhile.
 */
#ifndef SYMBOL_OPEN_H
#define SYMBOL_OPEN_H

#include "symbol-objects.h"

struct symbol_opener {
	struct vminfo_process *self;
	pid_t pid;
	int root;
	char root_name[4096];	/* "" if that is unknown */
	int program;	/* what /proc/PID/exe leads to, or negative errno */
};

/* 0, or negative errno, told by nobody.  The root stays open. */
int symbol_open_start(struct symbol_opener *opener,
		      struct vminfo_context *context, pid_t pid);
void symbol_open_end(struct symbol_opener *opener);

/* Fills all but what the mappings say. */
void symbol_open_object(const struct symbol_opener *opener,
			struct symbol_object *object);

/* A regular file below a directory that is taken for "/", or -errno. */
int symbol_open_below(int root, const char *path);

#endif

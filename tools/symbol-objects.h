/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The files that a process has its program and its libraries from.  Whose they
 * are may let an open or a read wait for ever: only the process that reads them
 * opens them (symbol-ask.h).
 */
#ifndef SYMBOL_OBJECTS_H
#define SYMBOL_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vminfo.h>

/* A mapping of the file. */
struct symbol_piece {
	uint64_t va;
	uint64_t length;
	uint64_t offset;
	uint32_t permissions;	/* enum vminfo_permission */
};

struct symbol_object {
	char *name;		/* as maps has it: hostile */
	const char *inside;	/* the part of it that is a path in the root of
				   the process */
	uint64_t inode;
	uint32_t dev_major;
	uint32_t dev_minor;
	struct symbol_piece *pieces;
	size_t count;
	bool program;		/* not a library */
	int fd;			/* -1: it is not open here */
	int err;		/* why it could not be opened: negative errno;
				   -ESTALE: the name leads to another file now;
				   -ENOEXEC: it cannot have symbols */
};

struct symbol_objects {
	struct symbol_object *list;
	size_t count;
	uint64_t page_size;
	int root;		/* directory of the process; or -1 */
	char *preloads;		/* names of libraries that were put before all
				   others; blanks and colons between; or NULL */
};

/*
 * Which ones there are.  0, or negative errno (told by nobody) if the mappings
 * cannot be read.
 */
int symbol_objects_list(struct symbol_objects *objects,
			struct vminfo_context *context,
			struct vminfo_process *process);

/* Opens them as that process has them mapped.  0 or negative errno. */
int symbol_objects_open(struct symbol_objects *objects,
			struct vminfo_context *context, pid_t pid);
void symbol_objects_close(struct symbol_objects *objects);

/* Whether a part of it can be run. */
bool symbol_objects_is_code(const struct symbol_object *object);

/* Whether the mapping is one of that file. */
bool symbol_objects_is_of(const struct symbol_object *object,
			  const struct vminfo_mapping *mapping);

#endif

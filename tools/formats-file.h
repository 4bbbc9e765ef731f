/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A file that is replaced as a whole: whoever reads it, sees what it was before
 * or all of what it is now.
 */
#ifndef FORMATS_FILE_H
#define FORMATS_FILE_H

#include <stddef.h>
#include <stdio.h>

struct formats_file {
	const char *path;	/* as given, for messages */
	char *resolved;		/* behind a symbolic link; NULL: the same */
	const char *name;	/* in its folder */
	char *temporary;	/* in the same folder */
	int folder;		/* 0: there is none */
	int fd;
};

/*
 * Whether it can be written: 0, or -EIO (told).  In a folder where anybody may
 * write, only an ordinary file of its own is: nobody may prepare another place
 * for what root writes.
 */
int formats_file_check(struct formats_file *file, const char *path);

/* To write to; NULL: told. */
FILE *formats_file_begin(struct formats_file *file);

/* All was written, or `err` (negative errno) says why not: 0 or -EIO (told). */
int formats_file_end(struct formats_file *file, FILE *stream, int err);

void formats_file_free(struct formats_file *file);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Small files of the kernel, and of directories that may be anybody's. */
#ifndef SMALL_FILE_H
#define SMALL_FILE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Reads a regular file, as much as there is room for: a string without the
 * newline at its end, cut at the first NUL.  `at` is a directory, or AT_FDCWD.
 * 0 or negative errno.
 */
int small_file_read(int at, const char *path, char *text, size_t room);

/* The same, with its NULs; the number of bytes. */
int small_file_bytes(int at, const char *path, void *bytes, size_t room);

/* A file that is one decimal number. */
int small_file_number(int at, const char *path, uint64_t *number);

/* Where a symbolic link leads, in words. */
int small_file_link(int at, const char *path, char *text, size_t room);

/*
 * "Name:	value": what follows the colon on the line of that name, without
 * blanks at the start, in a text of such lines.  -ENODATA: there is none.
 */
int small_file_field(const char *text, const char *name, char *value,
		     size_t room);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line as its caller would type it again. */
#ifndef TYPED_H
#define TYPED_H

#include <stddef.h>

/* Keeps the words, which must stay. */
void typed_keep(char **argv);

/*
 * "vmwalk -m '[heap]' 812" for a shell, in printable ASCII; NULL: it is too
 * long to be read.  Borrowed until the next call.
 */
const char *typed_command(void);

/* A file that this command made, and would find in its way. */
void typed_made(const char *path);

/*
 * The command with more rights, "sudo vmwalk 812", which begins with a removal
 * of what was made; NULL and borrowed like that one.
 */
const char *typed_with_sudo(void);

/* One word for a shell; returns its end.  There is no NUL. */
size_t typed_room(const char *word);
char *typed_quote(char *to, const char *word);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The libraries that this program is built with.  A minimal build has another
 * libraries.c, and lacks the options that need one of those left out.
 */
#ifndef LIBRARIES_H
#define LIBRARIES_H

/* The library that this option would need; NULL: nothing is lacking. */
const char *libraries_lacking_for(const char *option);

/* A line for --version. */
void libraries_print(void);

#endif

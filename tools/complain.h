/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One line on standard error, safe to print whatever names it quotes. */
#ifndef COMPLAIN_H
#define COMPLAIN_H

/* "vmwalk: ...", a line; control and foreign bytes come out encoded. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, then "Try 'vmwalk --help'."  Returns -EINVAL. */
int complain_usage(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* With what was typed: "; try: sudo vmwalk -m '[heap]' 812". */
void complain_try_sudo(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/*
 * From now on this thread gives its lines, each without its end, to `take` and
 * prints none; NULL: it prints them again.
 */
typedef void complain_take(void *data, const char *line);
void complain_divert(complain_take *take, void *data);

/* Prints such a line. */
void complain_print(const char *line);

/* Ends the program with 2. */
void complain_out_of_memory(void) __attribute__((noreturn));

#endif

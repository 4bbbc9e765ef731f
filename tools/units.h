/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sizes, counts and addresses, from text and to text. */
#ifndef UNITS_H
#define UNITS_H

#include <stdint.h>

/* Room for the longest of what the functions below put. */
#define UNITS_ROOM 32

/* Each returns the first byte behind what it wrote; there is no NUL. */
char *units_put_decimal(char *to, uint64_t n);
char *units_put_grouped(char *to, uint64_t n);		/* 65,210 */
char *units_put_hex(char *to, uint64_t n);
char *units_put_hex_digits(char *to, uint64_t n, unsigned int digits);
char *units_put_end(char *to, uint64_t end);	/* hex; 0 stands for 2^64 */
char *units_put_size(char *to, uint64_t bytes);		/* 4.0K, 260M */

/* "4096", "0x1000", "4K", "2MiB": 0, -EINVAL or -ERANGE. */
int units_size_from(const char *text, uint64_t *bytes);

/*
 * "500ms", "10s", "2m", "1.5h"; seconds without a letter: 0, -EINVAL or
 * -ERANGE (centuries).
 */
int units_time_from(const char *text, uint64_t *nanoseconds);

/*
 * Reads hexadecimal digits, with or without 0x, up to *end.  0, -EINVAL (there
 * are none) or -ERANGE; 2^64 is read as 0 and -EOVERFLOW.
 */
int units_address_from(const char *text, uint64_t *address, const char **end);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* digits.h - numbers in the kernel's text. */
#ifndef DIGITS_H
#define DIGITS_H

#include <stdbool.h>
#include <stdint.h>

struct digits {
	const char *at;		/* what is not taken yet */
	const char *end;
};

/* False, and nothing usable taken: no digit here, or more than 64 bits. */
bool digits_take(struct digits *text, unsigned int base, uint64_t *number);

bool digits_take_char(struct digits *text, char wanted);

/* Takes blanks; false if there is none. */
bool digits_take_blanks(struct digits *text);

#endif

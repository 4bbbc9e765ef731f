/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An answer that may not be known. */
#ifndef ANSWER_H
#define ANSWER_H

enum answer { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES };

/* "yes", "no", "cannot tell" */
const char *answer_word(enum answer answer);

#endif

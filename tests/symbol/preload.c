// SPDX-License-Identifier: LGPL-2.1-or-later
/* Puts its own variables before those of the library. */
#include "say.h"

char shared[SHARED_SIZE] = { 6 };
char guarded_box[GUARDED_SIZE] = { 7 };

// SPDX-License-Identifier: LGPL-2.1-or-later
/* A library with two versions of a variable. */
char old_box[100] = { 1 }, new_box[200] = { 2 };

__asm__(".symver old_box, versioned@V1\n"
	".symver new_box, versioned@@V2\n");

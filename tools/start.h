/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How each tool starts, before it reads its options. */
#ifndef START_H
#define START_H

/* 0, or -EPERM, told: capabilities could not be given up. */
int start_tool(char **argv);

#endif

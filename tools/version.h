/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What --version says. */
#ifndef VERSION_H
#define VERSION_H

/* Of the tool, the library that was found, and what the tool is built with. */
void version_print(const char *tool);

#endif

// SPDX-License-Identifier: LGPL-2.1-or-later
/* A library that a program loads while it runs. */
char plugin_box[600] = { 8 };

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* kpageflags.h - what a word of /proc/kpageflags means. */
#ifndef KPAGEFLAGS_H
#define KPAGEFLAGS_H

#include <stdint.h>

#define KPAGEFLAGS_HWPOISON ((uint64_t)1 << 19)
#define KPAGEFLAGS_ZERO_PAGE ((uint64_t)1 << 24)

#endif

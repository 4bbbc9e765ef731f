/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* kpageflags.h - what a word of /proc/kpageflags means. */
#ifndef KPAGEFLAGS_H
#define KPAGEFLAGS_H

#include <stdbool.h>
#include <stdint.h>

#include "vminfo.h"

#define KPAGEFLAGS_BIT(flag) ((uint64_t)1 << (flag))

#define KPAGEFLAGS_HWPOISON KPAGEFLAGS_BIT(VMINFO_FRAME_HWPOISON)
#define KPAGEFLAGS_ZERO_PAGE KPAGEFLAGS_BIT(VMINFO_FRAME_ZERO_PAGE)

/* Whether the frame begins a compound page, or continues one. */
bool kpageflags_is_head(uint64_t flags);
bool kpageflags_is_tail(uint64_t flags);

/* Whether it is none that a user could have: what its other flags mean is
   another thing then. */
bool kpageflags_is_typed(uint64_t flags);

#endif

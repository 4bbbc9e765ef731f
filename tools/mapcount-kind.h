/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel's count of the mappings of a frame is a count of. */
#ifndef MAPCOUNT_KIND_H
#define MAPCOUNT_KIND_H

#include <vminfo.h>

#include "answer.h"

/*
 * Whether each page of a large folio has a count of its own.  Without it (an
 * option of kernels since 6.15) all have what they have on average.  Tried on a
 * huge page of our own, of which one page is given back: a context on our own
 * /proc that may see frames.
 */
enum answer mapcount_is_of_each_page(struct vminfo_context *context);

#endif

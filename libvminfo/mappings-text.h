/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* mappings-text.h - look-ups in the text of maps, without PROCMAP_QUERY. */
#ifndef MAPPINGS_TEXT_H
#define MAPPINGS_TEXT_H

#include "mappings.h"

/*
 * Reads the list from its start, up to the mapping that holds va or the next
 * one above, with which it goes on: as mappings_at().
 */
int mappings_find_in_text(struct mappings *m, uint64_t va,
			  struct vminfo_mapping *mapping);

/* As mappings_check(). */
int mappings_check_in_text(struct mappings *m,
			   const struct vminfo_mapping *mapping);

#endif

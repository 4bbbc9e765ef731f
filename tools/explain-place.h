/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Parts of what is told of one address: see place.h. */
#ifndef EXPLAIN_PLACE_H
#define EXPLAIN_PLACE_H

#include "facts.h"
#include "place.h"

void explain_entry(struct facts *facts, const struct place *place);
void explain_frame(struct facts *facts, const struct place *place);
void explain_slot(struct facts *facts, const struct place *place);
void explain_access(struct facts *facts, const struct place *place);

#endif

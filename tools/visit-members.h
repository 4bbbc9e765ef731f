/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Visits to processes that were chosen without their numbers. */
#ifndef VISIT_MEMBERS_H
#define VISIT_MEMBERS_H

#include "visit.h"

/* Makes the list, goes to each, and tells at the end who was refused. */
void visit_members(struct visit *visit, visit_look *look, void *data);

/*
 * The member at hand was lost while it was looked at: -ESRCH, it is gone or
 * started another program; -ESTALE, it did the latter.
 */
void visit_lost_member(struct visit *visit, int how);

#endif

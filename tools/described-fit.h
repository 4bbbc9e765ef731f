/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether one process fits a description. */
#ifndef DESCRIBED_FIT_H
#define DESCRIBED_FIT_H

#include "described.h"
#include "process-table.h"

/* By names and patterns; without any, each does. */
enum named described_entry_fits(const struct described *described,
				const struct process_table_entry *entry);

#endif

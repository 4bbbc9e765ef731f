// SPDX-License-Identifier: LGPL-2.1-or-later
/* Branches of a report, whose rows come from other threads. */
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "report-format.h"

struct report *report_branch(const struct report *report, report_carry *carry,
			     void *data)
{
	struct report *branch;

	/* What they say was understood before. */
	if (report_new(report->options, report->plan, &branch) != 0)
		abort();
	branch->facts = report->facts;
	branch->carry = carry;
	branch->carry_data = data;
	return branch;
}

void report_join(struct report *report, struct report *branch)
{
	report->rows += branch->rows;
	report->uncompared += branch->uncompared;
	report->unknown |= branch->unknown;
	report->asked_unknown |= branch->asked_unknown;
	for (size_t i = 0; i < report->condition_count; i++)
		report->conditions[i].unknown |= branch->conditions[i].unknown;
	report_free(branch);
}

size_t report_packed_size(const struct report_cell *cells, size_t count)
{
	size_t size = count * sizeof(*cells);

	for (size_t i = 0; i < count; i++)
		if (cells[i].text)
			size += strlen(cells[i].text) + 1;
	return size;
}

/* The cells, and behind them their texts. */
void report_pack(const struct report_cell *cells, size_t count, void *room)
{
	struct report_cell *packed = room;
	char *texts = (char *)(packed + count);

	for (size_t i = 0; i < count; i++) {
		packed[i] = cells[i];
		if (!cells[i].text)
			continue;
		packed[i].text = texts;
		texts = stpcpy(texts, cells[i].text) + 1;
	}
}

void report_add_packed(struct report *report, const void *room)
{
	report_add(report, room);
}

char *report_take_kept(struct report *branch)
{
	char *kept = branch->kept;

	branch->kept = NULL;
	branch->kept_length = 0;
	return kept;
}

void report_add_kept(struct report *report, const char *kept)
{
	report_keep(report, report->format == &report_document ? ",\n" : "\n",
		    kept);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is told of frames that processes share, a row each. */
#include "shared-rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "complain.h"
#include "report.h"
#include "units.h"

const char *const shared_groups[] = {
	"process", "mapping", "pair", "total", NULL
};

struct line {
	struct row row;		/* its process and mapping */
	const struct shared_rows *rows;
	const struct shared_row *of;	/* NULL: of the total */
	const struct shared_amounts *amounts;
	const struct shared_total *total;
};

static const struct report_cell unknown = { .known = REPORT_UNKNOWN };

static struct report_cell number(uint64_t n)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .number = n };
}

static const struct line *own(const struct row *row)
{
	return (const struct line *)row;
}

static const struct scan_process *other_of(const struct row *row)
{
	const struct line *line = own(row);

	return &line->rows->processes[line->of->other];
}

static struct report_cell other(const struct row *row)
{
	return number((uint64_t)other_of(row)->pid);
}

static struct report_cell other_command(const struct row *row)
{
	const char *name = other_of(row)->name;

	if (!*name)
		return unknown;
	return (struct report_cell){ .known = REPORT_KNOWN, .text = name };
}

static struct report_cell processes(const struct row *row)
{
	return number(own(row)->total->processes);
}

static struct report_cell zero(const struct row *row)
{
	const struct shared_total *total = own(row)->total;

	return total->zero_known ? number(total->zero) : unknown;
}

static uint64_t member(const struct shared_amounts *amounts, uint64_t offset)
{
	return *(const uint64_t *)((const char *)amounts + offset);
}

static bool is_known(const struct shared_total *total)
{
	return total->frames_known && !total->none_seen;
}

/* Bytes of an amount. */
static struct report_cell bytes(const struct row *row, uint64_t arg)
{
	const struct line *line = own(row);

	if (!is_known(line->total))
		return unknown;
	return number(member(line->amounts, arg) * row->page_size);
}

static struct report_cell outside(const struct row *row, uint64_t arg)
{
	return own(row)->total->outside_known ? bytes(row, arg) : unknown;
}

static struct report_cell alone(const struct row *row)
{
	const struct shared_amounts *amounts = own(row)->amounts;

	if (!is_known(own(row)->total))
		return unknown;
	return number((amounts->frames - amounts->several) * row->page_size);
}

#define AMOUNT(name) offsetof(struct shared_amounts, name)

/* name, kind, rows that have it, what it says; see report.h */
const struct report_column shared_columns[] = {
	{ "PID", REPORT_PID, SHARED_ONE | SHARED_PAIR, cells_pid,
	  .text = "process" },
	{ "COMMAND", REPORT_NAME, SHARED_ONE | SHARED_PAIR, cells_command,
	  .text = "its name" },
	{ "OTHER", REPORT_PID, SHARED_PAIR, other,
	  .text = "the other process" },
	{ "OTHER-COMMAND", REPORT_NAME, SHARED_PAIR, other_command,
	  .text = "its name" },
	{ "PROCESSES", REPORT_COUNT, SHARED_TOTAL, processes,
	  .text = "processes of the group" },
	{ "VA", REPORT_ADDRESS, SHARED_MAPPING, cells_va,
	  .text = "virtual address of the mapping" },
	{ "RSS", REPORT_SIZE, SHARED_SUM, NULL,
	  .text = "bytes of pages that have a frame",
	  .wants = SHARED_WANTS_FRAMES,
	  .get_of = bytes, .arg = AMOUNT(pages) },
	{ "FOOTPRINT", REPORT_SIZE, SHARED_SUM, NULL,
	  .text = "bytes of their frames, each counted once",
	  .wants = SHARED_WANTS_FRAMES,
	  .get_of = bytes, .arg = AMOUNT(frames) },
	{ "ALONE", REPORT_SIZE, SHARED_SUM, alone,
	  .text = "of these, those that one process of the group has alone",
	  .wants = SHARED_WANTS_FRAMES },
	{ "SHARED", REPORT_SIZE, SHARED_ANY, NULL,
	  .text = "of these, those that several processes of the group have",
	  .wants = SHARED_WANTS_FRAMES,
	  .get_of = bytes, .arg = AMOUNT(several) },
	{ "COMMON", REPORT_SIZE, SHARED_SUM, NULL,
	  .text = "of these, those that all of them have",
	  .wants = SHARED_WANTS_FRAMES,
	  .get_of = bytes, .arg = AMOUNT(all) },
	{ "OUTSIDE", REPORT_SIZE, SHARED_SUM, NULL,
	  .text = "of these, those that others map, too",
	  .wants = SHARED_WANTS_FRAMES | SHARED_WANTS_COUNTS,
	  .get_of = outside, .arg = AMOUNT(outside) },
	{ "HUGETLB", REPORT_SIZE, SHARED_SUM, NULL,
	  .text = "of these, those of the pool of huge pages",
	  .wants = SHARED_WANTS_FRAMES | SHARED_WANTS_COUNTS,
	  .get_of = outside, .arg = AMOUNT(hugetlb) },
	{ "ZERO", REPORT_COUNT, SHARED_TOTAL, zero,
	  .text = "pages that have the zero page, which does not count" },
	{ "PERMS", REPORT_WORD, SHARED_MAPPING, cells_perms,
	  .text = "as in maps", .word = cells_perms_word },
	{ "MAPPING", REPORT_NAME, SHARED_MAPPING, cells_mapping,
	  .text = "name of the mapping" },
	{ .name = NULL },
};

/*
 * Keeping them.
 */

static void *grow(void *list, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return list;
	*room = *room ? 2 * *room : 64;
	list = reallocarray(list, *room, size);
	if (!list)
		complain_out_of_memory();
	return list;
}

uint32_t shared_rows_process(struct shared_rows *r,
			     const struct scan_process *process)
{
	for (size_t i = 0; i < r->process_count; i++)
		if (r->processes[i].pid == process->pid &&
		    r->processes[i].start_time == process->start_time)
			return (uint32_t)i;
	r->processes = grow(r->processes, r->process_count, &r->process_room,
			    sizeof(*r->processes));
	r->processes[r->process_count] = *process;
	return (uint32_t)r->process_count++;
}

struct shared_row *shared_rows_add(struct shared_rows *r, uint32_t process)
{
	r->list = grow(r->list, r->count, &r->room, sizeof(*r->list));
	r->list[r->count] = (struct shared_row){ .process = process };
	return &r->list[r->count++];
}

void shared_rows_name(struct shared_rows *r, struct shared_row *row,
		      const struct vminfo_mapping *mapping)
{
	size_t length = strlen(mapping->name) + 1;

	row->va = mapping->va;
	row->permissions = mapping->permissions;
	while (r->name_room - r->name_used < length) {
		r->name_room = r->name_room ? 2 * r->name_room : 4096;
		r->names = realloc(r->names, r->name_room);
		if (!r->names)
			complain_out_of_memory();
	}
	memcpy(r->names + r->name_used, mapping->name, length);
	row->name = (uint32_t)r->name_used;
	r->name_used += length;
}

void shared_rows_free(struct shared_rows *r)
{
	free(r->processes);
	free(r->list);
	free(r->names);
}

/*
 * Telling them.
 */

static struct line line_of(const struct shared_rows *rows,
			   const struct shared_total *total)
{
	return (struct line){
		.row.page_size = rows->page_size,
		.rows = rows,
		.amounts = &total->amounts,
		.total = total,
	};
}

void shared_rows_list(const struct shared_rows *rows, struct report *report,
		      enum shared_group group,
		      const struct shared_total *total)
{
	struct line line = line_of(rows, total);

	if (group == SHARED_TOTAL)
		report_row(report, &line.row);
	for (size_t i = 0; group != SHARED_TOTAL && i < rows->count; i++) {
		const struct shared_row *of = &rows->list[i];
		struct vminfo_mapping mapping = {
			.va = of->va,
			.permissions = of->permissions,
			.name = group == SHARED_MAPPING
				? rows->names + of->name : "",
		};

		line.of = of;
		line.amounts = &of->amounts;
		line.row.pid = rows->processes[of->process].pid;
		line.row.command = rows->processes[of->process].name;
		line.row.va = of->va;
		line.row.mapping = &mapping;
		report_row(report, &line.row);
	}
}

static void put_size(FILE *out, const struct shared_rows *rows,
		     uint64_t frames, const char *what)
{
	char text[UNITS_ROOM];

	*units_put_size(text, frames * rows->page_size) = '\0';
	fprintf(out, what, text);
}

static void put_sentence(FILE *out, const struct shared_rows *rows,
			 const struct shared_total *total)
{
	const struct shared_amounts *sum = &total->amounts;

	fprintf(out, "%" PRIu64 " process%s: ", total->processes,
		total->processes == 1 ? "" : "es");
	if (total->none_seen) {
		fputs("none could be looked at", out);
		return;
	}
	if (!total->frames_known) {
		fputs("which frames they have is hidden", out);
		return;
	}
	put_size(out, rows, sum->frames, "%s in frames, each counted once");
	put_size(out, rows, sum->pages, " (%s of pages)");
	put_size(out, rows, sum->several, "; %s in several of them");
	put_size(out, rows, sum->all, ", %s in all");
	if (total->outside_known) {
		put_size(out, rows, sum->outside, "; others map %s of it");
		put_size(out, rows, sum->hugetlb, "; %s is hugetlb");
	}
	if (total->zero_known && total->zero)
		fprintf(out, "; without %" PRIu64 " page%s of the zero page",
			total->zero, total->zero == 1 ? "" : "s");
}

void shared_rows_summary(const struct shared_rows *rows, struct report *report,
			 const struct shared_total *total)
{
	struct line line = line_of(rows, total);
	char *sentence = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&sentence, &length);

	if (!out)
		complain_out_of_memory();
	put_sentence(out, rows, total);
	if (fclose(out) != 0)
		complain_out_of_memory();
	report_summary(report, &line.row, sentence);
	free(sentence);
}

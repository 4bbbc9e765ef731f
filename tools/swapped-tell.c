// SPDX-License-Identifier: LGPL-2.1-or-later
/* What people are told of memory in swap: an answer in words, and why. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "foreign.h"
#include "swapped-parts.h"
#include "units.h"
#include "zswap.h"

#define LINE 768

/* "64 pages (256K)" */
static char *put_pages(char *to, uint64_t pages, uint64_t page_size)
{
	to = units_put_grouped(to, pages);
	to = stpcpy(to, pages == 1 ? " page (" : " pages (");
	to = units_put_size(to, pages * page_size);
	return stpcpy(to, ")");
}

/* Of its own and of shared memory, if there is a choice. */
static char *put_kinds(char *to, const struct swap_counts *counts)
{
	const struct swap_bounds *own = &counts->own, *shmem = &counts->shmem;

	if (!swap_bounds_are_known(own) || !swap_bounds_are_known(shmem) ||
	    !shmem->least)
		return to;
	if (!own->least)
		return stpcpy(to, ", all of shared memory");
	to = stpcpy(to, ": ");
	to = units_put_grouped(to, own->least);
	to = stpcpy(to, " of its own, ");
	to = units_put_grouped(to, shmem->least);
	return stpcpy(to, " of shared memory");
}

static char *put_answer(char *to, const struct swap_bounds *bounds,
			uint64_t page_size)
{
	to = stpcpy(to, "swapped: ");
	if (!bounds->most)
		return stpcpy(to, "none");
	if (swap_bounds_are_known(bounds))
		return put_pages(to, bounds->least, page_size);
	if (!bounds->least)
		to = stpcpy(to, "cannot tell: none, or up to ");
	else
		to = put_pages(stpcpy(to, "at least "), bounds->least,
			       page_size);
	if (bounds->least)
		to = stpcpy(to, ", and no more than ");
	return put_pages(to, bounds->most, page_size);
}

/* --- beside what the kernel says ------------------------------------------ */

static char *put_size(char *to, const char *name, uint64_t bytes)
{
	to = stpcpy(stpcpy(to, name), " ");
	if (bytes == VMINFO_NONE)
		return stpcpy(to, "?");
	return units_put_size(to, bytes);
}

/* Several things may be why they differ; each is said of what it is true. */
static void tell_differences(struct swapped *s, const struct swapped_row *row)
{
	const struct swap_counts *once = &row->counts;
	const struct swapped_sum *sum = row->sum;
	uint64_t mapped = sum->counts.all.least * s->page_size;
	char line[LINE], *to;

	if (!swap_bounds_are_known(&once->all))
		return;
	if (once->shmem.least)
		report_note(s->report, "  VmSwap and SwapPss leave out shared "
			    "memory");
	if (sum->counts.all.least > once->all.least)
		report_note(s->report, "  Swap counts shared memory as often "
			    "as it is mapped");
	if (sum->smaps_swap_pss != VMINFO_NONE &&
	    sum->smaps_swap_pss < once->own.least * s->page_size)
		report_note(s->report, "  SwapPss has a part of each slot that "
			    "several processes share");
	if (sum->smaps_swap == VMINFO_NONE || sum->smaps_swap == mapped)
		return;
	to = stpcpy(line, "  residual ");
	to = units_put_size(to, sum->smaps_swap > mapped
				? sum->smaps_swap - mapped
				: mapped - sum->smaps_swap);
	strcpy(to, sum->smaps_swap > mapped
	       ? " that Swap has more: it changed meanwhile, or copies or "
		 "guards hide what shared memory has"
	       : " that Swap has less: it changed meanwhile");
	report_note(s->report, line);
}

/* It costs a look at smaps: only of one process, and only if there is
   something to compare. */
static void tell_the_kernels(struct swapped *s, const struct swapped_row *row)
{
	char line[LINE], *to = line;

	if (s->given->group || s->several || !row->counts.all.most ||
	    !(s->wants & SWAPPED_WANTS_STATUS) ||
	    target_is_part(s->visit.target) || s->visit.target->recorded)
		return;
	to = stpcpy(to, "the kernel's own count: ");
	to = put_size(to, "Swap", row->sum->smaps_swap);
	to = put_size(stpcpy(to, " and "), "SwapPss",
		      row->sum->smaps_swap_pss);
	to = put_size(stpcpy(to, " in smaps, "), "VmSwap",
		      row->process->vmswap);
	strcpy(to, " in status");
	report_note(s->report, line);
	tell_differences(s, row);
}

/* --- answers -------------------------------------------------------------- */

/* Rows of processes are such sentences already; of several, one sentence is
 * enough for what they share. */
static bool is_said(const struct swapped *s)
{
	if (s->group == SWAPPED_PROCESS)
		return s->several || s->given->group;
	return s->several && s->group & (SWAPPED_OBJECT | SWAPPED_AREA);
}

void swapped_tell_process(struct swapped *s, const struct swapped_row *row)
{
	char line[LINE], safe[4 * 64 + 1] = "?", *to;

	if (s->silent || (!s->asks_sums && is_said(s)))
		return;
	if (foreign_room(row->row.command) <= sizeof(safe))
		foreign_encode(FOREIGN_ASCII, row->row.command, safe);
	to = line + sprintf(line, "%d %s: ", (int)row->row.pid, safe);
	to = put_answer(to, &row->counts.all, s->page_size);
	to = put_kinds(to, &row->counts);
	*to = '\0';
	report_summary(s->report, &row->row, line);
	tell_the_kernels(s, row);
}

static void tell_left_out(struct swapped *s)
{
	static const char *const nouns[][2] = {
		{ " process", " processes" }, { " mapping", " mappings" },
	};
	const char *const *what = nouns[s->group == SWAPPED_MAPPING];
	char line[LINE], *to = line;

	if (!s->left_out)
		return;
	to = units_put_grouped(to, s->left_out);
	to = stpcpy(to, what[s->left_out != 1]);
	strcpy(to, s->left_out == 1 ? " without (-v lists it)"
				    : " without (-v lists them)");
	report_note(s->report, line);
}

/* --- what is in swap may be in RAM all the same --------------------------- */

static void tell_zram(struct swapped *s, const struct swapped_area_row *area)
{
	char line[LINE], *to;

	if (area->proven != 1 || area->on.kind != SWAP_AREA_ZRAM)
		return;
	to = stpcpy(line, "note: swap area ");
	to = units_put_decimal(to, area->number);
	strcpy(to, " is zram: what is in it may be in RAM, compressed");
	report_note(s->report, line);
}

static void tell_compressed(struct swapped *s)
{
	const struct target *target = s->visit.target;
	int flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
	int proc, sys = s->areas.sys;

	for (size_t i = 0; i < SWAPPED_AREAS; i++)
		if (s->areas_seen >> i & 1)
			tell_zram(s, &s->areas.rows[i]);
	if (target->procfs || target->recorded)
		return;
	proc = open("/proc", flags);
	if (zswap_in_use(proc, sys) == ANSWER_YES)
		report_note(s->report, "note: zswap is in use: what is in swap "
			    "may be in RAM, compressed");
	if (proc >= 0)
		close(proc);
}

void swapped_tell_all(struct swapped *s)
{
	struct swap_bounds all = swapped_in_all(s);
	char line[LINE], *to = line;

	tell_left_out(s);
	if (all.most && report_has_table(s->report))
		tell_compressed(s);
	if (!s->several || !s->judged)
		return;
	to = put_answer(to, &all, s->page_size);
	to = stpcpy(to, "; in ");
	to = units_put_grouped(to, s->with_swap);
	to = stpcpy(to, " of ");
	to = units_put_grouped(to, s->judged);
	to = stpcpy(to, s->judged == 1 ? " process" : " processes");
	strcpy(to, all.most ? ", each page once" : "");
	report_note(s->report, line);
}

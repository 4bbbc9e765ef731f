// SPDX-License-Identifier: LGPL-2.1-or-later
/* The columns of --watch of vmswapped, and their cells. */
#include "paging-cells.h"

#include <stddef.h>

#include "paging.h"

#define PROCESS ((unsigned int)PAGING_OF_PROCESS)
#define MACHINE ((unsigned int)PAGING_OF_MACHINE)
#define LOOK ((unsigned int)PAGING_OF_LOOK)
#define ROW (PROCESS | MACHINE)
#define COUNTED (PROCESS | LOOK)
#define ANY (ROW | LOOK)

const char *const paging_groups[] = { "process", "machine", "look", NULL };

static const struct report_cell none = { .known = REPORT_NONE };
static const struct report_cell unknown = { .known = REPORT_UNKNOWN };

static struct report_cell number(uint64_t n)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .number = n };
}

static struct report_cell text(const char *word)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .text = word };
}

static struct report_cell amount(const struct paging_amount *amount)
{
	if (amount->known == PAGING_KNOWN)
		return number(amount->number);
	return amount->known == PAGING_NO_SUCH ? none : unknown;
}

static struct report_cell cell_look(const struct row *row)
{
	return number(row->look);
}

static struct report_cell cell_time(const struct row *row)
{
	return text(row->time);
}

/* Rows alone have it. */
static const char *of_word(unsigned int word)
{
	static const char *const words[] = { NULL, "process", "machine" };

	return word < sizeof(words) / sizeof(*words) ? words[word] : NULL;
}

static struct report_cell cell_of(const struct row *row)
{
	return text(of_word(row->of));
}

static struct report_cell cell_pid(const struct row *row)
{
	return row->of & PROCESS ? number((uint64_t)row->pid) : none;
}

static struct report_cell cell_command(const struct row *row)
{
	return row->of & PROCESS ? text(row->command) : none;
}

static struct report_cell cell_processes(const struct row *row)
{
	return number(row->processes);
}

static struct report_cell count(uint64_t pages, bool more)
{
	return more ? unknown : number(pages);
}

/* A look that compared nothing has nothing to say of it. */
static struct report_cell change(const struct row *row, uint64_t pages,
				 bool more)
{
	return row->of & LOOK && !row->processes ? none : count(pages, more);
}

static struct report_cell cell_out(const struct row *row)
{
	if (row->of & MACHINE)
		return amount(&row->machine->out);
	return change(row, row->counts->out, row->counts->more_out);
}

static struct report_cell cell_in(const struct row *row)
{
	if (row->of & MACHINE)
		return amount(&row->machine->in);
	return change(row, row->counts->in, row->counts->more_in);
}

static struct report_cell cell_refaults(const struct row *row)
{
	if (row->of & MACHINE)
		return amount(&row->machine->counters[PAGING_REFAULT_ANON]);
	return change(row, row->counts->refaults,
		      row->counts->more_refaults);
}

static struct report_cell cell_swapped(const struct row *row)
{
	if (row->of & MACHINE)
		return none;
	return count(row->counts->swapped, row->counts->more_swapped);
}

/* The kernel counts major ones among all. */
static struct report_cell cell_minflt(const struct row *row)
{
	const struct paging_amount *all, *major;

	if (row->of & PROCESS)
		return amount(&row->minor);
	all = &row->machine->counters[PAGING_PGFAULT];
	major = &row->machine->counters[PAGING_PGMAJFAULT];
	if (all->known != PAGING_KNOWN || major->known != PAGING_KNOWN ||
	    all->number < major->number)
		return unknown;
	return number(all->number - major->number);
}

static struct report_cell cell_majflt(const struct row *row)
{
	if (row->of & PROCESS)
		return amount(&row->major);
	return amount(&row->machine->counters[PAGING_PGMAJFAULT]);
}

static struct report_cell cell_paging(const struct row *row)
{
	const char *word = paging_word_name(row->word);

	if (row->of & LOOK && !row->processes)
		return none;
	return word ? text(word) : unknown;
}

static struct report_cell cell_counter(const struct row *row, uint64_t arg)
{
	return row->of & MACHINE ? amount(&row->machine->counters[arg]) : none;
}

static struct report_cell cell_some(const struct row *row)
{
	return row->of & MACHINE ? amount(&row->machine->some) : none;
}

static struct report_cell cell_full(const struct row *row)
{
	return row->of & MACHINE ? amount(&row->machine->full) : none;
}

static struct report_cell cell_interval(const struct row *row)
{
	return row->of & MACHINE ? number(row->machine->microseconds) : none;
}

#define COUNTER(which) \
	REPORT_COUNT, MACHINE, .get_of = cell_counter, .arg = (which)

/* name, kind, rows that have it, what it says; see report.h */
const struct report_column paging_columns[] = {
	{ "LOOK", REPORT_NUMBER, ANY, cell_look,
	  .text = "number of the look at its end; the first is 0" },
	{ "TIME", REPORT_TIME, ANY, cell_time,
	  .text = "when that was" },
	{ "OF", REPORT_WORD, ROW, cell_of,
	  .text = "whom the row is of", .word = of_word },
	{ "PID", REPORT_PID, PROCESS, cell_pid,
	  .text = "process" },
	{ "COMMAND", REPORT_NAME, PROCESS, cell_command,
	  .text = "its name" },
	{ "PROCESSES", REPORT_COUNT, LOOK, cell_processes,
	  .text = "those that were compared with the look before" },
	{ "OUT", REPORT_COUNT, ANY, cell_out,
	  .text = "pages that went out to swap since the look before" },
	{ "IN", REPORT_COUNT, ANY, cell_in,
	  .text = "pages that came in from swap" },
	{ "REFAULTS", REPORT_COUNT, ANY, cell_refaults,
	  .text = "pages among them that were seen going out before; of the "
		  "machine workingset_refault_anon" },
	{ "SWAPPED", REPORT_COUNT, COUNTED, cell_swapped,
	  .text = "pages in swap now" },
	{ "MINFLT", REPORT_COUNT, ROW, cell_minflt,
	  .text = "minor faults in the interval" },
	{ "MAJFLT", REPORT_COUNT, ROW, cell_majflt,
	  .text = "major faults, of files, too; fewer than pages came in from "
		  "swap: those from the swap cache, as what was read ahead, "
		  "are minor" },
	{ "PAGING", REPORT_WORD, ANY, cell_paging,
	  .text = "how it pages", .word = paging_word_name },
	{ "PSWPIN", COUNTER(PAGING_PSWPIN),
	  .text = "pages read from swap areas" },
	{ "PSWPOUT", COUNTER(PAGING_PSWPOUT),
	  .text = "pages written to swap areas" },
	{ "ZSWPIN", COUNTER(PAGING_ZSWPIN),
	  .text = "pages that came from zswap" },
	{ "ZSWPOUT", COUNTER(PAGING_ZSWPOUT),
	  .text = "pages that went to zswap" },
	{ "SWPIN-ZERO", COUNTER(PAGING_SWPIN_ZERO),
	  .text = "pages of zeros that came back, which are kept nowhere" },
	{ "SWPOUT-ZERO", COUNTER(PAGING_SWPOUT_ZERO),
	  .text = "pages of zeros that went out" },
	{ "STALLED-SOME", REPORT_NUMBER, MACHINE, cell_some,
	  .text = "microseconds in which some task waited for memory (PSI)" },
	{ "STALLED-FULL", REPORT_NUMBER, MACHINE, cell_full,
	  .text = "microseconds in which all that could run waited for it" },
	{ "INTERVAL", REPORT_NUMBER, MACHINE, cell_interval,
	  .text = "microseconds since the look before" },
	{ .name = NULL },
};

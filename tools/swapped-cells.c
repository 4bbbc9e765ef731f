// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the columns say of memory in swap. */
#include "swapped-parts.h"

const char *const swapped_groups[] = {
	"process", "mapping", "range", "object", "area", NULL
};

static const struct report_cell none = { .known = REPORT_NONE };
static const struct report_cell unknown = { .known = REPORT_UNKNOWN };

static struct report_cell number(uint64_t n)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .number = n };
}

static struct report_cell text(const char *words)
{
	return (struct report_cell){ .known = REPORT_KNOWN, .text = words };
}

/* What is VMINFO_NONE is not known. */
static struct report_cell if_known(uint64_t n)
{
	return n == VMINFO_NONE ? unknown : number(n);
}

static const struct swapped_row *own(const struct row *row)
{
	return (const struct swapped_row *)row;
}

/* --- how much ------------------------------------------------------------- */

static struct report_cell bounded(const struct swap_bounds *bounds,
				  uint64_t unit)
{
	return swap_bounds_are_known(bounds) ? number(bounds->least * unit)
					     : unknown;
}

static struct report_cell swapped(const struct row *row)
{
	return bounded(&own(row)->counts.all, 1);
}

static struct report_cell swap(const struct row *row)
{
	return bounded(&own(row)->counts.all, row->page_size);
}

static struct report_cell private(const struct row *row)
{
	return bounded(&own(row)->counts.own, 1);
}

static struct report_cell shmem(const struct row *row)
{
	return bounded(&own(row)->counts.shmem, 1);
}

static struct report_cell least(const struct row *row)
{
	return number(own(row)->counts.all.least);
}

static struct report_cell most(const struct row *row)
{
	return number(own(row)->counts.all.most);
}

/* --- where ---------------------------------------------------------------- */

/* What processes add up to is behind rows of any kind. */
static bool is_area(const struct row *row)
{
	return own(row)->swapped->group == SWAPPED_AREA && !own(row)->process;
}

/* Of slots that are hidden it is not known which area they are in. */
static struct report_cell area(const struct row *row, uint64_t arg)
{
	if (!own(row)->area)
		return unknown;
	return swapped_area_cell(own(row)->area, (enum swapped_area_cell)arg);
}

static struct report_cell size(const struct row *row)
{
	return is_area(row) ? area(row, SWAPPED_AREA_SIZE) : cells_size(row);
}

static struct report_cell runs(const struct row *row)
{
	if (is_area(row))
		return area(row, SWAPPED_AREA_RUNS);
	return swap_bounds_are_known(&own(row)->sum->counts.all)
		? number(own(row)->sum->runs) : unknown;
}

static bool sees_slots(const struct row *row)
{
	const struct swapped_sum *sum = own(row)->sum;

	return sum->seen_slots == sum->counts.own.most;
}

static struct report_cell slot_runs(const struct row *row)
{
	if (is_area(row))
		return area(row, SWAPPED_AREA_SLOT_RUNS);
	return sees_slots(row) ? number(own(row)->sum->slot_runs) : unknown;
}

static struct report_cell areas(const struct row *row)
{
	return sees_slots(row) ? text(parts_text(&own(row)->sum->areas))
			       : unknown;
}

/* --- the kernel's own figures --------------------------------------------- */

static struct report_cell smaps_swap(const struct row *row)
{
	return if_known(own(row)->sum->smaps_swap);
}

static struct report_cell swap_pss(const struct row *row)
{
	return if_known(own(row)->sum->smaps_swap_pss);
}

static struct report_cell vmswap(const struct row *row)
{
	return if_known(own(row)->process->vmswap);
}

/* smaps counts a page as often as it is mapped. */
static struct report_cell residual(const struct row *row)
{
	const struct swapped_sum *sum = own(row)->sum;
	uint64_t ours = sum->counts.all.least * row->page_size;

	if (sum->smaps_swap == VMINFO_NONE ||
	    !swap_bounds_are_known(&sum->counts.all))
		return unknown;
	return number(ours > sum->smaps_swap ? ours - sum->smaps_swap
					     : sum->smaps_swap - ours);
}

static const char *readahead_word(unsigned int n)
{
	return n <= SWAP_READAHEAD_BY_SLOT
		? swap_readahead_word((enum swap_readahead)n) : NULL;
}

static const char *method_word(unsigned int n)
{
	static const char *const words[] = { "walk", "smaps" };

	return n - 1 < 2 ? words[n - 1] : NULL;
}

static struct report_cell method(const struct row *row)
{
	return text(method_word(own(row)->process->walked ? 1 : 2));
}

static struct report_cell took(const struct row *row)
{
	return number(own(row)->process->took / 1000);
}

/* --- objects -------------------------------------------------------------- */

/* Those of objects, and then those of areas. */
static const char *kind_word(unsigned int n)
{
	const unsigned int areas = SWAP_OBJECT_PRIVATE;

	if (n <= areas)
		return swap_object_kind_name((enum swap_object_kind)n);
	return n - areas <= SWAP_AREA_LOOP
		? swap_area_word((enum swap_area_kind)(n - areas)) : NULL;
}

static struct report_cell kind(const struct row *row)
{
	if (is_area(row))
		return area(row, SWAPPED_AREA_KIND);
	return text(swap_object_kind_name(own(row)->object->kind));
}

static struct report_cell object(const struct row *row)
{
	return *row->mapping->name ? cells_mapping(row) : none;
}

static struct report_cell processes(const struct row *row)
{
	return number(own(row)->object->pid_count);
}

static struct report_cell pids(const struct row *row)
{
	return text(own(row)->pids);
}

#define AREA SWAPPED_AREA
#define PROCESS SWAPPED_PROCESS
#define MAPPING SWAPPED_MAPPING
#define RANGE SWAPPED_RANGE
#define OBJECT SWAPPED_OBJECT
#define PLACE (MAPPING | RANGE)
#define TOTAL (PROCESS | MAPPING)
#define COUNTED (TOTAL | OBJECT | AREA)

/* name, kind, rows that have it, what it says; see report.h */
const struct report_column swapped_columns[] = {
	{ "PID", REPORT_PID, PROCESS | PLACE, cells_pid,
	  .text = "process" },
	{ "COMMAND", REPORT_NAME, PROCESS | PLACE, cells_command,
	  .text = "its name" },
	{ "VA", REPORT_ADDRESS, PLACE, cells_va,
	  .text = "virtual address of the first byte" },
	{ "END", REPORT_END, PLACE, cells_end,
	  .text = "virtual address behind the last byte" },
	{ "SIZE", REPORT_SIZE, PLACE | AREA, size,
	  .text = "bytes" },
	{ "PAGES", REPORT_COUNT, PLACE, cells_pages,
	  .text = "the same in pages" },
	{ "STATE", REPORT_WORD, RANGE, cells_state,
	  .text = "swapped or shmem-swapped, or what may be so",
	  .word = cells_state_word },
	{ "SWAPTYPE", REPORT_NUMBER, RANGE, cells_swaptype,
	  .text = "number of the swap area", .wants = SWAPPED_WANTS_SLOTS },
	{ "SWAPOFF", REPORT_COUNT, RANGE, cells_swapoff,
	  .text = "slot of the first page in it, in pages",
	  .wants = SWAPPED_WANTS_SLOTS },
	{ "SWAPDEV", REPORT_NAME, RANGE, cells_swapdev,
	  .text = "file or device of the area; ? behind a guess",
	  .wants = SWAPPED_WANTS_SLOTS },
	{ "AREA", REPORT_NUMBER, AREA, .get_of = area,
	  .arg = SWAPPED_AREA_NUMBER,
	  .text = "number of the swap area; -: of shared memory nobody sees it",
	  .wants = SWAPPED_WANTS_SLOTS },
	{ "KIND", REPORT_WORD, OBJECT | AREA, kind,
	  .text = "memfd, sysv, shared-anonymous or tmpfs, by its name; "
		  "private: what processes have in slots of their own; of an "
		  "area: partition, file, zram, loop",
	  .word = kind_word },
	{ "USED", REPORT_SIZE, AREA, .get_of = area, .arg = SWAPPED_AREA_USED,
	  .text = "bytes of the area that are in use, by whomever",
	  .wants = SWAPPED_WANTS_SLOTS },
	{ "PRIORITY", REPORT_WORD, AREA, .get_of = area,
	  .arg = SWAPPED_AREA_PRIORITY,
	  .text = "of areas, the highest is filled first",
	  .wants = SWAPPED_WANTS_SLOTS },
	{ "SWAPPED", REPORT_COUNT, COUNTED, swapped,
	  .text = "pages in swap; of a process, those that it maps twice "
		  "count once" },
	{ "SWAP", REPORT_SIZE, COUNTED, swap,
	  .text = "the same in bytes" },
	{ "PRIVATE", REPORT_COUNT, TOTAL, private,
	  .text = "pages in slots of the process" },
	{ "SHMEM", REPORT_COUNT, TOTAL, shmem,
	  .text = "pages of shared memory in swap" },
	{ "LEAST", REPORT_COUNT, COUNTED, least,
	  .text = "pages in swap at least, where SWAPPED is unknown" },
	{ "MOST", REPORT_COUNT, COUNTED, most,
	  .text = "pages in swap at most" },
	{ "RUNS", REPORT_COUNT, TOTAL | AREA, runs,
	  .text = "runs of addresses in swap" },
	{ "SLOTRUNS", REPORT_COUNT, TOTAL | AREA, slot_runs,
	  .text = "runs of addresses whose slots follow each other, too",
	  .wants = SWAPPED_WANTS_SLOTS },
	{ "NEAR-PERCENT", REPORT_PERCENT, AREA, .get_of = area,
	  .arg = SWAPPED_AREA_NEAR,
	  .text = "neighbours by address whose slots are in one cluster of "
		  "readahead", .head = "NEAR%", .wants = SWAPPED_WANTS_SLOTS },
	{ "READAHEAD", REPORT_WORD, AREA, .get_of = area,
	  .arg = SWAPPED_AREA_READAHEAD,
	  .text = "what the kernel reads beside a page: by-address, by-slot, "
		  "or none", .word = readahead_word,
	  .wants = SWAPPED_WANTS_SLOTS },
	{ "AREAS", REPORT_PARTS, TOTAL, areas,
	  .text = "bytes in each swap area, by its number",
	  .wants = SWAPPED_WANTS_SLOTS },
	{ "SMAPS-SWAP", REPORT_SIZE, TOTAL, smaps_swap,
	  .text = "Swap of smaps: each page as often as it is mapped",
	  .wants = SWAPPED_WANTS_SMAPS },
	{ "SWAP-PSS", REPORT_SIZE, TOTAL, swap_pss,
	  .text = "SwapPss of smaps: shared slots in part, no shared memory",
	  .wants = SWAPPED_WANTS_SMAPS },
	{ "RESIDUAL", REPORT_SIZE, TOTAL, residual,
	  .text = "how far our count of mapped pages is from SMAPS-SWAP",
	  .wants = SWAPPED_WANTS_SMAPS },
	{ "VMSWAP", REPORT_SIZE, PROCESS, vmswap,
	  .text = "VmSwap of status: slots alone, no shared memory",
	  .wants = SWAPPED_WANTS_STATUS },
	{ "METHOD", REPORT_WORD, PROCESS, method,
	  .text = "how it was found: walk, or smaps, which had none",
	  .word = method_word },
	{ "TOOK", REPORT_COUNT, PROCESS, took,
	  .text = "microseconds that it took" },
	{ "PROCESSES", REPORT_COUNT, OBJECT, processes,
	  .text = "processes that map such pages" },
	{ "PIDS", REPORT_LIST, OBJECT, pids,
	  .text = "their numbers" },
	{ "PERMS", REPORT_WORD, PLACE, cells_perms,
	  .text = "r, w, x, and p for private or s for shared",
	  .word = cells_perms_word },
	{ "OFFSET", REPORT_ADDRESS, PLACE, cells_offset,
	  .text = "of its first byte in the object" },
	{ "DEV", REPORT_WORD, PLACE | OBJECT, cells_dev,
	  .text = "device of the object" },
	{ "INODE", REPORT_INODE, PLACE | OBJECT, cells_inode,
	  .text = "its inode" },
	{ "MAPPING", REPORT_NAME, PLACE, cells_mapping,
	  .text = "file, or what the memory is for" },
	{ "DEVICE", REPORT_NAME, AREA, .get_of = area,
	  .arg = SWAPPED_AREA_DEVICE,
	  .text = "file or device; a guess ends in ?",
	  .wants = SWAPPED_WANTS_SLOTS },
	{ "OBJECT", REPORT_NAME, OBJECT, object,
	  .text = "its name" },
	{ .name = NULL },
};

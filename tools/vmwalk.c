// SPDX-License-Identifier: LGPL-2.1-or-later
/* vmwalk - show where each page of a process is. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>
#include <libsmartcols.h>
#include <vminfo.h>

#include "cells.h"
#include "cli.h"
#include "complain.h"
#include "output.h"
#include "report.h"
#include "rights.h"
#include "rows.h"
#include "target.h"
#include "visit.h"

static struct opt {
	struct target target;
	struct report_options report;
	int group;	/* 1 + index in cells_groups; 0: as the target says */
	int verify;
} opt;

static const struct cli_option own_options[] = {
	{ "group", 'g', CLI_CHOICE, "page|run|mapping|process", cells_groups,
	  .offset = offsetof(struct opt, group),
	  .text = "one row a page, run, mapping or process" },
	{ "verify", 0, CLI_COUNT, .offset = offsetof(struct opt, verify),
	  .text = "set our RSS and SWAP beside those of smaps" },
	{ .name = NULL },
};

/* name, kind, rows that have it, what it says; see report.h and cells.h */
static const struct report_column columns[] = {
	{ "PID", REPORT_PID, CELLS_ANY, cells_pid,
	  .text = "process" },
	{ "NSPID", REPORT_PID, CELLS_ANY, cells_nspid,
	  .text = "its number in its own PID namespace",
	  .wants = CELLS_NSPID },
	{ "COMMAND", REPORT_NAME, CELLS_ANY, cells_command,
	  .text = "its name" },
	{ "VA", REPORT_ADDRESS, CELLS_RANGE, cells_va,
	  .text = "virtual address of the first byte" },
	{ "END", REPORT_END, CELLS_RANGE, cells_end,
	  .text = "virtual address behind the last byte" },
	{ "SIZE", REPORT_SIZE, CELLS_ANY, cells_size,
	  .text = "bytes" },
	{ "PAGES", REPORT_COUNT, CELLS_ANY, cells_pages,
	  .text = "pages" },
	{ "STATE", REPORT_WORD, CELLS_PLACE, cells_state,
	  .text = "where it is", .wants = CELLS_ENTRIES },
	{ "PA", REPORT_FRAME, CELLS_PLACE, cells_pa,
	  .text = "physical address; in tables the slot of swapped pages too",
	  .wants = CELLS_FRAMES },
	{ "PFN", REPORT_FRAME, CELLS_PLACE, cells_pfn,
	  .text = "number of the frame", .wants = CELLS_FRAMES },
	{ "SWAPTYPE", REPORT_NUMBER, CELLS_PLACE, cells_swaptype,
	  .text = "number of the swap area", .wants = CELLS_FRAMES },
	{ "SWAPOFF", REPORT_COUNT, CELLS_PLACE, cells_swapoff,
	  .text = "slot in the swap area, in pages", .wants = CELLS_FRAMES },
	{ "SWAPDEV", REPORT_NAME, CELLS_PLACE, cells_swapdev,
	  .text = "file or device of the swap area; a guess ends in ?",
	  .wants = CELLS_FRAMES },
	{ "NODE", REPORT_NUMBER, CELLS_PLACE, cells_node,
	  .text = "node of memory", .wants = CELLS_NODE },
	{ "HUGE", REPORT_FLAG, CELLS_PLACE, cells_huge,
	  .text = "mapped as a huge page", .wants = CELLS_SPLIT,
	  .arg = VMINFO_HUGE | VMINFO_HUGE_UNKNOWN },
	{ "EXCL", REPORT_FLAG, CELLS_PLACE, cells_excl,
	  .text = "mapped once (the kernel's opinion)", .wants = CELLS_SPLIT,
	  .arg = VMINFO_EXCLUSIVE },
	{ "SOFTDIRTY", REPORT_FLAG, CELLS_PLACE, cells_softdirty,
	  .text = "written since clear_refs",
	  .wants = CELLS_SPLIT | CELLS_SOFT_DIRTY, .arg = VMINFO_SOFT_DIRTY },
	{ "UFFDWP", REPORT_FLAG, CELLS_PLACE, NULL,
	  .text = "write-protected by userfaultfd", .wants = CELLS_SPLIT,
	  .get_of = cells_attribute, .arg = VMINFO_UFFD_WP },
	{ "FILE", REPORT_FLAG, CELLS_PLACE, cells_file,
	  .text = "page of a file or of shared memory", .wants = CELLS_SPLIT,
	  .arg = VMINFO_FILE },
	{ "INFERRED", REPORT_FLAG, CELLS_PLACE, NULL,
	  .text = "taken from the first page of a huge one",
	  .wants = CELLS_SPLIT, .get_of = cells_attribute,
	  .arg = VMINFO_INFERRED },
	{ "HIDDEN", REPORT_FLAG, CELLS_PLACE, NULL,
	  .text = "its frame or slot needs CAP_SYS_ADMIN",
	  .wants = CELLS_SPLIT, .get_of = cells_attribute,
	  .arg = VMINFO_HIDDEN },
	{ "CHANGED", REPORT_FLAG, CELLS_PLACE, NULL,
	  .text = "its mapping changed while it was read",
	  .wants = CELLS_SPLIT, .get_of = cells_attribute,
	  .arg = VMINFO_CHANGED },
	{ "MAYBEZERO", REPORT_FLAG, CELLS_PLACE, NULL,
	  .text = "present, but may be the zero page", .wants = CELLS_SPLIT,
	  .get_of = cells_attribute, .arg = VMINFO_MAYBE_ZERO },
	{ "ALIGN", REPORT_SIZE, CELLS_PLACE, cells_align,
	  .text = "largest power of two that divides PA",
	  .wants = CELLS_FRAMES },
	{ "WORD", REPORT_PAGEMAP_WORD, CELLS_PAGE, cells_word,
	  .text = "as pagemap has it" },
	{ "MAPPINGS", REPORT_COUNT, CELLS_PROCESS, cells_mappings,
	  .text = "mappings" },
	{ "RSS", REPORT_SIZE, CELLS_TOTAL, cells_rss,
	  .text = "bytes of present pages" },
	{ "SWAP", REPORT_SIZE, CELLS_TOTAL, cells_swap,
	  .text = "bytes of swapped pages", .wants = CELLS_ENTRIES },
	{ "HUGE-PERCENT", REPORT_PERCENT, CELLS_TOTAL, cells_huge_percent,
	  .text = "of the present pages, how many are huge, rounded down",
	  .head = "HUGE%" },
	{ "HUGE-PAGES", REPORT_COUNT, CELLS_TOTAL, cells_huge_pages,
	  .text = "present pages mapped as huge ones" },
	{ "RUNS", REPORT_COUNT, CELLS_TOTAL, cells_runs,
	  .text = "runs of present pages", .wants = CELLS_FRAMES },
	{ "LONGEST", REPORT_SIZE, CELLS_TOTAL, cells_longest,
	  .text = "bytes of the longest run of present pages",
	  .wants = CELLS_FRAMES },
	{ "SLOTRUNS", REPORT_COUNT, CELLS_TOTAL, cells_slotruns,
	  .text = "runs of swapped pages", .wants = CELLS_ENTRIES },
	{ "PRESENT", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "present pages", .get_of = cells_count,
	  .arg = VMINFO_PRESENT },
	{ "ZERO", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "pages of the zero page", .get_of = cells_count,
	  .arg = VMINFO_ZERO },
	{ "SWAPPED", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "pages in swap", .wants = CELLS_ENTRIES,
	  .get_of = cells_count, .arg = VMINFO_SWAPPED },
	{ "UNRESOLVED", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "pages of an object that are not mapped; it was not asked",
	  .get_of = cells_count, .arg = VMINFO_UNRESOLVED },
	{ "ABSENT", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "pages without memory", .get_of = cells_count,
	  .arg = VMINFO_ABSENT },
	{ "GUARD", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "pages of guard regions", .get_of = cells_count,
	  .arg = VMINFO_GUARD },
	{ "MARKER", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "userfaultfd write-protect markers without memory",
	  .wants = CELLS_ENTRIES, .get_of = cells_count,
	  .arg = VMINFO_MARKER },
	{ "POISONED", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "poisoned pages", .wants = CELLS_ENTRIES,
	  .get_of = cells_count, .arg = VMINFO_POISONED },
	{ "MIGRATING", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "pages being moved", .wants = CELLS_ENTRIES,
	  .get_of = cells_count, .arg = VMINFO_MIGRATING },
	{ "DEVICE", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "pages in memory of a device", .wants = CELLS_ENTRIES,
	  .get_of = cells_count, .arg = VMINFO_DEVICE },
	{ "SPECIAL", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "special entries that cannot be told further",
	  .wants = CELLS_ENTRIES, .get_of = cells_count,
	  .arg = VMINFO_SPECIAL },
	{ "PFNMAP", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "pages that the kernel tells nothing about",
	  .get_of = cells_count, .arg = VMINFO_PFNMAP },
	{ "NONPRESENT", REPORT_COUNT, CELLS_TOTAL, NULL,
	  .text = "swap or special: which, is hidden", .get_of = cells_count,
	  .arg = VMINFO_NONPRESENT },
	{ "UNKNOWN", REPORT_COUNT, CELLS_TOTAL, cells_unknown,
	  .text = "pages whose state is not certain" },
	{ "SMAPS-RSS", REPORT_SIZE, CELLS_TOTAL, cells_smaps_rss,
	  .text = "Rss of smaps", .wants = CELLS_SMAPS },
	{ "SMAPS-SWAP", REPORT_SIZE, CELLS_TOTAL, cells_smaps_swap,
	  .text = "Swap of smaps", .wants = CELLS_SMAPS },
	{ "RESIDUAL", REPORT_SIZE, CELLS_TOTAL, cells_residual,
	  .text = "how far our count is from that of smaps",
	  .wants = CELLS_SMAPS },
	{ "PERMS", REPORT_WORD, CELLS_RANGE, cells_perms,
	  .text = "as in maps" },
	{ "OFFSET", REPORT_ADDRESS, CELLS_RANGE, cells_offset,
	  .text = "of the first byte in the file" },
	{ "DEV", REPORT_WORD, CELLS_RANGE, cells_dev,
	  .text = "device of the file" },
	{ "INODE", REPORT_INODE, CELLS_RANGE, cells_inode,
	  .text = "inode of the file" },
	{ "LOCKED", REPORT_FLAG, CELLS_RANGE, cells_locked,
	  .text = "in a mapping locked by mlock", .wants = CELLS_SMAPS },
	{ "MAPPING", REPORT_NAME, CELLS_RANGE, cells_mapping,
	  .text = "name of the mapping" },
	{ .name = NULL },
};

struct view {
	enum cells_group group;
	const char *one;	/* default columns, with one process */
	const char *many;	/* with several */
	const char *verify;
};

static const struct view views[] = {
	{ CELLS_PAGE, "VA,STATE,PA,MAPPING", "PID,VA,STATE,PA,MAPPING", NULL },
	{ CELLS_RUN, "VA,SIZE,STATE,PA,NODE,MAPPING",
	  "PID,VA,SIZE,STATE,PA,NODE,MAPPING", NULL },
	{ CELLS_MAPPING, "VA,SIZE,RSS,SWAP,HUGE%,RUNS,LONGEST,PERMS,MAPPING",
	  "PID,VA,SIZE,RSS,SWAP,HUGE%,RUNS,LONGEST,PERMS,MAPPING",
	  "VA,SIZE,RSS,SMAPS-RSS,SWAP,SMAPS-SWAP,RESIDUAL,MAPPING" },
	{ CELLS_PROCESS, "PID,SIZE,RSS,SWAP,HUGE%,RUNS,LONGEST,COMMAND",
	  "PID,SIZE,RSS,SWAP,HUGE%,RUNS,LONGEST,COMMAND",
	  "PID,SIZE,RSS,SMAPS-RSS,SWAP,SMAPS-SWAP,RESIDUAL,COMMAND" },
};

static const char *const examples[] = {
	"  sudo vmwalk 812                      each mapping of process 812",
	"  sudo vmwalk -m '[heap]' 812          the runs of frames of its heap",
	"  sudo vmwalk -g page -A 7f22177a7000+64K 812",
	"                                       sixteen pages, one by one",
	"  sudo vmwalk $(pidof postgres)        a row for each process",
	"  vmwalk --json=lines -g run -o VA,SIZE,STATE 812",
	"                                       for programs; no root needed",
	NULL
};

static const char ending[] =
	"Exit status: 0 all was seen; 1 nothing matched; 2 mistake, or no such"
	"\nprocess; 3 something needed was hidden, refused, changed or vanished."
	"\nMore in vmwalk(1); what the states mean in vminfo(7).";

static void print_version(void)
{
	const char *smartcols = NULL;

	scols_get_library_version(&smartcols);
	printf("vmwalk (vminfo) %s\n"
	       "libvminfo %s\n"
	       "with libsmartcols %s, json-c %s, libbsd, libcap-ng, libnuma\n",
	       VMINFO_VERSION, vminfo_version(),
	       smartcols ? smartcols : "?", json_c_version());
}

static const struct cli_section sections[] = {
	{ "Which processes", target_process_options, &opt.target },
	{ "Which memory", target_memory_options, &opt.target },
	{ "Which rows", own_options, &opt },
	{ "Output", report_cli_options, &opt.report },
	{ "Help", cli_own_options, NULL },
	{ .title = NULL },
};

static const struct cli cli = {
	.usage = "[OPTION]... PID...",
	.examples = examples,
	.sections = sections,
	.operand = target_add_operand,
	.operands = &opt.target,
	.ending = ending,
	.version = print_version,
};

/* By what was asked for, never by where the output goes. */
static const struct view *choose_view(void)
{
	if (opt.group)
		return &views[opt.group - 1];
	if (opt.target.count > 1)
		return &views[3];
	if (!opt.verify && (opt.target.ranged || opt.target.glob_count))
		return &views[1];
	return &views[2];
}

static struct report_plan make_plan(const struct view *view)
{
	struct report_plan plan = {
		.columns = columns,
		.group = view->group,
		.group_names = cells_groups,
		.defaults = opt.target.count > 1 ? view->many : view->one,
		.few = view->group & CELLS_TOTAL,
		.summary_group = CELLS_PROCESS,
		.summary_without = CELLS_NSPID,
	};

	if (opt.verify)
		plan.defaults = view->verify;
	else
		plan.summary_without |= CELLS_SMAPS;
	return plan;
}

static int check_choices(const struct view *view)
{
	if (opt.target.count == 0)
		return complain_usage("no process was given");
	if (opt.verify && !view->verify)
		return complain_usage("--verify is for mapping and process "
				      "rows");
	/* Process rows are sums already. */
	if (view->group == CELLS_PROCESS && !opt.report.summary)
		opt.report.summary = REPORT_NEVER;
	return 0;
}

static void name_processes(char *words, size_t room)
{
	if (opt.target.count == 1)
		snprintf(words, room, "%d", opt.target.pids[0]);
	else
		snprintf(words, room, "%d ...", opt.target.pids[0]);
}

static void explain_hidden(const struct report *report,
			   const struct rows *rows)
{
	const unsigned int needs = CELLS_FRAMES | CELLS_ENTRIES;
	char words[32];

	if (!(rows->seen & VMINFO_HIDDEN) || !(report_unknown(report) & needs))
		return;
	name_processes(words, sizeof(words));
	rights_explain_hidden(words);
}

/* Notes, beside the errors that were told. */
static void explain(const struct report *report, const struct rows *rows,
		    int status)
{
	const struct target *target = &opt.target;

	if (opt.report.quiet)
		return;
	explain_hidden(report, rows);
	if (status == 1 && (target->ranged || target->glob_count))
		complain("nothing matched");
}

static int walk(struct report *report, const struct view *view,
		struct visit *visit)
{
	struct rows rows = {
		.visit = visit,
		.report = report,
		.group = view->group,
		.wants = opt.verify ? CELLS_SMAPS : 0,
		.leave_out_empty = report_has_table(report) &&
				   !opt.report.verbose,
	};
	int status;

	if (rows_start(&rows) != 0)
		return 2;
	visit->rights_later = rows.wants & CELLS_NODE;
	report_begin(report, &(struct report_facts){
		.page_size = vminfo_context_page_size(visit->context),
		.hidden = vminfo_context_rights(visit->context) &
			  VMINFO_RIGHT_FRAMES ? 0 : CELLS_FRAMES,
	});
	visit_each(visit, rows_of_process, &rows);
	status = visit_status(visit, report_rows(report) || rows.left_some_out,
			      report_asked_unknown(report));
	explain(report, &rows, status);
	report_end(report, !visit->wrong && !visit->incomplete, status);
	rows_end(&rows);
	return status;
}

static int run(void)
{
	const struct view *view = choose_view();
	struct report_plan plan = make_plan(view);
	struct report *report;
	struct visit visit;
	int status = 2;

	if (check_choices(view) != 0 ||
	    report_new(&opt.report, &plan, &report) != 0)
		return 2;
	if (visit_start(&visit, &opt.target) == 0) {
		status = walk(report, view, &visit);
		visit_end(&visit);
	}
	report_free(report);
	return status;
}

int main(int argc, char **argv)
{
	int ret;

	setlocale(LC_CTYPE, "");
	/* Who started us may ignore it; a cut list must not end well. */
	signal(SIGPIPE, SIG_DFL);
	if (rights_start() != 0) {
		complain("cannot drop capabilities");
		return 2;
	}
	ret = cli_parse(&cli, argc, argv);
	if (ret == 0 && opt.report.list_columns) {
		report_list_columns(columns, cells_groups);
		ret = 1;
	}
	if (ret == 0)
		ret = run();
	else
		ret = ret < 0 ? 2 : 0;
	target_free(&opt.target);
	return output_finish() ? 2 : ret;
}

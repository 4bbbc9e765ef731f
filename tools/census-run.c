// SPDX-License-Identifier: LGPL-2.1-or-later
/* vmframes without operands: what all frames are used for. */
#include "census-run.h"

#include <errno.h>
#include <linux/capability.h>
#include <unistd.h>

#include "census-rows.h"
#include "complain.h"
#include "exits.h"
#include "rights.h"
#include "visit.h"

static const struct view {
	enum census_group group;
	const char *columns;
} views[] = {
	{ CENSUS_USE, "USE,FRAMES,SIZE,PERCENT,FOLIOS,LARGE" },
	{ CENSUS_ZONE, "NODE,ZONE,SIZE,FREE,ANON,FILE,SHMEM,SLAB,"
		       "FIT-64K,FIT-HUGE,FIT-LARGEST" },
	{ CENSUS_NODE, "NODE,SIZE,FREE,ANON,FILE,SHMEM,SLAB,"
		       "FIT-64K,FIT-HUGE,FIT-LARGEST" },
	{ CENSUS_ORDER, "ORDER,BLOCK,FREE-BLOCKS,SEEN-BLOCKS,FIT,ANON,FILE,"
			"SHMEM,HUGETLB,SLAB" },
	{ CENSUS_MACHINE, "SIZE,FREE,ANON,FILE,SHMEM,SLAB,"
			  "FIT-64K,FIT-HUGE,FIT-LARGEST,RESIDUAL" },
};

/* What a right hides, if it is that which hides it. */
static const struct hidden {
	const char *what;
	const char *name;
	unsigned int capability;
	const char *file;
} flags_hidden = {
	"what frames are used for", "CAP_DAC_READ_SEARCH",
	CAP_DAC_READ_SEARCH, "/proc/kpageflags",
}, ram_hidden = {
	"the place of RAM", "CAP_SYS_ADMIN", CAP_SYS_ADMIN, "/proc/iomem",
};

static void explain_hidden(const struct hidden *hidden)
{
	if (access(hidden->file, F_OK) != 0 && errno == ENOENT)
		complain("this kernel has no %s", hidden->file);
	else if (rights_had(hidden->capability))
		complain("%s is hidden (even with %s)", hidden->what,
			 hidden->name);
	else if (geteuid() == 0)
		complain("%s is hidden (needs %s)", hidden->what, hidden->name);
	else
		complain_try_sudo("%s is hidden (needs %s)", hidden->what,
				  hidden->name);
}

static void explain_flags(const struct target *target)
{
	if (target->procfs)
		complain("%s/kpageflags cannot be read", target->procfs);
	else
		explain_hidden(&flags_hidden);
}

static void explain_ram(const struct target *target)
{
	if (target->procfs)
		complain("%s/iomem does not say where RAM is: holes cannot be "
			 "told from frames without flags", target->procfs);
	else
		explain_hidden(&ram_hidden);
}

/* Everybody may read these. */
static void explain_text(const struct target *target, const char *name)
{
	complain("%s/%s does not say it: some columns are unknown",
		 target->procfs ? target->procfs : "/proc", name);
}

static void explain(const struct census *census, const struct target *target,
		    const struct report *report)
{
	unsigned int lacks = report_unknown(report) & census->lacks;

	report_explain_uncompared(report);
	if (census->lacks & CENSUS_NO_FLAGS)
		explain_flags(target);
	else if (lacks & CENSUS_NO_RAM)
		explain_ram(target);
	if (lacks & CENSUS_NO_ZONES)
		explain_text(target, "zoneinfo");
	if (lacks & CENSUS_NO_LISTS)
		explain_text(target, "buddyinfo");
}

static int status_of(const struct census_rows *rows)
{
	const struct census *census = rows->census;

	/* Without kpageflags there is hardly anything to tell. */
	if (census->cut || census->lacks & CENSUS_NO_FLAGS ||
	    report_asked_unknown(rows->report))
		return EXITS_UNKNOWN;
	return report_rows(rows->report) || rows->left_out ? EXITS_DONE
							   : EXITS_NOTHING;
}

static int list(struct census_rows *rows, const struct target *target,
		const struct report_options *options)
{
	const struct census *census = rows->census;
	struct report *report = rows->report;
	bool complete = !census->cut && !(census->lacks & CENSUS_NO_FLAGS);
	int status;

	report_begin(report, &(struct report_facts){
		.page_size = census->page_size,
		.hidden = census->lacks,
	});
	census_rows_list(rows);
	census_rows_summary(rows);
	status = status_of(rows);
	if (!options->quiet)
		explain(census, target, report);
	report_end(report, complete && !report_uncompared(report), status);
	return status;
}

static int run(struct census *census, const struct target *target,
	       const struct report_options *options, struct census_rows *rows)
{
	struct visit visit;
	int status;

	if (visit_start(&visit, target) != 0)
		return EXITS_WRONG;
	/* All that is needed is open. */
	rights_finish();
	census_take(census, visit.context, target->procfs);
	visit_end(&visit);
	status = list(rows, target, options);
	census_free(census);
	return status;
}

int census_run(const struct target *target,
	       const struct report_options *options, int group)
{
	const struct view *view = &views[group ? group - 1 : 0];
	struct report_options own = *options;
	struct census census = { .page_size = 0 };
	struct census_rows rows = { .census = &census, .group = view->group };
	struct report_plan plan = {
		.columns = census_columns,
		.group = view->group,
		.group_names = census_groups,
		.defaults = view->columns,
		.few = true,
		.summary_rows = "machine",
		.summary_group = CENSUS_MACHINE,
	};
	int status;

	if (target->replay) {
		complain_usage("a recording has no census: frames of its "
			       "processes alone are in it");
		return EXITS_WRONG;
	}
	/* The row says it all. */
	if (view->group == CENSUS_MACHINE && !own.summary)
		own.summary = REPORT_NEVER;
	if (report_new(&own, &plan, &rows.report) != 0)
		return EXITS_WRONG;
	rows.leave_out_empty = report_has_table(rows.report) &&
			       !report_has_where(rows.report) && !own.verbose;
	status = run(&census, target, options, &rows);
	report_free(rows.report);
	return status;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* vmframes without operands: what all frames are used for. */
#include "census-run.h"

#include <errno.h>
#include <unistd.h>

#include "census-rows.h"
#include "complain.h"
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

static void explain_flags(const struct target *target)
{
	if (target->procfs)
		complain("%s/kpageflags cannot be read", target->procfs);
	else if (geteuid() == 0)
		complain("what frames are used for is hidden (needs "
			 "CAP_DAC_READ_SEARCH)");
	else
		complain_try_sudo("what frames are used for is hidden (needs "
				  "CAP_DAC_READ_SEARCH)");
}

static void explain_ram(const struct target *target)
{
	if (target->procfs)
		complain("%s/iomem does not say where RAM is: holes cannot be "
			 "told from frames without flags", target->procfs);
	else if (geteuid() == 0)
		complain("where RAM is is hidden (needs CAP_SYS_ADMIN)");
	else
		complain_try_sudo("where RAM is is hidden (needs "
				  "CAP_SYS_ADMIN)");
}

/* Without kpageflags there is hardly anything to tell. */
static int explain(const struct census *census, const struct target *target,
		   const struct report *report)
{
	bool quiet = false;
	int status = report_asked_unknown(report) || census->cut ? 3 : 0;

	if (census->lacks & CENSUS_NO_FLAGS) {
		explain_flags(target);
		return 3;
	}
	if (report_unknown(report) & CENSUS_NO_RAM && !quiet)
		explain_ram(target);
	return status;
}

static int list(struct census_rows *rows, const struct target *target)
{
	const struct census *census = rows->census;
	struct report *report = rows->report;
	int status;

	report_begin(report, &(struct report_facts){
		.page_size = census->page_size,
		.hidden = census->lacks,
	});
	census_rows_list(rows);
	census_rows_summary(rows);
	report_explain_uncompared(report);
	status = explain(census, target, report);
	if (!status && !report_rows(report) && !rows->left_out)
		status = 1;
	report_end(report, !census->cut && !report_uncompared(report), status);
	return status;
}

static int take(struct census *census, const struct target *target)
{
	struct visit visit;
	int ret = visit_start(&visit, target);

	if (ret)
		return ret;
	rights_finish();
	ret = census_take(census, visit.context,
			  target->procfs ? target->procfs : "/proc");
	visit_end(&visit);
	return ret;
}

static int run(struct report *report, const struct target *target,
	       struct census_rows *rows)
{
	struct census census;
	int status;

	if (take(&census, target) != 0)
		return 2;
	rows->report = report;
	rows->census = &census;
	status = list(rows, target);
	census_free(&census);
	return status;
}

int census_run(const struct target *target,
	       const struct report_options *options, int group)
{
	const struct view *view = &views[group ? group - 1 : 0];
	struct report_options own = *options;
	struct census_rows rows = { .group = view->group };
	struct report_plan plan = {
		.columns = census_columns,
		.group = view->group,
		.group_names = census_groups,
		.defaults = view->columns,
		.few = true,
		.summary_rows = "machine",
		.summary_group = CENSUS_MACHINE,
	};
	struct report *report;
	int status;

	if (target->replay) {
		complain_usage("a recording has no census: frames of its "
			       "processes alone are in it");
		return 2;
	}
	/* The row says it all. */
	if (view->group == CENSUS_MACHINE && !own.summary)
		own.summary = REPORT_NEVER;
	if (report_new(&own, &plan, &report) != 0)
		return 2;
	rows.leave_out_empty = report_has_table(report) &&
			       !report_has_where(report) && !own.verbose;
	status = run(report, target, &rows);
	report_free(report);
	return status;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Records processes: everything that can be seen of their memory. */
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <vminfo.h>

#include "complain.h"
#include "memcg-paths.h"
#include "node.h"
#include "output.h"
#include "rows-physical.h"
#include "terminal.h"
#include "visit.h"

struct recording {
	const struct record *record;
	const struct target *target;
	struct visit visit;
	struct vminfo_recorder *recorder;
	struct memcg_paths *groups;
	size_t processes;
	uint64_t hidden;	/* pages */
	bool wordless;		/* frames are known, and nothing of them */
	int failed;		/* negative errno: it is of no use */
};

static int set_path(void *into, const char *argument)
{
	struct record *record = into;

	if (record->given)
		return complain_usage("--record was given twice");
	if (!*argument)
		return complain_usage("--record: the name is empty");
	record->given = 1;
	record->path = argument;
	return 0;
}

const struct cli_option record_options[] = {
	{ "record", CLI_CALL, .call = set_path },
	{ "rebase", CLI_COUNT, .offset = offsetof(struct record, rebase) },
	{ .name = NULL },
};

/* --- text ----------------------------------------------------------------- */

static int write_text(void *data, const char *text, size_t length)
{
	const struct recording *r = data;

	if (!r->record->has_file)
		return output_pass_text(text, length);
	while (length) {
		ssize_t n = write(r->record->fd, text, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -EIO;
		text += n;
		length -= (size_t)n;
	}
	return 0;
}

static uint64_t node_of_run(void *data, struct vminfo_process *process,
			    const struct vminfo_run *run, int *node)
{
	const struct recording *r = data;
	uint64_t page_size = vminfo_context_page_size(r->visit.context);

	/* Numbers in another /proc are not numbers of processes here. */
	if (r->target->procfs)
		return 0;
	node_of_pages(process, &run->va, 1, node);
	return node_extent(process, run, page_size, *node);
}

/* Groups are those of this machine, whichever process they are of. */
static const char *path_of_group(void *data, uint64_t inode)
{
	const struct recording *r = data;

	return r->target->procfs ? NULL : memcg_paths_find(r->groups, inode);
}

static void complain_failed(struct recording *r, int err)
{
	/* A failed standard output is told at the end, as that of rows is. */
	if (!r->failed && !ferror(stdout))
		complain("cannot write: %s", strerror(-err));
	r->failed = err;
}

/* --- processes ------------------------------------------------------------ */

static void add_process(void *data, struct vminfo_process *process)
{
	struct recording *r = data;
	int status;

	if (r->failed)
		return;
	status = vminfo_recorder_add(r->recorder, process);
	if (status < 0) {
		complain_failed(r, status);
		return;
	}
	r->processes++;
	/* What is in the recording is named: it cannot be left out again. */
	r->visit.member = false;
	visit_check_status(&r->visit, vminfo_process_pid(process),
			   (enum vminfo_status)status, -EIO);
}

static bool add_refused(void *data, pid_t pid, int err)
{
	struct recording *r = data;
	int ret;

	if (r->failed || err == -ENOENT)
		return false;
	ret = vminfo_recorder_refuse(r->recorder, pid, err);
	if (ret < 0)
		complain_failed(r, ret);
	r->processes++;
	return false;
}

static int compare_pids(const void *a, const void *b)
{
	const pid_t *one = a, *other = b;

	return (*one > *other) - (*one < *other);
}

static int check_choices(const struct record *record,
			 const struct target *target,
			 const struct report_options *report)
{
	int ret = target_check(target);

	if (ret != 0)
		return ret;
	if (target->range_count || target->glob_count || target->symbol_count)
		return complain_usage("--record takes all of a process: -A, "
				      "-m and --symbol are for looking at it");
	if (report->json || report->raw || report->pairs || report->output ||
	    report->output_all || report->where_count || report->sort)
		return complain_usage("--record lists nothing: options of rows "
				      "are for looking at it");
	if (target->count && choose_is_used(&target->choose))
		return complain_usage("--record takes numbers of processes, or "
				      "a choice: not both");
	if (record_is_standard_output(record) && terminal_is_there())
		return complain_usage("--record -: standard output is a "
				      "terminal");
	return 0;
}

/* There is no other place for them: nobody may believe that they are hidden. */
static void explain_kept(const struct recording *r)
{
	uint64_t kept = vminfo_recorder_count(r->recorder,
					      VMINFO_RECORDER_KEPT);

	if (kept)
		complain("--rebase: %zu %s kept the real number: there is no "
			 "other place of that kind", (size_t)kept,
			 kept == 1 ? "frame" : "frames");
}

/* Without the number of a frame nothing is known of it anyway. */
static void explain_hidden(const struct recording *r)
{
	if (r->hidden)
		visit_explain_hidden(&r->visit);
	else if (r->wordless)
		rows_physical_explain(&r->visit, CELLS_KPAGE);
}

/* Each process, and the end; negative errno. */
static int put_all(struct recording *r)
{
	struct vminfo_recorder_options options = {
		.size = sizeof(options),
		.write = write_text,
		.node_of = node_of_run,
		.memcg_path = path_of_group,
		.data = r,
	};
	int ret;

	if (r->record->rebase)
		options.flags |= VMINFO_RECORD_REBASED;
	if (r->target->backing)
		options.flags |= VMINFO_RECORD_BACKING;
	ret = vminfo_recorder_new(r->visit.context, &options, &r->recorder);

	if (ret < 0)
		return ret;
	visit_each(&r->visit, add_process, r);
	r->hidden = vminfo_recorder_count(r->recorder, VMINFO_RECORDER_HIDDEN);
	r->wordless = !r->hidden && r->processes &&
		      rows_physical_hidden(r->visit.context) & CELLS_KPAGE;
	if (!r->failed && r->processes)
		ret = vminfo_recorder_end(r->recorder);
	explain_kept(r);
	vminfo_recorder_free(r->recorder);
	return ret;
}

/* Whether there is a file now, which stays. */
static bool keep_file(struct recording *r, struct record *record)
{
	int ret;

	if (r->failed || !r->processes)
		return false;
	ret = record_keep(record);
	if (ret < 0)
		complain_failed(r, ret);
	return !r->failed;
}

int record_run(struct record *record, struct target *target,
	       const struct report_options *report)
{
	struct recording r = { .record = record, .target = target };
	int ret;

	if (check_choices(record, target, report) != 0)
		return 2;
	r.groups = memcg_paths_new(AT_FDCWD);
	if (target->count)
		qsort(target->pids, target->count, sizeof(*target->pids),
		      compare_pids);
	if (visit_start(&r.visit, target) != 0) {
		memcg_paths_free(r.groups);
		return 2;
	}
	r.visit.rights_later = true;
	r.visit.missed = add_refused;
	r.visit.missed_data = &r;
	ret = put_all(&r);
	if (ret < 0)
		complain_failed(&r, ret);
	explain_hidden(&r);
	ret = visit_status(&r.visit, r.processes > 0,
			   r.hidden || r.wordless);
	if (!keep_file(&r, record) && r.failed)
		ret = 2;
	visit_end(&r.visit);
	memcg_paths_free(r.groups);
	return ret;
}

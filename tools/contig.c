// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether buffers of processes are fit for a device: verdicts, and why. */
#include "contig.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "command.h"
#include "complain.h"
#include "contig-parts.h"
#include "contig-question.h"
#include "exits.h"
#include "machine.h"
#include "rights.h"

/* The second of two would be taken for both. */
static int set_once(const char **word, const char *option, const char *argument)
{
	if (*word)
		return complain_usage("%s was given twice", option);
	if (!*argument)
		return complain_usage("%s: the name is empty", option);
	*word = argument;
	return 0;
}

static int set_profile(void *member, const char *argument)
{
	return set_once(member, "--profile", argument);
}

static int set_device(void *member, const char *argument)
{
	return set_once(member, "--device", argument);
}

const struct cli_option contig_options[] = {
	{ "profile", CLI_CALL, .call = set_profile,
	  .offset = offsetof(struct contig_given, profile) },
	{ "device", CLI_CALL, .call = set_device,
	  .offset = offsetof(struct contig_given, device) },
	{ "pa-base", CLI_CALL, .call = base_words_add,
	  .offset = offsetof(struct contig_given, bases) },
	{ "sg", CLI_COUNT, .offset = offsetof(struct contig_given, segments) },
	{ "find", CLI_COUNT, .offset = offsetof(struct contig_given, find) },
	{ .name = NULL },
};

/* --- a buffer ------------------------------------------------------------- */

static void find_in(struct contig *c, struct vminfo_process *process,
		    const struct buffer *buffer)
{
	struct vminfo_dma_window window;
	int ret = contig_find(c, process, buffer, &window);

	if (ret < 0) {
		visit_failed(&c->visit, ret);
		return;
	}
	contig_put_window(c, process, &window);
	if (!window.length)
		contig_tell_no_window(c, buffer->label);
}

static void take_buffer(struct contig *c, struct vminfo_process *process,
			const struct buffer *buffer)
{
	int ret;

	if (c->given->find) {
		find_in(c, process, buffer);
		return;
	}
	if (!buffer->length) {
		complain("%s: a buffer of all addresses is none",
			 buffer->label);
		c->visit.wrong = true;
		return;
	}
	c->look.buffer = buffer;
	ret = contig_judge(c, process, &c->look);
	if (ret < 0)
		visit_failed(&c->visit, ret);
	else
		contig_put(c, process);
}

/* --- processes ------------------------------------------------------------ */

static void nothing_there(struct contig *c, struct vminfo_process *process)
{
	/* Of many processes some may lack it; symbols were told. */
	if (c->visit.member || c->visit.target->symbol_count)
		return;
	if (c->visit.target->range_count)
		complain("%d: no mapping of that name in that range",
			 (int)vminfo_process_pid(process));
	else
		complain("%d: no mapping of that name",
			 (int)vminfo_process_pid(process));
	c->visit.wrong = true;
}

static void take_buffers(struct contig *c, struct vminfo_process *process)
{
	struct buffers buffers;
	int ret = buffers_find(&buffers, &c->visit, process);

	if (ret < 0) {
		visit_failed(&c->visit, ret);
		return;
	}
	for (size_t i = 0; i < buffers.count; i++) {
		globs_met_note(&c->globs, buffers.list[i].label);
		take_buffer(c, process, &buffers.list[i]);
	}
	if (buffers.notes)
		report_note(c->report, buffers.notes);
	if (!buffers.count)
		nothing_there(c, process);
	buffers_free(&buffers);
}

/* What is beside its memory; a recording has no such files. */
static void take_process(void *data, struct vminfo_process *process)
{
	struct contig *c = data;
	const struct target *target = c->visit.target;
	struct subject subject;

	if (!target->recorded) {
		subject_read(&subject, target->procfs ? target->procfs :
							"/proc",
			     vminfo_process_pid(process), c->page_size);
		c->subject = &subject;
	}
	c->inferred = false;
	if (contig_bases_take(&c->bases, &c->visit, process,
			      &c->given->bases) == 0)
		take_buffers(c, process);
	if (c->bases.notes)
		report_note(c->report, c->bases.notes);
	contig_bases_free(&c->bases);
	if (c->subject)
		subject_free(c->subject);
	c->subject = NULL;
}

/* --- all of it ------------------------------------------------------------ */

static int status_of(const struct contig *c)
{
	const struct visit *visit = &c->visit;
	int status = EXITS_DONE;

	/* A name that nothing has must not pass for a yes. */
	if (visit->wrong || visit->missing ||
	    (!c->judged && !visit->incomplete))
		status = EXITS_WRONG;
	if (c->proven_no)
		status = exits_worse(status, EXITS_NOTHING);
	if (c->unknown || visit->incomplete || report_uncompared(c->report))
		status = exits_worse(status, EXITS_UNKNOWN);
	return on_unknown_status(&c->given->on_unknown, status);
}

static void explain(const struct contig *c)
{
	report_explain_uncompared(c->report);
	if (c->hidden && !(vminfo_context_rights(c->visit.context) &
			   VMINFO_RIGHT_FRAMES))
		visit_explain_hidden(&c->visit);
	if (c->visit.nobody)
		complain("no process matched");
	else if (!c->judged && !c->visit.wrong && !c->visit.missing &&
		 !c->visit.incomplete)
		complain("no memory matched");
}

static int run(struct contig *c, const struct report_options *options)
{
	int status;

	c->lists = c->given->segments && !options->quiet;
	c->page_size = vminfo_context_page_size(c->visit.context);
	c->visit.rights_later = true;
	c->visit.verbose = options->verbose;
	report_begin(c->report, &(struct report_facts){
		.page_size = c->page_size,
		.hidden = vminfo_context_rights(c->visit.context) &
			  VMINFO_RIGHT_FRAMES ? 0 : CONTIG_WANTS_FRAMES,
	});
	globs_met_start(&c->globs, c->visit.target);
	visit_each(&c->visit, take_process, c);
	rights_finish();
	/* Who was refused may have it. */
	if (c->judged && !c->visit.incomplete)
		c->visit.wrong |= globs_met_tell(&c->globs);
	globs_met_free(&c->globs);
	contig_tell_device(c);
	if (c->guest && c->judged)
		report_note(c->report, "note: physical addresses are those of "
			    "this virtual machine, not of the host");
	status = status_of(c);
	if (!options->quiet)
		explain(c);
	/* The last object of JSON has the exit status, to which a command
	 * adds; what is for people need not wait until it ends. */
	if (c->visit.target->command && !report_has_table(c->report))
		status = exits_worse(status,
				     command_finish(c->visit.target->command));
	report_end(c->report, visit_is_complete(&c->visit) && !c->lacks_list &&
		   !report_uncompared(c->report), status);
	free(c->look.segments);
	free(c->window.label);
	return status;
}

/* Of one buffer, of several, and of those of several processes. */
static const char *columns_of(const struct contig *c)
{
#define VERDICTS "BUFFER,CONSTRAINT,WANTED,VERDICT,AT,PA,TEXT"
#define BUFFERS "BUFFER,VA,SIZE,VERDICT,RUNS,LONGEST,SEGMENTS"
#define SEGMENTS "SEGMENT,VA,PA,BUS,LENGTH,PAGE-OFFSET"
#define WINDOWS "BUFFER,VA,SIZE,PA,RUNS,SEGMENTS,LARGER"
	static const char *const columns[][3] = {
		{ VERDICTS, VERDICTS, "PID," VERDICTS },
		{ BUFFERS, BUFFERS, "PID," BUFFERS },
		{ SEGMENTS, "BUFFER," SEGMENTS, "PID,BUFFER," SEGMENTS },
		{ WINDOWS, WINDOWS, "PID," WINDOWS },
	};
	const struct target *target = c->visit.target;
	bool buffers = target->glob_count || target->range_count +
					     target->symbol_count > 1;

	return columns[__builtin_ctz(c->given->group)]
		      [c->several ? 2 : buffers];
}

static struct report_plan make_plan(const struct contig *c)
{
	unsigned int group = c->given->group;

	return (struct report_plan){
		.columns = contig_columns,
		.group = group,
		.group_names = contig_groups,
		.defaults = columns_of(c),
		.few = true,
		.sentences = group & (CONTIG_VERDICT | CONTIG_WINDOW),
		.summary_group = CONTIG_BUFFER,
		.summary_costly = CONTIG_WANTS_STABILITY,
		.summary_rows = "buffer",
	};
}

/* Addresses of a guest mean nothing to its host. */
static bool is_guest(const struct target *target)
{
	struct machine machine = { .guest = false };
	int proc, sys;

	if (target->procfs || target->recorded)
		return false;
	proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	sys = open("/sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
	machine_read_guest(&machine, proc, sys);
	if (proc >= 0)
		close(proc);
	if (sys >= 0)
		close(sys);
	return machine.guest;
}

static int judge_all(struct contig *c, struct target *target,
		     const struct report_options *options)
{
	struct report_plan plan;
	int status = EXITS_WRONG;

	c->visit.target = target;
	plan = make_plan(c);
	if (target_check(target) != 0 ||
	    report_new(options, &plan, &c->report) != 0)
		return EXITS_WRONG;
	if (visit_start(&c->visit, target) == 0) {
		status = run(c, options);
		visit_end(&c->visit);
	}
	report_free(c->report);
	return status;
}

int contig_run(struct contig_given *given, struct target *target,
	       const struct report_options *options)
{
	struct contig c = { .given = given,
			    .several = target_is_several(target) };
	struct contig_question question;
	int status = EXITS_WRONG;

	/* A recording takes no rights, but files of profiles may. */
	if (contig_question_take(&question, given, target) == 0 &&
	    target_replay(target) >= 0) {
		constraints_build(&given->constraints, &c.constraints);
		c.guest = is_guest(target);
		if (question.has_device)
			c.device = &question.device;
		status = judge_all(&c, target, options);
	}
	contig_question_free(&question);
	return status;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* The lines of a recording that are of one process. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "recording-lines.h"
#include "recording-names.h"
#include "stat.h"

static int take_pid(struct reader *r, pid_t *pid)
{
	const char *place;
	uint64_t number;
	int ret;

	reader_at_end(r);
	place = r->at;
	ret = reader_number_to(r, RECORDING_LARGEST_PID, &number, "the PID");
	if (ret == 0 && !number)
		ret = reader_fail(r, place, "there is no process 0");
	if (ret == 0)
		*pid = (pid_t)number;
	return ret;
}

/* How a process is that no line says more of. */
static void start(struct reader *r, struct recorded_process *p, pid_t pid)
{
	p->pid = pid;
	p->state = 'S';
	p->threads = 1;
	p->start_time = 1;
	p->mappings.first = r->recording->mappings.n;
	p->threads_seen.first = r->recording->threads.n;
	p->changed.first = r->recording->changed.n;
}

int take_process(struct reader *r)
{
	const char *place = r->at;
	struct recorded_process *p;
	pid_t pid = 0;
	int ret = take_pid(r, &pid);

	if (ret < 0)
		return ret;
	if (r->process && r->process->pid >= pid)
		return reader_fail(r, place,
				   "processes ascend, and %d came before",
				   (int)r->process->pid);
	p = growing_add(&r->recording->processes, 1, sizeof(*p));
	if (!p)
		return reader_no_memory(r);
	start(r, p, pid);
	r->process = p;
	r->mapping = NULL;
	r->work = 0;
	return reader_keep(r, "", 0, &p->comm);
}

int take_comm(struct reader *r)
{
	const char *place = r->at;
	recorded_text *comm = &r->process->comm;
	int ret = reader_escaped_rest(r, comm);

	if (ret == 0 && strlen(recording_text(r->recording, *comm)) >=
				sizeof(((struct stat_fields *)0)->name))
		ret = reader_fail(r, place, "longer than any name of a task");
	return ret;
}

static int take_letter(struct reader *r, char *letter)
{
	struct word word;
	int ret = reader_word(r, &word, "the state");

	if (ret < 0)
		return ret;
	if (word.length != 1 || !isalpha((unsigned char)*word.text))
		return reader_fail(r, word.text, "the state is one letter");
	*letter = *word.text;
	return 0;
}

int take_state(struct reader *r)
{
	return take_letter(r, &r->process->state);
}

int take_flags(struct reader *r)
{
	return reader_number(r, &r->process->flags, "the number");
}

int take_threads(struct reader *r)
{
	return reader_number(r, &r->process->threads, "the number");
}

int take_start_time(struct reader *r)
{
	return reader_number(r, &r->process->start_time, "the time");
}

int take_code(struct reader *r)
{
	int ret = reader_address(r, &r->process->start_code, "the start");

	return ret < 0 ? ret :
			 reader_address(r, &r->process->end_code, "the end");
}

int take_stack(struct reader *r)
{
	return reader_address(r, &r->process->stack, "the address");
}

/* Its number in each PID namespace that it is in, the innermost last. */
int take_nspid(struct reader *r)
{
	char text[32 * 12] = "";
	size_t used = 0;
	pid_t pid = 0;

	/* The kernel nests no deeper than this. */
	for (int level = 0; level < 32 && (!level || !reader_at_end(r));
	     level++) {
		int ret = take_pid(r, &pid);

		if (ret < 0)
			return ret;
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 level ? "\t%d" : "%d", (int)pid);
	}
	r->process->has_nspid = true;
	return reader_keep(r, text, used, &r->process->nspid);
}

/* As in PID/status; 0: prctl(PR_SET_THP_DISABLE). */
int take_thp_enabled(struct reader *r)
{
	uint64_t number;
	int ret = reader_number_to(r, 1, &number, "0 or 1");

	if (ret < 0)
		return ret;
	r->process->has_thp = true;
	r->process->thp_enabled = number;
	return 0;
}

/* A live thread of a leader that has exited: they ascend. */
int take_thread(struct reader *r)
{
	struct recorded_thread *threads = r->recording->threads.rows;
	struct recorded_part *seen = &r->process->threads_seen;
	struct recorded_thread thread = { 0 }, *kept;
	const char *place = r->at;
	int ret = take_pid(r, &thread.tid);

	if (ret == 0)
		ret = take_letter(r, &thread.state);
	if (ret < 0)
		return ret;
	if (seen->n && threads[r->recording->threads.n - 1].tid >= thread.tid)
		return reader_fail(r, place, "threads ascend");
	kept = growing_add(&r->recording->threads, 1, sizeof(*kept));
	if (!kept)
		return reader_no_memory(r);
	*kept = thread;
	seen->n++;
	return 0;
}

static int take_error(struct reader *r, int *error)
{
	const struct recorded_name *name;
	struct word word;
	int ret = reader_word(r, &word, "the error");

	if (ret < 0)
		return ret;
	name = recorded_name_is(recorded_errors, word.text, word.length);
	if (!name)
		return reader_fail(r, word.text, "there is no such error");
	*error = -(int)name->value;
	return 0;
}

int take_refused(struct reader *r)
{
	return take_error(r, &r->process->refused);
}

int take_changed(struct reader *r)
{
	struct recorded_range *ranges = r->recording->changed.rows;
	struct recorded_part *changed = &r->process->changed;
	const char *place = r->at;
	uint64_t mask = r->recording->machine.page_size - 1;
	struct recorded_range range, *kept;
	int ret = reader_range(r, &range);

	if (ret < 0)
		return ret;
	if (range.va & mask || ~range.last & mask)
		return reader_fail(r, place, "no whole pages");
	if (changed->n &&
	    ranges[r->recording->changed.n - 1].last >= range.va)
		return reader_fail(r, place, "ranges ascend");
	kept = growing_add(&r->recording->changed, 1, sizeof(*kept));
	if (!kept)
		return reader_no_memory(r);
	*kept = range;
	changed->n++;
	return 0;
}

/* Nothing was seen so far at this address or above. */
static uint64_t seen_until(const struct reader *r)
{
	if (!r->mapping)
		return 0;
	if (!r->has_pages)
		return r->mapping->va;
	return r->last_page * r->recording->machine.page_size + 1;
}

/* ADDRESS STATUS ERROR: from there on nothing was seen. */
int take_cut(struct reader *r)
{
	struct recorded_process *p = r->process;
	const struct recorded_name *name;
	const char *place = r->at;
	struct word word = { 0 };
	int ret = reader_address(r, &p->cut_at, "the address");

	if (ret == 0 && (p->cut_at < seen_until(r) ||
			 p->cut_at % r->recording->machine.page_size))
		ret = reader_fail(r, place, "not behind what was seen");
	if (ret == 0)
		ret = reader_word(r, &word, "the status");
	if (ret < 0)
		return ret;
	name = recorded_name_is(recorded_statuses, word.text, word.length);
	if (!name)
		return reader_fail(r, word.text, "there is no such status");
	p->cut_status = (uint8_t)name->value;
	return take_error(r, &p->cut_error);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* The recorder: a machine, then its processes, then the end. */
#include "recorder.h"

#include <errno.h>
#include <string.h>

#include "memory.h"

static int take_options(const struct vminfo_recorder_options *options,
			struct vminfo_recorder_options *taken)
{
	const uint64_t known = VMINFO_RECORD_REBASED | VMINFO_RECORD_BACKING;
	int ret = context_check_size(options, options->size, sizeof(*taken));

	if (ret < 0)
		return ret;
	*taken = (struct vminfo_recorder_options){ .size = sizeof(*taken) };
	memcpy(taken, options,
	       options->size < sizeof(*taken) ? options->size : sizeof(*taken));
	if (!taken->write || taken->flags & ~known)
		return -EINVAL;
	return 0;
}

/* What went wrong with the text; 0: nothing. */
static int check(struct vminfo_recorder *r)
{
	if (r->out.error)
		context_fail(r->context, r->out.error, "recording");
	return r->out.error;
}

int vminfo_recorder_new(struct vminfo_context *context,
			const struct vminfo_recorder_options *options,
			struct vminfo_recorder **recorder)
{
	struct vminfo_recorder_options o;
	struct vminfo_recorder *r;
	int ret = take_options(options, &o);

	if (ret < 0)
		return context_fail(context, ret, "recorder");
	r = memory_new(1, sizeof(*r));
	if (!r)
		return context_fail(context, -ENOMEM, "recorder");
	r->context = context;
	r->options = o;
	r->out.write = o.write;
	r->out.data = o.data;
	if (o.flags & VMINFO_RECORD_REBASED) {
		r->out.write = recorder_hold;
		r->out.data = r;
	}
	recorder_put_machine(r);
	*recorder = r;
	return 0;
}

void vminfo_recorder_free(struct vminfo_recorder *recorder)
{
	if (!recorder)
		return;
	growing_free(&recorder->names);
	growing_free(&recorder->text);
	growing_free(&recorder->frames);
	number_set_free(&recorder->frames_put);
	number_set_free(&recorder->groups_put);
	memory_free(recorder);
}

/* Processes come in the order of their numbers, each once. */
static int take_turn(struct vminfo_recorder *r, pid_t pid)
{
	int ret = check(r);

	if (ret < 0)
		return ret;
	if (r->ended || pid <= r->last)
		return context_fail(r->context, -EINVAL, "recording");
	r->last = pid;
	return 0;
}

int vminfo_recorder_add(struct vminfo_recorder *recorder,
			struct vminfo_process *process)
{
	struct vminfo_walk_options options = { .size = sizeof(options),
					       .want = VMINFO_WANT_EXACT };
	struct vminfo_walk *walk = NULL;
	int ret = take_turn(recorder, process->pid), status;

	if (recorder->options.flags & VMINFO_RECORD_BACKING)
		options.want |= VMINFO_WANT_BACKING;
	if (ret == 0)
		ret = vminfo_walk_new(process, &options, &walk);
	if (ret < 0)
		return ret;
	recorder_put_process(recorder, process);
	status = recorder_put_memory(recorder, walk);
	vminfo_walk_free(walk);
	if (status < 0)
		return context_fail(recorder->context, status, "recording");
	return status;
}

int vminfo_recorder_refuse(struct vminfo_recorder *recorder, pid_t pid,
			   int error)
{
	int ret = take_turn(recorder, pid);

	if (ret < 0)
		return ret;
	recorder_put_refused(recorder, pid, error);
	return check(recorder);
}

int vminfo_recorder_end(struct vminfo_recorder *recorder)
{
	int ret = check(recorder);

	if (ret < 0)
		return ret;
	if (recorder->ended)
		return context_fail(recorder->context, -EINVAL, "recording");
	recorder->ended = true;
	out_put(&recorder->out, "end\n");
	out_flush(&recorder->out);
	if (recorder->options.flags & VMINFO_RECORD_REBASED &&
	    !recorder->out.error)
		recorder->out.error = recorder_put_rebased(recorder);
	return check(recorder);
}

uint64_t vminfo_recorder_count(const struct vminfo_recorder *recorder,
			       enum vminfo_recorder_count what)
{
	return recorder->counts[what];
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads a recording that is done, moves its frames, and records it again. */
#include <errno.h>
#include <string.h>

#include "rebase.h"
#include "recorder.h"

int recorder_hold(void *recorder, const char *text, size_t length)
{
	struct vminfo_recorder *r = recorder;
	char *to = growing_add(&r->text, length, 1);

	if (!to)
		return -ENOMEM;
	memcpy(to, text, length);
	return 0;
}

/* --- the text as a file --------------------------------------------------- */

struct text_file {
	struct procfs_served served;	/* comes first: it is the same */
	const struct growing *text;
	size_t at;
};

static ssize_t read_text(struct procfs_served *served, void *buffer,
			 size_t size)
{
	struct text_file *file = (struct text_file *)(void *)served;
	size_t left = file->text->n - file->at;

	if (size > left)
		size = left;
	memcpy(buffer, (const char *)file->text->rows + file->at, size);
	file->at += size;
	return (ssize_t)size;
}

static const struct procfs_server of_text = { .read_text = read_text };

static int read_back(const struct vminfo_recorder *r,
		     struct recording **recording)
{
	struct text_file file = { .served.server = &of_text, .text = &r->text };
	struct recording_source source = {
		.file = { .served = &file.served },
		.name = "recording",
		.error = r->context->error,
		.error_size = sizeof(r->context->error),
	};

	return recording_read(&source, recording);
}

/* --- once more ------------------------------------------------------------ */

/* Random numbers come in pages. */
struct pool {
	uint64_t numbers[512];
	size_t left;
};

static int draw(void *data, uint64_t *number)
{
	struct pool *pool = data;

	if (!pool->left) {
		int ret = procfs_random(pool->numbers, sizeof(pool->numbers));

		if (ret < 0)
			return ret;
		pool->left = sizeof(pool->numbers) / sizeof(*pool->numbers);
	}
	*number = pool->numbers[--pool->left];
	return 0;
}

/*
 * What was refused, or cut, the first time is so again; nothing else is: all
 * that a text in memory can want is more memory.
 */
static int add_process(struct vminfo_recorder *r, struct vminfo_context *c,
		       pid_t pid)
{
	const struct recorded_process *recorded =
		recording_process(c->recording, pid);
	struct vminfo_process *process;
	int ret = vminfo_process_open(c, pid, &process);
	bool cut;

	if (ret < 0)
		return ret == recorded->refused || ret != -ENOMEM ?
			       vminfo_recorder_refuse(r, pid, ret) :
			       ret;
	ret = vminfo_recorder_add(r, process);
	vminfo_process_close(process);
	cut = ret == VMINFO_GONE || ret == VMINFO_EXECED ||
	      ret == VMINFO_REFUSED;
	if (cut && ret != recorded->cut_status)
		return -ENOMEM;
	return ret < 0 ? ret : 0;
}

static int record_again(const struct vminfo_recorder *r,
			struct vminfo_context *c)
{
	struct vminfo_recorder_options options = r->options;
	struct vminfo_recorder *again;
	pid_t pid = 0;
	int ret;

	options.flags &= ~(uint64_t)VMINFO_RECORD_REBASED;
	ret = vminfo_recorder_new(c, &options, &again);
	if (ret < 0)
		return ret;
	while (ret == 0 && (pid = vminfo_context_next_process(c, pid)))
		ret = add_process(again, c, pid);
	if (ret == 0)
		ret = vminfo_recorder_end(again);
	vminfo_recorder_free(again);
	return ret;
}

int recorder_put_rebased(struct vminfo_recorder *r)
{
	struct rebase rebase = { .draw = draw };
	struct vminfo_context *c;
	struct pool pool;
	int ret = read_back(r, &rebase.recording);

	if (ret < 0)
		return ret;
	growing_free(&r->text);
	pool.left = 0;
	rebase.data = &pool;
	ret = rebase_recording(&rebase, &r->counts[VMINFO_RECORDER_KEPT]);
	if (ret < 0) {
		recording_free(rebase.recording);
		return ret;
	}
	ret = context_new_recorded(rebase.recording, &c);
	if (ret < 0)
		return ret;
	ret = record_again(r, c);
	vminfo_context_free(c);
	return ret;
}

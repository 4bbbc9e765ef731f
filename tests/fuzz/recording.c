// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvminfo/recording*.c and recorder*.c: any text.  What is taken for a
 * recording can be walked, and recorded again, which says the same.
 */
#include "walked.h"

#include <errno.h>
#include <stdio.h>

#include "../unit/recorded.h"
#include "context.h"
#include "growing.h"

#define PROCESSES 8	/* walked of one text */

/* NULL: it is no recording, and that was said. */
static struct vminfo_context *open_text(const char *text, size_t length)
{
	struct recorded_string string = recorded_string(text, length);
	struct vminfo_context *context = NULL;
	struct recording *recording = NULL;
	char error[256] = "";
	int ret = read_recorded(&string, error, sizeof(error), &recording);

	if (ret) {
		assert(ret == -EBADMSG || ret == -ENOTSUP);
		assert(!recording && strlen(error) > strlen("x.vm:1:1: "));
		for (const char *at = error; *at; at++)
			assert((*at >= ' ' && *at <= '~') || *at == '\t');
		return NULL;
	}
	assert(recording && !*error);
	assert(context_new_recorded(recording, &context) == 0);
	return context;
}

/* --- walked --------------------------------------------------------------- */

static void check_process(struct vminfo_context *context, pid_t pid)
{
	struct walked w = {
		.page_size = vminfo_context_page_size(context),
		.batch = 1 + (size_t)pid % 100,
		.options.want = pid % 2 ? VMINFO_WANT_BACKING : 0,
	};
	int ret = vminfo_process_open(context, pid, &w.process);

	assert(strlen(vminfo_context_error(context)) < 1024);
	if (ret) {
		assert(ret < 0);
		return;
	}
	assert(vminfo_process_pid(w.process) == pid);
	walked_check(&w);
	vminfo_process_close(w.process);
}

static void check_machine(struct vminfo_context *context)
{
	struct vminfo_zone_span zones[4];
	struct vminfo_swap_area areas[4];
	struct vminfo_frame frame;
	struct vminfo_ram ram[4];
	ssize_t n = vminfo_context_ram(context, ram, 4);

	for (ssize_t i = 0; i < n && i < 4; i++)
		assert(ram[i].length - 1 <= UINT64_MAX - ram[i].pa);
	n = vminfo_context_zones(context, zones, 4);
	for (ssize_t i = 0; i < n && i < 4; i++) {
		int ret = vminfo_context_frame(context, zones[i].pfn, &frame);

		assert(ret <= 0 && (ret || frame.pfn == zones[i].pfn));
	}
	n = vminfo_context_swap_areas(context, areas, 4);
	for (ssize_t i = 0; i < n && i < 4; i++)
		assert(areas[i].name && areas[i].kind <= VMINFO_SWAP_FILE);
}

/* --- recorded again ------------------------------------------------------- */

static int write_text(void *data, const char *text, size_t length)
{
	char *to = growing_add(data, length, 1);

	assert(to);
	memcpy(to, text, length);
	return 0;
}

static uint64_t node_of_run(void *data, struct vminfo_process *process,
			    const struct vminfo_run *run, int *node)
{
	(void)data;
	return vminfo_process_recorded_node(process, run->va, node);
}

static void record_process(struct vminfo_context *context,
			   struct vminfo_recorder *recorder, pid_t pid)
{
	struct vminfo_process *process;
	int ret = vminfo_process_open(context, pid, &process);

	if (ret) {
		assert(vminfo_recorder_refuse(recorder, pid, ret) == 0);
		return;
	}
	ret = vminfo_recorder_add(recorder, process);
	assert(vminfo_status_name((enum vminfo_status)ret));
	vminfo_process_close(process);
}

static void record(struct vminfo_context *context, struct growing *text)
{
	const struct vminfo_recorder_options options = {
		.size = sizeof(options), .write = write_text,
		.node_of = node_of_run, .flags = VMINFO_RECORD_BACKING,
		.data = text,
	};
	struct vminfo_recorder *recorder;
	pid_t pid = 0;
	int n = 0;

	assert(vminfo_recorder_new(context, &options, &recorder) == 0);
	while ((pid = vminfo_context_next_process(context, pid)) > 0 &&
	       n++ < PROCESSES)
		record_process(context, recorder, pid);
	assert(vminfo_recorder_end(recorder) == 0);
	vminfo_recorder_free(recorder);
}

static void check_again(struct vminfo_context *context)
{
	struct growing once = { 0 }, twice = { 0 };
	struct vminfo_context *again;

	record(context, &once);
	again = open_text(once.rows, once.n);
	assert(again);
	record(again, &twice);
	assert(once.n == twice.n);
	assert(memcmp(once.rows, twice.rows, once.n) == 0);
	vminfo_context_free(again);
	growing_free(&once);
	growing_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct vminfo_context *context = open_text((const char *)data, size);
	pid_t pid = 0;
	int n = 0;

	if (!context)
		return 0;
	check_machine(context);
	while ((pid = vminfo_context_next_process(context, pid)) > 0 &&
	       n++ < PROCESSES)
		check_process(context, pid);
	check_again(context);
	vminfo_context_free(context);
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A program of the first release: it is compiled against the header of then,
 * and runs with the library of now.  What it asks for does not grow with the
 * header.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "vminfo.h"

#define CHECK(what) do { \
	if (!(what)) { \
		fprintf(stderr, "line %d: not so: %s\n", __LINE__, #what); \
		return 1; \
	} \
} while (0)

static char memory[1 << 16];

static int keep(void *data, const char *text, size_t length)
{
	(void)text;
	*(size_t *)data += length;
	return 0;
}

static int look_at_page(struct vminfo_process *process)
{
	struct vminfo_mapping mapping;
	struct vminfo_smaps smaps;
	struct vminfo_page page;

	CHECK(vminfo_process_page(process, (uintptr_t)memory, &page) == 0);
	CHECK(page.state == VMINFO_PRESENT && page.reserved == 0);
	CHECK(strcmp(vminfo_state_name(VMINFO_PRESENT), "present") == 0);
	CHECK(vminfo_process_mapping(process, (uintptr_t)memory,
				     &mapping) == 1);
	CHECK(mapping.permissions & VMINFO_WRITE && mapping.name);
	CHECK(vminfo_process_smaps(process, &smaps) == 0 && smaps.rss > 0);
	return 0;
}

static int look_at_runs(struct vminfo_process *process)
{
	struct vminfo_walk_options options = {
		.size = sizeof(options),
		.start = (uintptr_t)memory,
		.length = sizeof(memory),
		.want = VMINFO_WANT_FRAMES,
	};
	struct vminfo_walk *walk;
	struct vminfo_frame frame;
	struct vminfo_run run;
	uint64_t bytes = 0, end = (uintptr_t)memory + sizeof(memory);

	CHECK(vminfo_walk_new(process, &options, &walk) == 0);
	while (vminfo_walk_runs(walk, &run, &frame, 1) == 1)
		bytes += run.pages;
	CHECK(bytes * (uint64_t)sysconf(_SC_PAGESIZE) >= sizeof(memory));
	CHECK(run.va < end);
	CHECK(vminfo_walk_status(walk) == VMINFO_COMPLETE);
	vminfo_walk_free(walk);
	return 0;
}

static int judge(struct vminfo_process *process)
{
	const struct vminfo_dma_buffer buffer = { (uintptr_t)memory,
						  sizeof(memory) };
	const struct vminfo_dma_constraints constraints = {
		.size = sizeof(constraints),
		.align = 1,
	};
	struct vminfo_dma_report report = { .size = sizeof(report) };

	CHECK(vminfo_dma_check(process, &buffer, &constraints, &report) == 0);
	CHECK(report.verdict >= VMINFO_YES && report.verdict <= VMINFO_UNKNOWN);
	CHECK(report.pages_of_state[VMINFO_PRESENT] > 0);
	CHECK(report.findings[VMINFO_DMA_NODES].verdict == VMINFO_YES);
	return 0;
}

static int record(struct vminfo_context *context,
		  struct vminfo_process *process)
{
	size_t bytes = 0;
	struct vminfo_recorder_options options = {
		.size = sizeof(options),
		.write = keep,
		.data = &bytes,
	};
	struct vminfo_recorder *recorder;

	CHECK(vminfo_recorder_new(context, &options, &recorder) == 0);
	CHECK(vminfo_recorder_add(recorder, process) > 0);
	CHECK(vminfo_recorder_end(recorder) == 0 && bytes > 100);
	vminfo_recorder_free(recorder);
	return 0;
}

int main(void)
{
	char error[200];
	struct vminfo_context_options options = {
		.size = sizeof(options),
		.error = error,
		.error_size = sizeof(error),
	};
	struct vminfo_context *context;
	struct vminfo_process *process;

	memset(memory, 'v', sizeof(memory));
	CHECK(vminfo_context_new(&options, &context) == 0);
	CHECK(vminfo_context_page_size(context) ==
	      (uint64_t)sysconf(_SC_PAGESIZE));
	CHECK(vminfo_process_open(context, getpid(), &process) == 0);
	if (look_at_page(process) || look_at_runs(process) || judge(process) ||
	    record(context, process))
		return 1;
	vminfo_process_close(process);
	vminfo_context_free(context);
	return 0;
}

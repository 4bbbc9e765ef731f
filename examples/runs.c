// SPDX-License-Identifier: 0BSD
/*
 * Where is my buffer?  Prints its runs: frames of RAM that follow each other.
 * cc runs.c $(pkg-config --cflags --libs vminfo); as root, it shows the frames.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <vminfo.h>

static char buffer[1 << 20];

int main(void)
{
	struct vminfo_context *context = NULL;
	struct vminfo_process *process = NULL;
	struct vminfo_walk *walk = NULL;
	struct vminfo_walk_options options = { sizeof(options),
					       (uintptr_t)buffer,
					       sizeof(buffer), 0, 0, 0 };
	static struct vminfo_run run;

	memset(buffer, 'v', sizeof(buffer) / 2);
	if (vminfo_context_new(NULL, &context) ||
	    vminfo_process_open(context, getpid(), &process) ||
	    vminfo_walk_new(process, &options, &walk))
		return 1;
	while (vminfo_walk_runs(walk, &run, NULL, 1) == 1) {
		printf("%" PRIx64 " %5" PRIu64 " pages %s", run.va, run.pages,
		       vminfo_state_name(run.state));
		if (run.value != VMINFO_NONE)
			printf(" from frame %" PRIx64, run.value);
		putchar('\n');
	}
	vminfo_walk_free(walk);
	vminfo_process_close(process);
	vminfo_context_free(context);
	return 0;
}

// SPDX-License-Identifier: 0BSD
/*
 * What are the frames of my buffer?  Prints, for its pages in a row that the
 * kernel says the same of: flags, how often they are mapped, and in folios of
 * how many frames they are.  Only root may see that.
 *
 *     cc frames.c $(pkg-config --cflags --libs vminfo)
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <vminfo.h>

static char buffer[1 << 20];

static const uint64_t members = VMINFO_FRAME_HAS_FLAGS |
				VMINFO_FRAME_HAS_MAPCOUNT |
				VMINFO_FRAME_HAS_ORDER;

static void print_frame(const struct vminfo_frame *frame)
{
	uint64_t flags = vminfo_frame_flags_valid(frame->flags);

	if (frame->known & VMINFO_FRAME_HAS_FLAGS) {
		for (unsigned int bit = 0; bit < 64; bit++)
			if (flags >> bit & 1)
				printf(" %s", vminfo_frame_flag_name(bit));
	} else if (frame->hidden & VMINFO_FRAME_HAS_FLAGS) {
		printf(" (hidden: try as root)");
	}
	if (frame->known & VMINFO_FRAME_HAS_MAPCOUNT)
		printf(", mapped %" PRIu32 "x", frame->mapcount);
	if (frame->known & VMINFO_FRAME_HAS_ORDER)
		printf(", %" PRIu64 " together", (uint64_t)1 << frame->order);
}

int main(void)
{
	struct vminfo_context *context = NULL;
	struct vminfo_process *process = NULL;
	struct vminfo_walk *walk = NULL;
	struct vminfo_walk_options options = { sizeof(options),
					       (uintptr_t)buffer,
					       sizeof(buffer),
					       VMINFO_WANT_FRAMES,
					       VMINFO_SPLIT_FRAME(members),
					       members };
	static struct vminfo_frame frame;
	static struct vminfo_run run;

	memset(buffer, 'v', sizeof(buffer) / 2);
	if (vminfo_context_new(NULL, &context) ||
	    vminfo_process_open(context, getpid(), &process) ||
	    vminfo_walk_new(process, &options, &walk))
		return 1;
	while (vminfo_walk_runs(walk, &run, &frame, 1) == 1) {
		printf("%" PRIx64 " %5" PRIu64 " pages %s:", run.va, run.pages,
		       vminfo_state_name(run.state));
		print_frame(&frame);
		putchar('\n');
	}
	vminfo_walk_free(walk);
	vminfo_process_close(process);
	vminfo_context_free(context);
	return 0;
}

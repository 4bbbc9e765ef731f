// SPDX-License-Identifier: 0BSD
/*
 * Where is this address of that process?
 *
 *     where PID ADDRESS        (hexadecimal, as in /proc/PID/maps)
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vminfo.h>

static void print_mapping(struct vminfo_process *process, uint64_t va)
{
	struct vminfo_mapping mapping;

	if (vminfo_process_mapping(process, va, &mapping) != 1)
		return;
	/* The name may hold anything: a real tool makes it safe to print. */
	printf("mapping: %" PRIx64 " + %" PRIu64 " KiB%s\n", mapping.va,
	       mapping.length / 1024, *mapping.name ? ", has a name" : "");
}

static void print_page(const struct vminfo_page *page)
{
	printf("state:   %s\n",
	       vminfo_state_name(page->state));
	if (page->state == VMINFO_SWAPPED && page->value != VMINFO_NONE)
		printf("slot:    %u:%" PRIx64 "\n", page->swap_type,
		       page->value);
	else if (page->value != VMINFO_NONE)
		printf("frame:   %" PRIx64 "\n", page->value);
	else if (page->attributes & VMINFO_HIDDEN)
		printf("frame:   hidden (needs CAP_SYS_ADMIN)\n");
}

static int look(struct vminfo_context *context, pid_t pid, uint64_t va)
{
	struct vminfo_process *process = NULL;
	struct vminfo_page page;
	int error = vminfo_process_open(context, pid, &process);

	if (!error)
		error = vminfo_process_page(process, va, &page);
	if (error) {
		fprintf(stderr, "where: %s\n", vminfo_context_error(context));
	} else {
		print_mapping(process, va);
		print_page(&page);
	}
	vminfo_process_close(process);
	return error;
}

int main(int argc, char **argv)
{
	struct vminfo_context *context = NULL;
	int error;

	if (argc != 3) {
		fprintf(stderr, "usage: where PID ADDRESS\n");
		return 2;
	}
	error = vminfo_context_new(NULL, &context);
	if (error) {
		fprintf(stderr, "where: %s\n", strerror(-error));
		return 1;
	}
	error = look(context, (pid_t)atoi(argv[1]),
		     strtoull(argv[2], NULL, 16));
	vminfo_context_free(context);
	return error ? 1 : 0;
}

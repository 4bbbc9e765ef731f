// SPDX-License-Identifier: LGPL-2.1-or-later
/* The processes that are watched. */
#include "paging-process.h"

#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "paging-pin.h"

/* Where it is, or would be. */
static size_t place_of(const struct paging_processes *processes, pid_t pid)
{
	size_t low = 0, high = processes->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (processes->list[middle]->pid < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct paging_process *
paging_processes_find(const struct paging_processes *processes, pid_t pid)
{
	size_t i = place_of(processes, pid);

	return i < processes->count && processes->list[i]->pid == pid
		? processes->list[i] : NULL;
}

static void make_room(struct paging_processes *processes)
{
	size_t room = processes->room ? 2 * processes->room : 16;
	struct paging_process **larger;

	if (processes->count < processes->room)
		return;
	larger = reallocarray(processes->list, room, sizeof(*larger));
	if (!larger)
		complain_out_of_memory();
	processes->list = larger;
	processes->room = room;
}

struct paging_process *paging_processes_add(struct paging_processes *processes,
					    pid_t pid)
{
	struct paging_process *process = calloc(1, sizeof(*process));
	size_t i = place_of(processes, pid);

	if (!process)
		complain_out_of_memory();
	make_room(processes);
	memmove(&processes->list[i + 1], &processes->list[i],
		(processes->count - i) * sizeof(*processes->list));
	processes->list[i] = process;
	processes->count++;
	process->pid = pid;
	process->start_time = VMINFO_NONE;
	process->pin = -1;
	return process;
}

static void free_one(struct paging_process *process)
{
	paging_list_free(&process->list);
	paging_pin_close(process->pin);
	free(process);
}

void paging_processes_forget(struct paging_processes *processes,
			     void (*gone)(void *data,
					  const struct paging_process *process),
			     void *data)
{
	size_t kept = 0;

	for (size_t i = 0; i < processes->count; i++) {
		struct paging_process *process = processes->list[i];

		if (process->seen) {
			process->seen = false;
			processes->list[kept++] = process;
			continue;
		}
		gone(data, process);
		free_one(process);
	}
	processes->count = kept;
}

void paging_processes_free(struct paging_processes *processes)
{
	for (size_t i = 0; i < processes->count; i++)
		free_one(processes->list[i]);
	free(processes->list);
	*processes = (struct paging_processes){ 0 };
}

enum paging_word paging_process_word(const struct paging_process *process)
{
	if (process->has_thrashed)
		return PAGING_THRASHING;
	if (process->has_paged)
		return PAGING_PAGING;
	return process->was_unknown ? PAGING_NO_WORD : PAGING_QUIET;
}

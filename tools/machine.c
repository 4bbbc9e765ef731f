// SPDX-License-Identifier: LGPL-2.1-or-later
/* What /proc and /sys say of the machine, read once and bounded. */
#include "machine.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "small-file.h"
#include "zswap.h"

#define CPUINFO_TEXT ((size_t)16 << 10)
#define MOUNTS_TEXT ((size_t)256 << 10)
#define MOST_GROUPS 65536u

/* "always [madvise] never": the word that is chosen. */
static void read_choice(int sys, const char *path, char word[MACHINE_WORD])
{
	char text[2 * MACHINE_WORD], *start, *end;

	*word = '\0';
	if (small_file_read(sys, path, text, sizeof(text)) != 0)
		return;
	start = strchr(text, '[');
	end = start ? strchr(start, ']') : NULL;
	if (!end || end - start > MACHINE_WORD)
		return;
	*end = '\0';
	strcpy(word, start + 1);
}

static enum answer read_switch(int sys, const char *path)
{
	char text[MACHINE_WORD];

	if (small_file_read(sys, path, text, sizeof(text)) != 0)
		return ANSWER_UNKNOWN;
	if (strcmp(text, "Y") == 0 || strcmp(text, "1") == 0)
		return ANSWER_YES;
	return strcmp(text, "N") == 0 || strcmp(text, "0") == 0 ||
			       strcmp(text, "2") == 0
		       ? ANSWER_NO
		       : ANSWER_UNKNOWN;
}

static uint64_t read_number(int at, const char *path)
{
	uint64_t number;

	return small_file_number(at, path, &number) == 0 ? number : UINT64_MAX;
}

/* --- page tables ---------------------------------------------------------- */

static const struct mode {
	const char *architecture, *field, *word;
	unsigned int levels;
} modes[] = {
	/* The kernel takes the flag away if it does not use it. */
	{ "x86_64", "flags", "la57", 5 },
	{ "x86_64", "flags", "lm", 4 },
	{ "riscv64", "mmu", "sv39", 3 },
	{ "riscv64", "mmu", "sv48", 4 },
	{ "riscv64", "mmu", "sv57", 5 },
};

static bool has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	while (*text) {
		size_t n = strcspn(text, " ");

		if (n == length && strncmp(text, word, n) == 0)
			return true;
		text += n + (text[n] != '\0');
	}
	return false;
}

static unsigned int read_levels(const char *architecture, int proc)
{
	char text[CPUINFO_TEXT], value[CPUINFO_TEXT];

	if (small_file_read(proc, "cpuinfo", text, sizeof(text)) != 0)
		return 0;
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
		if (strcmp(modes[i].architecture, architecture) == 0 &&
		    small_file_field(text, modes[i].field, value,
				     sizeof(value)) == 0 &&
		    has_word(value, modes[i].word))
			return modes[i].levels;
	return 0;
}

/* --- devices -------------------------------------------------------------- */

static void count_group(struct machine_iommu *iommu, int directory,
			const char *name)
{
	char path[300], type[MACHINE_WORD] = "";

	snprintf(path, sizeof(path), "%s/type", name);
	iommu->groups++;
	small_file_read(directory, path, type, sizeof(type));
	if (strncmp(type, "DMA", 3) == 0)
		iommu->translated++;
	else if (strcmp(type, "identity") == 0)
		iommu->identity++;
	else
		iommu->other++;
}

void machine_read_iommu(struct machine_iommu *iommu, int sys)
{
	int directory = openat(sys, "kernel/iommu_groups",
			       O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = directory < 0 ? NULL : fdopendir(directory);
	struct dirent *entry;

	if (!list)
		return;
	iommu->known = true;
	while ((entry = readdir(list)) && iommu->groups < MOST_GROUPS)
		if (*entry->d_name != '.')
			count_group(iommu, directory, entry->d_name);
	closedir(list);
}

/* --- pages ---------------------------------------------------------------- */

static void add_pool(struct machine *machine, int directory, const char *name)
{
	struct machine_pool *pool = &machine->pools[machine->pool_count];
	unsigned long long kib;
	char path[300];

	if (machine->pool_count == MACHINE_POOLS ||
	    sscanf(name, "hugepages-%12llukB", &kib) != 1)
		return;
	pool->page_size = (uint64_t)kib << 10;
	snprintf(path, sizeof(path), "%s/nr_hugepages", name);
	pool->pages = read_number(directory, path);
	snprintf(path, sizeof(path), "%s/free_hugepages", name);
	pool->free = read_number(directory, path);
	machine->pool_count++;
}

static int by_page_size(const void *a, const void *b)
{
	const struct machine_pool *x = a, *y = b;

	return x->page_size < y->page_size ? -1 : x->page_size > y->page_size;
}

static void read_pools(struct machine *machine, int sys)
{
	int directory = openat(sys, "kernel/mm/hugepages",
			       O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = directory < 0 ? NULL : fdopendir(directory);
	struct dirent *entry;

	if (!list)
		return;
	while ((entry = readdir(list)))
		add_pool(machine, directory, entry->d_name);
	closedir(list);
	qsort(machine->pools, machine->pool_count, sizeof(*machine->pools),
	      by_page_size);
}

static void read_pages(struct machine *machine, int sys)
{
	read_choice(sys, "kernel/mm/transparent_hugepage/enabled",
		    machine->thp);
	read_choice(sys, "kernel/mm/transparent_hugepage/shmem_enabled",
		    machine->thp_shmem);
	read_pools(machine, sys);
	machine->ksm = read_switch(sys, "kernel/mm/ksm/run");
	machine->ksm_sharing = read_number(sys, "kernel/mm/ksm/pages_sharing");
}

/* --- who may look --------------------------------------------------------- */

/* "proc /proc proc rw,hidepid=invisible,subset=pid 0 0", the last one. */
static void read_proc_mount(struct machine *machine, int proc)
{
	char *text = malloc(MOUNTS_TEXT), *line, *rest, *options;

	if (!text)
		return;
	if (small_file_read(proc, "self/mounts", text, MOUNTS_TEXT) != 0)
		*text = '\0';
	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		char *at = strstr(line, " /proc proc ");

		if (!at)
			continue;
		*machine->hidepid = '\0';
		machine->subset_pid = strstr(at, "subset=pid");
		options = strstr(at, "hidepid=");
		if (options)
			snprintf(machine->hidepid, sizeof(machine->hidepid),
				 "%.*s", (int)strcspn(options + 8, ", "),
				 options + 8);
	}
	free(text);
}

static void read_rules(struct machine *machine, int proc, int sys)
{
	machine->ptrace_scope = read_number(proc,
					    "sys/kernel/yama/ptrace_scope");
	read_choice(sys, "kernel/security/lockdown", machine->lockdown);
	read_proc_mount(machine, proc);
}

void machine_read(struct machine *machine, int proc, int sys)
{
	struct utsname name;

	*machine = (struct machine){ 0 };
	if (uname(&name) == 0) {
		snprintf(machine->release, sizeof(machine->release), "%s",
			 name.release);
		snprintf(machine->architecture, sizeof(machine->architecture),
			 "%s", name.machine);
	}
	machine->table_levels = read_levels(machine->architecture, proc);
	machine_read_guest(machine, proc, sys);
	machine_read_iommu(&machine->iommu, sys);
	read_pages(machine, sys);
	machine->zswap = zswap_in_use(proc, sys);
	read_rules(machine, proc, sys);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Signs that devices of this machine reach other memory than is meant. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include "bus-address.h"
#include "small-file.h"

#define CPUINFO_TEXT ((size_t)16 << 10)
#define COMMAND_LINE ((size_t)16 << 10)

static const char copied[] =
	"the memory of this guest is encrypted: what a device reads and writes "
	"is a copy, somewhere else";

/* Files and directories below /sys that are there only in some guests. */
static const struct sign {
	const char *path, *sentence;
} signs[] = {
	{ "devices/platform/arm-cca-dev", copied },
	{ "bus/vmbus", "a guest of Hyper-V may be isolated: then devices reach "
		       "only a copy of the memory, somewhere else" },
};

/* "flags		: fpu tdx_guest": as a whole word. */
static bool has_flag(const char *flags, const char *flag)
{
	size_t length = strlen(flag);

	while (*flags) {
		size_t n = strcspn(flags, " ");

		if (n == length && strncmp(flags, flag, n) == 0)
			return true;
		flags += n + (flags[n] != '\0');
	}
	return false;
}

/* Guests of SEV do not show its flag: the kernel takes it away. */
static const char *doubt_of_processor(const char *cpuinfo, bool may_have_sev)
{
	char flags[CPUINFO_TEXT];

	if (small_file_field(cpuinfo, "flags", flags, sizeof(flags)) != 0)
		return "/proc/cpuinfo has no flags, so that memory may be "
		       "encrypted";
	if (has_flag(flags, "tdx_guest"))
		return copied;
	if (has_flag(flags, "sme"))
		return "memory may be encrypted (SME): then a bus address has "
		       "one bit more";
	if (has_flag(flags, "hypervisor") && may_have_sev)
		return "the memory of this guest may be encrypted (SEV): then "
		       "a device reads and writes a copy, somewhere else";
	return NULL;
}

static bool is_x86(const char *architecture)
{
	return strcmp(architecture, "x86_64") == 0 ||
	       (architecture[0] == 'i' && strcmp(architecture + 2, "86") == 0);
}

/* "swiotlb=65536,force"; "noforce" is another word. */
static bool is_forced(const char *command)
{
	const char *at = command;

	while ((at = strstr(at, "swiotlb="))) {
		size_t end;

		for (at += strlen("swiotlb="); *at && *at != ' ';
		     at += end + (at[end] == ',')) {
			end = strcspn(at, ", ");
			if (end == 5 && strncmp(at, "force", end) == 0)
				return true;
		}
	}
	return false;
}

static const char *doubt_of_kernel(int proc)
{
	char command[COMMAND_LINE];

	if (small_file_read(proc, "cmdline", command, sizeof(command)) != 0)
		return "/proc/cmdline cannot be read, so that the kernel may "
		       "copy what devices read and write";
	return is_forced(command)
		       ? "the kernel copies what devices read and write "
			 "(swiotlb=force), so that they use other addresses"
		       : NULL;
}

static const char *find_doubt(const struct bus_machine *machine, int proc,
			      int sys)
{
	char text[CPUINFO_TEXT];
	const char *doubt = NULL;
	struct stat stat;

	if (small_file_read(sys, "hypervisor/type", text, sizeof(text)) == 0 &&
	    strcmp(text, "xen") == 0)
		return "under Xen a physical address may be one of the guest "
		       "alone";
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (fstatat(sys, signs[i].path, &stat, 0) == 0)
			return signs[i].sentence;
	if (is_x86(machine->architecture)) {
		if (small_file_read(proc, "cpuinfo", text, sizeof(text)) != 0)
			*text = '\0';
		doubt = doubt_of_processor(text, machine->may_have_sev);
	}
	return doubt ? doubt : doubt_of_kernel(proc);
}

/* Entries of a directory of the kernel are there at once. */
static bool has_entries(int at, const char *path)
{
	int directory = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *list = directory < 0 ? NULL : fdopendir(directory);
	struct dirent *entry;

	if (!list)
		return false;
	while ((entry = readdir(list)) && *entry->d_name == '.')
		;
	closedir(list);
	return entry != NULL;
}

void bus_machine_look(struct bus_machine *machine, int proc, int sys)
{
	machine->has_groups = has_entries(sys, "kernel/iommu_groups");
	machine->doubt = find_doubt(machine, proc, sys);
}

#if defined(__x86_64__) || defined(__i386__)
/* AMD64 manual, volume 3, Fn8000_001F_EAX[1]. */
static bool has_sev(void)
{
	unsigned int eax, ebx, ecx, edx;

	return __get_cpuid(0x8000001f, &eax, &ebx, &ecx, &edx) && eax & 2;
}
#else
static bool has_sev(void)
{
	return false;
}
#endif

void bus_machine_read(struct bus_machine *machine, int proc, int sys)
{
	struct utsname name;

	*machine = (struct bus_machine){ .may_have_sev = has_sev() };
	if (uname(&name) == 0)
		snprintf(machine->architecture, sizeof(machine->architecture),
			 "%s", name.machine);
	bus_machine_look(machine, proc, sys);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Signs that the machine is a virtual one; that there is none is no proof. */
#include <stdio.h>
#include <string.h>

#include "machine.h"
#include "small-file.h"

/* Of the first processor, at least. */
#define CPUINFO_TEXT ((size_t)16 << 10)

/* Vendors and products that are only ever virtual. */
static const char *const virtual_machines[] = {
	"QEMU", "KVM", "VMware", "VirtualBox", "innotek GmbH", "Xen", "Bochs",
	"Parallels", "BHYVE", "Virtual Machine", "Apple Virtualization",
	"OpenStack", "KubeVirt",
};

static void found(struct machine *machine, const char *where, const char *what)
{
	if (machine->guest || !*what)
		return;
	machine->guest = true;
	snprintf(machine->guest_sign, sizeof(machine->guest_sign), "%s: %.64s",
		 where, what);
}

static void look_at_cpuinfo(struct machine *machine, int proc)
{
	char text[CPUINFO_TEXT], value[CPUINFO_TEXT];

	if (small_file_read(proc, "cpuinfo", text, sizeof(text)) != 0)
		return;
	if (small_file_field(text, "flags", value, sizeof(value)) == 0 &&
	    strstr(strcat(value, " "), " hypervisor "))
		found(machine, "cpuinfo", "hypervisor");
	if (small_file_field(text, "platform", value, sizeof(value)) == 0 &&
	    strcmp(value, "pSeries") == 0)
		found(machine, "cpuinfo", value);
}

/* A line such as "VM00 Name:            guest1" on s390. */
static void look_at_sysinfo(struct machine *machine, int proc)
{
	char text[CPUINFO_TEXT];

	if (small_file_read(proc, "sysinfo", text, sizeof(text)) == 0 &&
	    strstr(text, "\nVM00 "))
		found(machine, "sysinfo", "VM00");
}

static void look_at_firmware(struct machine *machine, int sys,
			     const char *path)
{
	char text[MACHINE_WORD];

	if (small_file_read(sys, path, text, sizeof(text)) != 0)
		return;
	for (size_t i = 0;
	     i < sizeof(virtual_machines) / sizeof(*virtual_machines); i++)
		if (strstr(text, virtual_machines[i]))
			found(machine, "firmware", virtual_machines[i]);
}

void machine_read_guest(struct machine *machine, int proc, int sys)
{
	char text[MACHINE_WORD];

	look_at_cpuinfo(machine, proc);
	if (small_file_read(sys, "hypervisor/type", text, sizeof(text)) == 0)
		found(machine, "/sys/hypervisor/type", text);
	if (small_file_read(proc, "device-tree/hypervisor/compatible", text,
			    sizeof(text)) == 0)
		found(machine, "device tree", text);
	look_at_sysinfo(machine, proc);
	look_at_firmware(machine, sys, "class/dmi/id/sys_vendor");
	look_at_firmware(machine, sys, "class/dmi/id/product_name");
}

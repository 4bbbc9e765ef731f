// SPDX-License-Identifier: LGPL-2.1-or-later
/* --explain alone: the machine, what its kernel has, and what we may see. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>
#include <vminfo.h>

#include "explain.h"
#include "machine.h"

#define MOST_RANGES 1024
#define MOST_ZONES 1024

static struct json_object *word_or_null(const char *word)
{
	return *word ? json_object_new_string(word) : NULL;
}

/* --- the kernel ----------------------------------------------------------- */

static void tell_kernel(struct facts *facts, const struct machine *machine,
			struct vminfo_context *context)
{
	uint64_t page = vminfo_context_page_size(context);
	uint64_t huge = vminfo_context_pmd_size(context);

	facts_put(facts, "release", word_or_null(machine->release));
	facts_put(facts, "architecture", word_or_null(machine->architecture));
	facts_line(facts, "kernel", "Linux %s, %s", machine->release,
		   machine->architecture);
	facts_put(facts, "page_size", json_object_new_uint64(page));
	facts_line(facts, "page", "%" PRIu64 " bytes", page);
	facts_put(facts, "huge_page_size",
		  huge ? json_object_new_uint64(huge) : NULL);
	if (huge)
		facts_line(facts, "huge page", "%s: what one entry of the "
			   "next level (PMD) maps", facts_size_of(huge).text);
	facts_put(facts, "page_table_levels", machine->table_levels ?
		  json_object_new_int((int)machine->table_levels) : NULL);
	if (machine->table_levels)
		facts_line(facts, "page tables", "%u levels",
			   machine->table_levels);
}

static void tell_guest(struct facts *facts, const struct machine *machine)
{
	char *sign = facts_encode(facts, machine->guest_sign);

	/* A hypervisor need not show itself: there is no certain no. */
	facts_put(facts, "guest", facts_json_answer(machine->guest ?
						    ANSWER_YES :
						    ANSWER_UNKNOWN));
	facts_put(facts, "guest_sign", word_or_null(sign));
	if (machine->guest)
		facts_line(facts, "virtual machine", "yes (%s): physical "
			   "addresses are those of this guest; where the host "
			   "has them cannot be seen from here", sign);
	else
		facts_line(facts, "virtual machine", "nothing says so: "
			   "probably bare metal, but a hypervisor can hide");
	free(sign);
}

static void tell_iommu(struct facts *facts, const struct machine_iommu *iommu)
{
	facts_open(facts, "iommu", NULL);
	facts_put(facts, "groups", iommu->known ?
		  json_object_new_int((int)iommu->groups) : NULL);
	facts_put(facts, "translated", iommu->known ?
		  json_object_new_int((int)iommu->translated) : NULL);
	facts_put(facts, "identity", iommu->known ?
		  json_object_new_int((int)iommu->identity) : NULL);
	facts_close(facts);
	if (!iommu->known)
		facts_line(facts, "IOMMU", "the kernel does not say whether "
			   "there is one");
	else if (iommu->groups == 0)
		facts_line(facts, "IOMMU", "none in use: devices use physical "
			   "addresses");
	else
		facts_line(facts, "IOMMU", "%u groups of devices: %u "
			   "translated (addresses of the device are others "
			   "than physical ones), %u identity (the same), %u "
			   "other", iommu->groups, iommu->translated,
			   iommu->identity, iommu->other);
}

/* --- memory --------------------------------------------------------------- */

static void tell_ram(struct facts *facts, struct vminfo_context *context)
{
	static struct vminfo_ram ranges[MOST_RANGES];
	ssize_t n = vminfo_context_ram(context, ranges, MOST_RANGES);
	uint64_t bytes = 0, end = 0;

	if (n < 0 || n > MOST_RANGES) {
		facts_put(facts, "ram", NULL);
		facts_line(facts, "RAM", "where it is, is hidden (right ram)");
		return;
	}
	facts_open_list(facts, "ram", NULL);
	for (ssize_t i = 0; i < n; i++) {
		facts_open(facts, NULL, NULL);
		facts_put(facts, "pa", facts_json_hex(ranges[i].pa));
		facts_put(facts, "length",
			  json_object_new_uint64(ranges[i].length));
		facts_close(facts);
		bytes += ranges[i].length;
		end = ranges[i].pa + ranges[i].length - 1;
	}
	facts_close(facts);
	facts_line(facts, "RAM", "%s in %zd range%s up to 0x%" PRIx64,
		   facts_size_of(bytes).text, n, n == 1 ? "" : "s", end);
}

static void tell_zone(struct facts *facts, const char *label,
		      const struct vminfo_zone_span *zone, uint64_t page_size)
{
	const char *name = vminfo_zone_name(zone->zone);
	uint64_t end = (zone->pfn + zone->spanned) * page_size - 1;

	facts_open(facts, NULL, NULL);
	facts_put(facts, "node", json_object_new_int((int)zone->node));
	facts_put(facts, "zone", name ? json_object_new_string(name) : NULL);
	facts_put(facts, "pa", facts_json_hex(zone->pfn * page_size));
	facts_put(facts, "spanned",
		  json_object_new_uint64(zone->spanned * page_size));
	facts_put(facts, "present",
		  json_object_new_uint64(zone->present * page_size));
	facts_put(facts, "managed",
		  json_object_new_uint64(zone->managed * page_size));
	facts_close(facts);
	facts_line(facts, label, "node %u, %s: %s, 0x%" PRIx64
		   " to 0x%" PRIx64, zone->node, name ? name : "zone ?",
		   facts_size_of(zone->present * page_size).text,
		   zone->pfn * page_size, end);
}

static void tell_zones(struct facts *facts, struct vminfo_context *context)
{
	static struct vminfo_zone_span zones[MOST_ZONES];
	uint64_t page_size = vminfo_context_page_size(context);
	ssize_t n = vminfo_context_zones(context, zones, MOST_ZONES);

	if (n < 0 || n > MOST_ZONES) {
		facts_put(facts, "zones", NULL);
		return;
	}
	facts_open_list(facts, "zones", NULL);
	for (ssize_t i = 0; i < n; i++)
		tell_zone(facts, i ? NULL : "zones", &zones[i], page_size);
	facts_close(facts);
}

static void tell_rules(struct facts *facts, const struct machine *machine)
{
	facts_put(facts, "hidepid", word_or_null(machine->hidepid));
	facts_put(facts, "subset_pid",
		  json_object_new_boolean(machine->subset_pid));
	if (*machine->hidepid)
		facts_line(facts, "/proc", "mounted with hidepid=%s: processes "
			   "of others look as if they were not there",
			   machine->hidepid);
	if (machine->subset_pid)
		facts_line(facts, "/proc", "mounted with subset=pid: it has "
			   "no kpageflags, swaps, iomem and zoneinfo");
	facts_put(facts, "ptrace_scope",
		  machine->ptrace_scope == UINT64_MAX ? NULL :
		  json_object_new_uint64(machine->ptrace_scope));
	if (machine->ptrace_scope != UINT64_MAX)
		facts_line(facts, "ptrace_scope", "%" PRIu64 " (Yama): it "
			   "restricts who may stop a process, not who may "
			   "look at its memory map", machine->ptrace_scope);
	facts_put(facts, "lockdown", word_or_null(machine->lockdown));
	if (*machine->lockdown)
		facts_line(facts, "lockdown", "%s: it does not hide what "
			   "vmwalk reads", machine->lockdown);
}

void explain_machine(struct facts *facts, struct vminfo_context *context)
{
	int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	int sys = open("/sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct machine machine;

	machine_read(&machine, proc, sys);
	facts_open(facts, "machine", "This machine");
	tell_kernel(facts, &machine, context);
	tell_guest(facts, &machine);
	tell_iommu(facts, &machine.iommu);
	tell_ram(facts, context);
	tell_zones(facts, context);
	explain_paging(facts, &machine, context);
	tell_rules(facts, &machine);
	facts_close(facts);
	if (proc >= 0)
		close(proc);
	if (sys >= 0)
		close(sys);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* --explain 0x...: walks one address by hand, as a teacher would. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "complain.h"
#include "explain-place.h"
#include "explain.h"
#include "page-tables.h"
#include "units.h"

/* --- the address ---------------------------------------------------------- */

static void tell_tag(struct facts *facts, const struct place *place)
{
	facts_put(facts, "given", facts_json_hex(place->given));
	facts_put(facts, "va", facts_json_hex(place->va));
	if (place->given == place->va)
		return;
	facts_line(facts, "address", "0x%" PRIx64 ": the tag in the upper bits "
		   "is taken off; where tags are not switched on, the "
		   "processor refuses them", place->va);
}

static void tell_indices(struct facts *facts, const struct page_tables *tables,
			 const struct place *place)
{
	struct page_tables_index indices[PAGE_TABLES_MOST];
	size_t n = page_tables_indices(tables, place->va, indices);
	char text[128] = "";
	size_t used = 0;

	facts_open_list(facts, "tables", NULL);
	for (size_t i = 0; i < n; i++) {
		facts_open(facts, NULL, NULL);
		facts_put(facts, "level",
			  json_object_new_string(indices[i].name));
		facts_put(facts, "index",
			  json_object_new_int((int)indices[i].index));
		facts_close(facts);
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%s %u", i ? ", " : "",
					 indices[i].name, indices[i].index);
	}
	facts_close(facts);
	if (n)
		facts_line(facts, "page tables", "%sentry %s (%u bits of the "
			   "address each)", n < tables->levels ? "..., " : "",
			   text, indices[0].bits);
}

static void tell_half(struct facts *facts, const struct page_tables *tables,
		      const struct place *place)
{
	if (place->mapped)
		return;
	switch (page_tables_half(tables, place->va)) {
	case PAGE_TABLES_KERNEL:
		facts_line(facts, NULL, "it is in the kernel's half of the "
			   "addresses: no process maps it");
		break;
	case PAGE_TABLES_NEITHER:
		facts_line(facts, NULL, "it is not canonical: this processor "
			   "knows no such address, and an access ends in a "
			   "signal");
		break;
	default:
		break;
	}
}

static void tell_address(struct facts *facts, const struct place *place,
			 unsigned int levels)
{
	const struct page_tables tables = {
		.architecture = vminfo_context_architecture(place->context),
		.page_size = place->page_size,
		.levels = levels,
	};
	uint64_t byte = place->va & (place->page_size - 1);

	tell_tag(facts, place);
	facts_put(facts, "page", facts_json_hex(place->va / place->page_size));
	facts_put(facts, "byte", json_object_new_uint64(byte));
	facts_line(facts, "page", "number 0x%" PRIx64 ", and byte %" PRIu64
		   " of its %" PRIu64, place->va / place->page_size, byte,
		   place->page_size);
	tell_indices(facts, &tables, place);
	tell_half(facts, &tables, place);
}

/* --- its mapping ---------------------------------------------------------- */

static const char *rights_of(unsigned int permissions)
{
	static const char *const words[] = {
		"no access", "readable", "writable", "readable and writable",
		"executable", "readable and executable",
		"writable and executable",
		"readable, writable and executable",
	};

	return words[permissions & (VMINFO_READ | VMINFO_WRITE |
				    VMINFO_EXECUTE)];
}

static const char *sharing_of(const struct vminfo_mapping *mapping)
{
	if (mapping->permissions & VMINFO_SHARED)
		return "shared: all who map the object see what is written";
	return mapping->kind == VMINFO_OBJECT ?
	       "private: what is written is a copy of this process" :
	       "private: what is written stays with this process";
}

static void tell_object(struct facts *facts, const struct place *place)
{
	const struct vminfo_mapping *m = &place->mapping;
	uint64_t offset = m->offset + (place->va - m->va);

	facts_put(facts, "file_offset", m->kind == VMINFO_OBJECT ?
		  facts_json_hex(offset) : NULL);
	if (m->kind == VMINFO_OBJECT)
		facts_line(facts, NULL, "of an object (a file, shared memory "
			   "or a device): this byte is its byte %" PRIu64,
			   offset);
	else if (m->kind == VMINFO_KERNEL)
		facts_line(facts, NULL, "pages of the kernel");
	else
		facts_line(facts, NULL, "anonymous: no file is behind it");
}

static const struct {
	uint64_t flag;
	const char *text;
} vmflags[] = {
	{ VMINFO_VM_LOCKED, "locked in RAM (mlock): it is not swapped, but the "
			    "kernel may move it to another frame" },
	{ VMINFO_VM_HUGETLB, "of huge pages that were set aside (hugetlb)" },
	{ VMINFO_VM_IO, "memory of a device" },
	{ VMINFO_VM_NOHUGEPAGE, "no transparent huge pages (MADV_NOHUGEPAGE)" },
	{ VMINFO_VM_HUGEPAGE, "huge pages are wanted (MADV_HUGEPAGE)" },
	{ VMINFO_VM_MERGEABLE, "KSM may merge its pages" },
	{ VMINFO_VM_DONTFORK, "children do not get it (MADV_DONTFORK)" },
	{ VMINFO_VM_UFFD_MISSING, "userfaultfd answers for missing pages" },
	{ VMINFO_VM_UFFD_WP, "userfaultfd is asked before writes" },
	{ VMINFO_VM_UFFD_MINOR, "userfaultfd is asked before pages of the "
				"object are mapped" },
};

static void tell_vmflags(struct facts *facts, const struct place *place)
{
	if (place->vmflags == VMINFO_NONE)
		return;
	for (size_t i = 0; i < sizeof(vmflags) / sizeof(*vmflags); i++)
		if (place->vmflags & vmflags[i].flag)
			facts_line(facts, NULL, "%s", vmflags[i].text);
}

static void put_mapping(struct facts *facts, const struct vminfo_mapping *m,
			const char *perms)
{
	char text[32];

	facts_put(facts, "start", facts_json_hex(m->va));
	facts_put(facts, "length", json_object_new_uint64(m->length));
	facts_put(facts, "perms", json_object_new_string(perms));
	facts_put(facts, "offset", facts_json_hex(m->offset));
	snprintf(text, sizeof(text), "%02x:%02x", m->dev_major, m->dev_minor);
	facts_put(facts, "dev", m->inode ? json_object_new_string(text)
					 : NULL);
	snprintf(text, sizeof(text), "%" PRIu64, m->inode);
	facts_put(facts, "inode", m->inode ? json_object_new_string(text)
					   : NULL);
}

static void tell_mapping(struct facts *facts, const struct place *place)
{
	const struct vminfo_mapping *m = &place->mapping;
	const char perms[] = {
		m->permissions & VMINFO_READ ? 'r' : '-',
		m->permissions & VMINFO_WRITE ? 'w' : '-',
		m->permissions & VMINFO_EXECUTE ? 'x' : '-',
		m->permissions & VMINFO_SHARED ? 's' : 'p', '\0'
	};
	char *name = facts_encode(facts, m->name), end[32];

	*units_put_end(end, m->va + m->length) = '\0';
	facts_open(facts, "mapping", "Its mapping");
	put_mapping(facts, m, perms);
	facts_put(facts, "name", json_object_new_string(name));
	facts_exact(facts, "maps", "%" PRIx64 "-%s %s %08" PRIx64
		    " %02x:%02x %" PRIu64 "%s%s", m->va, end, perms, m->offset,
		    m->dev_major, m->dev_minor, m->inode, *name ? " " : "",
		    name);
	facts_line(facts, NULL, "%s; %s", rights_of(m->permissions),
		   sharing_of(m));
	tell_object(facts, place);
	tell_vmflags(facts, place);
	facts_close(facts);
	free(name);
}

static void tell_gap(struct facts *facts, const struct place *place)
{
	facts_put(facts, "mapping", NULL);
	if (place->below_end != VMINFO_NONE)
		facts_line(facts, "gap", "the mapping below ends at 0x%" PRIx64,
			   place->below_end);
	else
		facts_line(facts, "gap", "no mapping is below");
	if (place->above_start != VMINFO_NONE)
		facts_line(facts, NULL, "the one above starts at 0x%" PRIx64
			   "%s", place->above_start, place->above_is_stack ?
			   ": it is the stack" : "");
	else
		facts_line(facts, NULL, "no mapping is above");
}

/* --- all of it ------------------------------------------------------------ */

static void tell_place(struct facts *facts, const struct place *place,
		       unsigned int levels)
{
	char title[128];

	snprintf(title, sizeof(title), "Address 0x%" PRIx64 " of process %d",
		 place->given, vminfo_process_pid(place->process));
	facts_open(facts, NULL, title);
	facts_put(facts, "pid", json_object_new_int(
		  vminfo_process_pid(place->process)));
	tell_address(facts, place, levels);
	if (place->mapped)
		tell_mapping(facts, place);
	else
		tell_gap(facts, place);
	explain_entry(facts, place);
	explain_frame(facts, place);
	explain_slot(facts, place);
	explain_access(facts, place);
	facts_close(facts);
}

static void tell_failure(struct visit *visit, const struct place *place,
			 int err)
{
	pid_t pid = vminfo_process_pid(place->process);

	if (visit->member || (err != -ESRCH && err != -ESTALE &&
			      err != -EAGAIN)) {
		visit_failed(visit, err);
		return;
	}
	if (err == -EAGAIN)
		complain("%d: the mapping of 0x%s changed each time that it "
			 "was read", pid, facts_hex_of(place->given).text);
	else
		complain("%d: exited, or started another program, while it "
			 "was looked at", pid);
	visit->incomplete = true;
}

void explain_address(struct explaining *explaining,
		     struct vminfo_process *process, uint64_t va)
{
	const struct target *target = explaining->options->target;
	struct place place;
	int ret = place_look(&place, explaining->visit->context, process, va);

	place.here = !target->procfs && !target->replay;
	if (ret == 0) {
		tell_place(explaining->facts, &place,
			   explaining->machine.table_levels);
		explaining->told = true;
		explaining->incomplete |= place.moved;
		explaining->hidden |= place.page.attributes & VMINFO_HIDDEN;
		explaining->frames |= place_has_frame(&place) &&
				      place.page.value != VMINFO_NONE;
	} else {
		tell_failure(explaining->visit, &place, ret);
	}
	place_free(&place);
}

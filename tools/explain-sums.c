// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where the memory of a process is, by our own count and by the kernel's. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <json-c/json.h>

#include "explain-process.h"

/* What status says, in bytes; UINT64_MAX: it does not. */
static uint64_t by_status(const struct about *about, const char *name)
{
	uint64_t bytes;

	return subject_number(&about->subject, name, &bytes) == 0 ? bytes :
								   UINT64_MAX;
}

static void put_bytes(struct facts *facts, const char *key, uint64_t bytes)
{
	facts_put(facts, key, bytes == UINT64_MAX ? NULL :
		  json_object_new_uint64(bytes));
}

/* Ours, and beside it that of status, if there is one. */
static void tell_pair(struct facts *facts, const struct about *about,
		      const char *label, const char *name)
{
	uint64_t page_size = vminfo_context_page_size(about->context);
	const struct tally *total = &about->sums.total;
	enum vminfo_state state = *label == 'p' ? VMINFO_PRESENT :
						  VMINFO_SWAPPED;
	uint64_t theirs = by_status(about, name);
	uint64_t ours = total->of_state[state] * page_size;

	put_bytes(facts, label, ours);
	if (theirs == UINT64_MAX)
		facts_line(facts, label, "%s", facts_size_of(ours).text);
	else
		facts_line(facts, label, "%s (%s of the kernel: %s)",
			   facts_size_of(ours).text, name,
			   facts_size_of(theirs).text);
}

static void tell_present(struct facts *facts, const struct about *about)
{
	uint64_t page_size = vminfo_context_page_size(about->context);
	const struct sums *sums = &about->sums;
	uint64_t present = sums->total.of_state[VMINFO_PRESENT];

	tell_pair(facts, about, "present", "VmRSS");
	put_bytes(facts, "of_objects", sums->of_objects * page_size);
	facts_line(facts, NULL, "%s of its own, %s of files and shared memory",
		   facts_size_of((present - sums->of_objects) *
				 page_size).text,
		   facts_size_of(sums->of_objects * page_size).text);
	put_bytes(facts, "huge", sums->total.huge_unknown ? UINT64_MAX :
		  sums->total.huge * page_size);
	if (sums->total.huge)
		facts_line(facts, NULL, "%s of it mapped as huge pages",
			   facts_size_of(sums->total.huge * page_size).text);
}

/* Everything else that is not just empty. */
static const enum vminfo_state rest[] = {
	VMINFO_ZERO, VMINFO_GUARD, VMINFO_MARKER, VMINFO_POISONED,
	VMINFO_MIGRATING, VMINFO_DEVICE, VMINFO_SPECIAL, VMINFO_PFNMAP,
	VMINFO_NONPRESENT, VMINFO_UNRESOLVED,
};

static void tell_rest(struct facts *facts, const struct about *about)
{
	uint64_t page_size = vminfo_context_page_size(about->context);

	facts_open(facts, "states", NULL);
	for (size_t i = 0; i < sizeof(rest) / sizeof(*rest); i++) {
		uint64_t pages = about->sums.total.of_state[rest[i]];
		const char *name = vminfo_state_name(rest[i]);

		facts_put(facts, name, json_object_new_uint64(pages));
		if (pages)
			facts_line(facts, name, "%s",
				   facts_size_of(pages * page_size).text);
	}
	facts_close(facts);
}

static void tell_largest(struct facts *facts, const struct about *about)
{
	uint64_t page_size = vminfo_context_page_size(about->context);
	const struct sums *sums = &about->sums;

	facts_open_list(facts, "largest", NULL);
	for (size_t i = 0; i < sums->largest_count; i++) {
		const struct sums_mapping *m = &sums->largest[i];
		char *name = facts_encode(facts, m->name);

		facts_open(facts, NULL, NULL);
		facts_put(facts, "va", facts_json_hex(m->va));
		put_bytes(facts, "present", m->present * page_size);
		put_bytes(facts, "swapped", m->swapped * page_size);
		facts_put(facts, "name", json_object_new_string(name));
		facts_close(facts);
		facts_line(facts, i ? NULL : "largest", "0x%" PRIx64 ": %s "
			   "present, %s swapped%s%s", m->va,
			   facts_size_of(m->present * page_size).text,
			   facts_size_of(m->swapped * page_size).text,
			   *name ? ": " : "", name);
		free(name);
	}
	facts_close(facts);
}

static const struct {
	const char *field, *key, *text;
} hints[] = {
	{ "VmLck", "locked", "in mappings that are locked: it is not swapped, "
			     "but may be moved" },
	{ "VmPin", "pinned", "pinned for devices: it stays in its frames" },
	{ "HugetlbPages", "hugetlb", "of hugetlb, which VmRSS leaves out" },
};

static void tell_hints(struct facts *facts, const struct about *about)
{
	for (size_t i = 0; i < sizeof(hints) / sizeof(*hints); i++) {
		uint64_t bytes = by_status(about, hints[i].field);

		put_bytes(facts, hints[i].key, bytes);
		if (bytes && bytes != UINT64_MAX)
			facts_line(facts, hints[i].field, "%s %s",
				   facts_size_of(bytes).text, hints[i].text);
	}
}

static void tell_all(struct facts *facts, const struct about *about)
{
	const struct tally *total = &about->sums.total;
	uint64_t page_size = vminfo_context_page_size(about->context);

	facts_open(facts, "memory", "Where its memory is");
	put_bytes(facts, "mapped", total->pages * page_size);
	facts_put(facts, "mappings", json_object_new_uint64(total->mappings));
	facts_line(facts, "mapped", "%s in %s mapping%s",
		   facts_size_of(total->pages * page_size).text,
		   facts_grouped(total->mappings).text,
		   total->mappings == 1 ? "" : "s");
	tell_present(facts, about);
	tell_pair(facts, about, "swapped", "VmSwap");
	tell_rest(facts, about);
	facts_put(facts, "unknown", json_object_new_uint64(total->unknown));
	tell_largest(facts, about);
	tell_hints(facts, about);
	facts_close(facts);
}

static void check_walk(void *data, const struct vminfo_walk *walk,
		       ssize_t failed)
{
	struct about *about = data;

	visit_check_walk(about->visit, about->subject.pid, walk, failed);
}

void explain_sums(struct facts *facts, struct about *about)
{
	int ret = -ESRCH;

	if (about->process) {
		ret = sums_take(&about->sums, about->process, check_walk,
				about);
		if (ret < 0)
			visit_failed(about->visit, ret);
	}
	about->walked = ret == 0;
	if (about->walked)
		tell_all(facts, about);
	else
		facts_put(facts, "memory", NULL);
}

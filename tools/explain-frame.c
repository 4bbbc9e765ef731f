// SPDX-License-Identifier: LGPL-2.1-or-later
/* The frame that a page is in: its address, its flags, where it is. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "explain-place.h"
#include "node.h"

/* By the number of the bit. */
static const char *const meanings[64] = {
	[VMINFO_FRAME_LOCKED] = "somebody works on it right now",
	[VMINFO_FRAME_ERROR] = "not used any more",
	[VMINFO_FRAME_REFERENCED] = "used since the kernel looked last",
	[VMINFO_FRAME_UPTODATE] = "its content is that of its object",
	[VMINFO_FRAME_DIRTY] = "newer than what is on disk or in swap",
	[VMINFO_FRAME_LRU] = "on a list of frames that can be reclaimed",
	[VMINFO_FRAME_ACTIVE] = "on the list of those used lately",
	[VMINFO_FRAME_SLAB] = "holds small objects of the kernel",
	[VMINFO_FRAME_WRITEBACK] = "is being written to disk or swap",
	[VMINFO_FRAME_RECLAIM] = "to be freed as soon as it is written",
	[VMINFO_FRAME_BUDDY] = "free",
	[VMINFO_FRAME_MMAP] = "some page of its folio is mapped",
	[VMINFO_FRAME_ANON] = "anonymous memory",
	[VMINFO_FRAME_SWAPCACHE] = "has a slot in swap, too",
	[VMINFO_FRAME_SWAPBACKED] = "would go to swap, not to a file",
	[VMINFO_FRAME_COMPOUND_HEAD] = "the first frame of a larger folio",
	[VMINFO_FRAME_COMPOUND_TAIL] = "one of the others of a larger folio",
	[VMINFO_FRAME_HUGE] = "hugetlb",
	[VMINFO_FRAME_UNEVICTABLE] = "cannot be reclaimed",
	[VMINFO_FRAME_HWPOISON] = "the hardware reported an error in it",
	[VMINFO_FRAME_NOPAGE] = "there is no such frame",
	[VMINFO_FRAME_KSM] = "merged with others of the same content (KSM)",
	[VMINFO_FRAME_MAYBE_KSM] = "merged, or not: this kernel does not tell",
	[VMINFO_FRAME_THP] = "part of a large folio, however it is mapped",
	[VMINFO_FRAME_OFFLINE] = "taken out of use, by a balloon for example",
	[VMINFO_FRAME_ZERO_PAGE] = "the zero page",
	[VMINFO_FRAME_IDLE] = "not used since somebody marked it",
	[VMINFO_FRAME_PGTABLE] = "a page table",
	[VMINFO_FRAME_RESERVED] = "not for the allocator: kernel or firmware",
	[VMINFO_FRAME_MLOCKED] = "in a mapping that is locked",
};

static void tell_flag(struct facts *facts, unsigned int bit, bool valid)
{
	const char *name = vminfo_frame_flag_name(bit);
	const char *meaning = meanings[bit] ? meanings[bit] :
					      "internal to the kernel";

	facts_open(facts, NULL, NULL);
	facts_put(facts, "name", json_object_new_string(name));
	facts_put(facts, "valid", json_object_new_boolean(valid));
	facts_close(facts);
	facts_line(facts, NULL, "%s: %s", name, valid ? meaning :
		   "garbage: this bit means something else in such a frame");
}

/* Why something is not known. */
static const char *why_not(const struct place *place, const char *hidden)
{
	return place->recorded ? "not in the recording" : hidden;
}

static void tell_unknown_flags(struct facts *facts, const struct place *place)
{
	bool hidden = place->frame.hidden & VMINFO_FRAME_HAS_FLAGS;

	facts_put(facts, "flags_raw", NULL);
	facts_put(facts, "flags", NULL);
	facts_line(facts, "flags", "%s", hidden ? why_not(place, "hidden") :
		   why_not(place, "kpageflags has no such frame"));
}

static void tell_flags(struct facts *facts, const struct place *place)
{
	const struct vminfo_frame *frame = &place->frame;
	uint64_t valid = vminfo_frame_flags_valid(frame->flags);
	char raw[32];

	if (!(frame->known & VMINFO_FRAME_HAS_FLAGS)) {
		tell_unknown_flags(facts, place);
		return;
	}
	snprintf(raw, sizeof(raw), "0x%016" PRIx64, frame->flags);
	facts_put(facts, "flags_raw", json_object_new_string(raw));
	facts_line(facts, "flags", "%s%s", raw, frame->flags ? "" : ": none");
	facts_open_list(facts, "flags", NULL);
	for (unsigned int bit = 0; bit < 64; bit++)
		if (frame->flags >> bit & 1)
			tell_flag(facts, bit, valid >> bit & 1);
	facts_close(facts);
	if (frame->changed & VMINFO_FRAME_HAS_FLAGS)
		facts_line(facts, NULL, "they were changing while they were "
			   "read");
}

static void tell_mapcount(struct facts *facts, const struct vminfo_frame *frame)
{
	const bool known = frame->known & VMINFO_FRAME_HAS_MAPCOUNT;

	facts_put(facts, "mapcount", known ?
		  json_object_new_uint64(frame->mapcount) : NULL);
	if (known)
		facts_line(facts, "mapped", "by %s entr%s of page tables",
			   facts_grouped(frame->mapcount).text,
			   frame->mapcount == 1 ? "y" : "ies");
}

static void tell_group(struct facts *facts, const struct vminfo_frame *frame)
{
	char inode[32];

	if (!(frame->known & VMINFO_FRAME_HAS_MEMCG)) {
		facts_put(facts, "memcg", NULL);
		return;
	}
	snprintf(inode, sizeof(inode), "%" PRIu64, frame->memcg);
	facts_put(facts, "memcg", json_object_new_string(inode));
	if (frame->memcg)
		facts_line(facts, "charged to", "the control group whose "
			   "directory has the inode %" PRIu64, frame->memcg);
	else
		facts_line(facts, "charged to", "nobody");
}

static void tell_folio(struct facts *facts, const struct place *place)
{
	const struct vminfo_frame *frame = &place->frame;
	uint64_t frames;

	if (!(frame->known & VMINFO_FRAME_HAS_ORDER)) {
		facts_put(facts, "order", NULL);
		return;
	}
	frames = (uint64_t)1 << frame->order;
	facts_put(facts, "order", json_object_new_int(frame->order));
	if (frame->order)
		facts_line(facts, "folio", "number %s of %s frames that "
			   "belong together (%s)",
			   facts_grouped((frame->pfn & (frames - 1)) + 1).text,
			   facts_grouped(frames).text,
			   facts_size_of(frames * place->page_size).text);
	else
		facts_line(facts, "folio", "this frame alone");
}

/* --- where it is ---------------------------------------------------------- */

static void tell_zone(struct facts *facts, const struct vminfo_frame *frame)
{
	const char *name = NULL;

	if (frame->known & VMINFO_FRAME_HAS_ZONE)
		name = vminfo_zone_name(frame->zone);
	facts_put(facts, "zone", name ? json_object_new_string(name) : NULL);
	if (name)
		facts_line(facts, "zone", "%s", name);
}

/* move_pages(2) is asked about the page, zoneinfo about the frame. */
static void tell_node(struct facts *facts, const struct place *place)
{
	int node = place->node;

	if (node == NODE_UNKNOWN &&
	    place->frame.known & VMINFO_FRAME_HAS_NODE)
		node = place->frame.node;
	facts_put(facts, "node", node == NODE_UNKNOWN ? NULL :
		  json_object_new_int(node));
	if (node != NODE_UNKNOWN)
		facts_line(facts, "node", "%d", node);
}

static enum answer is_ram(struct vminfo_context *context, uint64_t pa)
{
	ssize_t n = vminfo_context_ram(context, NULL, 0);
	enum answer answer = ANSWER_NO;
	struct vminfo_ram *ranges;

	if (n < 0)
		return ANSWER_UNKNOWN;
	ranges = calloc((size_t)n, sizeof(*ranges));
	if (!ranges)
		return ANSWER_UNKNOWN;
	n = vminfo_context_ram(context, ranges, (size_t)n);
	for (ssize_t i = 0; i < n; i++)
		if (pa >= ranges[i].pa && pa - ranges[i].pa < ranges[i].length)
			answer = ANSWER_YES;
	free(ranges);
	return answer;
}

static void tell_known_address(struct facts *facts, const struct place *place)
{
	uint64_t pa = place->page.value * place->page_size;
	enum answer ram = is_ram(place->context, pa);

	pa += place->va & (place->page_size - 1);
	facts_hex(facts, (struct facts_name){ "pfn", "number" },
		  place->page.value);
	facts_put(facts, "pa", facts_json_hex(pa));
	facts_line(facts, "this byte", "is at the physical address 0x%" PRIx64,
		   pa);
	facts_put(facts, "ram", facts_json_answer(ram));
	if (ram == ANSWER_UNKNOWN)
		facts_line(facts, "RAM", "%s",
			   why_not(place, "where RAM is, is hidden"));
	else
		facts_line(facts, "RAM", "%s", ram == ANSWER_YES ? "yes" :
			   "no: no range of System RAM has it");
}

static void tell_hidden_address(struct facts *facts, const struct place *place)
{
	facts_put(facts, "pfn", NULL);
	facts_put(facts, "pa", NULL);
	facts_put(facts, "ram", NULL);
	facts_line(facts, "number", "%s", why_not(place, "hidden: needs "
		   "CAP_SYS_ADMIN in the first user namespace"));
}

void explain_frame(struct facts *facts, const struct place *place)
{
	if (!place_has_frame(place)) {
		facts_put(facts, "frame", NULL);
		return;
	}
	facts_open(facts, "frame", "The frame");
	if (place->page.value != VMINFO_NONE)
		tell_known_address(facts, place);
	else
		tell_hidden_address(facts, place);
	tell_flags(facts, place);
	tell_mapcount(facts, &place->frame);
	tell_group(facts, &place->frame);
	tell_folio(facts, place);
	tell_zone(facts, &place->frame);
	tell_node(facts, place);
	facts_close(facts);
}

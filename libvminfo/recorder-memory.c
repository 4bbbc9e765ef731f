// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a recording says of the memory of a process: mappings and pages. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "pagemap.h"
#include "recorder.h"
#include "recording-entry.h"
#include "recording-names.h"

/* What was put so far of the mapping that the walk is in. */
struct memory {
	struct vminfo_recorder *recorder;
	struct vminfo_walk *walk;
	bool has_head;		/* its line was put */
	uint64_t first;		/* addresses of the first and last byte that */
	uint64_t last;		/* this line has */
	bool has_pages;		/* a line of pages that may go on */
	struct recorded_pages pages;
	bool has_changed;	/* likewise, of what had changed */
	struct recorded_range changed;
};

static uint64_t page_size_of(const struct memory *m)
{
	return m->walk->source.page_size;
}

/* --- lines ---------------------------------------------------------------- */

static void flush_pages(struct memory *m)
{
	struct out *out = &m->recorder->out;
	char text[ENTRY_TEXT];

	if (!m->has_pages)
		return;
	entry_put(text, &m->recorder->machine, &m->pages);
	out_put(out, "\t\t+%" PRIu64 " %" PRIu64 " %s\n",
		m->pages.page - m->first / page_size_of(m), m->pages.count,
		text);
	m->has_pages = false;
}

static void flush_changed(struct memory *m)
{
	struct out *out = &m->recorder->out;

	if (!m->has_changed)
		return;
	out_put(out, "\tchanged ");
	out_range(out, m->changed.va, m->changed.last);
	out_put(out, "\n");
	m->has_changed = false;
}

static void put_heading(struct memory *m)
{
	const struct vminfo_mapping *mapping = &m->walk->mapping;
	struct out *out = &m->recorder->out;
	uint64_t offset = mapping->offset;

	/* Of one that has grown, what is new. */
	if (mapping->kind == VMINFO_OBJECT)
		offset += m->first - mapping->va;
	out_put(out, "\tmap ");
	out_range(out, m->first, m->last);
	out_put(out, " %c%c%c%c %08" PRIx64 " %02x:%02x %" PRIu64,
		mapping->permissions & VMINFO_READ ? 'r' : '-',
		mapping->permissions & VMINFO_WRITE ? 'w' : '-',
		mapping->permissions & VMINFO_EXECUTE ? 'x' : '-',
		mapping->permissions & VMINFO_SHARED ? 's' : 'p', offset,
		mapping->dev_major, mapping->dev_minor, mapping->inode);
	if (*mapping->name)
		out_put(out, " ");
	out_rest(out, mapping->name, strlen(mapping->name));
	out_put(out, "\n");
}

static void put_traits(struct memory *m, bool has_smaps)
{
	const struct walk_traits *traits = &m->walk->traits;
	struct out *out = &m->recorder->out;

	if (traits->hugetlb_pages &&
	    !(has_smaps && m->walk->smaps.items.page_size != VMINFO_NONE))
		out_put(out, "\t\thugetlb %" PRIu64 "\n",
			traits->hugetlb_pages * page_size_of(m));
	if (traits->pfnmap &&
	    !(has_smaps && m->walk->smaps.items.flags != VMINFO_NONE))
		out_put(out, "\t\tpfnmap\n");
}

/* The lines of the mapping before those of its pages. */
static int put_head(struct memory *m)
{
	struct vminfo_recorder *r = m->recorder;
	struct vminfo_walk *walk = m->walk;
	bool has_smaps;
	int ret;

	m->first = walk->at;
	m->last = mappings_last_of(&walk->mapping);
	if (m->first % page_size_of(m) || ~m->last % page_size_of(m))
		return -EINVAL;
	ret = walk_find_smaps_of(walk, &walk->mapping);
	if (ret == -ENOMEM)
		return ret;
	has_smaps = ret == 0;
	if (has_smaps && recorder_put_item_names(r, &walk->smaps.text) < 0)
		return -ENOMEM;
	put_heading(m);
	put_traits(m, has_smaps);
	if (has_smaps)
		recorder_put_smaps(&r->out, &walk->smaps.text);
	m->has_head = true;
	return 0;
}

/* What is behind the mapping is found out when a page of it is asked for. */
static void put_object(struct memory *m)
{
	const struct recorded_name *object =
		recorded_name_of(recorded_objects,
				 m->walk->backing.said.object);

	if (m->has_head && object)
		out_put(&m->recorder->out, "\t\tobject %s\n", object->name);
}

/* It has become shorter since, or another took its place. */
static void end_head(struct memory *m, uint64_t at)
{
	flush_pages(m);
	flush_changed(m);
	recorder_flush_frames(m->recorder);
	put_object(m);
	if (m->has_head && at && at <= m->last)
		out_put(&m->recorder->out, "\t\tunmapped %" PRIx64 "\n", at);
	m->has_head = false;
}

/* The flags of the frame in a special entry have told what it is. */
static void add_special(struct memory *m, uint64_t word)
{
	if (pagemap_is_movable(&m->walk->decoder, word))
		recorder_add_frame(m->recorder, pagemap_special_frame(word));
}

/* --- pages ---------------------------------------------------------------- */

static uint16_t marks_of(const struct extent *extent,
			 const struct vminfo_page *page)
{
	bool present = pagemap_is_present(page->word);
	uint16_t marks = 0;

	if (extent->kind == EXTENT_OCCUPIED)
		return RECORDED_OCCUPIED;
	if (page->state == VMINFO_ZERO)
		marks |= RECORDED_ZERO;
	if (page->attributes & VMINFO_MAYBE_ZERO)
		marks |= RECORDED_MAYBE_ZERO;
	if (extent->attributes & VMINFO_HUGE && present)
		marks |= RECORDED_HUGE;
	if (extent->attributes & VMINFO_HUGE_UNKNOWN)
		marks |= RECORDED_HUGE_UNKNOWN;
	return marks;
}

static bool continues(const struct memory *m, const struct recorded_pages *p)
{
	const struct recorded_pages *open = &m->pages;

	return m->has_pages && open->page + open->count == p->page &&
	       open->marks == p->marks && open->node == p->node &&
	       open->step == p->step &&
	       open->word + open->count * open->step == p->word;
}

static void add_pages(struct memory *m, const struct recorded_pages *p)
{
	if (continues(m, p)) {
		m->pages.count += p->count;
		return;
	}
	flush_pages(m);
	m->pages = *p;
	m->has_pages = true;
}

/* Pages from this one on that are on one node, which is told, if any is. */
static uint64_t ask_node(const struct memory *m, const struct vminfo_run *run,
			 int *node)
{
	const struct vminfo_recorder_options *o = &m->recorder->options;
	uint64_t n;

	*node = RECORDED_NO_NODE;
	n = vminfo_process_recorded_node(m->walk->process, run->va, node);
	if (!n && o->node_of)
		n = o->node_of(o->data, m->walk->process, run, node);
	return n && n < run->pages ? n : run->pages;
}

/* Pages that follow each other, by the nodes that they are on. */
static void add_by_node(struct memory *m, const struct vminfo_page *page,
			struct recorded_pages p)
{
	uint64_t left = p.count, value = page->value;
	int node;

	while (left) {
		struct vminfo_run run = { .va = p.page * page_size_of(m),
					  .pages = left,
					  .value = value,
					  .state = page->state };

		p.count = left;
		p.node = RECORDED_NO_NODE;
		if (page->state == VMINFO_PRESENT) {
			p.count = ask_node(m, &run, &node);
			p.node = node < 0 ? RECORDED_NO_NODE : node;
		}
		add_pages(m, &p);
		p.page += p.count;
		p.word += p.count * p.step;
		left -= p.count;
		if (value != VMINFO_NONE)
			value += p.count * (p.step != 0);
	}
}

static bool is_changed(const struct memory *m, const struct walk_piece *piece)
{
	return m->walk->window_attributes ||
	       (piece->extent && piece->extent->attributes & VMINFO_CHANGED);
}

static void note_changed(struct memory *m, const struct walk_piece *piece)
{
	uint64_t va = m->walk->at;
	uint64_t last = va + (piece->pages * page_size_of(m) - 1);

	if (!is_changed(m, piece))
		return;
	if (!m->has_changed || m->changed.last + 1 != va) {
		flush_pages(m);
		flush_changed(m);
		m->changed.va = va;
		m->has_changed = true;
	}
	m->changed.last = last;
}

/* Adds pages from the index on that are alike; how many. */
static uint64_t add_alike(struct memory *m, const struct walk_piece *piece,
			  uint64_t index)
{
	struct recorded_pages p = { .count = 1 };
	struct vminfo_page page;
	bool asked = walk_decode(m->walk, piece, index, &page);

	if (!asked)
		p.count = walk_alike(m->walk, piece, &page, index);
	if (page.attributes & VMINFO_HIDDEN)
		m->recorder->counts[VMINFO_RECORDER_HIDDEN] += p.count;
	p.marks = marks_of(piece->extent, &page);
	if (pagemap_is_empty(page.word) && !(p.marks & RECORDED_OCCUPIED))
		return p.count;
	p.page = page.va / page_size_of(m);
	p.word = page.word;
	p.step = entry_step(&m->recorder->machine, p.word, p.marks);
	add_by_node(m, &page, p);
	recorder_add_frames(m->recorder, m->walk->source.pagemap, &p);
	if (asked && !pagemap_is_present(page.word))
		add_special(m, page.word);
	return p.count;
}

static const uint16_t mark_of_state[] = {
	[VMINFO_CACHED] = RECORDED_CACHED,
	[VMINFO_SHMEM_SWAPPED] = RECORDED_SHMEM_SWAPPED,
	[VMINFO_ABSENT] = RECORDED_ABSENT,
};

/* Pages without an entry, of which the object has said something. */
static void add_backed(struct memory *m, const struct walk_piece *piece)
{
	const struct recorded_pages p = {
		.page = m->walk->at / page_size_of(m),
		.count = piece->pages,
		.marks = mark_of_state[piece->extent->state],
		.node = RECORDED_NO_NODE,
	};

	if (p.marks)
		add_pages(m, &p);
}

/* Pages of the piece that the line of the mapping has. */
static uint64_t within(const struct memory *m, const struct walk_piece *piece)
{
	uint64_t pages = (m->last - m->walk->at) / page_size_of(m) + 1;

	return piece->pages < pages ? piece->pages : pages;
}

static int add_piece(struct memory *m, struct walk_piece *piece)
{
	uint64_t index = 0;
	int ret = 0;

	if (m->has_head && m->walk->at > m->last)
		end_head(m, 0);
	if (!m->has_head)
		ret = put_head(m);
	if (ret < 0)
		return ret;
	piece->pages = within(m, piece);
	note_changed(m, piece);
	if (piece->extent && piece->extent->kind == EXTENT_EMPTY)
		add_backed(m, piece);
	else if (piece->extent)
		while (index < piece->pages)
			index += add_alike(m, piece, index);
	walk_consume(m->walk, piece->pages);
	return m->recorder->out.error;
}

/* --- mappings ------------------------------------------------------------- */

static int add_mapping(struct memory *m)
{
	struct walk_piece piece = { 0 };
	int ret, failed = 0;

	while ((ret = walk_piece(m->walk, &piece)) > 0) {
		failed = add_piece(m, &piece);
		if (failed)
			break;
		piece = (struct walk_piece){ 0 };
	}
	if (ret < 0)
		return 0;
	end_head(m, m->walk->exhausted ? 0 : m->walk->at);
	return failed;
}

static void put_cut(struct memory *m)
{
	const struct vminfo_walk *walk = m->walk;
	const struct recorded_name *error =
		recorded_name_of(recorded_errors, (uint64_t)-walk->error);
	const struct recorded_name *status =
		recorded_name_of(recorded_statuses, walk->status);

	flush_pages(m);
	flush_changed(m);
	recorder_flush_frames(m->recorder);
	put_object(m);
	out_put(&m->recorder->out, "\tcut %" PRIx64 " %s %s\n", walk->at,
		status ? status->name : "refused", error ? error->name : "EIO");
}

int recorder_put_memory(struct vminfo_recorder *r, struct vminfo_walk *walk)
{
	struct memory m = { .recorder = r, .walk = walk };
	int failed = 0;

	walk->smaps.keep = true;
	/* A line has the entry of a page, or the answer for one without. */
	walk->backing.markers = false;
	while (!failed && walk_enter(walk) > 0)
		failed = add_mapping(&m);
	if (failed)
		return failed;
	if (walk->error)
		put_cut(&m);
	return (int)walk->status;
}

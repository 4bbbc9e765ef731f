// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * libvminfo/walk*.c, window*.c, run.c, page*.c: any mappings and any words of
 * pagemap, told by a kernel that has these ioctls or not.
 */
#include "walked.h"

#include "fake.h"
#include "pagemap.h"
#include "scene.h"

#define MOST 8

static struct fake_mapping mappings[MOST + 1];
static struct fake_entries entries[MOST + 1];

/* A piece of some pages: often a few, now and then many. */
static uint64_t pages_of(uint64_t byte)
{
	return byte & 0x80 ? (byte & 0x7f) * 8 + 1 : byte + 1;
}

/* Behind the mapping before it, or right at its end. */
static uint64_t add_mapping(struct fake_mapping *m, struct fuzz_bytes *bytes,
			    uint64_t at)
{
	static const char *const permissions[] = {
		"rw-p", "r--p", "rw-s", "r-xp", "---p",
	};
	uint64_t kind = fuzz_number(bytes, 1);

	*m = (struct fake_mapping){
		.start = at + (kind & 3) * FAKE_PAGE,
		.permissions = permissions[kind / 4 % 5],
		.pfnmap = kind >= 0xf8,
	};
	if (kind & 0x40)
		m->start = (m->start + FAKE_HUGE - 1) & ~(FAKE_HUGE - 1);
	m->end = m->start + pages_of(fuzz_number(bytes, 1)) * FAKE_PAGE;
	if (kind & 0x20) {
		m->inode = 7;
		m->name = "/srv/file";
	}
	return m->end;
}

/* Inside of all that is mapped or not; two tables need not fit. */
static uint64_t add_entries(struct fake_entries *e, struct fuzz_bytes *bytes,
			    uint64_t at)
{
	uint64_t kind = fuzz_number(bytes, 1);

	*e = (struct fake_entries){
		.va = at + (kind & 3) * FAKE_PAGE,
		.pages = pages_of(fuzz_number(bytes, 1)),
		.word = fuzz_number(bytes, 8),
	};
	if (kind & 4)
		e->step = pagemap_step(e->word, 1) - e->word;
	if (kind & 8)
		e->categories |= 1u << 5;	/* PFNZERO */
	return e->va + e->pages * FAKE_PAGE;
}

/* One entry of PMD size, as a kernel would have it. */
static uint64_t add_huge(struct fake_entries *e, struct fuzz_bytes *bytes,
			 uint64_t at)
{
	const uint64_t attributes = (uint64_t)0x23 << 56;
	uint64_t word = fuzz_number(bytes, 8);

	*e = (struct fake_entries){
		.va = (at + FAKE_HUGE - 1) & ~(FAKE_HUGE - 1),
		.pages = FAKE_HUGE / FAKE_PAGE,
		.word = (uint64_t)1 << 63 | (word & attributes) |
			(word & 0xffffffe00),
		.step = 1,
		.categories = 1u << 6,
	};
	if (!(e->word & 0xffffffe00))
		e->word |= 0x200;
	return e->va + FAKE_HUGE;
}

static void make_space(struct fuzz_bytes *bytes)
{
	size_t n = fuzz_number(bytes, 1) % MOST;
	uint64_t at = 0x400000;

	for (size_t i = 0; i < n; i++)
		at = add_mapping(&mappings[i], bytes, at);
	mappings[n] = (struct fake_mapping){ .permissions = NULL };
	at = 0x400000;
	for (n = 0; n < MOST && bytes->left; n++)
		at = fuzz_number(bytes, 1) < 0xd0 ?
			     add_entries(&entries[n], bytes, at) :
			     add_huge(&entries[n], bytes, at);
	entries[n] = (struct fake_entries){ .pages = 0 };
}

/* A huge page lies in one mapping of memory. */
static bool is_whole(const struct fake_entries *e)
{
	for (const struct fake_mapping *m = mappings; m->permissions; m++)
		if (e->va >= m->start && e->va + FAKE_HUGE <= m->end)
			return !m->pfnmap;
	return false;
}

static void break_huge(void)
{
	for (struct fake_entries *e = entries; e->pages; e++)
		if (e->categories & 1u << 6 && !is_whole(e))
			e->categories = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct fake_space space = { mappings, entries };
	struct fuzz_bytes bytes = { data, size };
	uint64_t machine = fuzz_number(&bytes, 1);
	uint64_t options = fuzz_number(&bytes, 2);
	struct walked w = { .page_size = FAKE_PAGE };
	struct scene scene;

	make_space(&bytes);
	break_huge();
	fake_start(&space);
	fake.no_scan = machine & 1;
	fake.no_query = machine & 2;
	fake.hidden = machine & 4;
	fake.many_zero_pages = machine & 8;
	scene = scene_open();
	w.process = scene.process;
	w.batch = 1 + (options & 0xff);
	w.options.want = options & 0x100 ? VMINFO_WANT_EXACT : 0;
	w.options.split = options & 0x200 ? VMINFO_SOFT_DIRTY : 0;
	if (options & 0x400)
		w.options.start = 0x400000 + (options >> 11) * 0x3210;
	if (options & 0x800)
		w.options.length = (options >> 11) * 0x4321;
	walked_check(&w);
	scene_close(&scene);
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* The text files of a recording, as the kernel would print them. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "recording-file.h"
#include "vminfo.h"

/* No number or word of the kernel's is longer than this. */
#define LONGEST 256

static bool put_text(struct recorded_file *f, const char *text, size_t length)
{
	char *to = growing_add(&f->text, length, 1);

	if (to)
		memcpy(to, text, length);
	return to;
}

__attribute__((format(printf, 2, 3)))
static bool put(struct recorded_file *f, const char *format, ...)
{
	char text[LONGEST];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return n >= 0 && n < LONGEST && put_text(f, text, (size_t)n);
}

static bool put_string(struct recorded_file *f, recorded_text text)
{
	const char *string = recording_text(f->recording, text);

	return put_text(f, string, strlen(string));
}

/* What each of the makers returns for "all of it was put". */
static int made(bool all)
{
	return all ? 1 : -ENOMEM;
}

static const struct recorded_mapping *next_mapping(struct recorded_file *f)
{
	const struct recorded_mapping *m = f->recording->mappings.rows;

	if (f->next == f->process->mappings.n)
		return NULL;
	return m + f->process->mappings.first + f->next;
}

/* The kernel escapes newlines, and nothing else. */
static bool put_name(struct recorded_file *f, recorded_text text)
{
	const char *name = recording_text(f->recording, text);
	size_t length;
	bool all = true;

	for (; all && *name; name += length) {
		length = *name == '\n' ? 1 : strcspn(name, "\n");
		all = *name == '\n' ? put_text(f, "\\012", 4) :
				      put_text(f, name, length);
	}
	return all;
}

static bool put_heading(struct recorded_file *f,
			const struct recorded_mapping *m)
{
	char letters[] = "rwxs";

	for (unsigned int i = 0; i < 4; i++) {
		if (!(m->permissions & 1u << i))
			letters[i] = i == 3 ? 'p' : '-';
	}
	return put(f, "%08" PRIx64 "-%08" PRIx64 " %s %08" PRIx64
		      " %02" PRIx32 ":%02" PRIx32 " %" PRIu64 " ",
		   m->va, m->last + 1, letters, m->offset, m->dev_major,
		   m->dev_minor, m->inode) &&
	       put_name(f, m->name) && put_text(f, "\n", 1);
}

int recorded_maps(struct recorded_file *f)
{
	const struct recorded_mapping *m = next_mapping(f);

	return m ? made(put_heading(f, m)) : 0;
}

static bool put_item(struct recorded_file *f, const struct recorded_item *item)
{
	bool all = put_string(f, item->name) && put_text(f, ": ", 2);

	if (all && item->has_kib)
		all = put(f, "%" PRIu64 " kB", item->kib);
	else if (all)
		all = put_string(f, item->text);
	return all && put_text(f, "\n", 1);
}

/* The one of that name that a line of the mapping gives, or 0. */
static struct recorded_item item_named(const struct recording *r,
				       const struct recorded_mapping *m,
				       recorded_text name)
{
	struct recorded_item none = { .name = name, .has_kib = true };
	const struct recorded_item *items = r->items.rows;
	const char *wanted = recording_text(r, name);

	for (size_t i = 0; i < m->items.n; i++) {
		const struct recorded_item *item = &items[m->items.first + i];

		if (item->has_kib && !strcmp(recording_text(r, item->name),
					     wanted))
			return *item;
	}
	return none;
}

static bool put_items(struct recorded_file *f, const struct recorded_mapping *m)
{
	const struct recorded_item *items = f->recording->items.rows;
	const recorded_text *names = f->recording->item_names.rows;
	bool all = true;

	for (size_t i = 0; all && i < m->all_items.n; i++) {
		struct recorded_item item = item_named(
			f->recording, m, names[m->all_items.first + i]);

		all = put_item(f, &item);
	}
	for (size_t i = 0; all && i < m->items.n; i++) {
		const struct recorded_item *item = &items[m->items.first + i];

		if (!item->has_kib || !m->all_items.n)
			all = put_item(f, item);
	}
	if (all && m->has_flags)
		all = put_text(f, "VmFlags: ", 9) && put_string(f, m->flags) &&
		      put_text(f, " \n", 2);
	return all;
}

int recorded_smaps(struct recorded_file *f)
{
	const struct recorded_mapping *m = next_mapping(f);

	if (!m)
		return 0;
	if (!m->in_smaps)
		return 1;
	return made(put_heading(f, m) && put_items(f, m));
}

/* The fields of stat from the fourth on, of which these are known. */
static uint64_t stat_field(const struct recorded_process *p, unsigned int place)
{
	switch (place) {
	case 9:
		return p->flags;
	case 20:
		return p->threads;
	case 22:
		return p->start_time;
	case 26:
		return p->start_code;
	case 27:
		return p->end_code;
	case 28:
		return p->stack;
	default:
		return 0;
	}
}

int recorded_stat(struct recorded_file *f)
{
	const struct recorded_process *p = f->process;
	bool all;

	if (f->next)
		return 0;
	all = put(f, "%d (", (int)(f->thread ? f->thread->tid : p->pid)) &&
	      put_string(f, p->comm) &&
	      put(f, ") %c", f->thread ? f->thread->state : p->state);
	for (unsigned int place = 4; all && place <= 52; place++)
		all = put(f, " %" PRIu64, stat_field(p, place));
	return made(all && put_text(f, "\n", 1));
}

int recorded_status(struct recorded_file *f)
{
	const struct recorded_process *p = f->process;
	bool all = true;

	if (f->next || (!p->has_nspid && !p->has_thp))
		return 0;
	if (p->has_nspid)
		all = put_text(f, "NSpid:\t", 7) && put_string(f, p->nspid) &&
		      put_text(f, "\n", 1);
	if (all && p->has_thp)
		all = put(f, "THP_enabled:\t%d\n", p->thp_enabled);
	return made(all);
}

int recorded_swaps(struct recorded_file *f)
{
	const struct recorded_swap *swaps = f->recording->swaps.rows;

	if (!f->next)
		return made(put(f, "Filename Type Size Used Priority\n"));
	if (f->next > f->recording->swaps.n)
		return 0;
	return made(put_string(f, swaps[f->next - 1].line) &&
		    put_text(f, "\n", 1));
}

int recorded_iomem(struct recorded_file *f)
{
	const struct recorded_region *region = f->recording->regions.rows;

	if (f->next == f->recording->regions.n)
		return 0;
	region += f->next;
	return made(put(f, "%08" PRIx64 "-%08" PRIx64 " : ", region->range.va,
			region->range.last) &&
		    put_name(f, region->name) && put_text(f, "\n", 1));
}

int recorded_zoneinfo(struct recorded_file *f)
{
	const struct recorded_zone *zone = f->recording->zones.rows;
	bool all;

	if (f->next == f->recording->zones.n)
		return 0;
	zone += f->next;
	all = put(f, "Node %" PRIu32 ", zone ", zone->node) &&
	      put_string(f, zone->name) &&
	      put(f, "\n        spanned  %" PRIu64 "\n        present  %" PRIu64
		     "\n        managed  %" PRIu64 "\n",
		  zone->spanned, zone->present, zone->managed);
	if (all && zone->has_start)
		all = put(f, "  start_pfn:           %" PRIu64 "\n",
			  zone->start);
	return made(all);
}

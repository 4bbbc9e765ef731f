// SPDX-License-Identifier: LGPL-2.1-or-later
/* Records of a walk as text. */
#include "told.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_RECORDS 1024u

static void put_attributes(FILE *text, uint16_t set, const char *mark)
{
	for (unsigned int i = 0; i < 16; i++) {
		if (set >> i & 1)
			fprintf(text, " %s%s", mark,
				vminfo_attribute_name(1u << i));
	}
}

static void put_value(FILE *text, const struct vminfo_run *run)
{
	fprintf(text, "%" PRIx64 "+%" PRIu64 " %s", run->va, run->pages,
		vminfo_state_name(run->state));
	if (run->state == VMINFO_SWAPPED)
		fprintf(text, " %u:%" PRIx64, run->swap_type, run->value);
	else if (run->value != VMINFO_NONE)
		fprintf(text, " %" PRIx64, run->value);
}

static void put_run(FILE *text, const struct vminfo_run *run)
{
	put_value(text, run);
	put_attributes(text, run->all, "");
	put_attributes(text, run->any & (uint16_t)~run->all, "~");
}

static void put_page(FILE *text, const struct vminfo_page *page)
{
	struct vminfo_run run = {
		.va = page->va,
		.pages = 1,
		.value = page->value,
		.state = page->state,
		.swap_type = page->swap_type,
		.all = page->attributes,
		.any = page->attributes,
	};

	put_run(text, &run);
}

static void put_mapping(FILE *text, const struct vminfo_mapping *m)
{
	fprintf(text, "%" PRIx64 "-%" PRIx64 " %c%c%c%c %" PRIx64
		" %02x:%02x %" PRIu64 " %s",
		m->va, m->va + m->length,
		m->permissions & VMINFO_READ ? 'r' : '-',
		m->permissions & VMINFO_WRITE ? 'w' : '-',
		m->permissions & VMINFO_EXECUTE ? 'x' : '-',
		m->permissions & VMINFO_SHARED ? 's' : 'p', m->offset,
		m->dev_major, m->dev_minor, m->inode, m->name);
}

struct teller {
	size_t record;
	ssize_t (*fill)(struct vminfo_walk *walk, void *records, size_t n);
	void (*put)(FILE *text, const void *record);
};

/* The end of the text: what the walk says of itself. */
static void put_end(FILE *text, const struct vminfo_walk *walk, ssize_t n)
{
	fputc('[', text);
	if (n < 0)
		fprintf(text, "%s: ", strerror((int)-n));
	fprintf(text, "%s]\n", vminfo_status_name(vminfo_walk_status(walk)));
}

static char *tell(const struct teller *teller, struct vminfo_walk *walk,
		  size_t batch)
{
	char *records = calloc(MOST_RECORDS, teller->record), *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	ssize_t n;

	if (!records || !file || batch > MOST_RECORDS)
		abort();
	while ((n = teller->fill(walk, records, batch)) > 0) {
		for (ssize_t i = 0; i < n; i++) {
			teller->put(file, records + (size_t)i * teller->record);
			fputc('\n', file);
		}
	}
	put_end(file, walk, n);
	fclose(file);
	free(records);
	return text;
}

static ssize_t fill_runs(struct vminfo_walk *walk, void *records, size_t n)
{
	return vminfo_walk_runs(walk, records, NULL, n);
}

static ssize_t fill_pages(struct vminfo_walk *walk, void *records, size_t n)
{
	return vminfo_walk_pages(walk, records, NULL, n);
}

static ssize_t fill_mappings(struct vminfo_walk *walk, void *records, size_t n)
{
	return vminfo_walk_mappings(walk, records, n);
}

static void tell_run(FILE *text, const void *record)
{
	put_run(text, record);
}

static void tell_page(FILE *text, const void *record)
{
	put_page(text, record);
}

static void tell_mapping(FILE *text, const void *record)
{
	put_mapping(text, record);
}

char *told_runs(struct vminfo_walk *walk, size_t batch)
{
	static const struct teller runs = { sizeof(struct vminfo_run),
					    fill_runs, tell_run };

	return tell(&runs, walk, batch);
}

char *told_pages(struct vminfo_walk *walk, size_t batch)
{
	static const struct teller pages = { sizeof(struct vminfo_page),
					     fill_pages, tell_page };

	return tell(&pages, walk, batch);
}

char *told_mappings(struct vminfo_walk *walk, size_t batch)
{
	static const struct teller mappings = { sizeof(struct vminfo_mapping),
						fill_mappings, tell_mapping };

	return tell(&mappings, walk, batch);
}

char *told_page(const struct vminfo_page *page)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		abort();
	put_page(file, page);
	fclose(file);
	return text;
}

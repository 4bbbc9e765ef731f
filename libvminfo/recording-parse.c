// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reads a recording line by line: which lines there are, and in what order. */
#include <errno.h>
#include <string.h>

#include "memory.h"
#include "recording-lines.h"
#include "recording-reader.h"

/* Where a line may be. */
enum scope {
	ANYWHERE,
	OF_MACHINE,	/* before the first process */
	OF_PROCESS,	/* before its first mapping */
	IN_PROCESS,
	OF_MAPPING,
};

static const struct keyword {
	const char *name;
	enum scope scope;
	bool once;
	int (*take)(struct reader *reader);
} keywords[] = {
	{ "vm", ANYWHERE, true, take_version },
	{ "page-size", OF_MACHINE, true, take_page_size },
	{ "pmd-size", OF_MACHINE, true, take_pmd_size },
	{ "arch", OF_MACHINE, true, take_arch },
	{ "endian", OF_MACHINE, true, take_endian },
	{ "kernel", OF_MACHINE, true, take_kernel },
	{ "boot", OF_MACHINE, true, take_boot },
	{ "rebased", OF_MACHINE, true, take_rebased },
	{ "features", OF_MACHINE, true, take_features },
	{ "rights", OF_MACHINE, true, take_rights },
	{ "special-start", OF_MACHINE, true, take_special_start },
	{ "marker-type", OF_MACHINE, true, take_marker_type },
	{ "swaps-uncertain", OF_MACHINE, true, take_swaps_uncertain },
	{ "swap", OF_MACHINE, false, take_swap },
	{ "ram", OF_MACHINE, false, take_ram },
	{ "region", OF_MACHINE, false, take_region },
	{ "zone", OF_MACHINE, false, take_zone },
	{ "setting", OF_MACHINE, false, take_setting },
	{ "frame", ANYWHERE, false, take_frame },
	{ "frames-end", ANYWHERE, true, take_frames_end },
	{ "cgroup", ANYWHERE, false, take_cgroup },
	{ "smaps-items", ANYWHERE, false, take_item_names },
	{ "process", ANYWHERE, false, take_process },
	{ "end", ANYWHERE, true, take_end },

	{ "comm", OF_PROCESS, true, take_comm },
	{ "state", OF_PROCESS, true, take_state },
	{ "flags", OF_PROCESS, true, take_flags },
	{ "threads", OF_PROCESS, true, take_threads },
	{ "start-time", OF_PROCESS, true, take_start_time },
	{ "code", OF_PROCESS, true, take_code },
	{ "stack", OF_PROCESS, true, take_stack },
	{ "nspid", OF_PROCESS, true, take_nspid },
	{ "thp-enabled", OF_PROCESS, true, take_thp_enabled },
	{ "thread", OF_PROCESS, false, take_thread },
	{ "refused", OF_PROCESS, true, take_refused },
	{ "map", IN_PROCESS, false, take_mapping },
	{ "changed", IN_PROCESS, false, take_changed },
	{ "cut", IN_PROCESS, true, take_cut },

	{ "hugetlb", OF_MAPPING, true, take_hugetlb },
	{ "pfnmap", OF_MAPPING, true, take_pfnmap },
	{ "object", OF_MAPPING, true, take_object },
	{ "smaps", OF_MAPPING, true, take_items },
	{ "item", OF_MAPPING, false, take_item },
	{ "VmFlags", OF_MAPPING, true, take_vm_flags },
	{ "unmapped", OF_MAPPING, true, take_unmapped },
};

#define KEYWORDS (sizeof(keywords) / sizeof(*keywords))

_Static_assert(KEYWORDS <= 64, "reader.seen has a bit for each");

static const struct keyword *keyword_of(const struct word *word)
{
	for (size_t i = 0; i < KEYWORDS; i++) {
		if (word_is(word, keywords[i].name))
			return &keywords[i];
	}
	return NULL;
}

static uint64_t bit_of(const struct keyword *keyword)
{
	return (uint64_t)1 << (keyword - keywords);
}

/* Lines that may come once for each process, or mapping, may come again. */
static void forget(struct reader *r, enum scope from)
{
	for (size_t i = 0; i < KEYWORDS; i++) {
		if (keywords[i].scope >= from)
			r->seen &= ~bit_of(&keywords[i]);
	}
}

static int check_scope(struct reader *r, const struct keyword *keyword)
{
	bool in_process = r->process, in_mapping = r->mapping;

	switch (keyword->scope) {
	case OF_MACHINE:
		if (in_process)
			return reader_fail(r, r->start,
					   "this comes before all processes");
		break;
	case OF_PROCESS:
		if (in_mapping)
			return reader_fail(r, r->start,
					   "this comes before all mappings");
		/* fall through */
	case IN_PROCESS:
		if (!in_process)
			return reader_fail(r, r->start,
					   "no line says process before");
		break;
	case OF_MAPPING:
		if (!in_mapping)
			return reader_fail(r, r->start,
					   "no line says map before");
		break;
	default:
		break;
	}
	return 0;
}

/* Frames depend on it, too: no recording is without. */
static bool needs_page_size(const struct keyword *keyword)
{
	return keyword->take == take_process || keyword->take == take_end;
}

/* page-size comes before what depends on it. */
static int check_order(struct reader *r, const struct keyword *keyword)
{
	if (r->ended)
		return reader_fail(r, r->start, "nothing comes behind end");
	if (needs_page_size(keyword) && !r->recording->machine.page_size)
		return reader_fail(r, r->start,
				   "no line says page-size before");
	if (keyword->once && r->seen & bit_of(keyword))
		return reader_fail(r, r->start, "%s comes once only",
				   keyword->name);
	return check_scope(r, keyword);
}

static int take_line(struct reader *r)
{
	const struct keyword *keyword;
	const char *place;
	struct word word;
	int ret;

	if (reader_at_end(r))
		return 0;
	place = r->at;
	if (*place == '+')
		return r->mapping ? take_pages(r) :
				    reader_fail(r, place,
						"no line says map before");
	ret = reader_word(r, &word, "a word");
	if (ret < 0)
		return ret;
	/* Not quoted: root may read it for somebody who may not. */
	if (!r->seen && !word_is(&word, "vm"))
		return reader_fail(r, r->start,
				   "this is no recording: its first line is "
				   "not vm %u", RECORDING_VERSION);
	keyword = keyword_of(&word);
	if (!keyword)
		return reader_fail(r, place, "there is no such line: %.40s",
				   place);
	ret = check_order(r, keyword);
	if (ret < 0)
		return ret;
	r->seen |= bit_of(keyword);
	if (keyword->take == take_process)
		forget(r, OF_PROCESS);
	if (keyword->take == take_mapping)
		forget(r, OF_MAPPING);
	ret = keyword->take(r);
	return ret < 0 ? ret : reader_end(r);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* A comment starts with the line, or behind a blank. */
static const char *find_comment(const char *start, const char *end)
{
	for (const char *at = start; at < end; at++) {
		if (*at == '#' && (at == start || is_blank(at[-1])))
			return at;
	}
	return end;
}

/* Blanks at the end of a line are no part of a name. */
static const char *find_end(const char *start, const char *end)
{
	end = find_comment(start, end);
	while (end > start && is_blank(end[-1]))
		end--;
	return end;
}

static int check_bytes(struct reader *r)
{
	for (const char *at = r->start; at < r->end; at++) {
		if ((*at < ' ' || *at > '~') && *at != '\t')
			return reader_fail(r, at,
					   "byte 0x%02x: a recording is ASCII",
					   (unsigned int)(unsigned char)*at);
	}
	return 0;
}

static int take_text_line(struct reader *r, const struct line *line)
{
	int ret;

	r->number++;
	r->start = r->at = line->text;
	r->end = line->text + line->length;
	ret = check_bytes(r);
	r->end = find_end(r->start, r->end);
	return ret < 0 ? ret : take_line(r);
}

/* What the text of the lines above cannot tell. */
static int fail_to_read(struct reader *r, int err)
{
	r->number++;
	r->start = "";
	if (err == -EINVAL)
		return reader_fail(r, r->start,
				   "it was cut in the middle of a line");
	if (err == -EOVERFLOW)
		return reader_fail(r, r->start, "the line is too long");
	return err == -ENOMEM ? reader_no_memory(r) : err;
}

static int take_lines(struct reader *r)
{
	struct line line;
	int ret;

	while ((ret = lines_next(&r->lines, &line)) > 0) {
		ret = take_text_line(r, &line);
		if (ret < 0)
			return ret;
	}
	if (ret < 0)
		return fail_to_read(r, ret);
	r->start = r->at = "";
	r->number++;
	if (!r->seen)
		return reader_fail(r, r->start, "it is empty");
	if (!r->ended)
		return reader_fail(r, r->start,
				   "it was cut: no line says end");
	return finish_machine(r);
}

int recording_read(const struct recording_source *source,
		   struct recording **recording)
{
	struct recording *r = memory_new(1, sizeof(*r));
	struct reader reader = { .recording = r, .source = source,
				 .start = "" };
	int ret = -ENOMEM;

	if (r)
		ret = lines_init(&reader.lines, source->file);
	if (ret < 0) {
		memory_free(r);
		return reader_no_memory(&reader);
	}
	start_machine(&r->machine);
	ret = take_lines(&reader);
	lines_free(&reader.lines);
	if (ret < 0) {
		recording_free(r);
		return ret;
	}
	*recording = r;
	return 0;
}

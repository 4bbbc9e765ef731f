// SPDX-License-Identifier: LGPL-2.1-or-later
/* The words of frames: lines in any order, looked up by frame. */
#include <errno.h>

#include "kpageflags.h"
#include "recording-lines.h"

/* What a line says with a number. */
static const struct {
	const char *name;
	enum recorded_word word;
} numbers[] = {
	{ "mapcount", RECORDED_MAPCOUNT },
	{ "memcg", RECORDED_MEMCG },
};

/* The name of a bit, or a number with any bits; flags that are unknown: ?. */
static int take_flag(struct reader *r, const struct word *word,
		     struct recorded_frames *frames)
{
	uint64_t number;
	int ret;

	if (word_is(word, "?")) {
		frames->known &= (uint8_t)~(1u << RECORDED_FLAGS);
		return 0;
	}
	for (unsigned int bit = 0; bit < 64; bit++) {
		if (!word_is(word, vminfo_frame_flag_name(bit)))
			continue;
		frames->words[RECORDED_FLAGS] |= KPAGEFLAGS_BIT(bit);
		return 0;
	}
	if (*word->text < '0' || *word->text > '9')
		return reader_fail(r, word->text, "there is no such flag");
	r->at = word->text;
	ret = reader_number(r, &number, "a flag");
	frames->words[RECORDED_FLAGS] |= ret < 0 ? 0 : number;
	return ret;
}

static int take_one(struct reader *r, struct recorded_frames *frames)
{
	struct word word;
	int ret = reader_word(r, &word, "a flag");

	if (ret < 0)
		return ret;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (!word_is(&word, numbers[i].name))
			continue;
		if (frames->known & 1u << numbers[i].word)
			return reader_fail(r, word.text, "%s comes once only",
					   numbers[i].name);
		frames->known |= (uint8_t)(1u << numbers[i].word);
		return reader_number(r, &frames->words[numbers[i].word],
				     numbers[i].name);
	}
	return take_flag(r, &word, frames);
}

static int take_words(struct reader *r, struct recorded_frames *frames)
{
	const char *place = r->at;
	int ret = 0;

	while (ret == 0 && !reader_at_end(r))
		ret = take_one(r, frames);
	if (ret == 0 && !(frames->known & 1u << RECORDED_FLAGS) &&
	    frames->words[RECORDED_FLAGS])
		return reader_fail(r, place, "flags that are unknown");
	return ret;
}

int take_frame(struct reader *r)
{
	struct recorded_frames frames = { .line = r->number,
					  .known = 1u << RECORDED_FLAGS };
	struct recorded_frames *kept;
	const char *place = r->at;
	int ret = reader_number(r, &frames.frame, "the frame");

	if (ret == 0)
		ret = reader_number(r, &frames.count, "the number of frames");
	if (ret == 0 && (!frames.count ||
			 frames.count - 1 > UINT64_MAX - frames.frame))
		ret = reader_fail(r, place, "there are no such frames");
	if (ret == 0)
		ret = take_words(r, &frames);
	if (ret < 0)
		return ret;
	kept = growing_add(&r->recording->frames, 1, sizeof(*kept));
	if (!kept)
		return reader_no_memory(r);
	*kept = frames;
	return 0;
}

int take_frames_end(struct reader *r)
{
	const char *place = r->at;
	int ret = reader_number(r, &r->recording->frames_end, "a frame");

	if (ret == 0 && !r->recording->frames_end)
		ret = reader_fail(r, place, "there are no such frames");
	return ret;
}

/* INODE PATH */
int take_cgroup(struct reader *r)
{
	struct recorded_cgroup cgroup, *kept;
	int ret = reader_number(r, &cgroup.inode, "the inode");

	if (ret == 0 && reader_at_end(r))
		ret = reader_fail(r, r->at, "the path is missing");
	if (ret == 0)
		ret = reader_escaped_rest(r, &cgroup.path);
	if (ret < 0)
		return ret;
	kept = growing_add(&r->recording->cgroups, 1, sizeof(*kept));
	if (!kept)
		return reader_no_memory(r);
	*kept = cgroup;
	return 0;
}

/* Texts are kept in the order of their lines, of which the first one counts. */
static bool has_lower_inode(const void *one, const void *other)
{
	const struct recorded_cgroup *a = one, *b = other;

	return a->inode < b->inode ||
	       (a->inode == b->inode && a->path < b->path);
}

static bool is_before(const void *one, const void *other)
{
	const struct recorded_frames *a = one, *b = other;

	return a->frame < b->frame ||
	       (a->frame == b->frame && a->line < b->line);
}

void recording_sort_frames(struct recording *r)
{
	growing_sort(&r->frames, sizeof(struct recorded_frames), is_before);
}

/* Of lines with the same frames the first one counts. */
static int drop_copies(struct reader *r)
{
	struct recorded_frames *rows = r->recording->frames.rows;
	size_t n = r->recording->frames.n, kept = 0;

	for (size_t i = 1; i < n; i++) {
		const struct recorded_frames *last = &rows[kept];

		if (rows[i].frame == last->frame &&
		    rows[i].count == last->count)
			continue;
		if (rows[i].frame - last->frame < last->count) {
			r->number = rows[i].line;
			return reader_fail(r, r->start,
					   "some of these frames are in line "
					   "%zu, too", last->line);
		}
		rows[++kept] = rows[i];
	}
	r->recording->frames.n = kept + 1;
	return 0;
}

static int check_end(struct reader *r)
{
	const struct recording *recording = r->recording;
	const struct recorded_frames *last = recording->frames.rows;

	last += recording->frames.n - 1;
	if (!recording->frames_end ||
	    last->frame + (last->count - 1) < recording->frames_end)
		return 0;
	r->number = last->line;
	return reader_fail(r, r->start,
			   "these frames are not below frames-end");
}

int finish_machine(struct reader *r)
{
	int ret;

	growing_sort(&r->recording->cgroups, sizeof(struct recorded_cgroup),
		     has_lower_inode);
	if (!r->recording->frames.n)
		return 0;
	recording_sort_frames(r->recording);
	ret = drop_copies(r);
	return ret < 0 ? ret : check_end(r);
}

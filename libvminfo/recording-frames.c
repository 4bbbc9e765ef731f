// SPDX-License-Identifier: LGPL-2.1-or-later
/* The flags of frames: lines in any order, looked up by frame. */
#include <errno.h>

#include "kpageflags.h"
#include "recording-lines.h"

/* The name of a bit, or a number with any bits. */
static int take_flag(struct reader *r, uint64_t *flags)
{
	const char *place = r->at;
	uint64_t number;
	struct word word;
	int ret = reader_word(r, &word, "a flag");

	if (ret < 0)
		return ret;
	for (unsigned int bit = 0; bit < 64; bit++) {
		if (!word_is(&word, vminfo_frame_flag_name(bit)))
			continue;
		*flags |= KPAGEFLAGS_BIT(bit);
		return 0;
	}
	if (*word.text < '0' || *word.text > '9')
		return reader_fail(r, word.text, "there is no such flag");
	r->at = place;
	ret = reader_number(r, &number, "a flag");
	*flags |= ret < 0 ? 0 : number;
	return ret;
}

int take_frame(struct reader *r)
{
	struct recorded_frames frames = { .line = r->number }, *kept;
	const char *place = r->at;
	int ret = reader_number(r, &frames.frame, "the frame");

	if (ret == 0)
		ret = reader_number(r, &frames.count, "the number of frames");
	if (ret == 0 && (!frames.count ||
			 frames.count - 1 > UINT64_MAX - frames.frame))
		ret = reader_fail(r, place, "there are no such frames");
	while (ret == 0 && !reader_at_end(r))
		ret = take_flag(r, &frames.flags);
	if (ret < 0)
		return ret;
	kept = growing_add(&r->recording->frames, 1, sizeof(*kept));
	if (!kept)
		return reader_no_memory(r);
	*kept = frames;
	return 0;
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
int finish_machine(struct reader *r)
{
	struct recorded_frames *rows = r->recording->frames.rows;
	size_t n = r->recording->frames.n, kept = 0;

	if (!n)
		return 0;
	recording_sort_frames(r->recording);
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

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a recording says of frames, and of the groups that pay for them. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "recorder.h"

/* Kept until they are put in order. */
#define MOST_ROWS ((size_t)4096)

static void put_row(struct out *out, const struct recorded_frames *row)
{
	out_put(out, "\t\tframe 0x%" PRIx64 " %" PRIu64, row->frame,
		row->count);
	if (!(row->known & 1u << RECORDED_FLAGS))
		out_put(out, " ?");
	for (unsigned int bit = 0; bit < 64; bit++) {
		if (row->words[RECORDED_FLAGS] >> bit & 1)
			out_put(out, " %s", vminfo_frame_flag_name(bit));
	}
	if (row->known & 1u << RECORDED_MAPCOUNT)
		out_put(out, " mapcount %" PRIu64,
			row->words[RECORDED_MAPCOUNT]);
	if (row->known & 1u << RECORDED_MEMCG)
		out_put(out, " memcg %" PRIu64, row->words[RECORDED_MEMCG]);
	out_put(out, "\n");
}

static const char *find_path(struct vminfo_recorder *r, uint64_t inode)
{
	const struct vminfo_recorder_options *o = &r->options;
	const char *path = NULL;

	if (vminfo_context_recorded_memcg(r->context, inode, &path) < 0 &&
	    o->memcg_path)
		path = o->memcg_path(o->data, inode);
	return path;
}

/* The path of a control group, in front of the first frame that has it. */
static void put_group(struct vminfo_recorder *r,
		      const struct recorded_frames *row)
{
	uint64_t inode = row->words[RECORDED_MEMCG];
	const char *path;

	if (!inode || number_set_has(&r->groups_put, inode))
		return;
	if (number_set_add(&r->groups_put, inode) < 0) {
		r->out.error = -ENOMEM;
		return;
	}
	path = find_path(r, inode);
	if (!path || !*path)
		return;
	out_put(&r->out, "cgroup %" PRIu64 " ", inode);
	out_rest(&r->out, path, strlen(path));
	out_put(&r->out, "\n");
}

static bool is_before(const void *one, const void *other)
{
	const struct recorded_frames *a = one, *b = other;

	return a->frame < b->frame;
}

/* Whether b goes on where a ends, with the same words. */
static bool continues(const struct recorded_frames *a,
		      const struct recorded_frames *b)
{
	if (a->frame + a->count != b->frame || a->known != b->known)
		return false;
	for (size_t i = 0; i < RECORDED_WORDS; i++) {
		if (a->words[i] != b->words[i])
			return false;
	}
	return true;
}

void recorder_flush_frames(struct vminfo_recorder *r)
{
	struct recorded_frames *rows = r->frames.rows;
	size_t n = r->frames.n;

	growing_sort(&r->frames, sizeof(*rows), is_before);
	for (size_t i = 0; rows && i < n; i++) {
		if (i + 1 < n && continues(&rows[i], &rows[i + 1])) {
			rows[i + 1].frame = rows[i].frame;
			rows[i + 1].count += rows[i].count;
			continue;
		}
		put_group(r, &rows[i]);
		put_row(&r->out, &rows[i]);
	}
	r->frames.n = 0;
}

int recorder_add_row(struct vminfo_recorder *r,
		     const struct recorded_frames *row)
{
	struct recorded_frames *rows = r->frames.rows, *last;

	last = r->frames.n ? &rows[r->frames.n - 1] : NULL;
	if (last && continues(last, row)) {
		last->count += row->count;
		return 0;
	}
	if (r->frames.n == MOST_ROWS)
		recorder_flush_frames(r);
	last = growing_add(&r->frames, 1, sizeof(*last));
	if (!last)
		return -ENOMEM;
	*last = *row;
	return 0;
}

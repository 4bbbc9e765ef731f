// SPDX-License-Identifier: LGPL-2.1-or-later
/* What rows say of frames beside numbers: flags, groups, regions of memory. */
#include "rows-physical.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>

#include "complain.h"
#include "frames-alike.h"
#include "memcg-paths.h"
#include "rights.h"

#define FRAMES_AT_ONCE 64

struct rows_physical {
	struct memcg_paths *groups;	/* NULL: of another machine */
	uint64_t flags;		/* of which `words` are */
	char words[64 * 16];
};

/* Whether inodes of its control groups are of ours. */
static bool is_of_this_kernel(const struct target *target)
{
	struct statfs fs;

	if (target->recorded)
		return false;
	return !target->procfs || (statfs(target->procfs, &fs) == 0 &&
				   fs.f_type == PROC_SUPER_MAGIC);
}

void rows_physical_start(struct rows *rows)
{
	rows->physical = calloc(1, sizeof(*rows->physical));
	if (!rows->physical)
		complain_out_of_memory();
	if (rows->wants & CELLS_MEMCG &&
	    is_of_this_kernel(rows->visit->target))
		rows->physical->groups = memcg_paths_new(AT_FDCWD);
}

void rows_physical_end(struct rows *rows)
{
	if (rows->physical)
		memcg_paths_free(rows->physical->groups);
	free(rows->physical);
}

/* "anon,thp": those that mean something, by their bits. */
static const char *words_of(struct rows_physical *said, uint64_t flags)
{
	uint64_t valid = vminfo_frame_flags_valid(flags);
	char *to = said->words;

	if (said->flags == flags)
		return said->words;
	said->flags = flags;
	*to = '\0';
	for (unsigned int bit = 0; bit < 64; bit++) {
		if (!(valid >> bit & 1))
			continue;
		if (to > said->words)
			*to++ = ',';
		to = stpcpy(to, vminfo_frame_flag_name(bit));
	}
	return said->words;
}

/* NULL: of none that was found. */
static const char *group_of(struct rows *rows,
			    const struct vminfo_frame *frame)
{
	struct vminfo_context *context = rows->visit->context;
	const char *path = NULL;
	int ret;

	if (!(rows->wants & CELLS_MEMCG) || !frame->memcg ||
	    !(frame->known & VMINFO_FRAME_HAS_MEMCG))
		return NULL;
	ret = vminfo_context_recorded_memcg(context, frame->memcg, &path);
	if (ret == -ENODATA && rows->physical->groups)
		path = memcg_paths_find(rows->physical->groups, frame->memcg);
	rows->group_missing |= !path;
	return path;
}

void rows_physical_set(struct rows *rows, const struct vminfo_frame *frame)
{
	struct row *row = &rows->row;

	row->frame = frame;
	row->flags = NULL;
	row->memcg = group_of(rows, frame);
	if (frame->known & VMINFO_FRAME_HAS_FLAGS)
		row->flags = words_of(rows->physical, frame->flags);
}

/*
 * Regions of memory.
 */

static bool has_frame(uint8_t state, uint64_t value)
{
	return value != VMINFO_NONE && state != VMINFO_SWAPPED;
}

static struct cells_region region_of(const struct rows *rows, uint64_t pfn)
{
	uint64_t pa = pfn * rows->row.page_size;
	struct vminfo_region region;
	int ret = vminfo_context_region(rows->visit->context, pa, &region);

	if (ret < 0)
		return (struct cells_region){ .known = REPORT_UNKNOWN };
	if (ret == 0)
		return (struct cells_region){ .known = REPORT_NONE };
	return (struct cells_region){ REPORT_KNOWN, region.name };
}

struct cells_region rows_physical_region(const struct rows *rows, uint8_t state,
				      uint64_t pfn)
{
	static const uint32_t hidden = 1u << VMINFO_PRESENT |
		1u << VMINFO_MIGRATING | 1u << VMINFO_DEVICE |
		1u << VMINFO_SPECIAL | 1u << VMINFO_NONPRESENT;

	if (has_frame(state, pfn))
		return region_of(rows, pfn);
	return (struct cells_region){
		.known = state < 32 && hidden >> state & 1 ? REPORT_UNKNOWN
							   : REPORT_NONE,
	};
}

bool rows_physical_is_region(const struct cells_region *a,
			  const struct cells_region *b)
{
	if (a->known != b->known || a->known == REPORT_MIXED)
		return false;
	return a->known != REPORT_KNOWN || strcmp(a->name, b->name) == 0;
}

/* A region has others in it: where it ends is not where the next begins. */
uint64_t rows_physical_extent(const struct rows *rows,
			   const struct vminfo_run *run,
			   const struct cells_region *region)
{
	uint64_t n = 1;

	if (!has_frame(run->state, run->value) ||
	    region->known == REPORT_UNKNOWN)
		return run->pages;
	for (; n < run->pages; n++) {
		struct cells_region next = region_of(rows, run->value + n);

		if (!rows_physical_is_region(region, &next))
			break;
	}
	return n;
}

/*
 * Parts of folios.
 */

/* How many frames from `pfn` on are the same part as the first: *part. */
static uint64_t alike_from(const struct rows *rows, uint64_t pfn, uint64_t most,
			   uint64_t *part)
{
	struct vminfo_frame frames[FRAMES_AT_ONCE];
	uint64_t n = 0;

	while (n < most) {
		ssize_t got = vminfo_context_frames(rows->visit->context,
						    pfn + n,
						    VMINFO_FRAME_HAS_FLAGS,
						    frames, FRAMES_AT_ONCE);

		if (got <= 0)
			break;
		if (n == 0)
			*part = frames[0].flags & FRAMES_ALIKE_PARTS;
		for (ssize_t i = 0; i < got && n < most; i++, n++)
			if ((frames[i].flags & FRAMES_ALIKE_PARTS) != *part)
				return n;
	}
	return n;
}

uint64_t rows_physical_parts(const struct rows *rows,
			     const struct vminfo_run *run,
			     struct vminfo_frame *frame)
{
	uint64_t part, n;

	if (!(frame->known & VMINFO_FRAME_HAS_FLAGS) ||
	    !(frame->flags & FRAMES_ALIKE_PARTS) ||
	    !has_frame(run->state, run->value))
		return run->pages;
	n = alike_from(rows, run->value, run->pages, &part);
	if (n == 0)
		return run->pages;
	frame->flags = (frame->flags & ~FRAMES_ALIKE_PARTS) | part;
	return n;
}

/*
 * What cannot be seen.
 */

static const struct lack {
	unsigned int wants;
	uint64_t right;
	const char *what;	/* "... are hidden" */
	const char *capability;
	const char *recorded;	/* the same of who recorded it */
} lacks[] = {
	{ CELLS_FRAMES, VMINFO_RIGHT_FRAMES, NULL, NULL, NULL },
	{ CELLS_KPAGE, VMINFO_RIGHT_KPAGE,
	  "flags, mapcounts and control groups of frames are",
	  "CAP_DAC_READ_SEARCH",
	  "flags, mapcounts and control groups of frames were hidden from who "
	  "recorded them" },
	{ CELLS_REGION, VMINFO_RIGHT_RAM,
	  "regions of physical memory are", "CAP_SYS_ADMIN",
	  "regions of physical memory were hidden from who recorded them" },
};

#define LACKS (sizeof(lacks) / sizeof(lacks[0]))

unsigned int rows_physical_hidden(const struct vminfo_context *context)
{
	uint64_t rights = vminfo_context_rights(context);
	unsigned int hidden = 0;

	for (size_t i = 0; i < LACKS; i++)
		if (!(rights & lacks[i].right))
			hidden |= lacks[i].wants;
	return hidden;
}

void rows_physical_explain(const struct visit *visit, unsigned int unknown)
{
	unsigned int hidden = rows_physical_hidden(visit->context);

	for (size_t i = 0; i < LACKS; i++) {
		const struct lack *lack = &lacks[i];

		if (!(unknown & hidden & lack->wants) || !lack->what)
			continue;
		if (visit->target->recorded)
			complain("%s", lack->recorded);
		else
			rights_explain_lacking(lack->what, lack->capability);
	}
}

void rows_physical_explain_groups(const struct rows *rows)
{
	if (!rows->group_missing)
		return;
	if (rows->visit->target->recorded)
		complain("the path of a control group is not in the recording "
			 "(see MEMCG-INODE)");
	else
		complain("the path of a control group is unknown: none that is "
			 "mounted here has its inode (see MEMCG-INODE)");
}

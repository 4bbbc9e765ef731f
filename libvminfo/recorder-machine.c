// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a recording says of the machine. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/utsname.h>

#include "frames.h"
#include "recorder.h"
#include "recording-names.h"
#include "settings.h"

/* There is no recording, then, rather than one that says less. */
static void fail(struct vminfo_recorder *r, int err)
{
	if (!r->out.error)
		r->out.error = err;
}

static void keep_text(char *to, size_t room, const char *text)
{
	/* It is one word of a line, and was one of the kernel's. */
	if (strlen(text) < room && !strpbrk(text, " \t\n\\#"))
		memcpy(to, text, strlen(text) + 1);
}

static void ask_kernel(struct recorded_machine *machine)
{
	const uint16_t one = 1;
	struct utsname name;

	if (uname(&name) < 0)
		return;
	keep_text(machine->arch, sizeof(machine->arch), name.machine);
	keep_text(machine->kernel, sizeof(machine->kernel), name.release);
	keep_text(machine->endian, sizeof(machine->endian),
		  *(const uint8_t *)&one ? "little" : "big");
}

/* A directory that somebody made says nothing about the kernel we run on. */
static void find_facts(struct vminfo_recorder *r)
{
	const struct vminfo_context *c = r->context;

	if (c->recording) {
		r->machine = c->recording->machine;
		return;
	}
	r->machine = (struct recorded_machine){
		.page_size = c->page_size,
		.pmd_size = c->pmd_size,
		.features = vminfo_context_features(c),
		.rights = vminfo_context_rights(c),
		.special_start = c->probe.special_start,
		.marker_type = c->probe.marker_type,
		.swaps_uncertain = !c->areas_real,
	};
	keep_text(r->machine.boot, sizeof(r->machine.boot),
		  vminfo_context_boot(r->context));
	if (c->live)
		ask_kernel(&r->machine);
}

static void put_set(struct out *out, const char *keyword,
		    const struct recorded_name *names, uint64_t set)
{
	out_put(out, "%s", keyword);
	for (; names->name; names++) {
		if (set & names->value)
			out_put(out, " %s", names->name);
	}
	out_put(out, "\n");
}

static void put_facts(struct out *out, const struct recorded_machine *m)
{
	out_put(out, "vm %u\npage-size %" PRIu64 "\n", RECORDING_VERSION,
		m->page_size);
	if (m->pmd_size)
		out_put(out, "pmd-size %" PRIu64 "\n", m->pmd_size);
	if (*m->arch)
		out_put(out, "arch %s\n", m->arch);
	if (*m->endian)
		out_put(out, "endian %s\n", m->endian);
	if (*m->kernel)
		out_put(out, "kernel %s\n", m->kernel);
	if (*m->boot)
		out_put(out, "boot %s\n", m->boot);
	if (m->rebased)
		out_put(out, "rebased\n");
	if (m->features)
		put_set(out, "features", recorded_features, m->features);
	put_set(out, "rights", recorded_rights, m->rights);
	out_put(out, "special-start %u\nmarker-type %u\n", m->special_start,
		m->marker_type);
	if (m->swaps_uncertain)
		out_put(out, "swaps-uncertain\n");
}

/* --- lines of files ------------------------------------------------------- */

/* What a line of a file is to those that came before it. */
struct file_state {
	struct out *out;
	size_t number;		/* of the line, from 1 */
	char zone[64];		/* "Normal", until all of it was read */
	bool has_start;
	struct zoneinfo info;
};

/* 0: all of them were taken; or negative errno. */
static int each_line(const struct vminfo_context *c, const char *name,
		     struct file_state *state,
		     void (*take)(struct file_state *, const struct line *))
{
	struct procfs_file file = procfs_open(c->procfs, name);
	struct lines lines;
	struct line line;
	int ret = file.fd < 0 ? file.fd : lines_init(&lines, file);

	if (ret < 0) {
		procfs_close(file);
		return ret;
	}
	while ((ret = lines_next(&lines, &line)) > 0) {
		state->number++;
		take(state, &line);
	}
	lines_free(&lines);
	procfs_close(file);
	return ret;
}

/* Its words with one blank between them. */
static void put_swap(struct file_state *state, const struct line *line)
{
	const char *at = line->text;

	if (state->number == 1)
		return;
	out_put(state->out, "swap");
	while (*(at += strspn(at, " \t"))) {
		size_t length = strcspn(at, " \t");

		out_put(state->out, " ");
		out_word(state->out, at, length);
		at += length;
	}
	out_put(state->out, "\n");
}

static void put_zone(struct file_state *state)
{
	const struct zoneinfo_zone *zone = &state->info.zone;

	if (!*state->zone)
		return;
	out_put(state->out, "zone %u ", zone->node);
	out_word(state->out, state->zone, strlen(state->zone));
	if (state->has_start)
		out_put(state->out, " %" PRIu64, zone->first);
	else
		out_put(state->out, " -");
	out_put(state->out, " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
		zone->spanned, zone->present, zone->managed);
	*state->zone = '\0';
}

/* A zone without memory, and that of devices, end without their start. */
static void take_zone_line(struct file_state *state, const struct line *line)
{
	const char *name = strstr(line->text, ", zone");

	if (name && !strncmp(line->text, "Node ", 5)) {
		put_zone(state);
		name += 6;
		name += strspn(name, " ");
		if (strlen(name) < sizeof(state->zone))
			strcpy(state->zone, name);
		state->has_start = false;
	}
	if (zoneinfo_take(&state->info, line->text))
		state->has_start = true;
}

static void put_regions(struct out *out, const struct physmem *physmem)
{
	const struct physmem_region *region = physmem->regions.rows;

	for (size_t i = 0; i < physmem->regions.n; i++, region++) {
		const char *name = physmem_name(physmem, region);
		bool is_ram = !strcmp(name, "System RAM");

		out_put(out, is_ram ? "ram " : "region ");
		out_range(out, region->range.first, region->range.last);
		if (!is_ram)
			out_put(out, " ");
		if (!is_ram)
			out_rest(out, name, strlen(name));
		out_put(out, "\n");
	}
}

static void put_setting(void *data, const char *name, const char *text)
{
	struct out *out = data;

	out_put(out, "setting ");
	out_word(out, name, strlen(name));
	out_put(out, " ");
	out_rest(out, text, strlen(text));
	out_put(out, "\n");
}

static bool is_frame(struct vminfo_recorder *r, uint64_t frame)
{
	uint64_t flags;
	int ret = frames_word(r->context->kpageflags, frame, &flags);

	/* No file is so long, which is no failure. */
	if (ret < 0 && ret != -EINVAL && ret != -EBADF)
		fail(r, ret);
	return ret > 0;
}

/* Where kpageflags ends; 0: it is not known. */
static uint64_t find_end(struct vminfo_recorder *r)
{
	uint64_t low = 0, high = 1, flags;

	if (r->context->recording)
		return r->context->recording->frames_end;
	if (frames_word(r->context->kpageflags, low, &flags) <= 0)
		return 0;
	/* low is a frame, high is none. */
	for (; is_frame(r, high); high *= 2)
		low = high;
	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;

		if (is_frame(r, middle))
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* Not everybody may read a file, or has one: then nothing is recorded of it. */
static bool is_missing(int err)
{
	return err == -ENOENT || err == -ENOTDIR || err == -EACCES ||
	       err == -EPERM;
}

void recorder_put_machine(struct vminfo_recorder *r)
{
	struct file_state state = { .out = &r->out };
	uint64_t end = find_end(r);
	int ret = 0;

	find_facts(r);
	put_facts(&r->out, &r->machine);
	/* Without a line, there would be an area less. */
	if (r->machine.rights & VMINFO_RIGHT_SWAPS)
		ret = each_line(r->context, "swaps", &state, put_swap);
	if (ret < 0)
		fail(r, ret);
	put_regions(&r->out, &r->context->physmem);
	if (end)
		out_put(&r->out, "frames-end 0x%" PRIx64 "\n", end);
	ret = each_line(r->context, "zoneinfo", &state, take_zone_line);
	if (ret < 0 && !is_missing(ret))
		fail(r, ret);
	put_zone(&state);
	ret = settings_each(r->context, &r->out, put_setting);
	if (ret < 0)
		fail(r, ret);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * tools/free-blocks.c, huge-settings.c, huge-mounts.c, small-file.c: lines of
 * buddyinfo and mountinfo, and files of settings.
 */
#include "fuzz.h"

#include <errno.h>

#include "free-blocks.h"
#include "huge-mounts.h"
#include "huge-policy.h"
#include "small-file.h"

static void check_buddyinfo(const char *text)
{
	struct free_blocks_line line;

	memset(&line, 0x5a, sizeof(line));
	if (free_blocks_read(text, &line) != 0) {
		assert(fuzz_is_untouched(&line, sizeof(line), 0x5a));
		return;
	}
	assert(line.orders && line.orders <= FREE_BLOCKS_ORDERS);
	assert(*line.zone && strlen(line.zone) < sizeof(line.zone));
	for (unsigned int i = line.orders; i < FREE_BLOCKS_ORDERS; i++)
		assert(line.blocks.of_order[i] == 0);
	assert(free_blocks_frames(&line.blocks, line.orders) == 0);
}

static void check_mount(const char *text)
{
	struct huge_mounts mounts = { 0 };
	char *line = fuzz_string((const uint8_t *)text, strlen(text));
	struct vminfo_mapping mapping = { .inode = 7 };

	huge_mounts_add(&mounts, line);
	assert(mounts.count <= 1);
	if (mounts.count) {
		mapping.dev_major = mounts.list->dev_major;
		mapping.dev_minor = mounts.list->dev_minor;
		assert(huge_mounts_of(&mounts, &mapping) == mounts.list);
		assert(mounts.list->backing == HUGE_OF_TMPFS ||
		       mounts.list->rule == HUGE_RULE_UNKNOWN);
	}
	huge_mounts_free(&mounts);
	free(line);
}

static void check_field(const char *text)
{
	char value[16];
	int ret = small_file_field(text, "VmSwap", value, sizeof(value));

	assert(ret == 0 || ret == -EFBIG || ret == -ENODATA);
	if (ret == 0) {
		assert(strlen(value) < sizeof(value));
		assert(!strchr(value, '\n') && strstr(text, "VmSwap"));
	}
}

static int give(void *data, const char *name, const char **text)
{
	(void)name;
	*text = data;
	return 0;
}

/* What is no word of the kernel is no rule. */
static void check_settings(char *text)
{
	struct huge_settings settings;

	huge_settings_read(&settings, UINT64_C(2) << 20, give, text);
	assert(settings.anonymous <= HUGE_RULE_NEVER);
	assert(!settings.shmem_denied || !settings.shmem_forced);
	if (settings.anonymous != HUGE_RULE_UNKNOWN)
		assert(strchr(text, '[') && strchr(text, ']'));
	if (settings.most_holes != VMINFO_NONE)
		assert(strtoull(text, NULL, 10) == settings.most_holes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);

	check_buddyinfo(text);
	check_mount(text);
	check_field(text);
	check_settings(text);
	free(text);
	return 0;
}

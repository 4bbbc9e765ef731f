// SPDX-License-Identifier: LGPL-2.1-or-later
/* Settings of the kernel's memory, of this machine or as they were recorded. */
#include "settings.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define ROOT "/sys/kernel/mm/"
#define THP "transparent_hugepage/"

/* What is worth to be recorded; %: KiB of a page mapped at PMD level. */
static const char *const worth[] = {
	THP "enabled",
	THP "defrag",
	THP "shmem_enabled",
	THP "hugepages-%kB/enabled",
	THP "hugepages-%kB/shmem_enabled",
	THP "khugepaged/defrag",
	THP "khugepaged/max_ptes_none",
	THP "khugepaged/max_ptes_swap",
	THP "khugepaged/max_ptes_shared",
	THP "khugepaged/scan_sleep_millisecs",
};

static int find_recorded(const struct recording *r, const char *name,
			 char text[SETTINGS_ROOM])
{
	const struct recorded_setting *settings = r->settings.rows;

	for (size_t i = 0; i < r->settings.n; i++) {
		if (strcmp(recording_text(r, settings[i].name), name) != 0)
			continue;
		snprintf(text, SETTINGS_ROOM, "%s",
			 recording_text(r, settings[i].text));
		return 0;
	}
	/* Who recorded some had no more. */
	return r->settings.n ? -ENOENT : -ENODATA;
}

static int read_live(const char *name, char text[SETTINGS_ROOM])
{
	char path[SETTINGS_ROOM];
	int n = snprintf(path, sizeof(path), ROOT "%s", name);

	if (n < 0 || (size_t)n >= sizeof(path))
		return -ENOENT;
	n = procfs_read_file(PROCFS_CWD, path, text, SETTINGS_ROOM);
	if (n < 0)
		return n;
	text[strcspn(text, "\n")] = '\0';
	return 0;
}

int settings_read(const struct vminfo_context *context, const char *name,
		  char text[SETTINGS_ROOM])
{
	if (context->recording)
		return find_recorded(context->recording, name, text);
	/* Another /proc may be of another kernel. */
	return context->live ? read_live(name, text) : -ENODATA;
}

int vminfo_context_setting(struct vminfo_context *context, const char *name,
			   const char **text)
{
	char found[SETTINGS_ROOM];
	int ret = settings_read(context, name, found);

	if (ret < 0)
		return context_fail(context, ret, ROOT "%s", name);
	memcpy(context->setting, found, sizeof(context->setting));
	*text = context->setting;
	return 0;
}

/* A kernel, or a container, need not have it. */
static bool is_missing(int err)
{
	return err == -ENOENT || err == -ENOTDIR || err == -ENODATA ||
	       err == -EACCES || err == -EPERM;
}

static void full_name(const struct vminfo_context *c, const char *pattern,
		      char name[SETTINGS_ROOM])
{
	const char *size = strchr(pattern, '%');

	if (size)
		snprintf(name, SETTINGS_ROOM, "%.*s%" PRIu64 "%s",
			 (int)(size - pattern), pattern, c->pmd_size >> 10,
			 size + 1);
	else
		snprintf(name, SETTINGS_ROOM, "%s", pattern);
}

static void each_recorded(const struct recording *r, void *data,
			  void (*put)(void *data, const char *name,
				      const char *text))
{
	const struct recorded_setting *settings = r->settings.rows;

	for (size_t i = 0; i < r->settings.n; i++)
		put(data, recording_text(r, settings[i].name),
		    recording_text(r, settings[i].text));
}

int settings_each(const struct vminfo_context *context, void *data,
		  void (*put)(void *data, const char *name, const char *text))
{
	char name[SETTINGS_ROOM], text[SETTINGS_ROOM];
	int first = 0, ret;

	if (context->recording) {
		each_recorded(context->recording, data, put);
		return 0;
	}
	for (size_t i = 0; i < sizeof(worth) / sizeof(*worth); i++) {
		full_name(context, worth[i], name);
		ret = settings_read(context, name, text);
		if (ret == 0)
			put(data, name, text);
		else if (!first && !is_missing(ret))
			first = ret;
	}
	return first;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where the hierarchies of control groups are mounted: mountinfo. */
#include "cgroup-mounts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "small-file.h"

#define MOUNTS_TEXT ((size_t)1 << 20)

bool cgroup_list_has(const char *list, size_t length, const char *word)
{
	size_t n = strlen(word);

	for (const char *end = list + length; list < end;) {
		size_t one = strcspn(list, ",");

		if (list + one > end)
			one = (size_t)(end - list);
		if (one == n && strncmp(list, word, n) == 0)
			return true;
		list += one + 1;
	}
	return false;
}

/* Words of a line of mountinfo. */
struct line {
	struct cgroup_mount mount;
	char *type, *options;
};

static void unescape(char *text)
{
	char *to = text;

	for (; *text; to++) {
		unsigned int byte;

		if (*text == '\\' && sscanf(text + 1, "%3o", &byte) == 1 &&
		    strlen(text) >= 4) {
			*to = (char)byte;
			text += 4;
		} else {
			*to = *text++;
		}
	}
	*to = '\0';
}

/* "31 23 0:28 /root /mnt rw shared:1 - cgroup2 cgroup2 rw,memory" */
static bool split_line(char *text, struct line *line)
{
	char *words[6], *rest = NULL, *tail = strstr(text, " - ");
	struct cgroup_mount *mount = &line->mount;
	size_t n = 0;

	if (!tail)
		return false;
	*tail = '\0';
	for (char *word = strtok_r(text, " ", &rest); word && n < 5;
	     word = strtok_r(NULL, " ", &rest))
		words[n++] = word;
	if (n < 5 || sscanf(words[2], "%u:%u", &mount->dev_major,
			    &mount->dev_minor) != 2)
		return false;
	mount->root = words[3];
	mount->point = words[4];
	line->type = strtok_r(tail + 3, " ", &rest);
	if (!line->type || !strtok_r(NULL, " ", &rest))
		return false;
	line->options = strtok_r(NULL, " ", &rest);
	unescape(mount->root);
	unescape(mount->point);
	return line->options;
}

static bool is_hierarchy(const struct line *line, unsigned int version)
{
	if (version == 2)
		return strcmp(line->type, "cgroup2") == 0;
	return strcmp(line->type, "cgroup") == 0 &&
	       cgroup_list_has(line->options, strlen(line->options), "memory");
}

void cgroup_mounts_of_memory(int own, unsigned int version,
			     cgroup_mount_look *look, void *data)
{
	char *text = malloc(MOUNTS_TEXT), *words, *rest;
	struct line line;

	if (!text)
		return;
	if (small_file_read(own, "mountinfo", text, MOUNTS_TEXT) != 0)
		*text = '\0';
	for (words = strtok_r(text, "\n", &rest); words;
	     words = strtok_r(NULL, "\n", &rest))
		if (split_line(words, &line) && is_hierarchy(&line, version) &&
		    look(data, &line.mount))
			break;
	free(text);
}

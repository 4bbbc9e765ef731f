// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which file systems are tmpfs, and what they were mounted with. */
#include "huge-mounts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"

/* "rw,size=64k,huge=within_size": what decides; without it, never. */
static enum huge_rule rule_in(char *options)
{
	static const struct {
		const char *option;
		enum huge_rule rule;
	} rules[] = {
		{ "huge=always", HUGE_RULE_ALWAYS },
		{ "huge=within_size", HUGE_RULE_ALWAYS },
		{ "huge=advise", HUGE_RULE_MADVISE },
		{ "huge=never", HUGE_RULE_NEVER },
	};
	char *rest = options, *option;

	while ((option = strsep(&rest, ","))) {
		for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
			if (!strcmp(rules[i].option, option))
				return rules[i].rule;
		}
		if (!strncmp(option, "huge=", 5))
			return HUGE_RULE_UNKNOWN;
	}
	return HUGE_RULE_NEVER;
}

/* "36 35 98:0 /a /b rw master:1 - tmpfs tmpfs rw,huge=always" */
void huge_mounts_add(struct huge_mounts *mounts, char *line)
{
	char *words[3], *rest = strstr(line, " - ");
	struct huge_mount mount;

	if (!rest || sscanf(line, "%*d %*d %" SCNu32 ":%" SCNu32,
			    &mount.dev_major, &mount.dev_minor) != 2)
		return;
	rest += 3;
	rest[strcspn(rest, "\n")] = '\0';
	for (size_t i = 0; i < 3; i++) {
		words[i] = strsep(&rest, " ");
		if (!words[i])
			return;
	}
	mount.backing = strcmp(words[0], "tmpfs") ? HUGE_OF_FILE
						  : HUGE_OF_TMPFS;
	mount.rule = mount.backing == HUGE_OF_TMPFS ? rule_in(words[2])
						    : HUGE_RULE_UNKNOWN;
	mounts->list = reallocarray(mounts->list, mounts->count + 1,
				    sizeof(*mounts->list));
	if (!mounts->list)
		complain_out_of_memory();
	mounts->list[mounts->count++] = mount;
}

void huge_mounts_read(struct huge_mounts *mounts)
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char *line = NULL;
	size_t room = 0;

	if (!file)
		return;
	while (getline(&line, &room, file) > 0)
		huge_mounts_add(mounts, line);
	free(line);
	fclose(file);
}

void huge_mounts_free(struct huge_mounts *mounts)
{
	free(mounts->list);
	*mounts = (struct huge_mounts){ 0 };
}

const struct huge_mount *huge_mounts_of(const struct huge_mounts *mounts,
					const struct vminfo_mapping *mapping)
{
	for (size_t i = 0; i < mounts->count; i++) {
		const struct huge_mount *mount = &mounts->list[i];

		if (mount->dev_major == mapping->dev_major &&
		    mount->dev_minor == mapping->dev_minor)
			return mount;
	}
	return NULL;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* To whom the kernel gives huge pages, from its files of settings. */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "huge-policy.h"

#define THP "transparent_hugepage/"

struct source {
	huge_setting *read;
	void *data;
	uint64_t size;		/* of a huge page */
};

/* "always inherit [madvise] never": the word in brackets. */
static bool take_word(const char *text, char word[32])
{
	const char *from = strchr(text, '[');
	const char *to = from ? strchr(from, ']') : NULL;

	if (!to || to - from > 31)
		return false;
	memcpy(word, from + 1, (size_t)(to - from - 1));
	word[to - from - 1] = '\0';
	return true;
}

/* 0, or negative errno; a word that is none is -EINVAL. */
static int read_word(const struct source *source, const char *name,
		     char word[32])
{
	const char *text;
	int ret = source->read(source->data, name, &text);

	if (ret < 0)
		return ret;
	return take_word(text, word) ? 0 : -EINVAL;
}

static enum huge_rule rule_named(const char *word)
{
	static const struct {
		const char *word;
		enum huge_rule rule;
	} rules[] = {
		{ "always", HUGE_RULE_ALWAYS },
		{ "within_size", HUGE_RULE_ALWAYS },
		{ "force", HUGE_RULE_ALWAYS },
		{ "madvise", HUGE_RULE_MADVISE },
		{ "advise", HUGE_RULE_MADVISE },
		{ "never", HUGE_RULE_NEVER },
		{ "deny", HUGE_RULE_NEVER },
	};

	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		if (!strcmp(rules[i].word, word))
			return rules[i].rule;
	}
	return HUGE_RULE_UNKNOWN;
}

/*
 * The file of this size decides unless it says inherit, or is not there: sizes
 * have files of their own since Linux 6.8, and those of shmem since 6.11.
 */
static enum huge_rule read_rule(const struct source *source, const char *file)
{
	char name[96], word[32];
	int ret;

	snprintf(name, sizeof(name), THP "hugepages-%" PRIu64 "kB/%s",
		 source->size >> 10, file);
	ret = read_word(source, name, word);
	if (ret == 0 && strcmp(word, "inherit") != 0)
		return rule_named(word);
	if (ret < 0 && ret != -ENOENT)
		return HUGE_RULE_UNKNOWN;
	snprintf(name, sizeof(name), THP "%s", file);
	if (read_word(source, name, word) < 0)
		return HUGE_RULE_UNKNOWN;
	return rule_named(word);
}

static uint64_t read_number(const struct source *source, const char *file)
{
	const char *text;
	char name[96], *end;
	uint64_t number;

	snprintf(name, sizeof(name), THP "khugepaged/%s", file);
	if (source->read(source->data, name, &text) < 0 ||
	    strspn(text, "0123456789") != strlen(text) || !*text)
		return VMINFO_NONE;
	errno = 0;
	number = strtoull(text, &end, 10);
	return errno ? VMINFO_NONE : number;
}

void huge_settings_read(struct huge_settings *settings, uint64_t size,
			huge_setting *read, void *data)
{
	const struct source source = { .read = read, .data = data,
				       .size = size };
	char word[32] = "";

	*settings = (struct huge_settings){
		.anonymous = read_rule(&source, "enabled"),
		.shmem = read_rule(&source, "shmem_enabled"),
		.most_holes = read_number(&source, "max_ptes_none"),
		.most_swapped = read_number(&source, "max_ptes_swap"),
		.most_shared = read_number(&source, "max_ptes_shared"),
	};
	if (read_word(&source, THP "shmem_enabled", word) < 0)
		return;
	settings->shmem_denied = strcmp(word, "deny") == 0;
	settings->shmem_forced = strcmp(word, "force") == 0;
	if (settings->shmem_denied)
		settings->shmem = HUGE_RULE_NEVER;
}

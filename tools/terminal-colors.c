// SPDX-License-Identifier: LGPL-2.1-or-later
/* Files by whose names users switch colours on or off: terminal-colors.d(5). */
#include "terminal-colors.h"

#include <dirent.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

static bool is_word(const char *text, size_t length, const char *word)
{
	return word && strlen(word) == length &&
	       memcmp(text, word, length) == 0;
}

/*
 * How much "[[NAME][@TERM].]TYPE" is about us: a name counts more than a
 * terminal; 0: it is about others, or of another type.
 */
static int score_of(const char *file, const char *type,
		    const struct terminal_colors *who)
{
	const char *dot = strrchr(file, '.');
	size_t length = dot ? (size_t)(dot - file) : 0;
	const char *at = dot ? memchr(file, '@', length) : NULL;
	size_t name = at ? (size_t)(at - file) : length;
	int score = 1;

	if (strcmp(dot ? dot + 1 : file, type) != 0)
		return 0;
	if (at && !is_word(at + 1, length - name - 1, who->term))
		return 0;
	if (name && !is_word(file, name, who->name))
		return 0;
	score += name ? 20 : 0;
	score += at ? 10 : 0;
	return score;
}

static void keep_larger(int *best, int score)
{
	if (score > *best)
		*best = score;
}

int terminal_colors_ask(const char *directory,
			const struct terminal_colors *who, bool *enabled)
{
	DIR *files = opendir(directory);
	const struct dirent *entry;
	int enable = 0, disable = 0;

	if (!files)
		return -errno;
	while ((entry = readdir(files))) {
		const char *name = entry->d_name;

		keep_larger(&enable, score_of(name, "enable", who));
		keep_larger(&disable, score_of(name, "disable", who));
	}
	closedir(files);
	*enabled = enable >= disable;
	return 0;
}

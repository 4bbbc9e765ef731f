// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which profile a word means. */
#include "profile.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "nearest.h"
#include "profile-file.h"

static bool ends_in(const char *word, const char *end)
{
	size_t length = strlen(word), tail = strlen(end);

	return length > tail && strcmp(word + length - tail, end) == 0;
}

/* By the word alone: what is in a directory does not change its meaning. */
static bool is_file(const char *word)
{
	return strcmp(word, "-") == 0 || strchr(word, '/') ||
	       ends_in(word, ".yaml") || ends_in(word, ".yml");
}

static int tell_unknown(const char *word)
{
	const struct profile *shipped;
	struct nearest nearest;

	nearest_start(&nearest, word);
	for (size_t i = 0; (shipped = profile_shipped(i)); i++)
		nearest_consider(&nearest, shipped->name);
	if (access(word, F_OK) == 0)
		complain("no profile is called '%s'; if the file is meant: "
			 "--profile ./%s", word, word);
	else if (nearest.best[0])
		complain("no profile is called '%s' (did you mean %s?); "
			 "--profile list shows all", word, nearest.best);
	else
		complain("no profile is called '%s'; --profile list shows all",
			 word);
	return -EINVAL;
}

int profile_find(const char *word, struct profile *profile)
{
	const struct profile *shipped;

	if (is_file(word))
		return profile_file_read(word, profile);
	for (size_t i = 0; (shipped = profile_shipped(i)); i++) {
		if (strcmp(shipped->name, word) == 0) {
			*profile = *shipped;
			return 0;
		}
	}
	return tell_unknown(word);
}

void profile_free(struct profile *profile)
{
	if (profile->owned)
		profile_file_free(profile->owned);
	*profile = (struct profile){ 0 };
}

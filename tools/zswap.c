// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether what is in a slot of swap may be in RAM, compressed (zswap). */
#include "zswap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "small-file.h"

#define MEMINFO_TEXT 8192
#define MODULE "module/zswap"

static bool has(int sys, const char *path)
{
	struct stat stat;

	return sys >= 0 && fstatat(sys, path, &stat, 0) == 0;
}

/* A kernel without it has no such module, but it has others. */
static bool is_lacking(int sys)
{
	return has(sys, "module") && !has(sys, MODULE) && errno == ENOENT;
}

static enum answer read_enabled(int sys)
{
	char word[8];

	if (sys < 0 || small_file_read(sys, MODULE "/parameters/enabled", word,
				       sizeof(word)) != 0)
		return ANSWER_UNKNOWN;
	if (strcmp(word, "Y") == 0)
		return ANSWER_YES;
	return strcmp(word, "N") == 0 ? ANSWER_NO : ANSWER_UNKNOWN;
}

/* "Zswapped:     128 kB", since Linux 5.19: without it nothing is known. */
static enum answer read_filled(int proc)
{
	char text[MEMINFO_TEXT], amount[32], *end;

	if (proc < 0 ||
	    small_file_read(proc, "meminfo", text, sizeof(text)) != 0 ||
	    small_file_field(text, "Zswapped", amount, sizeof(amount)) != 0)
		return ANSWER_UNKNOWN;
	if (strtoull(amount, &end, 10) > 0)
		return ANSWER_YES;
	return end != amount ? ANSWER_NO : ANSWER_UNKNOWN;
}

enum answer zswap_in_use(int proc, int sys)
{
	enum answer enabled = read_enabled(sys), filled = read_filled(proc);

	if (enabled == ANSWER_YES || filled == ANSWER_YES)
		return ANSWER_YES;
	if (is_lacking(sys))
		return ANSWER_NO;
	return enabled == ANSWER_NO ? filled : ANSWER_UNKNOWN;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* Finds the processes of a name among a command and what it started. */
#include "followers.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "family.h"
#include "named.h"
#include "process-numbers.h"
#include "rights.h"
#include "small-file.h"

#define WORDS 3			/* of a command line that say a name */
#define WORDS_ROOM 4096

/* The first words of its command line, in `text`. */
static void read_words(pid_t pid, char *text, char **words)
{
	char path[64], *at = text, *end;
	int n;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);
	n = small_file_bytes(AT_FDCWD, path, text, WORDS_ROOM - 1);
	end = text + (n > 0 ? n : 0);
	*end = '\0';
	for (size_t i = 0; i < WORDS && at < end; i++) {
		words[i] = at;
		at += strlen(at) + 1;
	}
}

static enum named is_named(pid_t pid, const char *name)
{
	char path[64], comm[64], text[WORDS_ROOM];
	char *words[WORDS + 1] = { NULL };
	struct named_evidence evidence = { .comm = comm, .argv = words };

	snprintf(path, sizeof(path), "/proc/%d/comm", (int)pid);
	/* It is gone, then. */
	if (small_file_read(AT_FDCWD, path, comm, sizeof(comm)) != 0)
		return NAMED_NO;
	read_words(pid, text, words);
	return named_is(name, &evidence);
}

static void add(struct followers *followers, pid_t pid)
{
	size_t size = (followers->count + 1) * sizeof(*followers->pids);
	pid_t *more = realloc(followers->pids, size);

	if (!more)
		complain_out_of_memory();
	followers->pids = more;
	more[followers->count++] = pid;
}

struct search {
	const char *name;
	struct followers *followers;
};

static int consider(void *data, pid_t pid)
{
	const struct search *search = data;
	enum named named;

	if (!family_has(pid))
		return 0;
	named = is_named(pid, search->name);
	if (named == NAMED_YES)
		add(search->followers, pid);
	if (named != NAMED_UNKNOWN)
		return 0;
	complain("%d: cannot tell whether it is called %s: no more than its "
		 "first 15 bytes can be read", (int)pid, search->name);
	return -EAGAIN;
}

static int compare(const void *a, const void *b)
{
	const pid_t *one = a, *other = b;

	return (*one > *other) - (*one < *other);
}

int followers_find(const char *name, struct followers *followers)
{
	struct search search = { .name = name, .followers = followers };
	int ret;

	*followers = (struct followers){ .count = 0 };
	rights_raise(RIGHTS_PTRACE);
	ret = process_numbers_each(consider, &search);
	rights_lower();
	/* Of a name that cannot be told it was said. */
	if (ret < 0 && ret != -EAGAIN)
		complain("%s: %s", "/proc", strerror(-ret));
	if (ret == 0 && !followers->count) {
		complain("no process of the command was called %s when it was "
			 "ready (--follow)", name);
		ret = -ENOENT;
	}
	if (ret)
		followers_free(followers);
	else
		qsort(followers->pids, followers->count,
		      sizeof(*followers->pids), compare);
	return ret;
}

void followers_free(struct followers *followers)
{
	free(followers->pids);
	*followers = (struct followers){ .count = 0 };
}

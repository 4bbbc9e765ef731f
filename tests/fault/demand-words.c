// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is demanded, as its words say. */
#include "demand-words.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fault.h"

#define NEVER UINT64_MAX

static const struct demand nothing = {
	.dead_after = NEVER,
	.exec_after = NEVER,
	.change_after = NEVER,
	.frames_end = NEVER,
};

struct demand demand;

static const struct {
	const char *word;
	size_t flag;
} flags[] = {
	{ "noscan", offsetof(struct demand, noscan) },
	{ "noquery", offsetof(struct demand, noquery) },
	{ "nocachestat", offsetof(struct demand, nocachestat) },
	{ "short", offsetof(struct demand, brief) },
	{ "eintr", offsetof(struct demand, eintr) },
	{ "hide", offsetof(struct demand, hide) },
	{ "dead-esrch", offsetof(struct demand, dead_esrch) },
	{ "calls", offsetof(struct demand, calls) },
};

static const struct {
	const char *word;
	size_t number;
	int base;
} numbers[] = {
	{ "efault", offsetof(struct demand, efault), 16 },
	{ "dead-after", offsetof(struct demand, dead_after), 10 },
	{ "exec-after", offsetof(struct demand, exec_after), 10 },
	{ "change-after", offsetof(struct demand, change_after), 10 },
	{ "eio-at", offsetof(struct demand, eio_at), 10 },
	{ "esrch-at", offsetof(struct demand, esrch_at), 10 },
	{ "enomem-at", offsetof(struct demand, enomem_at), 10 },
	{ "eintr-at", offsetof(struct demand, eintr_at), 10 },
	{ "short-at", offsetof(struct demand, short_at), 10 },
	{ "frames-end", offsetof(struct demand, frames_end), 16 },
};

static const struct {
	const char *word;
	size_t lie;
} liars[] = {
	{ "scan-lies=", offsetof(struct demand, scan_lies) },
	{ "maps-lies=", offsetof(struct demand, maps_lies) },
	{ "query-lies=", offsetof(struct demand, query_lies) },
	{ "pagemap-lies=", offsetof(struct demand, pagemap_lies) },
};

static const char *const lies[] = {
	[LIE_TWICE] = "twice",	   [LIE_OVERLAP] = "overlap",
	[LIE_UNSORTED] = "unsorted", [LIE_OUTSIDE] = "outside",
	[LIE_BEFORE] = "before",   [LIE_EMPTY] = "empty",
	[LIE_RAGGED] = "ragged",   [LIE_MANY] = "many",
	[LIE_BACK] = "back",	   [LIE_SHRINK] = "shrink",
	[LIE_LESS] = "less",	   [LIE_LONG] = "long",
	[LIE_ENDS] = "ends",	   [LIE_ODD] = "odd",
};

static bool take_flag(const char *word)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		if (!strcmp(word, flags[i].word)) {
			*((bool *)&demand + flags[i].flag) = true;
			return true;
		}
	}
	return false;
}

static bool read_lie(const char *word, enum lie *lie)
{
	for (size_t i = 1; i < sizeof(lies) / sizeof(*lies); i++) {
		if (strcmp(word, lies[i]) != 0)
			continue;
		*lie = (enum lie)i;
		return true;
	}
	return false;
}

static bool take_lie(const char *word)
{
	for (size_t i = 0; i < sizeof(liars) / sizeof(*liars); i++) {
		size_t length = strlen(liars[i].word);
		enum lie lie;

		if (strncmp(word, liars[i].word, length) != 0 ||
		    !read_lie(word + length, &lie))
			continue;
		memcpy((char *)&demand + liars[i].lie, &lie, sizeof(lie));
		return true;
	}
	return false;
}

/* Behind the "=" of a word; false: it is none. */
static bool read_number(const char *text, int base, uint64_t *number)
{
	char *end;

	*number = strtoull(text, &end, base);
	return !*end && end != text;
}

static bool take_number(const char *word)
{
	const char *equals = strchr(word, '=');
	size_t length;
	uint64_t number;

	if (!equals)
		return false;
	length = (size_t)(equals - word);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (strlen(numbers[i].word) != length ||
		    memcmp(numbers[i].word, word, length) != 0)
			continue;
		if (!read_number(equals + 1, numbers[i].base, &number))
			return false;
		memcpy((char *)&demand + numbers[i].number, &number,
		       sizeof(number));
		return true;
	}
	if (length != 6 || memcmp(word, "memory", length) != 0 ||
	    !read_number(equals + 1, 10, &number))
		return false;
	fault_memory(number);
	return true;
}

void fault_set(const char *words)
{
	char *copy = strdup(words ? words : ""), *rest = NULL;

	demand = nothing;
	demand_restart();
	if (!copy)
		abort();
	for (char *word = strtok_r(copy, ",", &rest); word;
	     word = strtok_r(NULL, ",", &rest)) {
		if (take_flag(word) || take_number(word) || take_lie(word))
			continue;
		fprintf(stderr, "VMINFO_FAULT: %s has no meaning\n", word);
		abort();
	}
	free(copy);
}

__attribute__((constructor)) static void read_environment(void)
{
	fault_set(getenv("VMINFO_FAULT"));
}

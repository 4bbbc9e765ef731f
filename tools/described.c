// SPDX-License-Identifier: LGPL-2.1-or-later
/* Processes that are described: all, or some by name or command line. */
#include "described.h"

#include <errno.h>
#include <stdlib.h>

#include "complain.h"
#include "described-fit.h"
#include "process-numbers.h"
#include "process-table.h"
#include "self.h"

#define MANY_ANCESTORS 256

static int add_name(void *into, const char *argument)
{
	struct described *d = into;
	const char **names;

	if (!*argument)
		return complain_usage("--name: the name is empty");
	names = reallocarray(d->names, d->name_count + 1, sizeof(*names));
	if (!names)
		complain_out_of_memory();
	names[d->name_count++] = argument;
	d->names = names;
	return 0;
}

static int add_pattern(void *into, const char *argument)
{
	struct described *d = into;
	regex_t *patterns;
	char why[256];
	int ret;

	/* It would match everything. */
	if (!*argument)
		return complain_usage("--match: the pattern is empty");
	patterns = reallocarray(d->patterns, d->pattern_count + 1,
				sizeof(*patterns));
	if (!patterns)
		complain_out_of_memory();
	d->patterns = patterns;
	ret = regcomp(&patterns[d->pattern_count], argument,
		      REG_EXTENDED | REG_NOSUB);
	if (ret == 0) {
		d->pattern_count++;
		return 0;
	}
	regerror(ret, &patterns[d->pattern_count], why, sizeof(why));
	return complain_usage("--match '%s': %s", argument, why);
}

const struct cli_option described_options[] = {
	{ "name", CLI_CALL, .call = add_name },
	{ "match", CLI_CALL, .call = add_pattern },
	{ "all", CLI_COUNT, .offset = offsetof(struct described, all) },
	{ .name = NULL },
};

void described_free(struct described *d)
{
	for (size_t i = 0; i < d->pattern_count; i++)
		regfree(&d->patterns[i]);
	free(d->patterns);
	free(d->names);
}

bool described_is_used(const struct described *d)
{
	return d->name_count || d->pattern_count;
}

/*
 * Who started us: a shell, sudo, timeout, have our words on their command
 * lines.
 */

struct kin {
	pid_t pids[MANY_ANCESTORS];	/* we are the first */
	size_t count;
};

static int note_parent(void *parent, const struct process_table_entry *entry)
{
	*(pid_t *)parent = entry->parent;
	return 0;
}

static bool is_kin(const struct kin *kin, pid_t pid)
{
	for (size_t i = 0; i < kin->count; i++)
		if (kin->pids[i] == pid)
			return true;
	return false;
}

static int find_kin(struct kin *kin)
{
	pid_t pid = self_number();
	int ret = 0;

	kin->count = 0;
	while (ret == 0 && pid > 0 && kin->count < MANY_ANCESTORS &&
	       !is_kin(kin, pid)) {
		kin->pids[kin->count++] = pid;
		pid = 0;
		ret = process_table_read(kin->pids[kin->count - 1],
					 PROCESS_TABLE_PARENT, note_parent,
					 &pid);
	}
	return ret;
}

/*
 * The list.
 */

struct listing {
	const struct described *described;
	struct kin kin;
	described_call *call;
	void *data;
};

static int list_one(void *data, const struct process_table_entry *entry)
{
	const struct listing *l = data;
	enum named fits;

	if (is_kin(&l->kin, entry->pid))
		return 0;
	fits = described_entry_fits(l->described, entry);
	return fits == NAMED_NO ? 0 : l->call(l->data, entry->pid, fits);
}

static int list_number(void *data, pid_t pid)
{
	const struct listing *l = data;

	return l->call(l->data, pid, NAMED_YES);
}

int described_each(const struct described *d, described_call *call, void *data)
{
	struct listing l = { .described = d, .call = call, .data = data };
	int ret;

	if (!described_is_used(d))
		return process_numbers_each(list_number, &l);
	ret = find_kin(&l.kin);
	if (ret)
		return ret;
	return process_table_read(0, PROCESS_TABLE_WORDS, list_one, &l);
}

struct question {
	const struct described *described;
	enum named answer;
};

static int note_fit(void *data, const struct process_table_entry *entry)
{
	struct question *q = data;

	q->answer = described_entry_fits(q->described, entry);
	return 0;
}

enum named described_fits(const struct described *d, pid_t pid)
{
	struct question q = { .described = d, .answer = NAMED_NO };
	int ret;

	if (!described_is_used(d))
		return NAMED_YES;
	ret = process_table_read(pid, PROCESS_TABLE_WORDS, note_fit, &q);
	/* Want of memory is no doubt about the process. */
	if (ret == -ENOMEM)
		complain_out_of_memory();
	return ret < 0 ? NAMED_UNKNOWN : q.answer;
}

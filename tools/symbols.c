// SPDX-License-Identifier: LGPL-2.1-or-later
/* The stretches of memory that the symbols of --symbol are. */
#include "symbols.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "symbol-ask.h"
#include "symbol-choose.h"
#include "symbol-place.h"

#define MOST_LISTED 8	/* of symbols that may all be meant */

/*
 * What there is to say of one that was not found, or more than once.
 */

static const struct symbol_answer *near_to(const struct symbol_search *s,
					   size_t word)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->answers[i].kind == SYMBOL_NEAR &&
		    s->answers[i].word == word)
			return &s->answers[i];
	return NULL;
}

/* The program, if it may have the symbol without saying so. */
static const struct symbol_answer *stripped(const struct symbol_search *s,
					    const struct symbol_word *word)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct symbol_answer *a = &s->answers[i];

		if (a->kind == SYMBOL_STRIPPED &&
		    symbol_choose_may_have(&s->objects,
					   &s->objects.list[a->object], word))
			return a;
	}
	return NULL;
}

/* Of a stripped program, only what it exports has a name. */
static void cannot_tell(struct symbol_search *s, size_t i,
			const struct symbol_answer *program)
{
	const struct symbol_answer *near = near_to(s, i);
	const char *text = s->visit->target->symbols[i].text;
	const char *name = s->objects.list[program->object].name;

	s->visit->incomplete = true;
	/* Of many processes most may be. */
	if (s->visit->member && !s->visit->verbose) {
		s->visit->stripped += !s->counted;
		s->counted = true;
		return;
	}
	if (near && near->object == program->object)
		complain("%d: cannot tell where %s is: %s is stripped "
			 "(did you mean %s?)", s->pid, text, name, near->name);
	else
		complain("%d: cannot tell where %s is: %s is stripped", s->pid,
			 text, name);
}

static void not_found(struct symbol_search *s, size_t i)
{
	const struct symbol_word *word = &s->visit->target->symbols[i];
	const struct symbol_answer *near = near_to(s, i);
	const struct symbol_answer *program = stripped(s, word);

	if (program) {
		cannot_tell(s, i, program);
		return;
	}
	/* Of many processes some may lack it. */
	if (s->visit->member)
		return;
	s->visit->missing = true;
	if (near)
		complain("%d: there is no symbol %s (did you mean %s?)",
			 s->pid, word->text, near->name);
	else
		complain("%d: there is no symbol %s", s->pid, word->text);
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "app:main.c:ring" */
static char *put_full_name(char *to, char *end,
			   const struct symbol_search *s,
			   const struct symbol_answer *a)
{
	const char *object = last_part(s->objects.list[a->object].name);
	int n = snprintf(to, (size_t)(end - to), "%s:%s%s%s at %" PRIx64,
			 object, a->file, a->file[0] ? ":" : "", a->name,
			 a->address);

	return n < 0 || n >= end - to ? end : to + n;
}

static void ambiguous(struct symbol_search *s,
		      const struct symbol_word *word, size_t n)
{
	char names[4096], *end = names + sizeof(names), *to = names;

	for (size_t i = 0; i < n && i < MOST_LISTED && end - to > 8; i++) {
		if (i)
			to = stpcpy(to, ", ");
		to = put_full_name(to, end, s, s->list[i]);
	}
	complain("%d: %s is more than one symbol: %s%s; say which, as "
		 "OBJECT:NAME or FILE:NAME", s->pid, word->text, names,
		 n > MOST_LISTED ? ", ..." : "");
	s->visit->wrong = true;
}

/*
 * Files without which nobody can tell.
 */

static bool is_damaged(const struct symbol_search *s, size_t object)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->answers[i].kind == SYMBOL_UNREADABLE &&
		    s->answers[i].object == object)
			return true;
	return false;
}

/* Why it could not be read; NULL: it could, or has no symbols. */
static const char *why_unreadable(const struct symbol_search *s,
				  size_t object)
{
	const struct symbol_object *o = &s->objects.list[object];

	if (is_damaged(s, object))
		return "it is damaged, or was not loaded as usual";
	if (o->err == 0 || o->err == -ENOEXEC || !symbol_objects_is_code(o))
		return NULL;
	if (o->err == -ENOENT || o->err == -ESTALE)
		return "it was replaced or removed since then, and only "
		       "CAP_SYS_ADMIN could still read it";
	return strerror(-o->err);
}

/* Whether all could be read that may have it. */
static bool check_readable(struct symbol_search *s,
			   const struct symbol_word *word)
{
	const char *first = NULL, *why = NULL;
	char others[32] = "";
	size_t more = 0;

	for (size_t i = 0; i < s->objects.count; i++) {
		const struct symbol_object *object = &s->objects.list[i];
		const char *reason = why_unreadable(s, i);

		if (!reason ||
		    !symbol_choose_may_have(&s->objects, object, word))
			continue;
		more += first != NULL;
		if (!first) {
			first = object->name;
			why = reason;
		}
	}
	if (!first)
		return true;
	if (more)
		snprintf(others, sizeof(others), " and %zu more", more);
	complain("%d: %s may be in %s%s, which was loaded but cannot be read: "
		 "%s", s->pid, word->text, first, others, why);
	s->visit->incomplete = true;
	return false;
}

/*
 * All of them.
 */

static void find_one(struct symbol_search *s, size_t i)
{
	const struct symbol_word *word = &s->visit->target->symbols[i];
	bool all_read = true;
	size_t n = 0;

	for (size_t j = 0; j < s->count; j++)
		if (s->answers[j].kind == SYMBOL_FOUND &&
		    s->answers[j].word == i)
			s->list[n++] = &s->answers[j];
	n = symbol_choose(&s->objects, word, s->list, n);
	/* What the program itself exports stands before all others. */
	if (n != 1 || !s->list[0]->global || s->list[0]->place)
		all_read = check_readable(s, word);
	if (n == 1)
		symbol_place_add(s, word, s->list[0]);
	else if (n)
		ambiguous(s, word, n);
	else if (all_read)
		not_found(s, i);
}

static void find_all(struct symbol_search *s)
{
	s->list = calloc(s->count + 1, sizeof(*s->list));
	if (!s->list)
		complain_out_of_memory();
	for (size_t i = 0; i < s->visit->target->symbol_count; i++)
		find_one(s, i);
	free(s->list);
}

/* Whether it is still the process whose files were opened. */
static int check_process(struct vminfo_process *process)
{
	struct vminfo_mapping mapping;
	int ret = vminfo_process_mapping(process, 0, &mapping);

	return ret < 0 ? ret : 0;
}

static void no_answers(struct symbol_search *s, int err)
{
	switch (err) {
	case -EIO:
		complain("%d: its program or a library of it is damaged: no "
			 "symbols", s->pid);
		break;
	case -ETIMEDOUT:
		complain("%d: reading its program and its libraries takes for "
			 "ever: no symbols", s->pid);
		break;
	case -ELIBACC:
		/* It was told of which. */
		break;
	default:
		visit_failed(s->visit, err);
		return;
	}
	s->visit->incomplete = true;
}

void symbols_find(struct spans *spans, struct visit *visit,
		  struct vminfo_process *process)
{
	const struct target *target = visit->target;
	struct symbol_search s = {
		.visit = visit,
		.spans = spans,
		.pid = vminfo_process_pid(process),
	};
	const struct symbol_question question = {
		.objects = &s.objects,
		.words = target->symbols,
		.count = target->symbol_count,
		.context = visit->context,
		.pid = s.pid,
	};
	int ret = symbol_objects_list(&s.objects, visit->context, process);

	if (ret) {
		visit_failed(visit, ret);
		return;
	}
	ret = symbol_ask(&question, &s.answers, &s.count);
	if (check_process(process) != 0)
		visit_failed(visit, check_process(process));
	else if (ret)
		no_answers(&s, ret);
	else
		find_all(&s);
	free(ret ? NULL : s.answers);
	symbol_objects_close(&s.objects);
}

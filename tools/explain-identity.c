// SPDX-License-Identifier: LGPL-2.1-or-later
/* Who a process is: its user, its namespaces, its limits. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "explain-process.h"
#include "memory-group.h"
#include "small-file.h"

static const struct {
	enum vminfo_process_kind kind;
	const char *text;
} kinds[] = {
	{ VMINFO_USER_PROCESS, "a process with memory of its own" },
	{ VMINFO_KERNEL_THREAD,
	  "a thread of the kernel: it has no user memory" },
	{ VMINFO_ZOMBIE,
	  "a zombie: it exited, and only its parent has not noticed yet" },
};

static void tell_kind(struct facts *facts, int kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if ((int)kinds[i].kind != kind)
			continue;
		facts_put(facts, "kind", json_object_new_string(
			vminfo_process_kind_name(kinds[i].kind)));
		facts_line(facts, "is", "%s", kinds[i].text);
		return;
	}
	facts_put(facts, "kind", NULL);
}

static void tell_user(struct facts *facts, const struct subject *subject)
{
	unsigned int uid;

	if (subject_uid(subject, &uid) != 0) {
		facts_put(facts, "uid", NULL);
		return;
	}
	facts_put(facts, "uid", json_object_new_int64(uid));
	facts_line(facts, "user", "%u%s", uid, uid == geteuid() ?
		   ", as we are" : ", which we are not");
}

/* "812	1": the last is the number in its own namespace. */
static void tell_numbers(struct facts *facts, const struct subject *subject)
{
	char value[512], *word, *rest;

	facts_open_list(facts, "nspid", NULL);
	if (subject_field(subject, "NSpid", value, sizeof(value)) != 0)
		*value = '\0';
	for (word = strtok_r(value, "\t ", &rest); word;
	     word = strtok_r(NULL, "\t ", &rest)) {
		facts_put(facts, NULL, json_object_new_int(atoi(word)));
		if (atoi(word) != subject->pid)
			facts_line(facts, "number", "%d in a PID namespace "
				   "below ours", atoi(word));
	}
	facts_close(facts);
}

static void tell_namespaces(struct facts *facts, const struct subject *subject)
{
	char others[64] = "", unknown[64] = "";

	facts_open(facts, "namespaces", NULL);
	for (int i = 0; i < SUBJECT_NAMESPACES; i++) {
		const char *name = subject_namespace_name(
			(enum subject_namespace)i);
		char *list = subject->ours[i] == ANSWER_NO ? others : unknown;

		facts_put(facts, name, facts_json_answer(subject->ours[i]));
		if (subject->ours[i] == ANSWER_YES)
			continue;
		strcat(strcat(list, *list ? ", " : ""), name);
	}
	facts_close(facts);
	if (!*others && !*unknown)
		facts_line(facts, "namespaces", "the same as ours");
	if (*others)
		facts_line(facts, "namespaces", "others than ours: %s",
			   others);
	if (*unknown)
		facts_line(facts, *others ? NULL : "namespaces",
			   "cannot be told: %s", unknown);
}

static void tell_width(struct facts *facts, const struct subject *subject)
{
	uint64_t threads;

	facts_put(facts, "bits", subject->bits ?
		  json_object_new_int((int)subject->bits) : NULL);
	if (subject->bits)
		facts_line(facts, "addresses", "%u bits", subject->bits);
	if (subject_number(subject, "Threads", &threads) == 0)
		facts_count(facts, (struct facts_name){ "threads", "threads" },
			    threads);
	else
		facts_put(facts, "threads", NULL);
}

static void tell_group(struct facts *facts, const struct about *about)
{
	int own = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct memory_group group;

	if (own >= 0 && about->subject.is_procfs &&
	    memory_group_find(about->subject.directory, own, &group) == 0)
		explain_group(facts, &group);
	else
		facts_put(facts, "memory_group", NULL);
	if (own >= 0)
		close(own);
}

/* "Max locked memory         8388608      8388608     bytes" */
static void tell_lock_limit(struct facts *facts, const struct about *about)
{
	char text[4096], value[64] = "";
	uint64_t limit = UINT64_MAX;
	bool known;

	known = small_file_read(about->subject.directory, "limits", text,
				sizeof(text)) == 0 &&
		small_file_field(text, "Max locked memory", value,
				 sizeof(value)) == 0;
	if (known)
		sscanf(value, "%20" SCNu64, &limit);
	facts_put(facts, "lock_limit_known", json_object_new_boolean(known));
	facts_put(facts, "lock_limit", limit == UINT64_MAX ? NULL :
		  json_object_new_uint64(limit));
	if (known)
		facts_line(facts, "may lock", "%s of memory (mlock)",
			   limit == UINT64_MAX ? "any amount" :
			   facts_size_of(limit).text);
}

/* What decides who is ended first when memory runs out. */
static void tell_score(struct facts *facts, const struct about *about)
{
	uint64_t score;

	if (small_file_number(about->subject.directory, "oom_score", &score)) {
		facts_put(facts, "oom_score", NULL);
		return;
	}
	facts_put(facts, "oom_score", json_object_new_uint64(score));
	facts_line(facts, "oom_score", "%" PRIu64 " (0 to 2000: the higher, "
		   "the sooner it is ended when memory runs out)", score);
}

static void tell_settings(struct facts *facts, const struct about *about)
{
	uint64_t thp;
	bool known = subject_number(&about->subject, "THP_enabled", &thp) == 0;

	facts_put(facts, "thp", known ? json_object_new_boolean(thp != 0)
				      : NULL);
	if (known && !thp)
		facts_line(facts, "THP", "switched off for this process");
	facts_put(facts, "ksm_merge_any",
		  facts_json_answer(about->subject.merges));
	if (about->subject.merges == ANSWER_YES)
		facts_line(facts, "KSM", "may merge all of its memory");
}

void explain_kind(struct facts *facts, const struct about *about)
{
	tell_kind(facts, vminfo_process_kind_of(about->context,
						about->subject.pid));
}

void explain_identity(struct facts *facts, const struct about *about)
{
	tell_user(facts, &about->subject);
	tell_numbers(facts, &about->subject);
	tell_namespaces(facts, &about->subject);
	tell_width(facts, &about->subject);
	tell_settings(facts, about);
	tell_lock_limit(facts, about);
	tell_score(facts, about);
	tell_group(facts, about);
}

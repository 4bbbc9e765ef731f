// SPDX-License-Identifier: LGPL-2.1-or-later
/* --explain PID: who it is, what may be read of it, and where its memory is. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>
#include <linux/capability.h>

#include "explain-process.h"
#include "memory-group.h"
#include "remedy.h"
#include "small-file.h"

/* --- who it is ------------------------------------------------------------ */

static const struct {
	enum vminfo_process_kind kind;
	const char *word, *text;
} kinds[] = {
	{ VMINFO_USER_PROCESS, "process", "a process with memory of its own" },
	{ VMINFO_KERNEL_THREAD, "kernel-thread",
	  "a thread of the kernel: it has no user memory" },
	{ VMINFO_ZOMBIE, "zombie",
	  "a zombie: it exited, and only its parent has not noticed yet" },
};

static void tell_kind(struct facts *facts, int kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if ((int)kinds[i].kind != kind)
			continue;
		facts_put(facts, "kind", json_object_new_string(kinds[i].word));
		facts_line(facts, "is", "%s", kinds[i].text);
		return;
	}
	facts_put(facts, "kind", NULL);
}

/* "1000	1000	1000	1000": the second is what counts. */
static void tell_user(struct facts *facts, const struct subject *subject)
{
	char value[128];
	unsigned int uid;

	if (subject_field(subject, "Uid", value, sizeof(value)) != 0 ||
	    sscanf(value, "%*10u %10u", &uid) != 1) {
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

/* --- what may be read ----------------------------------------------------- */

static const char *reason_of(int err)
{
	switch (err) {
	case -EACCES:
		return "refused: it is of another user, or must not be dumped "
		       "(prctl PR_SET_DUMPABLE)";
	case -EPERM:
		return "refused by the rules for ptrace, or by a security "
		       "module";
	case -ESRCH:
		return "there is no address space";
	case -ENOENT:
	case -ENODATA:
		return "there is no such file: the kernel, or this /proc, "
		       "lacks it";
	default:
		return strerror(-err);
	}
}

static void tell_file(struct facts *facts, const struct about *about,
		      const char *name)
{
	int err = subject_try(&about->subject, name);

	facts_put(facts, name, facts_json_answer(err ? ANSWER_NO : ANSWER_YES));
	facts_line(facts, name, "%s", err ? reason_of(err) : "can be read");
}

static void tell_remedy(struct facts *facts, const struct about *about)
{
	const uint64_t needs = REMEDY_ONE(CAP_SYS_PTRACE) |
			       REMEDY_ONE(CAP_DAC_READ_SEARCH);
	char command[REMEDY_ROOM], arguments[32], names[REMEDY_ROOM];

	snprintf(arguments, sizeof(arguments), "--explain %d",
		 about->subject.pid);
	facts_line(facts, NULL, "it needs %s:", remedy_names(needs, names));
	facts_command(facts, remedy_command(geteuid() ? REMEDY_SUDO :
					    REMEDY_DOCKER, needs, arguments,
					    command));
}

/* A directory that is no procfs has what somebody put there. */
static void tell_frames(struct facts *facts, const struct about *about)
{
	uint64_t features = vminfo_context_features(about->context);
	bool shown = vminfo_context_rights(about->context) &
		     VMINFO_RIGHT_FRAMES;

	if (shown) {
		facts_put(facts, "frames", facts_json_answer(ANSWER_YES));
		facts_line(facts, "frames", "are shown");
	} else if (features & VMINFO_FEATURE_PAGEMAP) {
		facts_put(facts, "frames", facts_json_answer(ANSWER_NO));
		facts_line(facts, "frames", "are hidden: needs CAP_SYS_ADMIN "
			   "in the first user namespace");
	} else {
		facts_put(facts, "frames", NULL);
	}
}

static void tell_readable(struct facts *facts, const struct about *about)
{
	facts_open(facts, "readable", "What may be read of it");
	tell_file(facts, about, "maps");
	tell_file(facts, about, "pagemap");
	tell_file(facts, about, "smaps");
	tell_frames(facts, about);
	if (about->err == -EACCES || about->err == -EPERM)
		tell_remedy(facts, about);
	facts_close(facts);
}

/* --- its limits ----------------------------------------------------------- */

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

/* --- what to type next ---------------------------------------------------- */

static void tell_command(struct facts *facts, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void tell_command(struct facts *facts, const char *format, ...)
{
	char command[256];
	va_list values;

	va_start(values, format);
	vsnprintf(command, sizeof(command), format, values);
	va_end(values);
	facts_put(facts, NULL, json_object_new_string(command));
	facts_command(facts, command);
}

static void tell_next(struct facts *facts, const struct about *about)
{
	const struct sums_mapping *largest = about->sums.largest;
	const struct target *target = about->visit->target;
	pid_t pid = about->subject.pid;

	/* Of another /proc the command would be a longer one. */
	if (!about->walked || target->procfs || target->replay) {
		facts_put(facts, "next", NULL);
		return;
	}
	facts_open_list(facts, "next", "What to type next");
	tell_command(facts, "vmwalk %d", pid);
	if (about->sums.largest_count) {
		tell_command(facts, "vmwalk -A %" PRIx64 "+%" PRIu64 "K %d",
			     largest->va, largest->length >> 10, pid);
		tell_command(facts, "vmwalk --explain 0x%" PRIx64 " %d",
			     largest->va, pid);
	}
	facts_close(facts);
}

/* --- all of it ------------------------------------------------------------ */

static void tell_files(struct facts *facts, const struct about *about)
{
	tell_user(facts, &about->subject);
	tell_numbers(facts, &about->subject);
	tell_namespaces(facts, &about->subject);
	tell_width(facts, &about->subject);
	tell_settings(facts, about);
	tell_score(facts, about);
	tell_group(facts, about);
	tell_readable(facts, about);
}

/* A recording has none. */
static void put_no_files(struct facts *facts)
{
	static const char *const keys[] = {
		"uid", "nspid", "namespaces", "bits", "threads", "thp",
		"ksm_merge_any", "oom_score", "memory_group", "readable",
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		facts_put(facts, keys[i], NULL);
}

static void tell_title(struct facts *facts, const struct about *about)
{
	const char *raw = about->process ? vminfo_process_name(about->process)
					 : "";
	char name[128] = "", title[600], *safe;

	if (!*raw && subject_field(&about->subject, "Name", name,
				   sizeof(name)) == 0)
		raw = name;
	safe = facts_encode(facts, raw);
	snprintf(title, sizeof(title), *raw ? "Process %d (%s)" : "Process %d",
		 about->subject.pid, safe);
	facts_open(facts, NULL, title);
	facts_put(facts, "pid", json_object_new_int(about->subject.pid));
	facts_put(facts, "command", *raw ? json_object_new_string(safe)
					 : NULL);
	free(safe);
}

static void tell(struct facts *facts, struct about *about)
{
	tell_title(facts, about);
	tell_kind(facts, vminfo_process_kind_of(about->context,
						about->subject.pid));
	if (about->subject.directory >= 0)
		tell_files(facts, about);
	else
		put_no_files(facts);
	explain_sums(facts, about);
	tell_next(facts, about);
	facts_close(facts);
}

void explain_process(struct explaining *explaining, pid_t pid,
		     struct vminfo_process *process, int err)
{
	const struct target *target = explaining->options->target;
	struct about about = {
		.context = explaining->visit->context,
		.visit = explaining->visit,
		.process = process,
		.err = err,
	};

	if (target->replay)
		about.subject = (struct subject){ .pid = pid,
						  .directory = -1 };
	else
		subject_read(&about.subject,
			     target->procfs ? target->procfs : "/proc", pid,
			     vminfo_context_page_size(about.context));
	tell(explaining->facts, &about);
	explaining->told = true;
	sums_free(&about.sums);
	subject_free(&about.subject);
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* --explain PID: who it is, what may be read of it, and where its memory is. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "explain-process.h"

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
	explain_identity(facts, about);
	explain_readable(facts, about);
}

/* A recording has none. */
static void put_no_files(struct facts *facts)
{
	static const char *const keys[] = {
		"uid", "nspid", "namespaces", "bits", "threads", "thp",
		"ksm_merge_any", "lock_limit_known", "lock_limit", "oom_score",
		"memory_group", "readable",
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
	explain_kind(facts, about);
	if (about->subject.directory >= 0)
		tell_files(facts, about);
	else
		put_no_files(facts);
	if (about->err == -EACCES && about->subject.directory < 0 &&
	    !about->visit->target->replay)
		facts_line(facts, "is", "there, but hidden: /proc is mounted "
			   "with hidepid");
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

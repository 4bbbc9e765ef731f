// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which files of a process can be read, and why others cannot. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>
#include <linux/capability.h>

#include "explain-process.h"
#include "remedy.h"

static const char *why_refused(const struct subject *subject)
{
	unsigned int uid;

	if (subject_uid(subject, &uid) != 0)
		return "refused";
	return uid != geteuid() ? "refused: it is of another user" :
	       "refused: it has rights that we lack, or must not be dumped "
	       "(prctl PR_SET_DUMPABLE)";
}

static const char *reason_of(const struct subject *subject, int err)
{
	switch (err) {
	case -EACCES:
		return why_refused(subject);
	case -EPERM:
		return "refused by the rules for ptrace, or by a security "
		       "module";
	case -ESRCH:
		return "there is no address space";
	case -ENOENT:
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
	facts_line(facts, name, "%s", err ?
		   reason_of(&about->subject, err) : "can be read");
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

void explain_readable(struct facts *facts, const struct about *about)
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


// SPDX-License-Identifier: LGPL-2.1-or-later
/* --explain: begins a document, and goes to what is to be explained. */
#include "explain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "complain.h"
#include "rights.h"

#define FORMAT 1	/* of vminfo-json(5) */

/* Members that are null because a right is missing. */
static void put_hidden(struct facts *facts, uint64_t rights, const char *what)
{
	const bool addresses = strcmp(what, "address") == 0;

	facts_open_list(facts, "hidden", NULL);
	if (addresses && !(rights & VMINFO_RIGHT_FRAMES)) {
		facts_put(facts, NULL, json_object_new_string("pa"));
		facts_put(facts, NULL, json_object_new_string("pfn"));
	}
	if (addresses && !(rights & VMINFO_RIGHT_KPAGE))
		facts_put(facts, NULL, json_object_new_string("flags"));
	if (strcmp(what, "process") != 0 && !(rights & VMINFO_RIGHT_RAM))
		facts_put(facts, NULL, json_object_new_string("ram"));
	facts_close(facts);
}

static void begin(struct facts *facts, const char *what,
		  struct vminfo_context *context)
{
	facts_open(facts, "vminfo", NULL);
	facts_put(facts, "format", json_object_new_int(FORMAT));
	facts_put(facts, "version", json_object_new_string(VMINFO_VERSION));
	facts_put(facts, "page_size", json_object_new_uint64(
		  vminfo_context_page_size(context)));
	put_hidden(facts, vminfo_context_rights(context), what);
	facts_close(facts);
	facts_put(facts, "explain", json_object_new_string(what));
}

int explain_run_machine(const struct explain_options *options)
{
	struct vminfo_context *context;
	struct facts *facts;
	int ret;

	rights_raise(RIGHTS_OPEN);
	ret = vminfo_context_new(NULL, &context);
	rights_lower();
	if (ret) {
		complain("%s: %s", "/proc", strerror(-ret));
		return 3;
	}
	facts = facts_new(&options->facts);
	begin(facts, "machine", context);
	explain_machine(facts, context);
	explain_abilities(facts, context);
	facts_end(facts, true);
	facts_free(facts);
	vminfo_context_free(context);
	return 0;
}

/* --- processes ------------------------------------------------------------ */

static void look_at_addresses(void *data, struct vminfo_process *process)
{
	struct explaining *explaining = data;
	const struct explain_options *options = explaining->options;

	for (size_t i = 0; i < options->address_count; i++)
		explain_address(explaining, process, options->addresses[i]);
}

/* Only of the machine that we run on can anything be asked. */
static void look_at_machine(struct explaining *explaining)
{
	const struct target *target = explaining->options->target;
	int proc, sys;

	if (target->procfs || target->replay)
		return;
	proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	sys = open("/sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
	machine_read(&explaining->machine, proc, sys);
	close(proc);
	close(sys);
}

static void tell_guest(struct explaining *explaining)
{
	if (explaining->frames && explaining->machine.guest)
		facts_note(explaining->facts, "Physical addresses are those of "
			   "this virtual machine, not of its host.");
}

/*
 * Those that were refused are explained, too, but not yet while the visit has
 * to say why they were.
 */
static void tell_missed(struct explaining *explaining)
{
	for (size_t i = 0; i < explaining->missed_count; i++)
		explain_process(explaining, explaining->missed[i].pid, NULL,
				explaining->missed[i].err);
	explaining->missed_count = 0;
}

static bool remember_missed(void *data, pid_t pid, int err)
{
	struct explaining *explaining = data;
	size_t n = explaining->missed_count;
	struct explain_missed *more;

	if (err == -ENOENT)
		return false;
	more = reallocarray(explaining->missed, n + 1, sizeof(*more));
	if (!more)
		complain_out_of_memory();
	more[n] = (struct explain_missed){ pid, err };
	explaining->missed = more;
	explaining->missed_count++;
	return false;
}

static void look_at_process(void *data, struct vminfo_process *process)
{
	tell_missed(data);
	explain_process(data, vminfo_process_pid(process), process, 0);
}

static int tell_processes(struct explaining *explaining)
{
	struct facts *facts = facts_new(&explaining->options->facts);
	struct visit *visit = explaining->visit;
	const bool at_addresses = explaining->options->address_count;
	int status;

	explaining->facts = facts;
	visit->rights_later = true;
	if (!at_addresses) {
		visit->missed = remember_missed;
		visit->missed_data = explaining;
	}
	begin(facts, at_addresses ? "address" : "process", visit->context);
	facts_open_list(facts, at_addresses ? "addresses" : "processes", NULL);
	visit_each(visit, at_addresses ? look_at_addresses : look_at_process,
		   explaining);
	tell_missed(explaining);
	facts_close(facts);
	status = visit_status(visit, explaining->told, explaining->hidden ||
			      explaining->incomplete);
	if (visit->nobody && !explaining->options->facts.quiet)
		complain("no process matched");
	tell_guest(explaining);
	facts_end(facts, visit_is_complete(visit) && !explaining->incomplete);
	facts_free(facts);
	return status;
}

int explain_run_processes(const struct explain_options *options)
{
	struct visit visit;
	struct explaining explaining = { .options = options, .visit = &visit };
	int status;

	look_at_machine(&explaining);
	if (visit_start(&visit, options->target) != 0)
		return 2;
	status = tell_processes(&explaining);
	free(explaining.missed);
	visit_end(&visit);
	return status;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* --explain: begins a document, and goes to what is to be explained. */
#include "explain.h"

#include <string.h>

#include <json-c/json.h>

#include "complain.h"
#include "rights.h"

#define FORMAT 1	/* of vminfo-json(5) */

/* Members that are null because a right is missing. */
static void put_hidden(struct facts *facts, struct vminfo_context *context)
{
	uint64_t rights = vminfo_context_rights(context);

	facts_open_list(facts, "hidden", NULL);
	if (!(rights & VMINFO_RIGHT_RAM))
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
	put_hidden(facts, context);
	facts_close(facts);
	facts_put(facts, "explain", json_object_new_string(what));
}

static int run_machine(const struct explain_options *options)
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

int explain_run(const struct explain_options *options)
{
	return run_machine(options);
}

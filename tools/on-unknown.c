// SPDX-License-Identifier: LGPL-2.1-or-later
/* --on-unknown: what a tool that gives a verdict exits with if it has none. */
#include "on-unknown.h"

#include <stddef.h>

#include "exits.h"

static const char *const words[] = { "fail", "skip", NULL };

const struct cli_option on_unknown_options[] = {
	{ "on-unknown", CLI_CHOICE, words,
	  .offset = offsetof(struct on_unknown, choice) },
	{ .name = NULL },
};

int on_unknown_status(const struct on_unknown *on_unknown, int status)
{
	if (status != EXITS_UNKNOWN || !on_unknown->choice)
		return status;
	/* What automake and others take for a test that was left out. */
	return on_unknown->choice == 1 ? EXITS_NOTHING : EXITS_SKIPPED;
}

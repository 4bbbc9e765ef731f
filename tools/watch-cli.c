// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the command line says of --watch. */
#include "watch-options.h"

#include <stddef.h>

#include "complain.h"
#include "units.h"

static int set_time(uint64_t *time, const char *option, const char *argument)
{
	if (units_time_from(argument, time) == 0 && *time)
		return 0;
	return complain_usage("%s takes a time such as 500ms, 10s or 2m, "
			      "not '%s'", option, argument);
}

static int set_every(void *member, const char *argument)
{
	return set_time(member, "--every", argument);
}

static int set_how_long(void *member, const char *argument)
{
	return set_time(member, "--for", argument);
}

const struct cli_option watch_cli_options[] = {
	{ "watch", CLI_COUNT, .offset = offsetof(struct watch_options, watch) },
	{ "every", CLI_CALL, .call = set_every,
	  .offset = offsetof(struct watch_options, every) },
	{ "for", CLI_CALL, .call = set_how_long,
	  .offset = offsetof(struct watch_options, how_long) },
	{ .name = NULL },
};

int watch_check(const struct watch_options *options)
{
	if (options->every && !options->watch)
		return complain_usage("%s is for %s", "--every", "--watch");
	if (options->how_long && !options->watch)
		return complain_usage("%s is for %s", "--for", "--watch");
	return 0;
}

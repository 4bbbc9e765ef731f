// SPDX-License-Identifier: LGPL-2.1-or-later
/* Options that the tool has, but not in this build. */
#include "cli.h"

#include <stdbool.h>
#include <string.h>

#include "complain.h"

const char *cli_lacks_for(const struct cli *cli, const char *option)
{
	return cli->lacking_for ? cli->lacking_for(option) : NULL;
}

static bool is_typed(const struct cli_words *words,
		     const struct cli_typed *typed)
{
	if (!typed->name)
		return words->letter && words->letter == typed->letter;
	return strlen(words->name) == typed->length &&
	       strncmp(words->name, typed->name, typed->length) == 0;
}

int cli_refuse_lacking(const struct cli *cli, const struct cli_typed *typed)
{
	for (const struct cli_section *s = cli->sections; s->title; s++) {
		const struct cli_option *o = s->options;

		for (; o->name; o++) {
			const char *library = cli_lacks_for(cli, o->name);

			if (library && is_typed(cli_words_of(cli, o), typed))
				return complain_usage("--%s needs a build "
						      "with %s", o->name,
						      library);
		}
	}
	return 0;
}

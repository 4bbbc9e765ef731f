// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which of the names of -m were met. */
#include "globs-met.h"

#include <stdlib.h>

#include "complain.h"
#include "name-glob.h"

void globs_met_start(struct globs_met *globs, const struct target *target)
{
	*globs = (struct globs_met){ .target = target };
	if (!target->glob_count)
		return;
	globs->met = calloc(target->glob_count, sizeof(*globs->met));
	if (!globs->met)
		complain_out_of_memory();
}

void globs_met_free(struct globs_met *globs)
{
	free(globs->met);
	globs->met = NULL;
}

void globs_met_note(struct globs_met *globs, const char *name)
{
	for (size_t i = 0; globs->met && i < globs->target->glob_count; i++)
		globs->met[i] |= name_glob_matches(globs->target->globs[i],
						   name);
}

bool globs_met_tell(const struct globs_met *globs)
{
	bool missing = false;

	for (size_t i = 0; globs->met && i < globs->target->glob_count; i++) {
		if (globs->met[i])
			continue;
		complain("no mapping is called '%s'", globs->target->globs[i]);
		missing = true;
	}
	return missing;
}

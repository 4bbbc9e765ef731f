// SPDX-License-Identifier: LGPL-2.1-or-later
/* What of YAML may not be in a policy. */
#include "audit-event.h"

#include <stdbool.h>
#include <stddef.h>

static bool is_tagged(const yaml_event_t *event)
{
	if (event->type == YAML_SCALAR_EVENT)
		return event->data.scalar.tag;
	if (event->type == YAML_SEQUENCE_START_EVENT)
		return event->data.sequence_start.tag;
	return event->type == YAML_MAPPING_START_EVENT &&
	       event->data.mapping_start.tag;
}

static bool is_anchored(const yaml_event_t *event)
{
	if (event->type == YAML_SCALAR_EVENT)
		return event->data.scalar.anchor;
	if (event->type == YAML_SEQUENCE_START_EVENT)
		return event->data.sequence_start.anchor;
	return event->type == YAML_ALIAS_EVENT ||
	       (event->type == YAML_MAPPING_START_EVENT &&
		event->data.mapping_start.anchor);
}

const char *audit_event_wrong(const yaml_event_t *event)
{
	if (is_anchored(event))
		return "anchors and aliases are not read (a word that begins "
		       "with & or * needs quotes)";
	if (is_tagged(event))
		return "tags are not read (a word that begins with ! needs "
		       "quotes)";
	return NULL;
}

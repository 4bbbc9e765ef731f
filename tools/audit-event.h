/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What of YAML may not be in a policy. */
#ifndef AUDIT_EVENT_H
#define AUDIT_EVENT_H

#include <yaml.h>

/* Why an event is refused: anchors, aliases, tags.  NULL: it is not. */
const char *audit_event_wrong(const yaml_event_t *event);

#endif

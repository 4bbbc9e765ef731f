/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One cell of a report as a value of JSON. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <json-c/json.h>

#include "report-format.h"

/* HUGE-PERCENT -> huge_percent */
void report_json_key(const char *name, char *key);

/* NULL for what is unknown, or not there. */
struct json_object *report_json_value(struct report *report,
				      struct report_shown *shown,
				      const struct report_cell *cell);

#endif

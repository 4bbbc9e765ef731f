/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* recording-names.h - the words of a recording, both ways. */
#ifndef RECORDING_NAMES_H
#define RECORDING_NAMES_H

#include <stdint.h>

#include "recording.h"

/* A table ends with one without a name. */
struct recorded_name {
	const char *name;
	uint64_t value;
};

extern const struct recorded_name recorded_rights[];	/* vminfo_right */
extern const struct recorded_name recorded_features[];	/* vminfo_feature */
extern const struct recorded_name recorded_objects[];	/* of mappings */
extern const struct recorded_name recorded_marks[];	/* recorded_mark */
extern const struct recorded_name recorded_bits[];	/* of pagemap words */
extern const struct recorded_name recorded_statuses[];	/* that cut a walk */
extern const struct recorded_name recorded_errors[];	/* errno, positive */

/* NULL: it has none. */
const struct recorded_name *recorded_name_of(const struct recorded_name *names,
					     uint64_t value);

/* The one with these letters; NULL: there is none. */
const struct recorded_name *recorded_name_is(const struct recorded_name *names,
					     const char *text, size_t length);

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a read or a write of a page would do now, as far as that follows. */
#ifndef ACCESS_H
#define ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include <vminfo.h>

enum access_kind { ACCESS_READ, ACCESS_WRITE };

enum access_effect {
	ACCESS_UNKNOWN,
	ACCESS_MEMORY,		/* this memory is read, or written in place */
	ACCESS_FILL,		/* a fault gives it a page of zeros */
	ACCESS_COPY,		/* a fault gives it a copy of its own */
	ACCESS_COPY_OR_KEEP,	/* the same, if others still have it */
	ACCESS_OBJECT,		/* a fault takes it from its file or object */
	ACCESS_SWAP_IN,
	ACCESS_WAIT,		/* until the kernel has moved it */
	ACCESS_DEVICE,		/* a fault asks the driver for it */
	ACCESS_USERFAULTFD,	/* another process answers */
	ACCESS_SEGV,
	ACCESS_BUS,
};

/* What decides. */
struct access {
	enum vminfo_state state;
	unsigned int permissions;	/* enum vminfo_permission; 0 in a gap */
	unsigned int kind;		/* enum vminfo_mapping_kind */
	unsigned int attributes;	/* enum vminfo_attribute */
	uint64_t vmflags;		/* or VMINFO_NONE */
	bool ksm;			/* the frame is merged with others */
	bool below_stack;		/* a gap, and a stack ends it */
};

struct access_outcome {
	enum access_effect effect;
	const char *text;
};

struct access_outcome access_outcome(const struct access *access,
				     enum access_kind kind);

/* "copy-or-keep", for programs; NULL for ACCESS_UNKNOWN. */
const char *access_effect_name(enum access_effect effect);

#endif

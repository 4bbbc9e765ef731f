/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What must be true of some memory: a rule of a policy, or of options. */
#ifndef AUDIT_RULE_H
#define AUDIT_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "address-range.h"
#include "audit-metric.h"
#include "audit-tree.h"
#include "cells.h"
#include "constraints.h"
#include "profile.h"
#include "symbol-word.h"
#include "where.h"

enum audit_target_kind {
	AUDIT_TARGET_ALL,
	AUDIT_TARGET_MAPPING,	/* heap and stack, too */
	AUDIT_TARGET_SYMBOL,
	AUDIT_TARGET_RANGE,
};

struct audit_target {
	const char *text;	/* "symbol:dma_ring" */
	enum audit_target_kind kind;
	const char *glob;
	struct symbol_word symbol;
	struct address_range range;
};

/* "perms ~ *w*": of mappings. */
struct audit_where {
	char *line;
	const struct report_column *column;
	struct where is;
};

/* "runs = 1" */
struct audit_expect {
	char *line;
	const char *wanted;	/* "= 1", in it */
	struct audit_use use;	/* its name is a copy: */
	char *name;
	struct where is;
};

/* A device, of whose scatter list segments are. */
struct audit_device {
	const char *name;	/* of the profile; NULL: there is none */
	struct profile profile;
	struct constraints constraints;
};

enum audit_empty { AUDIT_EMPTY_FAIL, AUDIT_EMPTY_PASS, AUDIT_EMPTY_SKIP };

struct audit_rule {
	const char *name;
	const char *hint;	/* or NULL */
	const char *file;	/* NULL: of options */
	unsigned int line;
	struct audit_target target;
	struct audit_where *where;
	size_t where_count;
	struct audit_expect *expects;
	size_t count;
	struct audit_device device;
	bool warns;
	bool is_all;		/* nobody chose what is measured */
	enum audit_empty on_empty;
	size_t view;		/* what it looks at: its number */
};

/* Where something was said, for messages. */
struct audit_said {
	const struct audit_tree *tree;	/* NULL: by an option */
	struct audit_place at, name_at;	/* of the value, and of its name */
	const char *option;		/* "--expect" */
};

/* Tells what is wrong with it.  Returns -EINVAL. */
int audit_said_wrong(const struct audit_said *said, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Each: 0, or -EINVAL, told.  Texts are borrowed. */
int audit_target_read(const struct audit_said *said, const char *text,
		      struct audit_target *target);
int audit_rule_where(struct audit_rule *rule, const struct audit_said *said,
		     const char *line);
int audit_rule_expect(struct audit_rule *rule, const struct audit_said *said,
		      const char *line);
int audit_rule_profile(struct audit_rule *rule, const struct audit_said *said,
		       const char *name);

/* enum audit_want */
unsigned int audit_rule_wants(const struct audit_rule *rule);

void audit_rule_free(struct audit_rule *rule);

/* The kinds of targets, for lists; NULL behind the last. */
extern const char *const audit_target_words[];
extern const char *const audit_target_texts[];

#endif

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of a policy as a tree of words, each with its place. */
#ifndef AUDIT_TREE_H
#define AUDIT_TREE_H

#include <stddef.h>

#include "profile-text.h"

enum audit_node_kind { AUDIT_WORD, AUDIT_LIST, AUDIT_KEYS };

struct audit_place {
	size_t line;		/* both from 1; 0: nowhere */
	size_t column;
};

struct audit_node {
	enum audit_node_kind kind;
	struct audit_place at;
	char *word;		/* one line, not empty; else NULL */
	char *key;		/* by which it is in the node above; or NULL */
	struct audit_place key_at;
	struct audit_node *first;	/* of what is below */
	struct audit_node *last;
	struct audit_node *next;
	size_t count;
};

struct audit_tree {
	struct profile_text text;
	struct audit_node *root;
};

/*
 * A regular file of YAML, or standard input ("-"): no more than 1 MiB, one
 * document, no anchors, aliases or tags, each key once.  0, or -EINVAL, told.
 */
int audit_tree_read(const char *path, struct audit_tree *tree);
void audit_tree_free(struct audit_tree *tree);

/* "dma.yaml:3:5: " and what is wrong.  Returns -EINVAL. */
int audit_tree_refuse(const struct audit_tree *tree,
		      const struct audit_place *at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif

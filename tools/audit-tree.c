// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The text of a policy as a tree, by libyaml: libcyaml, which is built on it,
 * has no place for keys that are not known before, and tells no columns.
 */
#include "audit-tree.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit-event.h"
#include "complain.h"

#define DEEPEST 8
#define MOST_KEYS 1000	/* each is compared with all before it */

int audit_tree_refuse(const struct audit_tree *tree,
		      const struct audit_place *at, const char *format, ...)
{
	char reason[512];
	va_list values;

	va_start(values, format);
	vsnprintf(reason, sizeof(reason), format, values);
	va_end(values);
	complain("%s:%zu:%zu: %s", tree->text.name, at->line, at->column,
		 reason);
	return -EINVAL;
}

/* --- events --------------------------------------------------------------- */

struct reading {
	struct audit_tree *tree;
	yaml_parser_t parser;
	unsigned int depth;
};

static struct audit_place place_of(const yaml_mark_t *mark)
{
	return (struct audit_place){ mark->line + 1, mark->column + 1 };
}

/* Of what is no text libyaml tells only how many bytes are before it. */
static struct audit_place place_of_byte(const struct profile_text *text,
					size_t offset)
{
	struct audit_place at = { 1, 1 };

	for (size_t i = 0; i < offset && i < text->length; i++) {
		at.column += ((unsigned char)text->bytes[i] & 0xc0) != 0x80;
		if (text->bytes[i] != '\n')
			continue;
		at.line++;
		at.column = 1;
	}
	return at;
}

static int next(struct reading *r, yaml_event_t *event)
{
	struct audit_place at;

	if (yaml_parser_parse(&r->parser, event))
		return 0;
	if (r->parser.error == YAML_MEMORY_ERROR)
		complain_out_of_memory();
	at = place_of(&r->parser.problem_mark);
	if (r->parser.error == YAML_READER_ERROR)
		at = place_of_byte(&r->tree->text,
				   r->parser.problem_offset);
	return audit_tree_refuse(r->tree, &at, "%s", r->parser.problem);
}

static int check_event(struct reading *r, const yaml_event_t *event)
{
	struct audit_place at = place_of(&event->start_mark);
	const char *wrong = audit_event_wrong(event);

	if (!wrong && r->depth > DEEPEST)
		wrong = "nested too deeply";
	return wrong ? audit_tree_refuse(r->tree, &at, "%s", wrong) : 0;
}

static int take_word(struct reading *r, const yaml_event_t *event, char **word)
{
	const char *value = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;
	struct audit_place at = place_of(&event->start_mark);

	if (!length)
		return audit_tree_refuse(r->tree, &at, "there is no value");
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)value[i] < ' ' || value[i] == 0x7f)
			return audit_tree_refuse(r->tree, &at, "a value is no "
						 "line of text");
	*word = strdup(value);
	if (!*word)
		complain_out_of_memory();
	return 0;
}

/* --- nodes ---------------------------------------------------------------- */

static struct audit_node *add(struct audit_node *above)
{
	struct audit_node *node = calloc(1, sizeof(*node));

	if (!node)
		complain_out_of_memory();
	if (!above)
		return node;
	if (above->last)
		above->last->next = node;
	else
		above->first = node;
	above->last = node;
	above->count++;
	return node;
}

/* A key of the node above, which is not there yet. */
static int take_key(struct reading *r, struct audit_node *above,
		    struct audit_node *node, const yaml_event_t *event)
{
	int ret;

	node->key_at = place_of(&event->start_mark);
	if (event->type != YAML_SCALAR_EVENT)
		return audit_tree_refuse(r->tree, &node->key_at,
					 "a key is no word");
	if (above->count > MOST_KEYS)
		return audit_tree_refuse(r->tree, &node->key_at,
					 "too many keys");
	ret = take_word(r, event, &node->key);
	for (struct audit_node *n = above->first; !ret && n != node;
	     n = n->next)
		if (strcmp(n->key, node->key) == 0)
			ret = audit_tree_refuse(r->tree, &node->key_at,
						"%s is there twice", n->key);
	return ret;
}

static int take_event(struct reading *r, struct audit_node *node,
		      const yaml_event_t *event);

/* What follows is the value. */
static int read_value(struct reading *r, struct audit_node *node)
{
	yaml_event_t event;
	int ret = next(r, &event);

	if (ret)
		return ret;
	ret = take_event(r, node, &event);
	yaml_event_delete(&event);
	return ret;
}

static int take_below(struct reading *r, struct audit_node *above,
		      const yaml_event_t *event)
{
	struct audit_node *node = add(above);
	int ret;

	if (above->kind == AUDIT_LIST)
		return take_event(r, node, event);
	ret = check_event(r, event);
	if (!ret)
		ret = take_key(r, above, node, event);
	return ret ? ret : read_value(r, node);
}

/* Up to the end of the list, or of the keys. */
static int read_below(struct reading *r, struct audit_node *above)
{
	yaml_event_t event;
	int ret = 0;

	while (!ret) {
		ret = next(r, &event);
		if (ret)
			return ret;
		if (event.type == YAML_SEQUENCE_END_EVENT ||
		    event.type == YAML_MAPPING_END_EVENT)
			break;
		ret = take_below(r, above, &event);
		yaml_event_delete(&event);
	}
	if (!ret)
		yaml_event_delete(&event);
	return ret;
}

static int take_event(struct reading *r, struct audit_node *node,
		      const yaml_event_t *event)
{
	int ret = check_event(r, event);

	if (ret)
		return ret;
	node->at = place_of(&event->start_mark);
	node->kind = AUDIT_WORD;
	if (event->type == YAML_SCALAR_EVENT)
		return take_word(r, event, &node->word);
	node->kind = event->type == YAML_SEQUENCE_START_EVENT ? AUDIT_LIST
							       : AUDIT_KEYS;
	r->depth++;
	ret = read_below(r, node);
	r->depth--;
	return ret;
}

/* --- documents ------------------------------------------------------------ */

static int pass(struct reading *r, yaml_event_type_t wanted,
		const char *otherwise)
{
	struct audit_place at;
	yaml_event_t event;
	int ret = next(r, &event);

	if (ret)
		return ret;
	at = place_of(&event.start_mark);
	if (event.type != wanted)
		ret = audit_tree_refuse(r->tree, &at, "%s", otherwise);
	yaml_event_delete(&event);
	return ret;
}

static int read_document(struct reading *r)
{
	int ret = pass(r, YAML_STREAM_START_EVENT, "no text");

	if (!ret)
		ret = pass(r, YAML_DOCUMENT_START_EVENT,
			   "there is nothing in it");
	r->tree->root = add(NULL);
	if (!ret)
		ret = read_value(r, r->tree->root);
	if (!ret)
		ret = pass(r, YAML_DOCUMENT_END_EVENT, "more than one value");
	if (!ret)
		ret = pass(r, YAML_STREAM_END_EVENT, "more than one document");
	return ret;
}

int audit_tree_read(const char *path, struct audit_tree *tree)
{
	struct audit_tree t = { .root = NULL };
	struct reading r = { .tree = &t };
	int ret = profile_text_load(path, &t.text);

	if (ret)
		return ret;
	/* libyaml compares each with all before it: that takes its time. */
	if (memmem(t.text.bytes, t.text.length, "%TAG", 4)) {
		ret = profile_text_refuse(&t.text, 0,
					  "%%TAG may not be in it");
		audit_tree_free(&t);
		return ret;
	}
	if (!yaml_parser_initialize(&r.parser))
		complain_out_of_memory();
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser,
				     (const unsigned char *)t.text.bytes,
				     t.text.length);
	ret = read_document(&r);
	yaml_parser_delete(&r.parser);
	if (ret)
		audit_tree_free(&t);
	else
		*tree = t;
	return ret;
}

static void free_node(struct audit_node *node)
{
	while (node) {
		struct audit_node *rest = node->next;

		free_node(node->first);
		free(node->word);
		free(node->key);
		free(node);
		node = rest;
	}
}

void audit_tree_free(struct audit_tree *tree)
{
	free_node(tree->root);
	profile_text_free(&tree->text);
	*tree = (struct audit_tree){ .root = NULL };
}

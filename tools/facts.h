/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Facts, as text of labelled lines for people, or as one JSON document.  What
 * is put is for programs, what is in a line is for people, and a fact is for
 * both; nothing foreign is printed as it is.
 */
#ifndef FACTS_H
#define FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include <json-c/json_types.h>

#include "answer.h"

struct facts;

struct facts_options {
	bool json;
	bool ascii;
	bool quiet;		/* print nothing at all */
	int color;		/* enum colour_when, or 0 */
};

struct facts *facts_new(const struct facts_options *options);
void facts_free(struct facts *facts);

/*
 * An object, or a list, inside the one that is open.  The key is NULL inside a
 * list; the title is a headline, or NULL.
 */
void facts_open(struct facts *facts, const char *key, const char *title);
void facts_open_list(struct facts *facts, const char *key, const char *title);
void facts_close(struct facts *facts);

/* For programs.  Takes the value; NULL is a value that is not known. */
void facts_put(struct facts *facts, const char *key,
	       struct json_object *value);

/*
 * For people: a label and a text that is broken at blanks.  Without a label it
 * goes on below the text before.
 */
void facts_line(struct facts *facts, const char *label, const char *format,
		...) __attribute__((format(printf, 3, 4)));

/* The same, but as it is, on one line. */
void facts_exact(struct facts *facts, const char *label, const char *format,
		 ...) __attribute__((format(printf, 3, 4)));

/* A paragraph for people, from the left edge. */
void facts_note(struct facts *facts, const char *text);

/* A command to type. */
void facts_command(struct facts *facts, const char *command);

/* The width of labels from here on; 0: the usual. */
void facts_indent(struct facts *facts, unsigned int width);

/* For both.  Unknown is "?" and null. */
struct facts_name {
	const char *key;
	const char *label;
};

void facts_word(struct facts *facts, struct facts_name name, const char *word);
void facts_foreign(struct facts *facts, struct facts_name name,
		   const char *raw);
void facts_size(struct facts *facts, struct facts_name name, uint64_t bytes);
void facts_count(struct facts *facts, struct facts_name name, uint64_t count);
void facts_hex(struct facts *facts, struct facts_name name, uint64_t number);
void facts_answer(struct facts *facts, struct facts_name name,
		  enum answer answer);

/*
 * Foreign text, encoded as the output needs it, to be put into a line or a
 * value.  To be freed.
 */
char *facts_encode(const struct facts *facts, const char *raw);

/* "2.0M", to be put into a line. */
struct facts_text {
	char text[32];
};

struct facts_text facts_size_of(uint64_t bytes);
struct facts_text facts_grouped(uint64_t count);	/* "65,210" */
struct facts_text facts_hex_of(uint64_t number);	/* "7f00" */

/* Prints what there is.  `complete`: nothing of it was refused or changed. */
void facts_end(struct facts *facts, bool complete);

/* Values for facts_put(). */
struct json_object *facts_json_hex(uint64_t number);
struct json_object *facts_json_answer(enum answer answer);

#endif

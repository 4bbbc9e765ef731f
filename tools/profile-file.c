// SPDX-License-Identifier: LGPL-2.1-or-later
/* Profiles in files, read by libcyaml. */
#include "profile-file.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cyaml/cyaml.h>

#include "complain.h"
#include "nearest.h"
#include "profile-text.h"

#define LONGEST 255	/* bytes of a value */
#define KEYS 11		/* constraints that there are */

/*
 * What may be in a file.
 */

struct content {
	unsigned int version;
	char *name;
	char *text;
	char *source;
	struct {
		char *values[KEYS];	/* NULL: its key is not there */
	} constraints;
};

#define TEXT(word, offset, flag) { \
	.key = (word), \
	.value = { CYAML_VALUE_STRING(CYAML_FLAG_POINTER | (flag), char, 1, \
				      LONGEST) }, \
	.data_offset = (offset), \
}
#define CONSTRAINT(index, word) \
	TEXT(word, (index) * sizeof(char *), CYAML_FLAG_OPTIONAL)

static const cyaml_schema_field_t constraints[KEYS + 1] = {
	CONSTRAINT(0, "single"),
	CONSTRAINT(1, "min-run"),
	CONSTRAINT(2, "align"),
	CONSTRAINT(3, "below"),
	CONSTRAINT(4, "dma-bits"),
	CONSTRAINT(5, "boundary"),
	CONSTRAINT(6, "seg-max"),
	CONSTRAINT(7, "max-segs"),
	CONSTRAINT(8, "virt-boundary"),
	CONSTRAINT(9, "node"),
	CONSTRAINT(10, "bus-offset"),
	CYAML_FIELD_END
};

static const cyaml_strval_t versions[] = { { "1", 1 } };

static const cyaml_schema_field_t fields[] = {
	CYAML_FIELD_ENUM("version", CYAML_FLAG_STRICT, struct content, version,
			 versions, 1),
	TEXT("name", offsetof(struct content, name), 0),
	TEXT("text", offsetof(struct content, text), CYAML_FLAG_OPTIONAL),
	TEXT("source", offsetof(struct content, source), CYAML_FLAG_OPTIONAL),
	CYAML_FIELD_MAPPING("constraints", CYAML_FLAG_DEFAULT, struct content,
			    constraints, constraints),
	CYAML_FIELD_END
};

static const cyaml_schema_value_t schema = {
	CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct content, fields),
};

_Static_assert(KEYS <= PROFILE_MOST, "a profile has room for each key");

/*
 * What is wrong, in the words of libcyaml.  They are for people and may change:
 * what is not recognised is told as it is.
 */

struct trouble {
	char said[256];		/* its first message; "": none */
	char field[32];		/* the key whose value it is about; or "" */
	size_t line;		/* of the last value that it had read; or 0 */
};

static const char *behind(const char *line, const char *words)
{
	const char *at = strstr(line, words);

	return at ? at + strlen(words) : NULL;
}

/* "  in mapping field 'node' (line: 4, column: 9)" */
static void take_place(struct trouble *t, const char *line)
{
	const char *number = behind(line, "(line: ");
	const char *field = behind(line, " field '");

	if (number)
		t->line = strtoul(number, NULL, 10);
	if (field)
		snprintf(t->field, sizeof(t->field), "%.*s",
			 (int)strcspn(field, "'"), field);
}

static void take_message(cyaml_log_t level, void *data, const char *format,
			 va_list values)
{
	struct trouble *t = data;
	char line[sizeof(t->said)];
	const char *words;

	(void)level;
	vsnprintf(line, sizeof(line), format, values);
	line[strcspn(line, "\n")] = '\0';
	if (strncmp(line, "  in ", 5) == 0) {
		/* The innermost comes first. */
		if (!t->line)
			take_place(t, line);
		return;
	}
	words = behind(line, "Load: ");
	if (!t->said[0])
		strcpy(t->said, words ? words : line);
}

static bool has_key(const cyaml_schema_field_t *list, const char *key)
{
	while (list->key && strcmp(list->key, key) != 0)
		list++;
	return list->key;
}

static void consider_keys(struct nearest *near,
			  const cyaml_schema_field_t *list)
{
	for (; list->key; list++)
		nearest_consider(near, list->key);
}

static int refuse_key(const struct profile_text *text, const struct trouble *t,
		      const char *key)
{
	size_t line = profile_text_find(text, key, t->line);
	struct nearest near;

	if (has_key(constraints, key))
		return profile_text_refuse(text, line,
					   "%s belongs to constraints", key);
	if (has_key(fields, key))
		return profile_text_refuse(text, line,
					   "%s is no constraint", key);
	nearest_start(&near, key);
	consider_keys(&near, fields);
	consider_keys(&near, constraints);
	if (near.best[0])
		return profile_text_refuse(text, line, "unknown key '%s' (did "
					   "you mean %s?)", key, near.best);
	return profile_text_refuse(text, line, "unknown key '%s'", key);
}

static const struct wrong {
	cyaml_err_t err;
	const char *field;	/* NULL: any */
	const char *reason;	/* behind its name */
} wrongs[] = {
	{ CYAML_ERR_STRING_LENGTH_MIN, NULL, "has no value" },
	{ CYAML_ERR_STRING_LENGTH_MAX, NULL, "is longer than 255 bytes" },
	{ CYAML_ERR_INVALID_VALUE, "", "no list of keys" },
	{ CYAML_ERR_INVALID_VALUE, "version", "is not 1" },
	{ CYAML_ERR_INVALID_VALUE, "constraints", "has no keys" },
	{ CYAML_ERR_INVALID_VALUE, NULL, "is no plain value" },
};

static const char *wrong_with(cyaml_err_t err, const char *field)
{
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(*wrongs); i++)
		if (wrongs[i].err == err &&
		    (!wrongs[i].field || strcmp(wrongs[i].field, field) == 0))
			return wrongs[i].reason;
	return NULL;
}

static int refuse(const struct profile_text *text, const struct trouble *t,
		  cyaml_err_t err)
{
	const char *detail = behind(t->said, ": ");
	const char *wrong = wrong_with(err, t->field);

	if (err == CYAML_ERR_OOM)
		complain_out_of_memory();
	if (err == CYAML_ERR_INVALID_KEY && detail)
		return refuse_key(text, t, detail);
	if (err == CYAML_ERR_UNEXPECTED_EVENT && detail)
		return profile_text_refuse(text, profile_text_find(
			text, detail, t->line), "%s is there twice", detail);
	if (err == CYAML_ERR_MAPPING_FIELD_MISSING && detail)
		return profile_text_refuse(text, 0, "%s is missing", detail);
	if (wrong)
		return profile_text_refuse(text, t->line, "%s%s%s", t->field,
					   t->field[0] ? " " : "", wrong);
	if (err == CYAML_ERR_INTERNAL_ERROR)
		detail = "a key is no word";
	return profile_text_refuse(text, t->line, "cannot be read further: %s",
				   detail ? detail : cyaml_strerror(err));
}

/* A block of lines is a good value for YAML. */
static int check_line(const struct profile_text *text, const char *key,
		      const char *value)
{
	for (; value && *value; value++)
		if ((unsigned char)*value < ' ')
			return profile_text_refuse(text, 0, "%s is more than "
						   "one line", key);
	return 0;
}

static int fill(const struct profile_text *text, struct content *content,
		struct profile *profile)
{
	struct profile p = {
		.name = content->name,
		.text = content->text ? content->text : "",
		.source = content->source ? content->source : "",
		.owned = content,
	};

	if (check_line(text, "name", p.name) ||
	    check_line(text, "text", p.text) ||
	    check_line(text, "source", p.source))
		return -EINVAL;
	for (size_t i = 0; i < KEYS; i++) {
		const char *value = content->constraints.values[i];

		if (check_line(text, constraints[i].key, value))
			return -EINVAL;
		if (value)
			p.constraints[p.count++] = (struct profile_constraint){
				constraints[i].key, value,
			};
	}
	if (p.count == 0)
		return profile_text_refuse(text, 0, "constraints has no keys");
	*profile = p;
	return 0;
}

static int load(const struct profile_text *text, struct content **content)
{
	struct trouble trouble = { .line = 0 };
	const cyaml_config_t config = {
		.log_fn = take_message,
		.log_ctx = &trouble,
		.log_level = CYAML_LOG_WARNING,
		.mem_fn = cyaml_mem,
		.flags = CYAML_CFG_NO_ALIAS,
	};
	cyaml_err_t err = cyaml_load_data((const uint8_t *)text->bytes,
					  text->length, &config, &schema,
					  (cyaml_data_t **)content, NULL);

	if (err)
		return refuse(text, &trouble, err);
	/* It warns of what it left out: another document. */
	if (trouble.said[0])
		return profile_text_refuse(text, 0, "more than one document");
	if (!*content)
		return profile_text_refuse(text, 0, "there is nothing in it");
	return 0;
}

int profile_file_read(const char *path, struct profile *profile)
{
	struct content *content = NULL;
	struct profile_text text;
	int ret = profile_text_read(path, &text);

	if (ret)
		return ret;
	ret = load(&text, &content);
	if (ret == 0)
		ret = fill(&text, content, profile);
	if (ret)
		profile_file_free(content);
	profile_text_free(&text);
	return ret;
}

void profile_file_free(void *owned)
{
	static const cyaml_config_t config = { .mem_fn = cyaml_mem };

	cyaml_free(&config, &schema, owned, 0);
}

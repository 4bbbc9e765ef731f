// SPDX-License-Identifier: LGPL-2.1-or-later
/* Values of facts: each as text for a line, and as JSON. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include <json-c/json.h>

#include "facts.h"
#include "units.h"

const char *answer_word(enum answer answer)
{
	static const char *const words[] = {
		[ANSWER_UNKNOWN] = "cannot tell",
		[ANSWER_NO] = "no",
		[ANSWER_YES] = "yes",
	};

	return words[answer];
}

struct json_object *facts_json_hex(uint64_t number)
{
	char text[UNITS_ROOM];
	int n = snprintf(text, sizeof(text), "0x%" PRIx64, number);

	return json_object_new_string_len(text, n);
}

struct json_object *facts_json_answer(enum answer answer)
{
	if (answer == ANSWER_UNKNOWN)
		return NULL;
	return json_object_new_boolean(answer == ANSWER_YES);
}

struct facts_text facts_size_of(uint64_t bytes)
{
	struct facts_text size = { "" };

	*units_put_size(size.text, bytes) = '\0';
	return size;
}

struct facts_text facts_grouped(uint64_t count)
{
	struct facts_text grouped = { "" };

	*units_put_grouped(grouped.text, count) = '\0';
	return grouped;
}

struct facts_text facts_hex_of(uint64_t number)
{
	struct facts_text hex = { "" };

	*units_put_hex(hex.text, number) = '\0';
	return hex;
}

void facts_word(struct facts *facts, struct facts_name name, const char *word)
{
	facts_put(facts, name.key, word ? json_object_new_string(word) : NULL);
	facts_line(facts, name.label, "%s", word ? word : "?");
}

void facts_foreign(struct facts *facts, struct facts_name name,
		   const char *raw)
{
	char *safe = facts_encode(facts, raw);

	facts_word(facts, name, safe);
	free(safe);
}

void facts_size(struct facts *facts, struct facts_name name, uint64_t bytes)
{
	facts_put(facts, name.key, json_object_new_uint64(bytes));
	facts_line(facts, name.label, "%s", facts_size_of(bytes).text);
}

void facts_count(struct facts *facts, struct facts_name name, uint64_t count)
{
	facts_put(facts, name.key, json_object_new_uint64(count));
	facts_line(facts, name.label, "%s", facts_grouped(count).text);
}

void facts_hex(struct facts *facts, struct facts_name name, uint64_t number)
{
	facts_put(facts, name.key, facts_json_hex(number));
	facts_line(facts, name.label, "0x%" PRIx64, number);
}

void facts_answer(struct facts *facts, struct facts_name name,
		  enum answer answer)
{
	facts_put(facts, name.key, facts_json_answer(answer));
	facts_line(facts, name.label, "%s", answer_word(answer));
}

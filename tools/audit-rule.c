// SPDX-License-Identifier: LGPL-2.1-or-later
/* What must be true of some memory, as rules and options say it. */
#include "audit-rule.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "complain.h"
#include "nearest.h"

int audit_said_wrong(const struct audit_said *said, const char *format, ...)
{
	char reason[512];
	va_list values;

	va_start(values, format);
	vsnprintf(reason, sizeof(reason), format, values);
	va_end(values);
	if (said->tree)
		return audit_tree_refuse(said->tree, &said->at, "%s", reason);
	return complain_usage("%s: %s", said->option, reason);
}

/* "unknown metric 'swaped' (did you mean swapped?)" */
static int unknown_word(const struct audit_said *said, const char *what,
			const struct nearest *near)
{
	struct audit_said name = *said;

	name.at = said->name_at;
	if (near->best[0])
		return audit_said_wrong(&name, "unknown %s '%s' (did you mean "
					"%s?)", what, near->wrong, near->best);
	return audit_said_wrong(&name, "unknown %s '%s'", what, near->wrong);
}

/* --- comparisons ---------------------------------------------------------- */

static int no_words(const struct audit_said *said, const char *line,
		    enum where_mistake mistake,
		    const struct where_words *words)
{
	switch (mistake) {
	case WHERE_NO_OPERATOR:
		return audit_said_wrong(said, "'%s': no operator (was > taken "
					"by the shell? quote it)", line);
	case WHERE_BAD_OPERATOR:
		return audit_said_wrong(said, "%.*s is none of = != < <= > >= "
					"~ !~", (int)words->sign_length,
					words->sign);
	case WHERE_NO_NAME:
		return audit_said_wrong(said, "'%s': nothing to compare",
					line);
	default:
		return audit_said_wrong(said, "'%s': the value is missing",
					line);
	}
}

struct compared {
	const char *name;
	enum report_kind kind;
	report_word *word;
};

static int no_value(const struct audit_said *said, enum where_mistake mistake,
		    const struct compared *what,
		    const struct where_words *words)
{
	struct nearest near;
	const char *word;

	if (mistake == WHERE_WRONG_OPERATOR)
		return audit_said_wrong(said, "%s is compared by %s, not by "
					"%.*s", what->name,
					where_operators(what->kind),
					(int)words->sign_length, words->sign);
	if (mistake != WHERE_NEVER || !what->word)
		return audit_said_wrong(said, "%s takes %s; not '%s'",
					what->name, where_values(what->kind),
					words->value);
	nearest_start(&near, words->value);
	for (unsigned int i = 1; (word = what->word(i)); i++)
		nearest_consider(&near, word);
	if (near.best[0])
		return audit_said_wrong(said, "%s is never '%s' (did you mean "
					"%s?)", what->name, words->value,
					near.best);
	return audit_said_wrong(said, "%s is never '%s'", what->name,
				words->value);
}

static int read_value(const struct audit_said *said,
		      const struct compared *what,
		      const struct where_words *words, struct where *is)
{
	enum where_mistake mistake = where_read(words, what->kind, what->word,
						is);

	return mistake ? no_value(said, mistake, what, words) : 0;
}

static void *grow(void *list, size_t count, size_t size)
{
	list = reallocarray(list, count + 1, size);
	if (!list)
		complain_out_of_memory();
	return list;
}

static char *copy(const char *text, size_t length)
{
	char *own = strndup(text, length);

	if (!own)
		complain_out_of_memory();
	return own;
}

/* --- where ---------------------------------------------------------------- */

/* What maps, or smaps, says of a mapping. */
static const char *const of_mapping[] = {
	"MAPPING", "PERMS", "SIZE", "PAGES", "VA", "END", "OFFSET", "DEV",
	"INODE", "LOCKED",
};

#define OF_MAPPING (sizeof(of_mapping) / sizeof(*of_mapping))

static const struct report_column *column_called(const char *name)
{
	const struct report_column *column = cells_columns;

	while (strcmp(column->name, name) != 0)
		column++;
	return column;
}

static int find_column(const struct audit_said *said, const char *name,
		       const struct report_column **column)
{
	struct nearest near;
	char small[16];

	nearest_start(&near, name);
	for (size_t i = 0; i < OF_MAPPING; i++) {
		if (strcasecmp(of_mapping[i], name) == 0) {
			*column = column_called(of_mapping[i]);
			return 0;
		}
		for (size_t j = 0; j <= strlen(of_mapping[i]); j++)
			small[j] = (char)tolower(of_mapping[i][j]);
		nearest_consider(&near, small);
	}
	return unknown_word(said, "column", &near);
}

static int read_where(const struct audit_said *said, struct audit_where *where)
{
	struct where_words words;
	enum where_mistake mistake = where_split(where->line, &words);
	char *name;
	int ret;

	if (mistake)
		return no_words(said, where->line, mistake, &words);
	name = copy(words.name, words.length);
	ret = find_column(said, name, &where->column);
	if (!ret)
		ret = read_value(said, &(struct compared){
			name, where->column->kind, where->column->word,
		}, &words, &where->is);
	free(name);
	return ret;
}

int audit_rule_where(struct audit_rule *rule, const struct audit_said *said,
		     const char *line)
{
	struct audit_where *where;

	rule->where = grow(rule->where, rule->where_count,
			   sizeof(*rule->where));
	where = &rule->where[rule->where_count++];
	*where = (struct audit_where){ .line = copy(line, strlen(line)) };
	return read_where(said, where);
}

/* --- expect --------------------------------------------------------------- */

static int no_metric(const struct audit_said *said, const char *name)
{
	struct nearest near;

	nearest_start(&near, name);
	for (const struct audit_metric *m = audit_metrics; m->name; m++)
		nearest_consider(&near, m->name);
	return unknown_word(said, "metric", &near);
}

/* A rule that none can break, or keep, is a slip of the pen. */
static int check_percent(const struct audit_said *said,
			 const struct audit_expect *expect)
{
	if (expect->use.metric->kind != REPORT_PERCENT ||
	    expect->is.number <= 100)
		return 0;
	return audit_said_wrong(said, "%s is never more than 100",
				expect->name);
}

static int read_expect(const struct audit_said *said,
		       struct audit_expect *expect)
{
	struct where_words words;
	enum where_mistake mistake = where_split(expect->line, &words);
	int ret;

	if (mistake)
		return no_words(said, expect->line, mistake, &words);
	expect->name = copy(words.name, words.length);
	expect->wanted = words.sign;
	if (audit_metric_find(expect->name, &expect->use) != 0)
		return no_metric(said, expect->name);
	if (strcmp(words.value, "-") == 0)
		return audit_said_wrong(said, "%s takes %s; not '-'",
					expect->name,
				where_values(expect->use.metric->kind));
	ret = read_value(said, &(struct compared){
		expect->name, expect->use.metric->kind, NULL,
	}, &words, &expect->is);
	return ret ? ret : check_percent(said, expect);
}

int audit_rule_expect(struct audit_rule *rule, const struct audit_said *said,
		      const char *line)
{
	struct audit_expect *expect;

	rule->expects = grow(rule->expects, rule->count,
			     sizeof(*rule->expects));
	expect = &rule->expects[rule->count++];
	*expect = (struct audit_expect){ .line = copy(line, strlen(line)) };
	return read_expect(said, expect);
}

unsigned int audit_rule_wants(const struct audit_rule *rule)
{
	unsigned int wants = 0;

	for (size_t i = 0; i < rule->count; i++)
		wants |= rule->expects[i].use.metric->wants;
	return wants;
}

void audit_rule_free(struct audit_rule *rule)
{
	for (size_t i = 0; i < rule->where_count; i++)
		free(rule->where[i].line);
	for (size_t i = 0; i < rule->count; i++) {
		free(rule->expects[i].line);
		free(rule->expects[i].name);
	}
	free(rule->where);
	free(rule->expects);
	symbol_word_free(&rule->target.symbol);
	if (rule->device.name)
		profile_free(&rule->device.profile);
}

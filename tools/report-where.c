// SPDX-License-Identifier: LGPL-2.1-or-later
/* Which rows a report lists: those on which all of --where hold. */
#include <stdlib.h>
#include <string.h>

#include "complain.h"
#include "nearest.h"
#include "report-format.h"

/*
 * What was written.
 */

static int complain_of_words(const char *text, enum where_mistake mistake,
			     const struct where_words *words)
{
	switch (mistake) {
	case WHERE_NO_OPERATOR:
		return complain_usage("--where %s: no operator (was > taken by "
				      "the shell? quote it: --where '%.*s>2M')",
				      text, (int)strcspn(words->name, " \t"),
				      words->name);
	case WHERE_BAD_OPERATOR:
		return complain_usage("--where '%s': %.*s is none of = != < "
				      "<= > >= ~ !~", text,
				      (int)words->sign_length, words->sign);
	case WHERE_NO_NAME:
		return complain_usage("--where '%s': the column is missing",
				      text);
	default:
		return complain_usage("--where '%s': the value is missing ('-' "
				      "is for what does not exist)", text);
	}
}

int report_add_where(void *into, const char *argument)
{
	struct report_options *options = into;
	enum where_mistake mistake;
	struct where_words words;
	const char **list;

	mistake = where_split(argument, &words);
	if (mistake)
		return complain_of_words(argument, mistake, &words);
	list = reallocarray(options->where, options->where_count + 1,
			    sizeof(*list));
	if (!list)
		complain_out_of_memory();
	list[options->where_count++] = argument;
	options->where = list;
	return 0;
}

void report_options_free(struct report_options *options)
{
	free(options->where);
	options->where = NULL;
	options->where_count = 0;
}

/*
 * What it means for the rows of this report.
 */

static int complain_of_word(const struct report_column *column,
			    const char *wrong)
{
	struct nearest nearest;
	const char *word;

	nearest_start(&nearest, wrong);
	for (unsigned int i = 1; (word = column->word(i)); i++)
		nearest_consider(&nearest, word);
	if (nearest.best[0])
		return complain_usage("%s is never '%s' (did you mean %s?)",
				      column->name, wrong, nearest.best);
	return complain_usage("%s is never '%s'", column->name, wrong);
}

static int complain_of_value(const struct report_column *column,
			     enum where_mistake mistake,
			     const struct where_words *words)
{
	if (mistake == WHERE_NEVER)
		return complain_of_word(column, words->value);
	if (mistake == WHERE_WRONG_OPERATOR)
		return complain_usage("--where: %s is compared by %s, not by "
				      "%.*s", column->name,
				      where_operators(column->kind),
				      (int)words->sign_length, words->sign);
	return complain_usage("--where: %s takes %s; not '%s'", column->name,
			      where_values(column->kind), words->value);
}

static int add_condition(struct report *report, const char *text)
{
	struct report_condition *condition;
	struct where_words words;
	enum where_mistake mistake;
	int ret;

	where_split(text, &words);
	condition = &report->conditions[report->condition_count];
	ret = report_need_column(report->plan, words.name, words.length,
				 &condition->column);
	if (ret)
		return ret;
	mistake = where_read(&words, condition->column->kind,
			     condition->column->word, &condition->where);
	if (mistake)
		return complain_of_value(condition->column, mistake, &words);
	report_need_cell(report, condition->column);
	report->condition_count++;
	return 0;
}

int report_choose_rows(struct report *report)
{
	const struct report_options *options = report->options;
	int ret = 0;

	if (!options->where_count)
		return 0;
	report->conditions = calloc(options->where_count,
				    sizeof(*report->conditions));
	if (!report->conditions)
		complain_out_of_memory();
	for (size_t i = 0; ret == 0 && i < options->where_count; i++)
		ret = add_condition(report, options->where[i]);
	return ret;
}

bool report_has_where(const struct report *report)
{
	return report->condition_count;
}

/*
 * Rows.
 */

/* One that does not hold decides, whatever is unknown beside it. */
static enum where_answer judge(struct report *report, const struct row *row)
{
	enum where_answer all = WHERE_YES;

	for (size_t i = 0; i < report->condition_count; i++) {
		struct report_condition *condition = &report->conditions[i];
		struct report_cell cell = report_get(condition->column, row);

		condition->answer = where_judge(&condition->where, &cell);
		if (condition->answer == WHERE_NO)
			return WHERE_NO;
		if (condition->answer == WHERE_UNKNOWN)
			all = WHERE_UNKNOWN;
	}
	return all;
}

static void count_unknown(struct report *report)
{
	report->uncompared++;
	report->asked_unknown = true;
	for (size_t i = 0; i < report->condition_count; i++) {
		struct report_condition *condition = &report->conditions[i];

		if (condition->answer != WHERE_UNKNOWN)
			continue;
		condition->unknown = true;
		report->unknown |= condition->column->wants;
	}
}

bool report_wants_row(struct report *report, const struct row *row)
{
	enum where_answer answer = judge(report, row);

	if (answer == WHERE_UNKNOWN)
		count_unknown(report);
	return answer == WHERE_YES;
}

uint64_t report_uncompared(const struct report *report)
{
	return report->uncompared;
}

static bool is_unknown(const struct report *report,
		       const struct report_column *column)
{
	for (size_t i = 0; i < report->condition_count; i++)
		if (report->conditions[i].column == column &&
		    report->conditions[i].unknown)
			return true;
	return false;
}

/* "PA, NODE" */
static void name_unknown(const struct report *report, char *names, size_t room)
{
	const struct report_column *column = report->plan->columns;
	char *to = names;

	*to = '\0';
	for (; column->name; column++) {
		if (!is_unknown(report, column))
			continue;
		if (strlen(column->name) + 3 > room - (size_t)(to - names))
			return;
		to = stpcpy(to, to == names ? "" : ", ");
		to = stpcpy(to, column->name);
	}
}

void report_explain_uncompared(const struct report *report)
{
	char names[256], count[UNITS_ROOM];

	if (!report->uncompared)
		return;
	*units_put_grouped(count, report->uncompared) = '\0';
	name_unknown(report, names, sizeof(names));
	complain("%s row%s could not be compared: %s unknown", count,
		 report->uncompared == 1 ? "" : "s", names);
}

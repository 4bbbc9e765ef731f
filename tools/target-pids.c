// SPDX-License-Identifier: LGPL-2.1-or-later
/* Processes that are given by number: operands, lists, standard input. */
#include "target.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bsd/stdlib.h>

#include "complain.h"

#define SEPARATORS ", \t\n\v\f\r"
#define WORD_ROOM 32
/* Much more than all numbers that there can be. */
#define LONGEST_INPUT (64L << 20)

/* Whether it is new. */
static bool mark(struct target *target, pid_t pid)
{
	unsigned char bit = (unsigned char)(1u << (pid % 8));

	if (!target->numbered)
		target->numbered = calloc(TARGET_LARGEST_PID / 8 + 1, 1);
	if (!target->numbered)
		complain_out_of_memory();
	if (target->numbered[pid / 8] & bit)
		return false;
	target->numbered[pid / 8] |= bit;
	return true;
}

static void append(struct target *target, pid_t pid)
{
	pid_t *pids = target->pids;

	/* At powers of two. */
	if ((target->count & (target->count - 1)) == 0)
		pids = reallocarray(pids, target->count ? 2 * target->count : 1,
				    sizeof(*pids));
	if (!pids)
		complain_out_of_memory();
	pids[target->count++] = pid;
	target->pids = pids;
}

int target_add_operand(void *into, const char *word)
{
	struct target *target = into;
	const char *error = NULL;
	pid_t pid = 0;

	/* strtonum() would skip blanks and take a sign. */
	if (isdigit((unsigned char)*word))
		pid = (pid_t)strtonum(word, 1, TARGET_LARGEST_PID, &error);
	if (pid == 0 || error)
		return complain_usage("'%s' is not the number of a process",
				      word);
	if (mark(target, pid))
		append(target, pid);
	return 0;
}

/* Puts the next word into `word`: 1; 0: there is none; or a mistake, told. */
static int next_word(FILE *in, char *word, long *left)
{
	size_t n = 0;
	int c;

	while ((c = getc(in)) != EOF) {
		if (--*left < 0)
			return complain_usage("-p -: too much on standard "
					      "input");
		if (c != '\0' && strchr(SEPARATORS, c)) {
			if (n)
				break;
			continue;
		}
		word[n++] = (char)(c ? c : '?');
		/* So long a word is refused as it is. */
		if (n == WORD_ROOM - 1)
			break;
	}
	word[n] = '\0';
	return n > 0;
}

static int add_from_input(struct target *target)
{
	char word[WORD_ROOM];
	long left = LONGEST_INPUT;
	bool any = false;
	int ret;

	while ((ret = next_word(stdin, word, &left)) > 0) {
		ret = target_add_operand(target, word);
		if (ret)
			return ret;
		any = true;
	}
	if (ret == 0 && ferror(stdin))
		return complain_usage("-p -: cannot read standard input");
	if (ret == 0 && !any)
		return complain_usage("-p -: no process on standard input");
	return ret;
}

static int add_from_words(struct target *target, char *words)
{
	const char *word;
	char *rest = words;
	bool any = false;

	while ((word = strsep(&rest, SEPARATORS))) {
		int ret = *word ? target_add_operand(target, word) : 0;

		if (ret)
			return ret;
		any |= *word != '\0';
	}
	if (!any)
		return complain_usage("-p: the list of processes is empty");
	return 0;
}

int target_add_list(void *into, const char *argument)
{
	char *words;
	int ret;

	if (strcmp(argument, "-") == 0)
		return add_from_input(into);
	words = strdup(argument);
	if (!words)
		complain_out_of_memory();
	ret = add_from_words(into, words);
	free(words);
	return ret;
}

bool target_has_number(const struct target *target, pid_t pid)
{
	return target->numbered && pid > 0 && pid <= TARGET_LARGEST_PID &&
	       target->numbered[pid / 8] >> (pid % 8) & 1;
}

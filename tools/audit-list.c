// SPDX-License-Identifier: LGPL-2.1-or-later
/* What an audit can measure, of what, and how it can report. */
#include <stdio.h>
#include <string.h>

#include "audit.h"
#include "complain.h"
#include "exits.h"
#include "nearest.h"

#define NAME_WIDTH 16
#define NEEDS_WIDTH 34

static void list_metrics(void)
{
	printf("%-*s %-8s %-*s %s\n", NAME_WIDTH, "METRIC", "UNIT",
	       NEEDS_WIDTH, "NEEDS", "WHAT");
	for (const struct audit_metric *m = audit_metrics; m->name; m++) {
		char name[64];

		snprintf(name, sizeof(name), "%s%s", m->name,
			 audit_metric_argument(m));
		printf("%-*s %-8s %-*s %s\n", NAME_WIDTH, name,
		       audit_metric_unit(m), NEEDS_WIDTH,
		       m->needs ? m->needs : "-", m->text);
	}
}

static void list_pairs(const char *const *words, const char *const *texts)
{
	for (size_t i = 0; words[i]; i++)
		printf("%-10s %s\n", words[i], texts[i]);
}

static void list_targets(void)
{
	list_pairs(audit_target_words, audit_target_texts);
}

static void list_formats(void)
{
	list_pairs(formats_names, formats_texts);
}

static const struct {
	const char *name;
	void (*list)(void);
} lists[] = {
	{ "metrics", list_metrics },
	{ "targets", list_targets },
	{ "formats", list_formats },
};

int audit_list(const char *what)
{
	struct nearest near;

	if (!what) {
		complain_usage("list takes metrics, targets or formats");
		return EXITS_WRONG;
	}
	nearest_start(&near, what);
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		if (strcmp(lists[i].name, what) == 0) {
			lists[i].list();
			return EXITS_DONE;
		}
		nearest_consider(&near, lists[i].name);
	}
	if (near.best[0])
		complain_usage("list takes metrics, targets or formats, not "
			       "'%s' (did you mean %s?)", what, near.best);
	else
		complain_usage("list takes metrics, targets or formats, not "
			       "'%s'", what);
	return EXITS_WRONG;
}

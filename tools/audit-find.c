// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where the targets of rules are in a process, and so where to walk. */
#include <stdlib.h>
#include <string.h>

#include "audit-scan.h"
#include "complain.h"
#include "name-glob.h"
#include "symbols.h"

#define BATCH 64
#define NEAR (UINT64_C(64) << 20)	/* a walk costs more to start than to go
					   over so much */

/* --- symbols -------------------------------------------------------------- */

/* What is said of a symbol belongs to its rules. */
static void take_line(void *data, const char *line)
{
	char **why = data;
	size_t digits = strspn(line, "0123456789");

	/* "812: there is no symbol ring" */
	if (strncmp(line + digits, ": ", 2) == 0)
		line += digits + 2;
	if (!*why && *line)
		*why = strdup(line);
}

static void find_symbol(struct audit_scan *scan, struct audit_view *view)
{
	struct symbol_word word = view->rule->target.symbol;
	struct target target = *scan->visit->target;
	struct visit visit = *scan->visit;
	struct spans spans = { .count = 0 };

	target.symbols = &word;
	target.symbol_count = 1;
	visit.target = &target;
	visit.missing = visit.incomplete = visit.wrong = visit.member = false;
	complain_divert(take_line, &view->why);
	symbols_find(&spans, &visit, scan->process);
	complain_divert(NULL, NULL);
	view->missing = visit.missing;
	if (spans.count) {
		view->has_span = true;
		view->span = spans.list[0];
	} else if (!view->why) {
		view->why = strdup("it cannot be told where it is");
	}
	spans_free(&spans);
}

static void find_spans(struct audit_scan *scan)
{
	for (size_t i = 0; i < scan->count; i++) {
		struct audit_view *view = &scan->views[i];
		const struct audit_target *target = &view->rule->target;

		free(view->why);
		view->why = NULL;
		view->missing = view->has_span = false;
		if (target->kind == AUDIT_TARGET_SYMBOL)
			find_symbol(scan, view);
		if (target->kind != AUDIT_TARGET_RANGE)
			continue;
		view->has_span = true;
		view->span = (struct span){
			.start = vminfo_process_untagged(scan->process,
							target->range.start),
			.length = target->range.length,
		};
	}
}

/* --- where to walk -------------------------------------------------------- */

static bool is_wanted(const struct audit_scan *scan, const char *name)
{
	for (size_t i = 0; i < scan->count; i++) {
		const struct audit_target *target =
			&scan->views[i].rule->target;

		if (target->kind == AUDIT_TARGET_MAPPING &&
		    name_glob_matches(target->glob, name))
			return true;
	}
	return false;
}

static bool has_kind(const struct audit_scan *scan,
		     enum audit_target_kind kind)
{
	for (size_t i = 0; i < scan->count; i++)
		if (scan->views[i].rule->target.kind == kind)
			return true;
	return false;
}

static int find_mappings(struct audit_scan *scan)
{
	struct vminfo_mapping mappings[BATCH];
	struct vminfo_walk *walk;
	ssize_t n;
	int ret = vminfo_walk_new(scan->process, NULL, &walk);

	if (ret)
		return ret;
	while ((n = vminfo_walk_mappings(walk, mappings, BATCH)) > 0)
		for (ssize_t i = 0; i < n; i++)
			if (is_wanted(scan, mappings[i].name))
				spans_add(&scan->spans, mappings[i].va,
					  mappings[i].length);
	vminfo_walk_free(walk);
	return (int)n;
}

/* Those that are near each other, in their order, are one. */
static void join_near(struct spans *spans)
{
	size_t n = 0;

	for (size_t i = 1; i < spans->count; i++) {
		struct span *last = &spans->list[n];
		const struct span *next = &spans->list[i];

		if (next->start - (last->start + last->length) > NEAR)
			spans->list[++n] = *next;
		else
			last->length = next->start + next->length -
				       last->start;
	}
	if (spans->count)
		spans->count = n + 1;
}

int audit_find(struct audit_scan *scan)
{
	int ret = 0;

	spans_free(&scan->spans);
	find_spans(scan);
	if (has_kind(scan, AUDIT_TARGET_ALL)) {
		spans_add(&scan->spans, 0, 0);
		return 0;
	}
	if (has_kind(scan, AUDIT_TARGET_MAPPING))
		ret = find_mappings(scan);
	for (size_t i = 0; i < scan->count; i++)
		if (scan->views[i].has_span)
			spans_add(&scan->spans, scan->views[i].span.start,
				  scan->views[i].span.length);
	spans_join(&scan->spans, scan->page_size);
	join_near(&scan->spans);
	return ret;
}

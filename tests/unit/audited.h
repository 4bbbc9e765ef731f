/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Audits to write reports on: an ordinary one, and the worst of names. */
#ifndef AUDITED_H
#define AUDITED_H

#include "audit-outcome.h"

#define COUNT_OF(list) (sizeof(list) / sizeof((list)[0]))

/* Newline, ESC, the languages of all formats, a byte that is no UTF-8, C1,
   a mark that writes from right to left, one beyond the first 64 Ki. */
#define HOSTILE "a\n::error::b]]>\"c'\033[31m\xff\t%0A,d:e # SKIP \\ <&> " \
		"\xc2\x85\xe2\x80\xae\xf0\x9f\x92\xbe\xc3\xbc\x7f\r\n" \
		"not ok 9 - f\n# TYPE g gauge"

static const struct audit_finding too_many_runs[] = {
	{ "runs", "3", "= 1", NULL, AUDIT_FAIL, true, 3 },
	{ "longest-run", "64K", ">= 2M", NULL, AUDIT_FAIL, true, 65536 },
	{ "max-pa", "?", "< 4G", "frames are hidden", AUDIT_UNKNOWN, false,
	  0 },
	{ "pages", "16", "= 16", NULL, AUDIT_OK, true, 16 },
};

static const struct audit_finding none_swapped[] = {
	{ "swapped", "0", "= 0", NULL, AUDIT_OK, true, 0 },
};

static const struct audit_finding some_huge[] = {
	{ "huge-percent", "83.5", ">= 90", NULL, AUDIT_WARN, true, 83.5 },
};

static const struct audit_finding hidden_frames[] = {
	{ "max-pa", "?", "< 4G", "frames are hidden", AUDIT_UNKNOWN, false,
	  0 },
};

static const struct audit_result ordinary_results[] = {
	{ "DMA ring is one run", "symbol:dma_ring", "map it with MAP_HUGETLB",
	  "dma.yaml", 3, NULL, AUDIT_FAIL, too_many_runs,
	  COUNT_OF(too_many_runs) },
	{ "nothing is swapped out", "all", "lock it", "dma.yaml", 7, NULL,
	  AUDIT_OK, none_swapped, COUNT_OF(none_swapped) },
	{ "mostly huge", "heap", NULL, "dma.yaml", 11, NULL, AUDIT_WARN,
	  some_huge, COUNT_OF(some_huge) },
	{ "local", "heap", "not said", "dma.yaml", 15, "there is one node",
	  AUDIT_SKIP, NULL, 0 },
	{ "below 4 GiB", "symbol:dma_ring", NULL, NULL, 0, NULL,
	  AUDIT_UNKNOWN, hidden_frames, COUNT_OF(hidden_frames) },
};

static const struct audit_report ordinary = {
	.subject = "app",
	.pid = 812,
	.time = 1764561600,
	.results = ordinary_results,
	.count = COUNT_OF(ordinary_results),
};

static const struct audit_finding hostile_findings[] = {
	{ HOSTILE, HOSTILE, HOSTILE, HOSTILE, AUDIT_FAIL, true, -0.5 },
	{ HOSTILE, HOSTILE, HOSTILE, HOSTILE, AUDIT_UNKNOWN, false, 0 },
};

#define HOSTILE_RESULT(outcome) \
	{ HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1, HOSTILE, outcome, \
	  hostile_findings, COUNT_OF(hostile_findings) }

static const struct audit_result hostile_results[] = {
	HOSTILE_RESULT(AUDIT_FAIL),
	HOSTILE_RESULT(AUDIT_WARN),
	HOSTILE_RESULT(AUDIT_SKIP),
	HOSTILE_RESULT(AUDIT_UNKNOWN),
	HOSTILE_RESULT(AUDIT_OK),
};

static const struct audit_report hostile = {
	.subject = HOSTILE,
	.pid = 813,
	.time = 1764561601,
	.results = hostile_results,
	.count = COUNT_OF(hostile_results),
};

#endif

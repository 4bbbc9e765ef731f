/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether pages stay where they are: looks again and again. */
#ifndef CONTIG_WATCH_H
#define CONTIG_WATCH_H

#include "cli.h"
#include "report.h"
#include "target.h"
#include "watch.h"

struct contig_watch {
	struct watch_options watch;
	int provoke;	/* compaction between the looks */
	int compact;	/* the file for that, once it is open */
};

extern const struct cli_option contig_watch_options[];	/* --provoke */

/* Opens what --provoke needs, before rights are given up. */
void contig_watch_prepare(struct contig_watch *watch);

/* Whether the options go together: 0, or -EINVAL, told. */
int contig_watch_check(const struct contig_watch *watch);

/* The exit status: 1 if anything moved. */
int contig_watch_run(struct contig_watch *watch, struct target *target,
		     const struct report_options *options);

#endif

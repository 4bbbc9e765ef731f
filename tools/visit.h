/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Goes to each process of a target, with the rights that this takes, and
 * keeps account of what that means for the exit status.
 *
 * A process that was given by number is meant, whatever becomes of it.  One
 * that was chosen otherwise, a member, is none any more when it exits; that it
 * is refused counts, once for all of them.
 */
#ifndef VISIT_H
#define VISIT_H

#include <stdbool.h>
#include <sys/types.h>

#include <vminfo.h>

#include "freeze.h"
#include "target.h"

struct visit;

/* Called for each process that can be opened. */
typedef void visit_look(void *data, struct vminfo_process *process);

/* Processes to go to, one after the other or several at once. */
struct visit_round {
	size_t count;
	const void *list;
	void (*go)(struct visit *visit, const struct visit_round *round,
		   size_t i);
	visit_look *look;
	void *data;		/* of `look` */
	bool last;		/* nobody is gone to afterwards */
};

/*
 * A process that cannot be opened: -ENOENT and -ESRCH if there is none, or none
 * any more (which is not told of a member).  true: all is said; false: it is
 * told and counted as usual.
 */
typedef bool visit_missed(void *data, pid_t pid, int err);

struct visit {
	const struct target *target;
	struct vminfo_context *context;
	bool rights_later;	/* rights are needed after a process is open */
	bool opens_more;	/* the look does, and calls visit_opened() */
	bool repeats;		/* a look that was cut short left nothing, so
				   it may be repeated */
	bool verbose;		/* lists whom it could not read */
	bool returns;		/* what was told of members is not told again,
				   and who was there has exited, whenever in a
				   look that is noticed */
	visit_missed *missed;	/* or NULL */
	void *missed_data;
	bool wrong;		/* a process never existed: exit 2 */
	bool incomplete;	/* something could not be seen: exit 3 */
	bool missing;		/* a symbol that a process has not: exit 1 */
	bool nobody;		/* the choice was of no process */
	/* Goes to some at once; false: to be gone to one by one. */
	bool (*spread)(void *data, const struct visit_round *round);
	void *spread_data;

	/* Ours. */
	bool last;		/* nobody is gone to behind the one at hand */
	struct freeze freeze;
	int stop;		/* 0: it is stopped */
	pid_t pid;		/* of the process at hand */
	bool member;		/* it is one */
	bool lost;		/* it ended, or started another program, which
				   was told */
	bool again;		/* it started another program: look again */
	int tries;		/* that are left */
	size_t refused;		/* members that could not be read */
	size_t unstopped;	/* members that could not be stopped */
	size_t stripped;	/* members that may have a symbol */
	size_t doubtful;	/* processes that may be members */
};

/* 0, or negative errno, told. */
int visit_start(struct visit *visit, const struct target *target);
void visit_end(struct visit *visit);

void visit_each(struct visit *visit, visit_look *look, void *data);

/* In a look: it opens nothing any more, see opens_more. */
void visit_opened(const struct visit *visit);

/* Goes to those of a round. */
void visit_go(struct visit *visit, const struct visit_round *round);

/*
 * For another thread: a visit that goes where the first does, which then
 * counts what happened to it.  0, or negative errno, told.
 */
int visit_branch(const struct visit *visit, struct visit *branch);
void visit_join(struct visit *visit, struct visit *branch);

/*
 * Tells what cut a walk short, if anything did, and counts it: `failed` is
 * what the last call on the walk returned.
 */
void visit_check_walk(struct visit *visit, pid_t pid,
		      const struct vminfo_walk *walk, ssize_t failed);

void visit_check_status(struct visit *visit, pid_t pid,
			enum vminfo_status status, ssize_t failed);

/* The same of a failure on a process that no walk accounts for. */
void visit_failed(struct visit *visit, int failed);

/* The one sentence that says why frames are hidden. */
void visit_explain_hidden(const struct visit *visit);

/* Whether all was seen that was to be seen. */
bool visit_is_complete(const struct visit *visit);

/* The exit status of a tool that lists: 0, 1, 2 or 3. */
int visit_status(const struct visit *visit, bool listed, bool asked_unknown);

#endif

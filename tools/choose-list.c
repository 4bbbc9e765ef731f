// SPDX-License-Identifier: LGPL-2.1-or-later
/* The list of the processes that were chosen without their numbers. */
#include "choose.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cgroup-unit.h"
#include "cgroup.h"
#include "complain.h"
#include "self.h"

static void append(struct choose_list *list, pid_t pid, bool doubtful)
{
	struct choose_member *members = list->members;

	/* At powers of two. */
	if ((list->count & (list->count - 1)) == 0)
		members = reallocarray(members,
				       list->count ? 2 * list->count : 1,
				       sizeof(*members));
	if (!members)
		complain_out_of_memory();
	members[list->count++] = (struct choose_member){
		.pid = pid, .doubtful = doubtful,
	};
	list->members = members;
}

static int by_number(const void *a, const void *b)
{
	const struct choose_member *one = a, *other = b;

	return (one->pid > other->pid) - (one->pid < other->pid);
}

/* A process may be in a group of each hierarchy. */
static void sort_out(struct choose_list *list)
{
	size_t n = 0;

	if (list->count)
		qsort(list->members, list->count, sizeof(*list->members),
		      by_number);
	for (size_t i = 0; i < list->count; i++)
		if (n == 0 || list->members[n - 1].pid != list->members[i].pid)
			list->members[n++] = list->members[i];
	list->count = n;
}

static struct choose_member *find(const struct choose_list *list, pid_t pid)
{
	const struct choose_member wanted = { .pid = pid };

	if (!list->count)
		return NULL;
	return bsearch(&wanted, list->members, list->count,
		       sizeof(*list->members), by_number);
}

/* Leaves in `list` what is in `other`, too. */
static void keep_common(struct choose_list *list,
			const struct choose_list *other)
{
	size_t n = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct choose_member member = list->members[i];
		const struct choose_member *same = find(other, member.pid);

		if (!same)
			continue;
		member.doubtful |= same->doubtful;
		list->members[n++] = member;
	}
	list->count = n;
}

static int add_described(void *data, pid_t pid, enum named fits)
{
	append(data, pid, fits == NAMED_UNKNOWN);
	return 0;
}

static void of_description(const struct choose *choose,
			  struct choose_list *list)
{
	int ret = described_each(&choose->described, add_described, list);

	list->kept_out = self_is_kept_out();
	/* Of what cannot be loaded it was told. */
	if (ret < 0 && ret != -ELIBACC)
		complain("%s: %s", "/proc", strerror(-ret));
	list->incomplete |= ret < 0;
	sort_out(list);
}

/* Whether it was told that there is no such group. */
static bool add_group_of(struct cgroup_members *all, const char *word)
{
	all->found = false;
	cgroup_add_path(all, word);
	if (all->found || all->incomplete)
		return false;
	complain("no control group is called '%s'", word);
	return true;
}

static bool add_unit_of(struct cgroup_members *all, const char *word)
{
	char name[CGROUP_UNIT_ROOM];

	all->found = false;
	if (!cgroup_unit_name(word, name))
		return false;
	cgroup_add_unit(all, name);
	if (all->found || all->incomplete)
		return false;
	complain("no unit with a control group is called '%s'", name);
	return true;
}

static void list_groups(const struct choose_words *words,
			bool (*add)(struct cgroup_members *all,
				    const char *word),
			struct choose_list *list)
{
	struct cgroup_members all = { 0 };

	/* Groups have the numbers of our namespace. */
	if (self_number() != getpid()) {
		complain("/proc is of another PID namespace: its numbers are "
			 "not those of control groups");
		list->incomplete = true;
		return;
	}
	for (size_t i = 0; i < words->count; i++)
		list->told |= add(&all, words->words[i]);
	for (size_t i = 0; i < all.count; i++)
		append(list, all.pids[i], false);
	list->outside = all.outside;
	list->incomplete = all.incomplete;
	cgroup_free(&all);
	sort_out(list);
}

static void of_groups(const struct choose *choose, struct choose_list *list)
{
	list_groups(&choose->groups, add_group_of, list);
}

static void of_units(const struct choose *choose, struct choose_list *list)
{
	list_groups(&choose->units, add_unit_of, list);
}

/* What holds of each of two lists holds of what they have in common. */
static void narrow(struct choose_list *list, struct choose_list *other)
{
	keep_common(list, other);
	list->outside |= other->outside;
	list->incomplete |= other->incomplete;
	list->told |= other->told;
	list->kept_out |= other->kept_out;
	choose_free_list(other);
}

/* As the kernel counts when processes start. */
static uint64_t ticks_after_boot(void)
{
	uint64_t per_second = (uint64_t)sysconf(_SC_CLK_TCK);
	struct timespec t = { 0 };

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (uint64_t)t.tv_sec * per_second +
	       (uint64_t)t.tv_nsec * per_second / 1000000000;
}

/* Our own memory changes while we look at it. */
static void leave_out_self(struct choose_list *list)
{
	struct choose_member *self = find(list, self_number());

	if (self)
		memmove(self, self + 1,
			(size_t)(list->members + --list->count - self) *
			sizeof(*self));
}

void choose_make_list(const struct choose *choose, struct choose_list *list)
{
	const struct {
		bool given;
		void (*make)(const struct choose *choose,
			     struct choose_list *list);
	} kinds[] = {
		{ choose->groups.count, of_groups },
		{ choose->units.count, of_units },
		{ choose->described.all ||
		  described_is_used(&choose->described), of_description },
	};
	bool first = true;

	*list = (struct choose_list){ 0 };
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct choose_list next = { 0 };

		if (!kinds[i].given)
			continue;
		kinds[i].make(choose, first ? list : &next);
		if (!first)
			narrow(list, &next);
		first = false;
	}
	leave_out_self(list);
	list->made = ticks_after_boot();
}

void choose_free_list(struct choose_list *list)
{
	free(list->members);
	list->members = NULL;
	list->count = 0;
}

enum named choose_is_member(const struct choose *choose,
			    const struct choose_list *list,
			    const struct vminfo_process *process)
{
	/* The number may have passed to another process. */
	if ((choose->groups.count || choose->units.count) &&
	    vminfo_process_start_time(process) > list->made)
		return NAMED_NO;
	return described_fits(&choose->described, vminfo_process_pid(process));
}

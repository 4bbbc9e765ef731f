// SPDX-License-Identifier: LGPL-2.1-or-later
/* Where memory can go: swap, huge pages, merged pages, limits. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>

#include "explain.h"
#include "swap-area.h"

#define MOST_AREAS 32

static struct json_object *number_or_null(uint64_t number)
{
	return number == UINT64_MAX ? NULL : json_object_new_uint64(number);
}

static enum answer is_zram(const struct vminfo_swap_area *told)
{
	int sys = open("/sys", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct swap_area area;

	swap_area_look(&area, told, sys);
	if (sys >= 0)
		close(sys);
	if (area.kind == SWAP_AREA_UNKNOWN)
		return ANSWER_UNKNOWN;
	return area.kind == SWAP_AREA_ZRAM ? ANSWER_YES : ANSWER_NO;
}

static void tell_area(struct facts *facts, const char *label,
		      const struct vminfo_swap_area *area)
{
	char *name = facts_encode(facts, area->name);
	enum answer zram = is_zram(area);

	facts_open(facts, NULL, NULL);
	facts_put(facts, "name", json_object_new_string(name));
	facts_put(facts, "size", json_object_new_uint64(area->size));
	facts_put(facts, "used", json_object_new_uint64(area->used));
	facts_put(facts, "zram", facts_json_answer(zram));
	facts_close(facts);
	facts_line(facts, label, "%s, %s, %s used%s", name,
		   facts_size_of(area->size).text,
		   facts_size_of(area->used).text,
		   zram == ANSWER_YES ? ": in RAM, compressed" : "");
	free(name);
}

static void tell_swap(struct facts *facts, struct vminfo_context *context)
{
	struct vminfo_swap_area areas[MOST_AREAS];
	ssize_t n = vminfo_context_swap_areas(context, areas, MOST_AREAS);

	if (n < 0) {
		facts_put(facts, "swap_areas", NULL);
		facts_line(facts, "swap", "/proc/swaps cannot be read");
		return;
	}
	facts_open_list(facts, "swap_areas", NULL);
	for (ssize_t i = 0; i < n && i < MOST_AREAS; i++)
		tell_area(facts, i ? NULL : "swap", &areas[i]);
	facts_close(facts);
	if (n == 0)
		facts_line(facts, "swap", "none");
}

static void tell_zswap(struct facts *facts, const struct machine *machine)
{
	facts_put(facts, "zswap", facts_json_answer(machine->zswap));
	if (machine->zswap == ANSWER_YES)
		facts_line(facts, "zswap", "on: what is in a slot of swap may "
			   "be in RAM, compressed; no page tells");
}

static void tell_pool(struct facts *facts, const struct machine_pool *pool)
{
	facts_open(facts, NULL, NULL);
	facts_put(facts, "page_size", json_object_new_uint64(pool->page_size));
	facts_put(facts, "pages", number_or_null(pool->pages));
	facts_put(facts, "free", number_or_null(pool->free));
	facts_close(facts);
	if (pool->pages != UINT64_MAX && pool->pages)
		facts_line(facts, "hugetlb", "%s pages of %s, %s of them free",
			   facts_grouped(pool->pages).text,
			   facts_size_of(pool->page_size).text,
			   pool->free == UINT64_MAX ? "?" :
			   facts_grouped(pool->free).text);
}

static void tell_huge_pages(struct facts *facts, const struct machine *machine)
{
	facts_put(facts, "thp", *machine->thp ?
		  json_object_new_string(machine->thp) : NULL);
	facts_put(facts, "thp_shmem", *machine->thp_shmem ?
		  json_object_new_string(machine->thp_shmem) : NULL);
	if (*machine->thp)
		facts_line(facts, "THP", "%s%s%s", machine->thp,
			   *machine->thp_shmem ? "; for shared memory " : "",
			   machine->thp_shmem);
	else
		facts_line(facts, "THP", "none: transparent huge pages need "
			   "CONFIG_TRANSPARENT_HUGEPAGE");
	facts_open_list(facts, "hugetlb", NULL);
	for (size_t i = 0; i < machine->pool_count; i++)
		tell_pool(facts, &machine->pools[i]);
	facts_close(facts);
}

static void tell_ksm(struct facts *facts, const struct machine *machine)
{
	facts_put(facts, "ksm", facts_json_answer(machine->ksm));
	facts_put(facts, "ksm_sharing", number_or_null(machine->ksm_sharing));
	if (machine->ksm == ANSWER_YES)
		facts_line(facts, "KSM", "running: pages of the same content "
			   "may be merged, and move");
	else if (machine->ksm == ANSWER_NO)
		facts_line(facts, "KSM", "not running");
}

/* --- control groups ------------------------------------------------------- */

static const char *limit_text(uint64_t limit)
{
	static char text[32];

	if (limit == MEMORY_GROUP_UNLIMITED)
		return "no limit";
	*stpcpy(text, facts_size_of(limit).text) = '\0';
	return text;
}

static void tell_limits(struct facts *facts, const struct memory_group *group)
{
	if (!group->limited_known) {
		facts_line(facts, NULL, "its limits cannot be read here");
		return;
	}
	facts_line(facts, NULL, "memory: %s", limit_text(group->memory));
	if (group->swap_known)
		facts_line(facts, NULL, "%s: %s", group->version == 1 ?
			   "memory and swap" : "swap",
			   limit_text(group->swap));
}

/* No limit is null, so it has to be said that the limits are known. */
void explain_group(struct facts *facts, const struct memory_group *group)
{
	char *path = facts_encode(facts, group->path);

	facts_open(facts, "memory_group", NULL);
	facts_put(facts, "path", json_object_new_string(path));
	facts_put(facts, "version", json_object_new_int((int)group->version));
	facts_put(facts, "limits_known",
		  json_object_new_boolean(group->limited_known));
	facts_put(facts, "memory", number_or_null(group->memory));
	facts_put(facts, "memory_and_swap", group->version == 1 ?
		  number_or_null(group->swap) : NULL);
	facts_put(facts, "swap", group->version == 2 ?
		  number_or_null(group->swap) : NULL);
	facts_close(facts);
	facts_line(facts, "memory group", "%s", path);
	tell_limits(facts, group);
	free(path);
}

static void tell_own_group(struct facts *facts)
{
	int own = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct memory_group group;

	if (own >= 0 && memory_group_find(own, own, &group) == 0)
		explain_group(facts, &group);
	else
		facts_put(facts, "memory_group", NULL);
	if (own >= 0)
		close(own);
}

void explain_paging(struct facts *facts, const struct machine *machine,
		    struct vminfo_context *context)
{
	tell_swap(facts, context);
	tell_zswap(facts, machine);
	tell_huge_pages(facts, machine);
	tell_ksm(facts, machine);
	tell_own_group(facts);
}

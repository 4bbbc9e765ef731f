// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * tools/cgroup-mounts.c, memory-group.c and cgroup-unit.c: any mountinfo, any
 * cgroup file of a process, any name of a unit.
 *
 * The name of a unit ends with a newline; cgroup ends with an empty line.
 */
#include "fuzz.h"

#include <errno.h>

#include "../unit/fake-tree.h"
#include "cgroup-mounts.h"
#include "cgroup-unit.h"
#include "memory-group.h"

static struct fake_tree tree;

static void end_tree(void)
{
	fake_tree_end(&tree);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fake_tree_make(&tree);
	atexit(end_tree);
	return 0;
}

static bool take_mount(void *data, const struct cgroup_mount *mount)
{
	size_t *n = data;

	assert(strlen(mount->root) + strlen(mount->point) < 1u << 20);
	(*n)++;
	return false;
}

static void check_mounts(const char *mountinfo)
{
	size_t lines = 1, one = 0, two = 0;

	for (const char *at = mountinfo; *at; at++)
		lines += *at == '\n';
	fake_tree_put(&tree, "mountinfo", mountinfo);
	cgroup_mounts_of_memory(tree.fd, 1, take_mount, &one);
	cgroup_mounts_of_memory(tree.fd, 2, take_mount, &two);
	assert(one + two <= lines);
}

/* No file that is mounted there is of this tree: nothing limits. */
static void check_group(const char *text)
{
	struct memory_group group;
	int ret;

	fake_tree_put(&tree, "cgroup", text);
	fake_tree_put(&tree, "mountinfo", "");
	ret = memory_group_find(tree.fd, tree.fd, &group);
	assert(ret == 0 || ret == -ENODATA);
	if (ret)
		return;
	assert(group.version == 1 || group.version == 2);
	assert(strlen(group.path) < sizeof(group.path));
	assert(strstr(text, group.path));
	assert(!group.limited_known && !group.swap_known);
	assert(group.memory == MEMORY_GROUP_UNLIMITED);
}

static void check_unit(const char *word)
{
	char name[CGROUP_UNIT_ROOM], again[CGROUP_UNIT_ROOM];

	if (!cgroup_unit_name(word, name))
		return;
	assert(strlen(name) < sizeof(name) && !strchr(name, '/'));
	assert(strchr(name, '.'));
	for (const char *at = name; *at; at++)
		assert(*at > ' ' && *at <= '~');
	assert(cgroup_is_unit(name, name) || *name == '_');
	/* A full name is the name of the same unit. */
	if (cgroup_unit_name(name, again))
		assert(strcmp(name, again) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	char *unit = fuzz_line(&bytes), *text, *mounts;

	if (!unit)
		return 0;
	text = fuzz_string(bytes.at, bytes.left);
	mounts = strstr(text, "\n\n");
	if (mounts)
		*mounts = '\0';
	check_unit(unit);
	check_group(text);
	check_mounts(mounts ? mounts + 2 : "");
	free(text);
	free(unit);
	return 0;
}

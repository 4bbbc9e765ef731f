/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * backed.h - a process of the fake kernel whose mappings have objects, for the
 * tests of what these say; after cmocka.h.
 */
#ifndef BACKED_H
#define BACKED_H

#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "scene.h"
#include "vminfo.h"

#define BIT(n) ((uint64_t)1 << (n))
#define FILE_PAGE BIT(61)
#define PRESENT BIT(63)

#define END_OF_MAPPINGS { .permissions = NULL }
#define END_OF_ENTRIES { .pages = 0 }
#define END_OF_OBJECTS { .pages = NULL }
#define END_OF_DESCRIPTORS { .inode = 0 }

#define MOUNTS                                                                 \
	"27 1 8:1 / / rw,relatime shared:1 master:2 - ext4 /dev/sda1 rw\n"     \
	"28 27 0:30 / /tmp rw - tmpfs tmp rw,size=1000k\n"                     \
	"29 27 0:31 / /home rw,relatime shared:3 - btrfs /dev/sdb rw\n"        \
	"30 27 0:32 / /mnt/a\\040b rw - overlay overlay rw\n"                  \
	"31 27 0:33 / /net rw - nfs4 server:/ rw\n"

static const struct vminfo_walk_options backing = {
	.size = sizeof(backing),
	.want = VMINFO_WANT_BACKING,
};

/* A machine with these objects behind the mappings of its process. */
static inline void start(const struct fake_space *space,
		  const struct fake_object *objects)
{
	fake_start(space);
	fake.objects = objects;
	fake.mounts = MOUNTS;
}

static inline void runs_are(const char *expected)
{
	struct scene scene = scene_open();
	char *told = scene_runs(&scene, &backing, 100);

	assert_string_equal(told, expected);
	free(told);
	scene_close(&scene);
}

#define AT(minor, inode, name)                                                 \
	{ 0x400000, 0x402000, "rw-s", 0, 0, (minor), (inode), (name), 0, false }

static const struct fake_mapping memfd[] = {
	{ 0x400000, 0x40c000, "rw-s", 0, 0, 1, 70, "/memfd:x (deleted)", 0,
	  false },
	END_OF_MAPPINGS,
};

static const struct fake_entries third_page[] = {
	{ 0x402000, 1, PRESENT | FILE_PAGE | 0x99, 0, 0 },
	END_OF_ENTRIES,
};

static const struct fake_space memfd_space = { memfd, third_page };

static const struct fake_object shmem[] = {
	{ .dev_minor = 1, .inode = 70, .pages = "ccc.sskkfc", .shmem = true },
	END_OF_OBJECTS,
};

static const char shmem_told[] = "400000+2 cached inferred\n"
				 "402000+1 present 99 file\n"
				 "403000+1 absent inferred\n"
				 "404000+4 shmem-swapped inferred\n"
				 "408000+2 cached inferred\n"
				 "40a000+2 absent inferred\n"
				 "[complete]\n";

/* What a walk of one mapping says of its object. */
static inline struct vminfo_backing
ask(const char *expected)
{
	struct scene scene = scene_open();
	struct vminfo_walk *walk = scene_walk(&scene, &backing);
	struct vminfo_backing said = { .method = 99 };
	struct vminfo_run run;

	assert_int_equal(vminfo_walk_runs(walk, &run, NULL, 1), 1);
	assert_string_equal(vminfo_state_name(run.state), expected);
	assert_int_equal(vminfo_walk_backing(walk, &said), 0);
	assert_int_equal(said.reserved, 0);
	vminfo_walk_free(walk);
	scene_close(&scene);
	return said;
}

#endif

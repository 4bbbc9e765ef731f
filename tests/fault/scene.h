/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * scene.h - a process of the fake kernel, looked at with the library.
 *
 * What cannot fail here ends the program, with the reason.
 */
#ifndef SCENE_H
#define SCENE_H

#include <stddef.h>
#include <stdint.h>

#include "fake.h"
#include "vminfo.h"

struct scene {
	struct vminfo_context *context;
	struct vminfo_process *process;
};

/* Opens the process; fake_start() comes before. */
struct scene scene_open(void);

/* Closes all, tells of files that are open still, and stops the fake. */
void scene_close(struct scene *scene);

struct vminfo_walk *scene_walk(const struct scene *scene,
			       const struct vminfo_walk_options *options);

/* What a new walk tells, as told_runs() and its like; NULL: all options. */
char *scene_runs(const struct scene *scene,
		 const struct vminfo_walk_options *options, size_t batch);
char *scene_pages(const struct scene *scene,
		  const struct vminfo_walk_options *options, size_t batch);
char *scene_mappings(const struct scene *scene,
		     const struct vminfo_walk_options *options, size_t batch);

#endif

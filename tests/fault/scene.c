// SPDX-License-Identifier: LGPL-2.1-or-later
/* Opens the process of the fake kernel, and walks it. */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>

#include "told.h"

static void must(int ret, const char *what)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "%s failed: %d\n", what, ret);
	abort();
}

struct scene scene_open(void)
{
	struct scene scene;

	must(vminfo_context_new(NULL, &scene.context), "vminfo_context_new");
	must(vminfo_process_open(scene.context, fake.pid, &scene.process),
	     vminfo_context_error(scene.context));
	return scene;
}

void scene_close(struct scene *scene)
{
	vminfo_process_close(scene->process);
	vminfo_context_free(scene->context);
	must(fake.open_files ? -(int)fake.open_files : 0, "closing all files");
	fake_stop();
}

struct vminfo_walk *scene_walk(const struct scene *scene,
			       const struct vminfo_walk_options *options)
{
	struct vminfo_walk *walk;

	must(vminfo_walk_new(scene->process, options, &walk),
	     "vminfo_walk_new");
	return walk;
}

static char *tell(struct vminfo_walk *walk, size_t batch,
		  char *(*told)(struct vminfo_walk *walk, size_t batch))
{
	char *text = told(walk, batch);

	vminfo_walk_free(walk);
	return text;
}

char *scene_runs(const struct scene *scene,
		 const struct vminfo_walk_options *options, size_t batch)
{
	return tell(scene_walk(scene, options), batch, told_runs);
}

char *scene_pages(const struct scene *scene,
		  const struct vminfo_walk_options *options, size_t batch)
{
	return tell(scene_walk(scene, options), batch, told_pages);
}

char *scene_mappings(const struct scene *scene,
		     const struct vminfo_walk_options *options, size_t batch)
{
	return tell(scene_walk(scene, options), batch, told_mappings);
}

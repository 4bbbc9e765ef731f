// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Says where its variables are, "NAME ADDRESS SIZE", and stops itself.
 * Arguments are libraries to load, of which `plugin_box` is asked.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>

#include "say.h"

char ring[70000] = { 1 };
static char box[300];
char empty[40000];		/* no bytes in the file */
static const char table[5000] = { 1 };
__thread char own[100] = { 1 };

__asm__(".pushsection .data\n.globl no_size\nno_size: .skip 64\n"
	".globl too_large\n.type too_large, STT_OBJECT\n"
	".size too_large, 0x10000000\ntoo_large: .skip 64\n"
	".popsection\n.globl a_number\n.set a_number, 4711\n");

extern char no_size[];

static void say_inner(void)
{
	static char inner[9000];

	inner[0]++;
	say("inner", inner, sizeof(inner));
}

#ifdef WITH_LIBRARY
static void say_library(void)
{
	say("shared", shared, SHARED_SIZE);
	say("guarded", guarded(), GUARDED_SIZE);
	say("closed", closed_by_library(), CLOSED_SIZE);
	say("libapp.so:box", box_of_library(), BOX_SIZE);
	if (shared_of_library() != shared)
		say("differs", shared_of_library(), 0);
}
#endif

#ifdef WITH_PLUGINS
static void say_plugin(const char *path)
{
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		fprintf(stderr, "%s\n", dlerror());
	else
		say(path, dlsym(library, "plugin_box"), 600);
}
#endif

int main(int argc, char **argv)
{
	(void)argv;
	say("ring", ring, sizeof(ring));
	say("empty", empty, sizeof(empty));
	say("table", table, sizeof(table));
	say("no_size", no_size, 0);
	say("app.c:box", box, sizeof(box));
	say("other.c:box", box_of_other(), BOX_SIZE);
	say("main", main, 0);
	say_inner();
	own[0]++;
#ifdef WITH_LIBRARY
	say_library();
#endif
#ifdef WITH_PLUGINS
	for (int i = 1; i < argc; i++)
		say_plugin(argv[i]);
#endif
	(void)argc;
	fflush(stdout);
	raise(SIGSTOP);
	return box[0];
}

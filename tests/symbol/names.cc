// SPDX-License-Identifier: LGPL-2.1-or-later
// Names of C++.
#include <csignal>
#include <cstdio>

namespace app {
char ring[5000] = { 1 };
static char pool[600] = { 1 };
struct engine {
	static char part[700];
};
char engine::part[700] = { 1 };
}

namespace {
char nameless[800] = { 1 };
}

static void say(const char *name, const void *at, size_t size)
{
	printf("%s %lx %zu\n", name, (unsigned long)at, size);
}

int main()
{
	say("app::ring", app::ring, sizeof(app::ring));
	say("_ZN3app4ringE", app::ring, sizeof(app::ring));
	say("app::pool", app::pool, sizeof(app::pool));
	say("app::engine::part", app::engine::part, sizeof(app::engine::part));
	say("nameless", nameless, sizeof(nameless));
	fflush(stdout);
	raise(SIGSTOP);
}

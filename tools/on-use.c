// SPDX-License-Identifier: LGPL-2.1-or-later
/* Loads libraries when they are used. */
#include "on-use.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "complain.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool fail(const struct on_use *library)
{
	const char *why = dlerror();

	complain("%s cannot be loaded: %s", library->soname, why ? why : "?");
	return false;
}

/* Those of the libraries that it needs itself are found, too. */
static bool find_functions(const struct on_use *library, void *handle)
{
	char *to = library->functions;

	for (const char *const *name = library->names; *name; name++) {
		void *function = dlsym(handle, *name);

		if (!function)
			return fail(library);
		memcpy(to, &function, sizeof(function));
		to += sizeof(function);
	}
	return true;
}

static bool load(const struct on_use *library)
{
	void *handle = dlopen(library->soname, RTLD_NOW | RTLD_LOCAL);

	return handle ? find_functions(library, handle) : fail(library);
}

int on_use_load(struct on_use *library)
{
	bool loaded;

	pthread_mutex_lock(&lock);
	if (!library->tried)
		library->loaded = load(library);
	library->tried = true;
	loaded = library->loaded;
	pthread_mutex_unlock(&lock);
	return loaded ? 0 : -ELIBACC;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* The libraries that a process was told to load before all others. */
#include "symbol-preloads.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "rights.h"
#include "symbol-open.h"

#define MOST (4u << 20)		/* bytes of an environment */
#define BETWEEN " :\n\t"

/* All of it, with a NUL behind; or NULL.  The descriptor is closed. */
static char *read_all(int fd, size_t *size)
{
	char *bytes = malloc(MOST + 1);
	ssize_t n = 0;

	if (!bytes)
		complain_out_of_memory();
	*size = 0;
	while (*size < MOST && (n = read(fd, bytes + *size, MOST - *size)) > 0)
		*size += (size_t)n;
	bytes[*size] = '\0';
	close(fd);
	if (n >= 0)
		return bytes;
	free(bytes);
	return NULL;
}

static const char *variable_of(const char *bytes, size_t size,
			       const char *name)
{
	size_t length = strlen(name);

	for (const char *at = bytes; at < bytes + size; at += strlen(at) + 1)
		if (strncmp(at, name, length) == 0 && at[length] == '=')
			return at + length + 1;
	return "";
}

static char *read_environment(pid_t pid, size_t *size)
{
	char path[40];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/environ", pid);
	rights_raise(RIGHTS_OPEN);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	rights_lower();
	return fd < 0 ? NULL : read_all(fd, size);
}

char *symbol_preloads_read(pid_t pid, int root)
{
	size_t size = 0, ignored;
	char *environment = read_environment(pid, &size);
	char *file = NULL, *both;
	int fd = symbol_open_below(root, "etc/ld.so.preload");

	if (fd >= 0)
		file = read_all(fd, &ignored);
	if (asprintf(&both, "%s %s",
		     environment ? variable_of(environment, size, "LD_PRELOAD")
				 : "", file ? file : "") < 0)
		complain_out_of_memory();
	free(environment);
	free(file);
	return both;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* By the last part of the name: where the linker found it may be a link. */
bool symbol_preloads_have(const char *preloads, const char *path)
{
	const char *name = last_part(path);
	size_t length = strlen(name);

	if (!preloads || !length)
		return false;
	for (const char *at = preloads; *at;) {
		size_t n = strcspn(at, BETWEEN);

		if (n >= length &&
		    strncmp(at + n - length, name, length) == 0 &&
		    (n == length || at[n - length - 1] == '/'))
			return true;
		at += n;
		at += strspn(at, BETWEEN);
	}
	return false;
}

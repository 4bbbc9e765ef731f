// SPDX-License-Identifier: LGPL-2.1-or-later
/* The file of a recording: a new one, taken away again if it is of no use. */
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "rights.h"
#include "typed.h"

bool record_is_standard_output(const struct record *record)
{
	return strcmp(record->path, "-") == 0;
}

static const char *name_of(const struct record *record)
{
	const char *slash = strrchr(record->path, '/');

	return slash ? slash + 1 : record->path;
}

/*
 * Its path may lead elsewhere when it is to be taken away, to a file of the
 * same name: who owns the directory, or runs as the command, chooses that.
 */
static int open_directory(const struct record *record)
{
	const char *name = name_of(record);
	char *path;
	int fd;

	if (!*name) {
		errno = EISDIR;
		return -1;
	}
	if (name == record->path)
		return open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	path = strndup(record->path, (size_t)(name - record->path));
	if (!path)
		complain_out_of_memory();
	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	free(path);
	return fd;
}

/* Nobody prepared it, and nobody else may read it. */
static int make(struct record *record)
{
	int err;

	record->directory = open_directory(record);
	if (record->directory < 0)
		return -errno;
	record->fd = openat(record->directory, name_of(record),
			    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (record->fd >= 0)
		return 0;
	err = -errno;
	close(record->directory);
	return err;
}

int record_open(struct record *record)
{
	int ret;

	if (!record->given || record_is_standard_output(record))
		return 0;
	if (geteuid() == 0)
		rights_raise(RIGHTS_CREATE);
	ret = make(record);
	rights_lower();
	if (ret) {
		complain("%s: %s", record->path, strerror(-ret));
		return -EIO;
	}
	record->has_file = true;
	typed_made(record->path);
	return 0;
}

int record_keep(struct record *record)
{
	int ret = 0;

	if (!record->has_file)
		return 0;
	if (close(record->fd) != 0) {
		ret = -errno;
		unlinkat(record->directory, name_of(record), 0);
	}
	close(record->directory);
	record->has_file = false;
	return ret;
}

void record_close(struct record *record)
{
	if (!record->has_file)
		return;
	unlinkat(record->directory, name_of(record), 0);
	close(record->fd);
	close(record->directory);
	record->has_file = false;
}

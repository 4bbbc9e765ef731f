// SPDX-License-Identifier: LGPL-2.1-or-later
/* A file that is replaced as a whole, whoever else may write to its folder. */
#include "formats-file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "complain.h"
#include "rights.h"

#define TRIES 100

/* Others may read it: a collector of metrics is another user. */
#define MODE (S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH)

static int tell(const char *path, int err)
{
	complain("%s: %s", path, strerror(err));
	return -EIO;
}

/* Root may write where our caller may; others have no more than that. */
static void raise_to_write(void)
{
	if (geteuid() == 0 && getuid() == 0)
		rights_raise(RIGHTS_CREATE);
}

/* The folder of a path, open, and what it is called there; -errno. */
static int open_folder(const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	char *folder;
	int fd;

	*name = slash ? slash + 1 : path;
	if (!slash)
		return open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
	folder = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	if (!folder)
		complain_out_of_memory();
	fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	return fd;
}

static bool anybody_may_write(int folder)
{
	struct stat at;

	return fstat(folder, &at) != 0 || at.st_mode & S_IWOTH;
}

/* A pipe, a terminal, /dev/null: 0 and it is open; 1: an ordinary file. */
static int open_special(struct formats_file *file)
{
	struct stat at;

	file->fd = openat(file->folder, file->name,
			  O_WRONLY | O_NOCTTY | O_CLOEXEC);
	if (file->fd < 0)
		return tell(file->path, errno);
	if (fstat(file->fd, &at) == 0 && !S_ISREG(at.st_mode))
		return 0;
	close(file->fd);
	file->fd = -1;
	return 1;
}

static int check_ordinary(struct formats_file *file)
{
	if (faccessat(file->folder, ".", W_OK | X_OK, AT_EACCESS) != 0)
		return tell(file->path, errno);
	return 0;
}

/* Behind a symbolic link: that file is replaced, and not the link. */
static int follow(struct formats_file *file)
{
	file->resolved = realpath(file->path, NULL);
	if (!file->resolved)
		return tell(file->path, errno);
	close(file->folder);
	file->folder = open_folder(file->resolved, &file->name);
	if (file->folder < 0)
		return tell(file->path, errno);
	return check_ordinary(file);
}

static int check(struct formats_file *file)
{
	struct stat at;
	int ret;

	if (!*file->name)
		return tell(file->path, EISDIR);
	ret = fstatat(file->folder, file->name, &at, AT_SYMLINK_NOFOLLOW);
	if (ret != 0 && errno != ENOENT)
		return tell(file->path, errno);
	if (ret != 0 || S_ISREG(at.st_mode))
		return check_ordinary(file);
	if (S_ISDIR(at.st_mode))
		return tell(file->path, EISDIR);
	if (anybody_may_write(file->folder)) {
		complain("%s: it is no ordinary file, where anybody may write",
			 file->path);
		return -EIO;
	}
	ret = open_special(file);
	return ret == 1 ? follow(file) : ret;
}

int formats_file_check(struct formats_file *file, const char *path)
{
	int ret;

	*file = (struct formats_file){ .path = path, .fd = -1 };
	rights_ask_create();
	raise_to_write();
	file->folder = open_folder(path, &file->name);
	ret = file->folder < 0 ? tell(path, errno) : check(file);
	rights_lower();
	return ret;
}

/* Its name does not end as `name` does: it is no file for a collector yet. */
static int open_temporary(struct formats_file *file)
{
	uint64_t random;

	for (int i = 0; i < TRIES; i++) {
		if (getrandom(&random, sizeof(random), 0) < 0)
			return -1;
		free(file->temporary);
		if (asprintf(&file->temporary, ".vmaudit-%016" PRIx64,
			     random) < 0)
			complain_out_of_memory();
		file->fd = openat(file->folder, file->temporary,
				  O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
				  O_CLOEXEC, MODE);
		if (file->fd >= 0 || errno != EEXIST)
			return file->fd;
	}
	return -1;
}

FILE *formats_file_begin(struct formats_file *file)
{
	FILE *stream;

	if (file->fd < 0) {
		raise_to_write();
		open_temporary(file);
		rights_lower();
	}
	if (file->fd < 0) {
		tell(file->path, errno);
		return NULL;
	}
	stream = fdopen(file->fd, "w");
	if (!stream)
		complain_out_of_memory();
	file->fd = -1;
	return stream;
}

int formats_file_end(struct formats_file *file, FILE *stream, int err)
{
	if (!err && file->temporary && fsync(fileno(stream)) != 0)
		err = -errno;
	if (fclose(stream) != 0 && !err)
		err = -errno;
	raise_to_write();
	if (file->temporary && !err &&
	    renameat(file->folder, file->temporary, file->folder,
		     file->name) != 0)
		err = -errno;
	if (file->temporary && err)
		unlinkat(file->folder, file->temporary, 0);
	rights_lower();
	return err ? tell(file->path, -err) : 0;
}

void formats_file_free(struct formats_file *file)
{
	if (file->folder > 0)
		close(file->folder);
	if (file->fd >= 0)
		close(file->fd);
	free(file->temporary);
	free(file->resolved);
	*file = (struct formats_file){ .fd = -1 };
}

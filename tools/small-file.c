// SPDX-License-Identifier: LGPL-2.1-or-later
/* Small files, read whole: no pipe or device may stop us. */
#include "small-file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_regular(int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat stat;
	int err;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode))
		return fd;
	err = -EINVAL;
	close(fd);
	return err;
}

/* As many bytes as there are, up to `room`. */
static ssize_t read_all(int fd, char *bytes, size_t room)
{
	size_t used = 0;

	while (used < room) {
		ssize_t n = read(fd, bytes + used, room - used);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		used += (size_t)n;
	}
	return (ssize_t)used;
}

int small_file_bytes(int at, const char *path, void *bytes, size_t room)
{
	int fd = open_regular(at, path);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = read_all(fd, bytes, room);
	close(fd);
	return (int)n;
}

int small_file_read(int at, const char *path, char *text, size_t room)
{
	int n = small_file_bytes(at, path, text, room - 1);

	if (n < 0)
		return n;
	text[n] = '\0';
	n = (int)strlen(text);
	if (n && text[n - 1] == '\n')
		text[n - 1] = '\0';
	return 0;
}

int small_file_number(int at, const char *path, uint64_t *number)
{
	char text[64], *end;
	unsigned long long n;
	int ret = small_file_read(at, path, text, sizeof(text));

	if (ret)
		return ret;
	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno || *end)
		return -EINVAL;
	*number = n;
	return 0;
}

int small_file_link(int at, const char *path, char *text, size_t room)
{
	ssize_t n = readlinkat(at, path, text, room - 1);

	if (n < 0)
		return -errno;
	text[n] = '\0';
	return 0;
}

int small_file_field(const char *text, const char *name, char *value,
		     size_t room)
{
	size_t length = strlen(name);

	while (*text) {
		size_t line = strcspn(text, "\n");

		if (line > length && strncmp(text, name, length) == 0 &&
		    (text[length] == ':' || isblank((unsigned char)
						    text[length]))) {
			const char *from = text + length;

			while (isblank((unsigned char)*from) || *from == ':')
				from++;
			length = (size_t)(text + line - from);
			if (length >= room)
				return -EFBIG;
			memcpy(value, from, length);
			value[length] = '\0';
			return 0;
		}
		text += line + (text[line] != '\0');
	}
	return -ENODATA;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* The guest: what its init does, its files, and programs that it runs. */
#include "victim.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define SPOOL "/tmp/spool"

void machine_start(void);

static void load_modules(void)
{
	FILE *order = fopen("/mod/order", "r");
	char path[256];

	while (order && fgets(path, sizeof(path), order)) {
		int fd;

		path[strcspn(path, "\n")] = '\0';
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
			fprintf(stderr, "%s: %s\n", path, strerror(errno));
		close(fd);
	}
	if (order)
		fclose(order);
}

void machine_start(void)
{
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sys", "/sys", "sysfs", 0, NULL);
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mount("tmp", "/tmp", "tmpfs", 0, NULL);
	load_modules();
}

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), err;
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	err = n < 0 ? -errno : 0;
	close(fd);
	return err;
}

/* write PATH TEXT */
static int write_file(char **words)
{
	if (!words[0] || !words[1])
		return -EINVAL;
	return write_text(words[0], words[1]);
}

static int say_lines(FILE *from)
{
	char line[4096];

	while (fgets(line, sizeof(line), from)) {
		line[strcspn(line, "\n")] = '\0';
		victim_say("%s", line);
	}
	return 0;
}

/* show PATH: the lines of a file. */
static int show(char **words)
{
	FILE *f = words[0] ? fopen(words[0], "r") : NULL;

	if (!f)
		return words[0] ? -errno : -EINVAL;
	say_lines(f);
	fclose(f);
	return 0;
}

/* link PATH: where a symbolic link leads. */
static int show_link(char **words)
{
	char to[512];
	ssize_t n = words[0] ? readlink(words[0], to, sizeof(to) - 1) : -1;

	if (n < 0)
		return -errno;
	to[n] = '\0';
	victim_say("%s", to);
	return 0;
}

static void become(uid_t user, const char *out)
{
	int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || dup2(fd, 1) < 0)
		_exit(125);
	if (user && (setgroups(0, NULL) || setgid(user) || setuid(user)))
		_exit(125);
}

/* The exit status of a program whose output is in SPOOL; its complaints go to
 * the console. */
static int run_program(uid_t user, char **words)
{
	int status;
	pid_t child;

	if (!words[0])
		return -EINVAL;
	fflush(stdout);
	child = fork();
	if (child == 0) {
		become(user, SPOOL);
		execv(words[0], words);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* run UID PROGRAM WORD...: its output is data, its status the answer. */
static int run(char **words)
{
	char *path[] = { (char[]){ SPOOL }, NULL };
	int status = words[0] ? run_program((uid_t)victim_number(words[0]),
					    words + 1) : -EINVAL;
	int ret = status < 0 ? status : show(path);

	return ret ? ret : status;
}

static int copy(int from, int to)
{
	static char buf[1 << 16];
	ssize_t n;

	while ((n = read(from, buf, sizeof(buf))) > 0)
		if (write(to, buf, (size_t)n) != n)
			return -errno;
	return n < 0 || fsync(to) ? -errno : 0;
}

/* spool DISK UID PROGRAM WORD...: its output goes to that disk, which is
 * faster than any line; data is the length. */
static int spool(char **words)
{
	int status, from, to, ret;
	struct stat st;

	if (!words[0] || !words[1])
		return -EINVAL;
	status = run_program((uid_t)victim_number(words[1]), words + 2);
	if (status < 0)
		return status;
	from = open(SPOOL, O_RDONLY | O_CLOEXEC);
	to = open(words[0], O_WRONLY | O_CLOEXEC);
	ret = from < 0 || to < 0 || fstat(from, &st) ? -errno : copy(from, to);
	close(from);
	close(to);
	unlink(SPOOL);
	if (ret)
		return ret;
	victim_say("%lld", (long long)st.st_size);
	return status;
}

static int write_all(char **words)
{
	(void)words;
	sync();
	return 0;
}

/* Stays in user mode, so that the page table of this program is in use, until
 * a byte comes. */
static int spin(char **words)
{
	int flags = fcntl(0, F_GETFL);
	bool waits = true;

	(void)words;
	victim_say("spinning");
	fflush(stdout);
	fcntl(0, F_SETFL, flags | O_NONBLOCK);
	while (waits) {
		char c;

		for (volatile unsigned int i = 0; i < 3000000; i++)
			;
		waits = read(0, &c, 1) != 1;
	}
	fcntl(0, F_SETFL, flags);
	return 0;
}

const struct verb machine_verbs[] = {
	{ "write", write_file }, { "show", show }, { "link", show_link },
	{ "run", run },		 { "spool", spool }, { "spin", spin },
	{ "sync", write_all },	 { NULL, NULL },
};

// SPDX-License-Identifier: LGPL-2.1-or-later
/* A child of another user or, if that cannot be, one that may not be dumped. */
#include "specimen.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rights.h"

#define NOBODY 65534u

/*
 * Who may not be dumped belongs to root, as far as /proc is concerned.  A
 * change of user has the same effect, so that has to be undone.
 */
static bool become_another(void)
{
	uid_t uid = geteuid() == NOBODY ? NOBODY - 1 : NOBODY;
	bool other;

	rights_raise(RIGHTS_BECOME);
	other = setresuid(uid, uid, uid) == 0;
	prctl(PR_SET_DUMPABLE, other, 0, 0, 0);
	return other;
}

/* Says what it is, then waits for the other end to be closed. */
static _Noreturn void live(int say, int wait)
{
	char other = (char)become_another();
	char byte;

	if (write(say, &other, 1) == 1)
		while (read(wait, &byte, 1) < 0 && errno == EINTR)
			;
	_exit(0);
}

static int start(struct specimen *specimen, const int said[2],
		 const int leash[2])
{
	char other;
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0) {
		close(said[0]);
		close(leash[1]);
		live(said[1], leash[0]);
	}
	*specimen = (struct specimen){ .pid = pid, .leash = leash[1] };
	close(said[1]);
	if (read(said[0], &other, 1) != 1) {
		specimen_end(specimen);
		return -ECHILD;
	}
	specimen->of_another_user = other;
	return 0;
}

int specimen_start(struct specimen *specimen)
{
	int said[2], leash[2], ret;

	if (pipe2(said, O_CLOEXEC) != 0)
		return -errno;
	if (pipe2(leash, O_CLOEXEC) != 0) {
		ret = -errno;
		close(said[0]);
		close(said[1]);
		return ret;
	}
	ret = start(specimen, said, leash);
	close(said[0]);
	close(leash[0]);
	return ret;
}

void specimen_end(struct specimen *specimen)
{
	close(specimen->leash);
	while (waitpid(specimen->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

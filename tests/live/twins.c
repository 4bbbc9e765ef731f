// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * twins - two processes with one address space, as between vfork() and exec,
 * and a third one that was forked off before.
 *
 * Prints "PID VA" of a page that the twins have alone, then "PID VA" of one
 * that all three have; of the first twin, both times.  Then the numbers of the
 * other twin and of the third, then "ready".  It ends at the end of its input.
 */
#include <inttypes.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

static char stack[64 * 1024];

static int wait_for_the_end(void *data)
{
	(void)data;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (pause() < 0)
		;
	return 0;
}

static char *make_page(size_t page)
{
	char *va = mmap(NULL, page, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (va == MAP_FAILED)
		exit(1);
	memset(va, 1, page);
	return va;
}

static void tell(const char *va)
{
	printf("%d %" PRIx64 "\n", (int)getpid(), (uint64_t)(uintptr_t)va);
}

int main(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const char *of_all = make_page(page), *own;
	pid_t third = fork(), twin;

	if (third == 0)
		return wait_for_the_end(NULL);
	own = make_page(page);
	twin = clone(wait_for_the_end, stack + sizeof(stack),
		     CLONE_VM | SIGCHLD, NULL);
	if (third < 0 || twin < 0)
		return 1;
	tell(own);
	tell(of_all);
	printf("%d\n%d\nready\n", (int)twin, (int)third);
	fflush(stdout);
	while (getchar() != EOF)
		;
	kill(twin, SIGKILL);
	kill(third, SIGKILL);
	return 0;
}

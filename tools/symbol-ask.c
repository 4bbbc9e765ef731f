// SPDX-License-Identifier: LGPL-2.1-or-later
/* Asks the process of its own that reads ELF files. */
#include "symbol-ask.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "complain.h"
#include "rights.h"

#define SECONDS 60			/* of the processor */
#define MEMORY (UINT64_C(8) << 30)	/* compressed symbols may grow */

/* A sanitizer reserves more than any limit. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif

static void limit(void)
{
	const struct rlimit time = { SECONDS, SECONDS };
	const struct rlimit core = { 0, 0 };

	setrlimit(RLIMIT_CPU, &time);
	setrlimit(RLIMIT_CORE, &core);
#ifndef HAS_SANITIZER
	setrlimit(RLIMIT_DATA, &(struct rlimit){ MEMORY, MEMORY });
#endif
}

static _Noreturn void read_and_exit(const struct symbol_question *question,
				    int to)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	rights_finish();
	limit();
	/* What a sanitizer says of a crash is not for our users. */
	_exit(symbol_read(question, to) == 0 ? 0 : 1);
}

/* The next answer; false: no more. */
static bool get(int from, struct symbol_answer *answer)
{
	char *bytes = (char *)answer;
	size_t left = sizeof(*answer);

	while (left) {
		ssize_t n = read(from, bytes, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		left -= (size_t)n;
	}
	return true;
}

/* Whether the last answer came. */
static bool get_all(int from, struct symbol_answer **answers, size_t *count)
{
	struct symbol_answer answer, *list;

	while (get(from, &answer)) {
		if (answer.kind == SYMBOL_DONE)
			return true;
		list = reallocarray(*answers, *count + 1, sizeof(*list));
		if (!list)
			complain_out_of_memory();
		list[(*count)++] = answer;
		*answers = list;
	}
	return false;
}

static void await(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

int symbol_ask(const struct symbol_question *question,
	       struct symbol_answer **answers, size_t *count)
{
	int ends[2], err;
	bool complete;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -errno;
	pid = fork();
	err = -errno;
	if (pid == 0)
		read_and_exit(question, ends[1]);
	close(ends[1]);
	*answers = NULL;
	*count = 0;
	complete = pid > 0 && get_all(ends[0], answers, count);
	close(ends[0]);
	if (pid < 0)
		return err;
	await(pid);
	if (complete)
		return 0;
	free(*answers);
	return -EIO;
}

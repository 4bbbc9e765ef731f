// SPDX-License-Identifier: LGPL-2.1-or-later
/* Asks the process of its own that reads ELF files. */
#include "symbol-ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "complain.h"
#include "rights.h"

#define SECONDS 60			/* of the processor */
#define PATIENCE 30			/* seconds in which it does nothing */
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

/*
 * The process of its own.
 */

static void put(int to, const struct symbol_answer *answer)
{
	const char *bytes = (const char *)answer;
	size_t left = sizeof(*answer);

	while (left) {
		ssize_t n = write(to, bytes, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1);
		bytes += n;
		left -= (size_t)n;
	}
}

static void tell_opened(const struct symbol_objects *objects, int to)
{
	for (size_t i = 0; i < objects->count; i++) {
		const struct symbol_answer answer = {
			.kind = SYMBOL_OPENED,
			.object = (uint32_t)i,
			.problem = (uint32_t)-objects->list[i].err,
			.program = objects->list[i].program,
		};

		put(to, &answer);
	}
}

/*
 * Who waits for a file system may stay even when it is killed: nobody who reads
 * what we print may have to wait for that.
 */
static void let_go_of_output(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd < 3; fd++)
		if (null < 0 || dup2(null, fd) < 0)
			close(fd);
}

static _Noreturn void read_and_exit(const struct symbol_question *question,
				    int to)
{
	struct symbol_answer failed = { .kind = SYMBOL_FAILED };
	int ret;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	let_go_of_output();
	limit();
	ret = symbol_objects_open(question->objects, question->context,
				  question->pid);
	rights_finish();
	if (ret) {
		failed.problem = (uint32_t)-ret;
		put(to, &failed);
		_exit(1);
	}
	tell_opened(question->objects, to);
	/* What a sanitizer says of a crash is not for our users. */
	_exit(symbol_read(question, to) == 0 ? 0 : 1);
}

/*
 * Who asks.
 */

struct reader_process {
	pid_t pid;
	int from;
};

static uint64_t time_used_by(pid_t pid)
{
	struct timespec used = { .tv_sec = 0 };
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) == 0)
		clock_gettime(clock, &used);
	return (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
}

/* False: it has been waiting, and did nothing, for too long. */
static bool is_alive(const struct reader_process *reader)
{
	struct pollfd in = { .fd = reader->from, .events = POLLIN };
	uint64_t used = time_used_by(reader->pid);

	for (int idle = 0; idle < PATIENCE;) {
		uint64_t before = used;
		int ready = poll(&in, 1, 1000);

		if (ready > 0 || (ready < 0 && errno != EINTR))
			return true;
		used = time_used_by(reader->pid);
		idle = used == before ? idle + (ready == 0) : 0;
	}
	return false;
}

/* 1: the next answer; 0: no more; negative errno. */
static int get(const struct reader_process *reader,
	       struct symbol_answer *answer)
{
	char *bytes = (char *)answer;
	size_t left = sizeof(*answer);

	while (left) {
		ssize_t n;

		if (!is_alive(reader))
			return -ETIMEDOUT;
		n = read(reader->from, bytes, left);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		bytes += n;
		left -= (size_t)n;
	}
	return 1;
}

static void note_opened(struct symbol_objects *objects,
			const struct symbol_answer *answer)
{
	if (answer->object >= objects->count)
		return;
	objects->list[answer->object].err = -(int)answer->problem;
	objects->list[answer->object].program = answer->program;
}

/* 0: the last answer came; negative errno. */
static int get_all(const struct reader_process *reader,
		   struct symbol_objects *objects,
		   struct symbol_answer **answers, size_t *count)
{
	struct symbol_answer answer, *list;
	int ret;

	while ((ret = get(reader, &answer)) > 0) {
		if (answer.kind == SYMBOL_DONE)
			return 0;
		if (answer.kind == SYMBOL_FAILED)
			return -(int)answer.problem;
		if (answer.kind == SYMBOL_OPENED) {
			note_opened(objects, &answer);
			continue;
		}
		list = reallocarray(*answers, *count + 1, sizeof(*list));
		if (!list)
			complain_out_of_memory();
		list[(*count)++] = answer;
		*answers = list;
	}
	return ret < 0 ? ret : -EIO;
}

/* What waits for ever may not even end when it is killed. */
static void end(const struct reader_process *reader, int ret)
{
	if (ret == -ETIMEDOUT) {
		kill(reader->pid, SIGKILL);
		return;
	}
	while (waitpid(reader->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

int symbol_ask(const struct symbol_question *question,
	       struct symbol_answer **answers, size_t *count)
{
	struct reader_process reader;
	int ends[2], ret = symbol_read_prepare();

	if (ret)
		return ret;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return -errno;
	reader.pid = fork();
	ret = -errno;
	reader.from = ends[0];
	if (reader.pid == 0)
		read_and_exit(question, ends[1]);
	close(ends[1]);
	*answers = NULL;
	*count = 0;
	if (reader.pid > 0) {
		ret = get_all(&reader, question->objects, answers, count);
		end(&reader, ret);
	}
	close(ends[0]);
	if (ret)
		free(*answers);
	return ret;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* A recording in the place of /proc: it needs no rights. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "rights.h"
#include "target.h"

static int add_all(struct target *target)
{
	pid_t pid = 0;
	char word[16];
	int ret = 0;

	while (ret == 0 && (pid = vminfo_context_next_process(target->recorded,
							      pid))) {
		snprintf(word, sizeof(word), "%d", (int)pid);
		ret = target_add_operand(target, word);
	}
	return ret;
}

/*
 * Root may read the files of everybody.  Who has some rights by the program
 * alone may not read with them what he could not read before.
 */
static int open_file(const char *path)
{
	int fd;

	if (geteuid() == 0)
		rights_raise(RIGHTS_OPEN);
	fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		complain("%s: %s", path, strerror(errno));
	rights_finish();
	return fd;
}

static int read_recording(struct target *target)
{
	char error[1024];
	struct vminfo_context_options options = {
		.size = sizeof(options),
		.recording = target->replay,
		.error = error,
		.error_size = sizeof(error),
	};
	int ret, fd = -1;

	if (strcmp(target->replay, "-") != 0) {
		fd = open_file(target->replay);
		if (fd < 0)
			return -ENOENT;
		options.descriptor = &fd;
	}
	rights_finish();
	ret = vminfo_context_new(&options, &target->recorded);
	if (ret < 0)
		complain("%s", error);
	if (fd >= 0)
		close(fd);
	return ret;
}

int target_replay(struct target *target)
{
	int ret;

	if (!target->replay)
		return 0;
	if (target->procfs)
		return complain_usage("%s and %s cannot be combined",
				      "--replay", "--procfs");
	ret = read_recording(target);
	if (ret < 0 || target->count)
		return ret;
	ret = add_all(target);
	if (ret == 0 && !target->count)
		complain("%s: no process was recorded", target->replay);
	return ret < 0 || target->count ? ret : -ENOENT;
}

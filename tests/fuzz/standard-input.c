// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * tools/target-pids.c and frame-list.c: any standard input of -p - and of
 * --pfn - or --pa -.
 */
#include "quiet.h"

#include <errno.h>
#include <stdio.h>

#include "frame-list.h"
#include "frame-words.h"
#include "target.h"

static size_t frames;

static int count_frame(void *data, const struct frame_word *word)
{
	const bool *is_pa = data;

	assert(word->count && word->start < UINT64_C(1) << 62);
	assert(*is_pa || !word->is_address || word->count == 1);
	frames++;
	return 0;
}

static void check_frames(bool is_pa)
{
	int ret;

	frames = 0;
	quiet_start();
	ret = frame_list_read(is_pa ? "--pa" : "--pfn",
			      is_pa ? frame_word_of_address :
				      frame_word_of_number,
			      count_frame, &is_pa);
	quiet_check(ret);
	assert(ret == 0 ? frames > 0 : ret == -EINVAL);
}

/* Each once. */
static void check_list(const struct target *target)
{
	assert(target->count > 0);
	for (size_t i = 0; i < target->count; i++) {
		pid_t pid = target->pids[i];

		assert(pid > 0 && pid <= TARGET_LARGEST_PID);
		assert(target_has_number(target, pid));
		for (size_t j = 0; j < i && j < 64; j++)
			assert(target->pids[j] != pid);
	}
}

static void check_pids(void)
{
	struct target target = { 0 };
	int ret;

	quiet_start();
	ret = target_add_list(&target, "-");
	quiet_check(ret);
	if (ret == 0)
		check_list(&target);
	else
		assert(ret == -EINVAL);
	target_free(&target);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	uint64_t kind = fuzz_number(&bytes, 1);
	FILE *given = stdin;

	/* fmemopen() takes no empty one. */
	if (!bytes.left)
		return 0;
	stdin = fmemopen((void *)(uintptr_t)bytes.at, bytes.left, "r");
	assert(stdin);
	if (kind % 3 == 2)
		check_pids();
	else
		check_frames(kind % 3);
	fclose(stdin);
	stdin = given;
	return 0;
}

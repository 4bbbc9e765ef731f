// SPDX-License-Identifier: LGPL-2.1-or-later
/* Tries what we may see: frames, and processes of others. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "specimen.h"
#include "trials.h"

static void answer_right(struct ability_trial *trial, uint64_t right)
{
	bool has = vminfo_context_rights(trial->context) & right;

	trial->answer = has ? ANSWER_YES : ANSWER_NO;
	trial->refused = !has;
}

void trial_pfn(struct ability_trial *trial)
{
	answer_right(trial, VMINFO_RIGHT_FRAMES);
	if (trial->answer == ANSWER_YES ||
	    vminfo_context_features(trial->context) & VMINFO_FEATURE_PAGEMAP)
		return;
	trial->answer = ANSWER_UNKNOWN;
	trial->why = "there is no pagemap to try it on";
}

void trial_ram(struct ability_trial *trial)
{
	answer_right(trial, VMINFO_RIGHT_RAM);
}

void trial_swap(struct ability_trial *trial)
{
	if (!(vminfo_context_rights(trial->context) & VMINFO_RIGHT_SWAPS)) {
		trial->answer = ANSWER_NO;
		trial->why = "/proc/swaps cannot be read: /proc is mounted "
			     "with subset=pid, or the kernel lacks CONFIG_SWAP";
		return;
	}
	trial_pfn(trial);
}

/* It opens for us, but says nothing of frames. */
static bool is_masked(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void answer_frame(struct ability_trial *trial, unsigned int member,
			 const char *path)
{
	struct vminfo_frame frame;

	if (vminfo_context_frame(trial->context, 0, &frame) != 0) {
		trial->why = "a frame cannot be read";
		return;
	}
	trial->answer = frame.known & member ? ANSWER_YES : ANSWER_NO;
	trial->refused = frame.hidden & member;
	if (trial->refused && is_masked(path))
		trial->why = "another file lies over it, as containers do it "
			     "(docker run --security-opt "
			     "systempaths=unconfined; podman: unmask=ALL)";
	else if (trial->answer == ANSWER_NO && access("/proc/meminfo", F_OK))
		trial->why = "it is not there, because /proc is mounted with "
			     "subset=pid";
}

void trial_kpage(struct ability_trial *trial)
{
	answer_frame(trial, VMINFO_FRAME_HAS_FLAGS, "/proc/kpageflags");
}

void trial_mapcount(struct ability_trial *trial)
{
	answer_frame(trial, VMINFO_FRAME_HAS_MAPCOUNT, "/proc/kpagecount");
}

void trial_memcg(struct ability_trial *trial)
{
	answer_frame(trial, VMINFO_FRAME_HAS_MEMCG, "/proc/kpagecgroup");
}

void trial_idle(struct ability_trial *trial)
{
	static const char path[] = "/sys/kernel/mm/page_idle/bitmap";
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	trial->answer = fd >= 0 ? ANSWER_YES : ANSWER_NO;
	trial->refused = fd < 0 && (errno == EACCES || errno == EPERM);
	if (fd >= 0)
		close(fd);
}

/* --- processes of others -------------------------------------------------- */

static int read_file(int directory, const char *name)
{
	char bytes[8];
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return errno;
	if (read(fd, bytes, sizeof(bytes)) < 0)
		err = errno;
	close(fd);
	return err;
}

/* What becomes of looking at that process: 0, or an error. */
static int look_at(const char *name)
{
	char path[64];
	int directory, err;

	snprintf(path, sizeof(path), "/proc/%.32s", name);
	directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return errno;
	err = read_file(directory, "maps");
	if (!err)
		err = read_file(directory, "pagemap");
	close(directory);
	return err;
}

static bool is_of_another(int proc, const char *name)
{
	struct stat stat;

	return isdigit((unsigned char)*name) &&
	       fstatat(proc, name, &stat, 0) == 0 && stat.st_uid != geteuid();
}

/* The first process of somebody else that can be opened, or is refused. */
static enum answer look_at_others(void)
{
	DIR *list = opendir("/proc");
	enum answer answer = ANSWER_UNKNOWN;
	struct dirent *entry;

	while (list && answer == ANSWER_UNKNOWN && (entry = readdir(list))) {
		int err = ENOENT;

		if (is_of_another(dirfd(list), entry->d_name))
			err = look_at(entry->d_name);
		if (err == 0)
			answer = ANSWER_YES;
		else if (err == EACCES || err == EPERM)
			answer = ANSWER_NO;
	}
	if (list)
		closedir(list);
	return answer;
}

static int look_at_specimen(const struct specimen *specimen)
{
	char name[16];

	snprintf(name, sizeof(name), "%d", specimen->pid);
	return look_at(name);
}

/* Made while we could become another user; pid 0: it was not. */
static struct specimen prepared;

void ability_prepare(void)
{
	struct specimen specimen;

	if (specimen_start(&specimen) == 0)
		prepared = specimen;
}

void ability_finish(void)
{
	if (prepared.pid)
		specimen_end(&prepared);
	prepared.pid = 0;
}

void trial_others(struct ability_trial *trial)
{
	bool proves;
	int err;

	if (!prepared.pid) {
		trial->why = "no process to try it on could be started";
		return;
	}
	err = look_at_specimen(&prepared);
	/* The files of one that only hides are root's, as we may be. */
	proves = prepared.of_another_user || geteuid() != 0;
	if (err)
		trial->answer = ANSWER_NO;
	else
		trial->answer = proves ? ANSWER_YES : look_at_others();
	trial->refused = trial->answer == ANSWER_NO;
	if (trial->answer == ANSWER_UNKNOWN)
		trial->why = "there is no process of another user to try it on";
}

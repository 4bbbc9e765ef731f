// SPDX-License-Identifier: LGPL-2.1-or-later
/* tools/audit-tree.c, audit-policy.c: any file of a policy. */
#include "quiet.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "audit-policy.h"

/* A path of a file that has these bytes. */
static int file_of(const uint8_t *data, size_t size, char path[64])
{
	int fd = memfd_create("policy", MFD_CLOEXEC);

	assert(fd >= 0);
	assert(write(fd, data, size) == (ssize_t)size);
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

static void check(const struct audit_rule *rule)
{
	assert(rule->name && *rule->name && !strchr(rule->name, '\n'));
	assert(rule->target.text && rule->file && rule->line);
	assert(rule->count);
	for (size_t i = 0; i < rule->count; i++) {
		assert(rule->expects[i].use.metric);
		assert(*rule->expects[i].wanted);
		assert(!rule->expects[i].is.text);
	}
	for (size_t i = 0; i < rule->where_count; i++)
		assert(rule->where[i].column->get);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct audit_policy policy = { .count = 0 };
	char path[64];
	int fd = file_of(data, size, path), ret;

	quiet_start();
	ret = audit_policy_read(&policy, path);
	quiet_check(ret);
	close(fd);
	assert(ret == 0 || ret == -EINVAL);
	assert(ret || policy.count);
	for (size_t i = 0; ret == 0 && i < policy.count; i++)
		check(&policy.rules[i]);
	audit_policy_free(&policy);
	return 0;
}

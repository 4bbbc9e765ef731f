// SPDX-License-Identifier: LGPL-2.1-or-later
/* Memory that userfaultfd(2) protects or poisons. */
#include "victim.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Linux 6.6; the headers may be older. */
#define FEATURE_POISON (1ull << 14)
#define POISON_RANGE _IOWR(UFFDIO, 0x08, struct poison_range)

struct poison_range {
	struct uffdio_range range;
	uint64_t mode;
	int64_t updated;
};

/* It stays open: what it does to memory ends with it. */
static int open_for(const struct uffdio_range *range, uint64_t features,
		    uint64_t mode)
{
	struct uffdio_api api = { .api = UFFD_API, .features = features };
	struct uffdio_register reg = { .range = *range, .mode = mode };
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);

	if (fd < 0 || ioctl(fd, UFFDIO_API, &api) ||
	    ioctl(fd, UFFDIO_REGISTER, &reg))
		return -errno;
	return fd;
}

static int find_range(char **words, struct uffdio_range *range)
{
	struct buffer piece;
	int ret = memory_find(words, &piece);

	if (ret)
		return ret;
	range->start = (uintptr_t)piece.at;
	range->len = piece.pages * victim_page();
	return 0;
}

/* protect ID [FIRST COUNT]: against writing. */
static int write_protect(char **words)
{
	struct uffdio_writeprotect wp = { .mode = UFFDIO_WRITEPROTECT_MODE_WP };
	int fd, ret = find_range(words, &wp.range);

	if (ret)
		return ret;
	fd = open_for(&wp.range, UFFD_FEATURE_WP_HUGETLBFS_SHMEM,
		      UFFDIO_REGISTER_MODE_WP);
	if (fd < 0)
		return fd;
	return ioctl(fd, UFFDIO_WRITEPROTECT, &wp) ? -errno : 0;
}

/* poison ID [FIRST COUNT]: pages without memory, as if a chip had failed. */
static int poison(char **words)
{
	struct poison_range poisoned = { 0 };
	int fd, ret = find_range(words, &poisoned.range);

	if (ret)
		return ret;
	fd = open_for(&poisoned.range, FEATURE_POISON,
		      UFFDIO_REGISTER_MODE_MISSING);
	if (fd < 0)
		return fd;
	return ioctl(fd, POISON_RANGE, &poisoned) ? -errno : 0;
}

const struct verb uffd_verbs[] = {
	{ "protect", write_protect }, { "poison", poison }, { NULL, NULL },
};

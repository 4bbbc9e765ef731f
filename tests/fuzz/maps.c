// SPDX-License-Identifier: LGPL-2.1-or-later
/* libvminfo/maps.c: a line of /proc/PID/maps, whatever is in it. */
#include "fuzz.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "maps.h"

static char letter(const struct vminfo_mapping *m, uint32_t bit, char yes)
{
	return m->permissions & bit ? yes : '-';
}

/* As the kernel would print it. */
static void put(const struct vminfo_mapping *m, char *text, size_t size)
{
	int n = snprintf(text, size,
			 "%" PRIx64 "-%" PRIx64 " %c%c%c%c %" PRIx64
			 " %" PRIx32 ":%" PRIx32 " %" PRIu64 " %s",
			 m->va, m->va + m->length, letter(m, VMINFO_READ, 'r'),
			 letter(m, VMINFO_WRITE, 'w'),
			 letter(m, VMINFO_EXECUTE, 'x'),
			 m->permissions & VMINFO_SHARED ? 's' : 'p', m->offset,
			 m->dev_major, m->dev_minor, m->inode, m->name);

	assert(n > 0 && (size_t)n < size);
}

static void check(const struct vminfo_mapping *m, const char *line,
		  size_t length)
{
	assert(m->length);
	assert(m->length - 1 <= UINT64_MAX - m->va);
	assert(m->permissions <= (VMINFO_READ | VMINFO_WRITE | VMINFO_EXECUTE |
				  VMINFO_SHARED));
	assert(m->kind >= VMINFO_ANONYMOUS && m->kind <= VMINFO_KERNEL);
	assert(m->page_size == VMINFO_NONE);
	assert(m->name > line && m->name <= line + length);
	assert(m->name + strlen(m->name) == line + length);
}

/* What it means, printed again, means the same. */
static void check_again(const struct vminfo_mapping *m)
{
	size_t size = strlen(m->name) + 128;
	char *text = malloc(size);
	struct vminfo_mapping again;

	assert(text);
	put(m, text, size);
	assert(maps_decode(text, strlen(text), &again) == 0);
	assert(strcmp(again.name, m->name) == 0);
	again.name = m->name;
	assert(memcmp(&again, m, sizeof(again)) == 0);
	free(text);
}

static void feed(const char *line, size_t length)
{
	struct vminfo_mapping m;
	int ret;

	memset(&m, 0x5a, sizeof(m));
	ret = maps_decode(line, length, &m);
	if (ret) {
		assert(ret == -EINVAL);
		assert(fuzz_is_untouched(&m, sizeof(m), 0x5a));
		return;
	}
	check(&m, line, length);
	check_again(&m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_bytes bytes = { data, size };
	char *line = malloc(size + 1);

	/* With a NUL inside, if there is one. */
	assert(line);
	memcpy(line, data, size);
	line[size] = '\0';
	feed(line, size);
	free(line);
	while ((line = fuzz_line(&bytes))) {
		feed(line, strlen(line));
		free(line);
	}
	return 0;
}

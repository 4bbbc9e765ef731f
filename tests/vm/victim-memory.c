// SPDX-License-Identifier: LGPL-2.1-or-later
/* Buffers with a pattern that only the host and this file know. */
#include "victim.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BUFFERS = 64, PATTERN = 64, THP = 32 << 20 };

static struct buffer buffers[BUFFERS];

static struct buffer *find_buffer(const char *word)
{
	uint64_t id = victim_number(word);

	return id < BUFFERS ? &buffers[id] : NULL;
}

int memory_find(char **words, struct buffer *piece)
{
	const struct buffer *whole = find_buffer(words[0]);
	size_t first, count;

	if (!whole || !whole->at)
		return -ENOENT;
	first = victim_count(words[1]);
	count = words[1] && words[2] ? victim_count(words[2]) :
		whole->pages - first;
	if (first > whole->pages || count > whole->pages - first)
		return -ERANGE;
	piece->at = whole->at + first * victim_page();
	piece->pages = count;
	return 0;
}

static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

/* Little-endian everywhere: the host has one pattern for all machines. */
static void make_pattern(unsigned char *to, uint64_t seed, uint64_t index)
{
	uint64_t state = seed << 32 | index;

	for (size_t i = 0; i < PATTERN; i += 8) {
		uint64_t word = next_random(&state);

		for (size_t b = 0; b < 8; b++)
			to[i + b] = (unsigned char)(word >> 8 * b);
	}
}

static int open_object(const char *path, size_t length)
{
	int fd = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) :
			memfd_create("victim", MFD_CLOEXEC);

	if (fd >= 0 && ftruncate(fd, (off_t)length)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* Huge pages start at multiples of their size, which is THP at most. */
static unsigned char *align_up(unsigned char *at, size_t to)
{
	return at + (-(uintptr_t)at & (to - 1));
}

/* new ID PAGES anon|thp|huge|shared|file [PATH]: answers with the address.  For
 * huge, the logarithm of the size stands where PATH would. */
static int new_buffer(char **words)
{
	struct buffer *b = find_buffer(words[0]);
	const char *kind = words[1] && words[2] ? words[2] : "anon";
	int flags = MAP_PRIVATE | MAP_ANONYMOUS, fd = -1;
	size_t length = victim_count(words[1]) * victim_page(), extra = 0;

	if (!b || !length)
		return -EINVAL;
	if (!strcmp(kind, "shared") || !strcmp(kind, "file")) {
		fd = open_object(*kind == 's' ? NULL : words[3], length);
		if (fd < 0)
			return -errno;
		flags = MAP_SHARED;
	} else if (!strcmp(kind, "huge")) {
		flags |= MAP_HUGETLB | (int)victim_number(words[3]) << 26;
	} else if (!strcmp(kind, "thp")) {
		extra = THP;
	}
	b->at = mmap(NULL, length + extra, PROT_READ | PROT_WRITE, flags, fd,
		     0);
	if (b->at == MAP_FAILED) {
		b->at = NULL;
		return -errno;
	}
	if (extra)
		b->at = align_up(b->at, extra);
	b->pages = length / victim_page();
	madvise(b->at, length, extra ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
	victim_say("%llx", (unsigned long long)(uintptr_t)b->at);
	return 0;
}

/* fill ID SEED [FIRST COUNT]: index 0 is the first page of the buffer. */
static int fill(char **words)
{
	char *range[] = { words[0], words[1] ? words[2] : NULL,
			  words[1] && words[2] ? words[3] : NULL };
	size_t first = victim_count(range[1]), page = victim_page();
	struct buffer piece;
	int ret = memory_find(range, &piece);

	if (ret)
		return ret;
	for (size_t i = 0; i < piece.pages; i++) {
		unsigned char *at = piece.at + i * page;

		make_pattern(at, victim_number(words[1]), first + i);
		for (size_t n = PATTERN; n < page; n *= 2)
			memcpy(at + n, at, n);
	}
	return 0;
}

/* verify ID SEED: how many pages are not as they were filled. */
static int verify(char **words)
{
	unsigned char want[PATTERN];
	struct buffer all;
	char *whole[] = { words[0], NULL };
	int ret = memory_find(whole, &all), wrong = 0;

	if (ret)
		return ret;
	for (size_t i = 0; i < all.pages; i++) {
		size_t same = 0;

		make_pattern(want, victim_number(words[1]), i);
		for (size_t at = 0; at < victim_page(); at += PATTERN)
			same += !memcmp(all.at + i * victim_page() + at, want,
					PATTERN);
		wrong += same * PATTERN != victim_page();
	}
	return wrong;
}

/* advise ID ADVICE [FIRST COUNT] */
static int advise(char **words)
{
	char *range[] = { words[0], words[1] ? words[2] : NULL,
			  words[1] && words[2] ? words[3] : NULL };
	struct buffer piece;
	int ret = memory_find(range, &piece);

	if (ret)
		return ret;
	return madvise(piece.at, piece.pages * victim_page(),
		       (int)victim_number(words[1])) ? -errno : 0;
}

/* again ID OTHER: OTHER, which is shared, at one more address. */
static int map_again(char **words)
{
	struct buffer *b = find_buffer(words[0]), from;
	char *range[] = { words[0] ? words[1] : NULL, NULL };
	int ret = memory_find(range, &from);
	void *at;

	if (!b || ret)
		return b ? ret : -EINVAL;
	at = mremap(from.at, 0, from.pages * victim_page(), MREMAP_MAYMOVE);
	if (at == MAP_FAILED)
		return -errno;
	*b = (struct buffer){ at, from.pages };
	victim_say("%llx", (unsigned long long)(uintptr_t)at);
	return 0;
}

static volatile unsigned char sink;

/* look ID [FIRST COUNT]: reads a byte of each page. */
static int look(char **words)
{
	struct buffer piece;
	int ret = memory_find(words, &piece);

	for (size_t i = 0; !ret && i < piece.pages; i++)
		sink = piece.at[i * victim_page()];
	return ret;
}

/* touch ID [FIRST COUNT]: writes what is there again. */
static int touch(char **words)
{
	struct buffer piece;
	int ret = memory_find(words, &piece);

	for (size_t i = 0; !ret && i < piece.pages; i++) {
		volatile unsigned char *at = piece.at + i * victim_page();

		*at = *at;
	}
	return ret;
}

/* forbid ID [FIRST COUNT]: no right is left. */
static int forbid(char **words)
{
	struct buffer piece;
	int ret = memory_find(words, &piece);

	if (ret)
		return ret;
	return mprotect(piece.at, piece.pages * victim_page(), PROT_NONE) ?
		-errno : 0;
}

/* dump ID OFFSET LENGTH: bytes as the program sees them. */
static int dump(char **words)
{
	static const char digits[] = "0123456789abcdef";
	const struct buffer *b = find_buffer(words[0]);
	size_t from = victim_count(words[1]), length = victim_count(words[2]);
	char line[129];

	if (!b || !b->at || from + length > b->pages * victim_page())
		return -ERANGE;
	for (size_t i = 0; i < length; i++) {
		line[i % 64 * 2] = digits[b->at[from + i] >> 4];
		line[i % 64 * 2 + 1] = digits[b->at[from + i] & 15];
		line[i % 64 * 2 + 2] = '\0';
		if (i % 64 == 63 || i == length - 1)
			victim_say("%s", line);
	}
	return 0;
}

const struct verb memory_verbs[] = {
	{ "new", new_buffer },
	{ "fill", fill },
	{ "verify", verify },
	{ "advise", advise },
	{ "again", map_again },
	{ "look", look },
	{ "touch", touch },
	{ "forbid", forbid },
	{ "dump", dump },
	{ NULL, NULL },
};

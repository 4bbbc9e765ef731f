// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * steady - pages whose state never changes, whatever the machine does.
 *
 * Prints "VA STATE" for each, "VA STATE same" if its frame does not change
 * either; then "ready", and ends at the end of its input.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102	/* Linux 6.13 */
#endif

#define HUGE (2ul << 20)

static size_t page;
static char *room;

static void say(const char *va, const char *state)
{
	printf("%" PRIxPTR " %s\n", (uintptr_t)va, state);
}

static void give_up(const char *what)
{
	perror(what);
	exit(1);
}

/* What lies beside it must not be joined to it: a page is left out. */
static char *take(size_t pages)
{
	char *va = room;

	room += (pages + 1) * page;
	if (mmap(va, pages * page, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
		give_up("steady: mmap");
	madvise(va, pages * page, MADV_NOHUGEPAGE);
	return va;
}

static void make_locked(void)
{
	char *va = take(4);

	if (mlock(va, 4 * page))
		give_up("steady: mlock");
	for (size_t i = 0; i < 4; i++) {
		va[i * page] = 'v';
		say(va + i * page, "present");
	}
}

static void make_read(void)
{
	const volatile char *va = take(4);

	for (size_t i = 0; i < 4; i++) {
		(void)va[i * page];
		say((const char *)(uintptr_t)va + i * page, "zero");
	}
}

static void make_untouched(void)
{
	char *va = take(4);

	for (size_t i = 0; i < 4; i++)
		say(va + i * page, "absent");
	say(va + 4 * page, "unmapped");
}

static void make_guard(void)
{
	char *va = take(4);

	if (madvise(va, 2 * page, MADV_GUARD_INSTALL) == 0) {
		say(va, "guard");
		say(va + page, "guard");
	}
	say(va + 3 * page, "absent");
}

/* Pages of the kernel, and of hugetlb, are not moved. */
static void find_frames(void)
{
	const char *vdso = (const char *)getauxval(AT_SYSINFO_EHDR);
	char *huge = mmap(NULL, HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE |
			  MAP_ANONYMOUS | MAP_HUGETLB, -1, 0);

	if (vdso) {
		(void)*(const volatile char *)vdso;
		say(vdso, "present same");
	}
	if (huge == MAP_FAILED)
		return;
	for (size_t i = 0; i < 4; i++) {
		huge[i * page] = 'v';
		say(huge + i * page, "present same");
	}
}

int main(void)
{
	static char said[4096];

	page = (size_t)sysconf(_SC_PAGESIZE);
	/* What the C library maps must not come into the room. */
	setvbuf(stdout, said, _IOFBF, sizeof(said));
	setvbuf(stdin, NULL, _IONBF, 0);
	room = mmap(NULL, 64 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0);
	if (room == MAP_FAILED || munmap(room, 64 * page))
		give_up("steady: mmap");
	make_locked();
	make_read();
	make_untouched();
	make_guard();
	find_frames();
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * plain - a few pages in states that every machine has; built for 32 bits too.
 * Lines as those of the stage, then "ready"; ends at the end of its input.
 */
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static char *pages_at(char *wanted, size_t length)
{
	char *va = mmap(wanted, length, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (va == MAP_FAILED) {
		perror("mmap");
		_exit(1);
	}
	madvise(va, length, MADV_NOHUGEPAGE);
	return va;
}

static void claim(const char *va, unsigned int pages, const char *what)
{
	printf("%lx %u %s\n", (unsigned long)(uintptr_t)va, pages, what);
}

int main(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *va = pages_at((char *)0x20000000, 4 * page);
	volatile char seen;

	va[0] = 'v';
	seen = va[page];
	(void)seen;
	munmap(va + 3 * page, page);
	claim(va, 1, "present exclusive plain-written");
	claim(va + page, 1, "zero - plain-zero");
	claim(va + 2 * page, 1, "absent - plain-untouched");
	claim(va + 3 * page, 1, "unmapped - plain-gap");
	puts("ready");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}

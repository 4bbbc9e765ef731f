// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * key [locked] - has a secret in key_buffer, which may be locked in memory.
 *
 * Prints "VA PAGES" of it, then "ready", and ends at the end of its input.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define KEY_SIZE (64 * 1024)

/* What --symbol finds: no page of it has anything else on it. */
extern unsigned char key_buffer[KEY_SIZE];
_Alignas(65536) unsigned char key_buffer[KEY_SIZE];

int main(int argc, char **argv)
{
	uint32_t state = 1;

	setvbuf(stdout, NULL, _IOLBF, 0);
	madvise(key_buffer, KEY_SIZE, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < KEY_SIZE; i++) {
		state = state * 1664525 + 1013904223;
		key_buffer[i] = (unsigned char)(state >> 24);
	}
	if (argc > 1 && !strcmp(argv[1], "locked") &&
	    mlock(key_buffer, KEY_SIZE)) {
		perror("mlock");
		return 1;
	}
	printf("%" PRIxPTR " %ld\nready\n", (uintptr_t)key_buffer,
	       KEY_SIZE / sysconf(_SC_PAGESIZE));
	while (getchar() != EOF)
		;
	return 0;
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* unvis - the bytes that vis(3) made safe: what unvis(1) does elsewhere. */
/* The argument order of functions that are not used here. */
#define LIBBSD_OPENBSD_VIS
#include <bsd/vis.h>
#include <stdio.h>

int main(void)
{
	static char coded[1 << 20], bytes[1 << 20];
	size_t length = fread(coded, 1, sizeof(coded) - 1, stdin);
	int decoded;

	coded[length] = '\0';
	decoded = strunvis(bytes, coded);
	if (decoded < 0)
		return 1;
	return fwrite(bytes, 1, (size_t)decoded, stdout) != (size_t)decoded ||
	       fclose(stdout);
}

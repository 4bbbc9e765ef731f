// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * workload SHAPE SIZE [NUMBER] - a process with memory of a shape.
 *
 *   dense SIZE        small pages, all of them there
 *   thp SIZE          huge pages
 *   halfthp SIZE      huge pages, every other one of them mapped by small ones
 *   sparse SIZE STEP  one page in so many
 *   random SIZE N     so many pages, anywhere
 *   vmas N            so many mappings of one page
 *   shared SIZE N     shared memory of so many processes
 *   forked SIZE N     so many processes that have not written since
 *   scattered SIZE    every other frame
 *   swapped SIZE      half of it paged out, in blocks of 16; needs swap
 *   hugetlb SIZE      of hugetlbfs, 2 MiB each
 *   processes N       so many idle ones
 *   moving SIZE       maps, writes and unmaps beside so much that is dense, and
 *                     tells how long the calls took when its input ends
 *   moving-thp SIZE   the same beside huge pages,
 *   moving-sparse SIZE    one page in 16 MiB,
 *   moving-emptied SIZE   and page tables without a page
 *
 * SIZE is in MiB.  Prints its PID when all is there, and ends with its input.
 */
#include "workload.h"

#include <err.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static const struct {
	const char *name;
	shape_make *make;
	unsigned int unit;	/* of its first number, a power of two */
} shapes[] = {
	{ "dense", shape_dense, 20 },
	{ "thp", shape_thp, 20 },
	{ "halfthp", shape_halfthp, 20 },
	{ "sparse", shape_sparse, 20 },
	{ "random", shape_random, 20 },
	{ "vmas", shape_vmas, 0 },
	{ "shared", shape_shared, 20 },
	{ "forked", shape_forked, 20 },
	{ "scattered", shape_scattered, 20 },
	{ "swapped", shape_swapped, 20 },
	{ "hugetlb", shape_hugetlb, 20 },
	{ "processes", shape_processes, 0 },
	{ "moving", shape_moving, 20 },
	{ "moving-thp", shape_moving_thp, 20 },
	{ "moving-sparse", shape_moving_sparse, 20 },
	{ "moving-emptied", shape_moving_emptied, 20 },
};

int fork_child(void)
{
	pid_t child = fork();

	if (child < 0)
		err(1, "fork");
	if (child == 0)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return child;
}

void stay(void)
{
	char byte;

	printf("%d\n", (int)getpid());
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
}

static uint64_t number_of(const char *word)
{
	char *end;
	uint64_t number = strtoull(word, &end, 10);

	if (!*word || *end || number > 1ULL << 32)
		errx(2, "not a number: %s", word);
	return number;
}

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		if (argc < 3 || strcmp(shapes[i].name, argv[1]) != 0)
			continue;
		shapes[i].make(number_of(argv[2]) << shapes[i].unit,
			       argc > 3 ? number_of(argv[3]) : 0);
		return 0;
	}
	errx(2, "usage: workload SHAPE SIZE [NUMBER]");
}

// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the kernel counts of the paging of the whole machine. */
#include "paging-machine.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "complain.h"
#include "small-file.h"

#define ROOM 65536

static const char *const names[PAGING_COUNTERS] = {
	[PAGING_PSWPIN] = "pswpin",
	[PAGING_PSWPOUT] = "pswpout",
	[PAGING_ZSWPIN] = "zswpin",
	[PAGING_ZSWPOUT] = "zswpout",
	[PAGING_SWPIN_ZERO] = "swpin_zero",
	[PAGING_SWPOUT_ZERO] = "swpout_zero",
	[PAGING_REFAULT_ANON] = "workingset_refault_anon",
	[PAGING_PGFAULT] = "pgfault",
	[PAGING_PGMAJFAULT] = "pgmajfault",
};

/* A number that ends its line.  0, or -EINVAL. */
static int read_number(const char *text, uint64_t *number)
{
	unsigned long long n;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno || *end != '\n')
		return -EINVAL;
	*number = n;
	return 0;
}

static int read_counter(struct paging_sample *sample, const char *line)
{
	for (unsigned int i = 0; i < PAGING_COUNTERS; i++) {
		size_t length = strlen(names[i]);

		if (strncmp(line, names[i], length) != 0 || line[length] != ' ')
			continue;
		sample->listed |= 1u << i;
		return read_number(line + length + 1, &sample->counters[i]);
	}
	return 0;
}

/* The beginning of the next line; NULL: this one has no end. */
static const char *next_line(const char *line)
{
	const char *end = strchr(line, '\n');

	return end ? end + 1 : NULL;
}

/* Without pgfault, which every kernel counts, it is something else. */
int paging_sample_counters(struct paging_sample *sample, const char *text)
{
	struct paging_sample read = *sample;

	read.listed = 0;
	for (const char *line = text; *line; line = next_line(line))
		if (!next_line(line) || read_counter(&read, line) != 0)
			return -EINVAL;
	if (!(read.listed & 1u << PAGING_PGFAULT))
		return -EINVAL;
	read.has_counters = true;
	*sample = read;
	return 0;
}

/* "some avg10=0.00 avg60=0.00 avg300=0.00 total=0" */
static int read_stalled(const char *text, const char *word, uint64_t *total)
{
	const char *line, *number;

	for (line = text; line && *line; line = next_line(line)) {
		if (strncmp(line, word, strlen(word)) != 0)
			continue;
		number = strstr(line, " total=");
		if (!number || memchr(line, '\n', (size_t)(number - line)))
			return -EINVAL;
		return read_number(number + strlen(" total="), total);
	}
	return -EINVAL;
}

int paging_sample_pressure(struct paging_sample *sample, const char *text)
{
	uint64_t some, full;

	if (read_stalled(text, "some ", &some) != 0 ||
	    read_stalled(text, "full ", &full) != 0)
		return -EINVAL;
	sample->some = some;
	sample->full = full;
	sample->has_pressure = true;
	return 0;
}

/* A file that fills the room may be longer. */
static int read_whole(const char *procfs, const char *name, char *text)
{
	char path[4096];
	int n = snprintf(path, sizeof(path), "%s/%s",
			 procfs ? procfs : "/proc", name);

	if (n < 0 || (size_t)n >= sizeof(path))
		return -ENAMETOOLONG;
	n = small_file_bytes(AT_FDCWD, path, text, ROOM);
	if (n == ROOM)
		return -EFBIG;
	if (n >= 0)
		text[n] = '\0';
	return n < 0 ? n : 0;
}

void paging_sample_take(struct paging_sample *sample, const char *procfs)
{
	char *text = malloc(ROOM);
	struct timespec now;

	if (!text)
		complain_out_of_memory();
	*sample = (struct paging_sample){ 0 };
	clock_gettime(CLOCK_MONOTONIC, &now);
	sample->nanoseconds = (uint64_t)now.tv_sec * 1000000000u +
			      (uint64_t)now.tv_nsec;
	if (read_whole(procfs, "vmstat", text) == 0)
		paging_sample_counters(sample, text);
	if (read_whole(procfs, "pressure/memory", text) == 0)
		paging_sample_pressure(sample, text);
	free(text);
}

/* Counters only grow, unless what counts them was taken away. */
static struct paging_amount difference(uint64_t before, uint64_t after)
{
	if (after < before)
		return (struct paging_amount){ .known = PAGING_NOT_KNOWN };
	return (struct paging_amount){ .known = PAGING_KNOWN,
				       .number = after - before };
}

static struct paging_amount counted(const struct paging_sample *before,
				    const struct paging_sample *after,
				    unsigned int i)
{
	struct paging_amount none = { .known = PAGING_NOT_KNOWN };

	if (!before->has_counters || !after->has_counters)
		return none;
	if (before->listed & after->listed & 1u << i)
		return difference(before->counters[i], after->counters[i]);
	if (!((before->listed | after->listed) & 1u << i))
		none.known = PAGING_NO_SUCH;
	return none;
}

/* Unknown if one is; if there is none of them, there is no sum. */
static struct paging_amount sum_of(const struct paging_machine *machine,
				   const enum paging_counter which[3])
{
	struct paging_amount sum = { .known = PAGING_NO_SUCH };

	for (size_t i = 0; i < 3; i++) {
		const struct paging_amount *one = &machine->counters[which[i]];

		if (one->known == PAGING_NOT_KNOWN)
			return *one;
		if (one->known == PAGING_KNOWN)
			sum.known = PAGING_KNOWN;
		sum.number += one->number;
	}
	return sum;
}

void paging_machine_between(const struct paging_sample *before,
			    const struct paging_sample *after,
			    struct paging_machine *machine)
{
	static const enum paging_counter in[3] = {
		PAGING_PSWPIN, PAGING_ZSWPIN, PAGING_SWPIN_ZERO,
	};
	static const enum paging_counter out[3] = {
		PAGING_PSWPOUT, PAGING_ZSWPOUT, PAGING_SWPOUT_ZERO,
	};

	*machine = (struct paging_machine){ 0 };
	for (unsigned int i = 0; i < PAGING_COUNTERS; i++)
		machine->counters[i] = counted(before, after, i);
	machine->in = sum_of(machine, in);
	machine->out = sum_of(machine, out);
	if (before->has_pressure && after->has_pressure) {
		machine->some = difference(before->some, after->some);
		machine->full = difference(before->full, after->full);
	}
	machine->microseconds = (after->nanoseconds - before->nanoseconds) /
				1000;
}

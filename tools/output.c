// SPDX-License-Identifier: LGPL-2.1-or-later
/* Bytes on their way to standard output, many rows in one write. */
#include "output.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "progress.h"

#define ORDINARY_ROOM (64 * 1024)

void output_open(struct output *output)
{
	char *bytes = malloc(ORDINARY_ROOM);

	if (!bytes)
		complain_out_of_memory();
	*output = (struct output){ .bytes = bytes, .room = ORDINARY_ROOM };
}

void output_close(struct output *output)
{
	free(output->bytes);
	*output = (struct output){ 0 };
}

/* A failed write is told at the end, when this says why it failed. */
static int first_error;

void output_flush(struct output *output)
{
	size_t n = output->used;

	progress_wipe_on(STDOUT_FILENO);
	errno = 0;
	if (fwrite(output->bytes, 1, n, stdout) < n && !first_error)
		first_error = errno;
	output->used = 0;
}

int output_pass_text(const char *text, size_t length)
{
	errno = 0;
	if (fwrite(text, 1, length, stdout) == length)
		return 0;
	if (!first_error)
		first_error = errno;
	return errno ? -errno : -EIO;
}

bool output_pass_on(struct output *output)
{
	output_flush(output);
	errno = 0;
	if (fflush(stdout) != 0 && !first_error)
		first_error = errno;
	return !ferror(stdout);
}

static void make_room(struct output *output, size_t n)
{
	char *more;

	output_flush(output);
	if (n <= output->room)
		return;
	more = realloc(output->bytes, n);
	if (!more)
		complain_out_of_memory();
	output->bytes = more;
	output->room = n;
}

char *output_reserve(struct output *output, size_t n)
{
	if (output->room - output->used < n)
		make_room(output, n);
	return output->bytes + output->used;
}

void output_until(struct output *output, const char *end)
{
	output->used = (size_t)(end - output->bytes);
}

void output_text(struct output *output, const char *text)
{
	size_t length = strlen(text);

	memcpy(output_reserve(output, length), text, length);
	output->used += length;
}

int output_finish(void)
{
	bool failed = ferror(stdout);

	errno = 0;
	if (fclose(stdout) == 0 && !failed)
		return 0;
	if (!first_error)
		first_error = errno ? errno : EIO;
	complain("cannot write: %s", strerror(first_error));
	return -EIO;
}
